"""Evidence -> Answer text with no language model: verbatim sentences, exact lists, honest gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answers.citations import Citations, paper_link, plain
from assistant.answers.wording import (
    OWNER,
    about,
    counted,
    date_of,
    filters_of,
    gaps,
    left_out,
    named,
    of_whom,
    papers_counted,
    quoted,
    topics_of,
    years_of,
)
from assistant.datamodels import Attribute, CitedField, Evidence, Paper, Query, Scope
from assistant.index.catalog import Selection, by_date

LISTED = 10_000
"""Papers that one list has at most: a second's work, two megabytes of text. Counts are of all."""

SHOWN = 3
"""Sentences that a fact is answered with at most: 0.82 of the labelled questions have theirs among 1.7 on
average; with two at most 0.78 among 1.4 (`python -m bench calibrate`)."""

CLOSE = 1 / 2
"""A second sentence with this share of the first one's probability is quoted too."""


def topic_answer(query: Query, found: Sequence[Evidence], selection: Selection, cite: Citations) -> str:
    """Every paper on a topic in the order of time, each with the sentence that says most about it."""
    scopes: tuple[Scope, ...] = ("group", "related") if query.scope == "all" else (query.scope,)
    sections = [
        _topic_section(query, scope, [e for e in found if e.paper.scope == scope], cite) for scope in scopes
    ]
    return "\n\n".join([*sections, *gaps(query, selection)])


def also_found(query: Query, papers: Sequence[Paper], cite: Citations) -> str:
    """The papers on a topic that a model's answer left out, so that it hides none; empty if none."""
    cited = {c.paper_id for c in cite.items}
    left = by_date([p for p in papers if p.id not in cited], newest_first=False)
    if not left:
        return ""
    lines = [f"- {named(paper)} {cite.field(paper, 'title')}" for paper in left]
    return "\n".join([f"Also found on {quoted(query.topic)}:", "", *lines])


def fact_answer(best: Evidence, cite: Citations) -> str:
    """The sentence that answers, first; up to two more where they may well be it; the paper they stand in."""
    said = [
        f"{plain(s.text)} {cite.abstract(best.paper, s.start, s.end)}"
        for s in best.sentences[:SHOWN]
        if s.score >= best.sentences[0].score * CLOSE
    ]
    return "\n\n".join([*said, f"— {named(best.paper)}"])


def list_answer(query: Query, selection: Selection, cite: Citations) -> str:
    """How many papers, and all of them, newest first; of more than LISTED so many, which is said."""
    papers = _in_time(selection.papers, query)
    if selection.joint:
        opening = f"{counted(query, selection)}{about(query)}{filters_of(query)}{left_out(query)}:"
    else:  # each of the people has papers, but none with the others
        apart = replace(query, any_author=True)
        opening = f"No paper {of_whom(query, selection)} names all of these people. "
        opening += f"{counted(query, selection)}{about(query)}{filters_of(apart)}{left_out(query)}:"
    lines = [list_line(query, paper, cite) for paper in papers]
    notes = gaps(query, selection)
    if left := len(selection.papers) - len(papers):
        which = "newest" if query.newest_first else "oldest"
        notes.insert(0, f"These are the {which} {len(papers)}; {left} more are not listed.")
    return "\n".join([opening, "", *lines, *(f"\n{note}" for note in notes)])


def _in_time(papers: Sequence[Paper], query: Query) -> list[Paper]:
    if len(papers) > LISTED and query.newest_first:
        papers = papers[:LISTED]  # a selection is in this order already
    return by_date(papers, newest_first=query.newest_first)[:LISTED]


def extreme_answer(query: Query, selection: Selection, cite: Citations) -> str:
    """The newest or the oldest papers that carry a date."""
    dated = [p for p in selection.papers if p.date]
    papers = by_date(dated, newest_first=query.newest_first)[: query.limit or 1]
    word = "newest" if query.newest_first else "oldest"
    noun = "paper" if len(papers) == 1 else f"{len(papers)} papers"
    lines = [list_line(query, paper, cite, cited="date") for paper in papers]
    undated = len(selection.papers) - len(dated)
    if undated:
        lines.append(f"\n{papers_counted(undated)} without a date could not be compared.")
    return "\n".join(
        [
            f"The {word} {noun} {of_whom(query, selection)}{about(query)}{filters_of(query)}"
            f"{left_out(query)}:",
            "",
            *lines,
        ]
    )


def list_line(query: Query, paper: Paper, cite: Citations, *, cited: CitedField | None = None) -> str:
    facts = [paper.authors_text, date_of(paper), _asked_for(query, paper)]
    about = "; ".join(plain(fact) for fact in facts if fact)
    mark = cite.field(paper, cited or _deciding_field(query, paper))
    return f"- **{plain(paper.title)}**{f' ({about})' if about else ''} {mark}"


def _asked_for(query: Query, paper: Paper) -> str:
    """What else a line of a list shows of a paper, as the query asks for it, or that no source has it."""
    match query.attribute:
        case Attribute.VENUE:
            return paper.venue or "no venue printed"
        case Attribute.AFFILIATIONS:
            return ", ".join(paper.affiliations) or "no affiliation printed"
        case Attribute.CODE:
            return "with code" if paper.has_code else "not marked as coming with code"
        case Attribute.LINK:
            url, is_search = paper_link(paper)
            return f"{'search for it: ' if is_search else ''}{url}"
    if query.venues:
        return paper.venue or ""
    return (paper.category or "") if query.categories or query.attribute == Attribute.CATEGORY else ""


def _topic_section(query: Query, scope: Scope, evidence: Sequence[Evidence], cite: Citations) -> str:
    if not evidence:
        return f"Nothing on {topics_of(query)} by {OWNER[scope]}{left_out(query)}."
    deal = "deals" if len(evidence) == 1 else "deal"
    who = f"{papers_counted(len(evidence))} by {OWNER[scope]}{filters_of(query)}"
    in_time = by_date([e.paper for e in evidence], newest_first=False)
    by_id = {e.paper.id: e for e in evidence}
    each = max(1, 4 - len(evidence))  # few papers can say more
    lines = [_topic_line(by_id[paper.id], cite, sentences=each) for paper in in_time]
    span = "" if years_of(query) else _span(in_time)
    return "\n".join([f"{who} {deal} with {topics_of(query)}{span}{left_out(query)}:", "", *lines])


def _topic_line(evidence: Evidence, cite: Citations, *, sentences: int) -> str:
    paper = evidence.paper
    chosen = sorted(evidence.sentences[:sentences], key=lambda s: s.start)
    if not chosen:
        return f"- {named(paper)} {cite.field(paper, 'title')}"
    said = " ".join(f"{plain(s.text)} {cite.abstract(paper, s.start, s.end)}" for s in chosen)
    return f"- {named(paper)}: {said}"


def _deciding_field(query: Query, paper: Paper) -> CitedField:
    """The field that put a paper into a list: what its citation should show."""
    if query.authors or query.author_count:
        return "authors"
    if query.has_code:
        return "code"
    if query.categories or query.attribute == Attribute.CATEGORY:
        return "category"
    if paper.venue and (query.venues or query.attribute == Attribute.VENUE):
        return "venue"
    if query.affiliation:
        return "affiliations"
    return "date" if years_of(query) else "title"


def _span(papers: Sequence[Paper]) -> str:
    years = sorted(p.year for p in papers if p.year)
    if len(papers) < 2 or len(years) < len(papers):  # what some papers don't say can't be said of all
        return ""
    return f", all from {years[0]}" if years[0] == years[-1] else f", from {years[0]} to {years[-1]}"
