"""The handler of Overview: every paper on a topic, each with its sentences on the topic.

"Deals with" is only said of papers that plainly do (`retrieval.mention`), "near" of the others listed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answers.abstention import denial
from assistant.answers.citations import Citations, plain
from assistant.answers.library import Library
from assistant.answers.plans import Overview
from assistant.answers.results import abstained, answered, nothing
from assistant.answers.wording import (
    OWNER,
    filters_of,
    gaps,
    left_out,
    named,
    papers_counted,
    quoted,
    topics_of,
    years_of,
)
from assistant.datamodels import Answer, Evidence, Paper, Query, Scope
from assistant.index.catalog import Selection, by_date
from assistant.retrieval.finder import Found
from assistant.retrieval.rerankers import Ranking, in_order


def answer_overview(plan: Overview, library: Library, ranking: Ranking = ()) -> Answer:
    """The answer to an Overview, with the papers that the re-ranker adds in `ranking`."""
    return tell(plan.query, in_order(library.finder.find(plan.query), ranking), library)


def tell(query: Query, found: Found, library: Library) -> Answer:
    """The overview of the papers in `found`; an abstention if there are none or they deny the premise."""
    if not found.evidence:
        return nothing(query, found, library)
    if denied := denial(query, found, library.lexicon):
        return abstained(query, denied, found.searched)
    cite = Citations()
    evidence = [library.finder.telling(query.topic, e) for e in found.evidence]
    text = _overview_text(query, evidence, found.selection, cite)
    return replace(answered(query, text, cite, found.searched), evidence=found.evidence)


def also_found(query: Query, papers: Sequence[Paper], cite: Citations) -> str:
    """A list of the papers on the topic that a model's answer does not cite; empty where there are none."""
    cited = {c.paper_id for c in cite.items}
    left = by_date([p for p in papers if p.id not in cited], newest_first=False)
    if not left:
        return ""
    lines = [f"- {named(paper)} {cite.field(paper, 'title')}" for paper in left]
    return "\n".join([f"Also found near {quoted(query.topic)}:", "", *lines])


def _overview_text(query: Query, found: Sequence[Evidence], selection: Selection, cite: Citations) -> str:
    """A section a scope: the papers on the topic in order of time, each with its best sentences."""
    scopes: tuple[Scope, ...] = ("group", "related") if query.scope == "all" else (query.scope,)
    sections = [
        _topic_section(query, scope, [e for e in found if e.paper.scope == scope], cite) for scope in scopes
    ]
    return "\n\n".join([*sections, *gaps(query, selection)])


def _topic_section(query: Query, scope: Scope, evidence: Sequence[Evidence], cite: Citations) -> str:
    if not evidence:
        return f"Nothing on {topics_of(query)} by {OWNER[scope]}{left_out(query)}."
    each = max(1, 4 - len(evidence))  # the fewer papers, the more sentences of each
    plain_ones, near = [e for e in evidence if e.plain], [e for e in evidence if not e.plain]
    if not plain_ones:
        return "\n".join([_nearest(query, scope, len(near)), *_lines(near, cite, sentences=each)])
    said = [_dealing(query, scope, plain_ones), *_lines(plain_ones, cite, sentences=each)]
    more = ["", f"{len(near)} more {'comes' if len(near) == 1 else 'come'} near it:"] if near else []
    return "\n".join([*said, *more, *_lines(near, cite, sentences=each)])


def _dealing(query: Query, scope: Scope, evidence: Sequence[Evidence]) -> str:
    """The heading of papers that deal with the topic."""
    who = f"{papers_counted(len(evidence))} by {OWNER[scope]}{filters_of(query)}"
    deal = "deals" if len(evidence) == 1 else "deal"
    span = "" if years_of(query) else _span([e.paper for e in evidence])
    return f"{who} {deal} with {topics_of(query)}{span}{left_out(query)}:"


def _nearest(query: Query, scope: Scope, count: int) -> str:
    """The heading of papers of which none plainly deals with the topic."""
    who = f"No paper by {OWNER[scope]}{filters_of(query)}{left_out(query)}"
    return f"{who} is plainly about {topics_of(query)}; the nearest {'is' if count == 1 else 'are'}:"


def _lines(evidence: Sequence[Evidence], cite: Citations, *, sentences: int) -> list[str]:
    """An empty line, and a line a paper, in order of time; nothing where there is no paper."""
    by_id = {e.paper.id: e for e in evidence}
    in_time = by_date([e.paper for e in evidence], newest_first=False)
    lines = [_topic_line(by_id[paper.id], cite, sentences=sentences) for paper in in_time]
    return ["", *lines] if lines else []


def _topic_line(evidence: Evidence, cite: Citations, *, sentences: int) -> str:
    paper = evidence.paper
    chosen = sorted(evidence.sentences[:sentences], key=lambda s: s.start)
    if not chosen:
        return f"- {named(paper)} {cite.field(paper, 'title')}"
    said = " ".join(f"{plain(s.text)} {cite.abstract(paper, s.start, s.end)}" for s in chosen)
    return f"- {named(paper)}: {said}"


def _span(papers: Sequence[Paper]) -> str:
    years = sorted(p.year for p in papers if p.year)
    if len(papers) < 2 or len(years) < len(papers):  # "all from 2021" needs the year of every paper
        return ""
    return f", all from {years[0]}" if years[0] == years[-1] else f", from {years[0]} to {years[-1]}"
