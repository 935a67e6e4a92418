"""The handler of RelatedWork: a paragraph on a topic, made of quotations from the abstracts, attributed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answers.citations import Citations, plain
from assistant.answers.library import Library
from assistant.answers.plans import RelatedWork
from assistant.answers.results import answered, choose
from assistant.answers.telling import attributed, cited_title, contribution, lacking
from assistant.answers.wording import about, filters_of, not_listed
from assistant.datamodels import Answer, Evidence, Paper, Query, Sentence
from assistant.index.catalog import by_date

QUOTED = 10
"""Papers that a paragraph quotes, at most: the most relevant."""

GROUPED = 5
"""More papers than these are told by theme, a paragraph each."""

THEMES = 3


def answer_related_work(plan: RelatedWork, library: Library) -> Answer:
    """The answer to a RelatedWork, from all papers unless the question says whose."""
    query = plan.query if plan.query.scope_said else replace(plan.query, scope="all")
    chosen, found = choose(query, library)
    evidence = _of_topic(found.evidence) if found else [Evidence(p, 1.0) for p in chosen.papers[:QUOTED]]
    quoted = _quoted(evidence, query, library)
    if not quoted:
        return lacking(query, chosen, found, library)
    papers = [e.paper for e in evidence if e.paper.id in quoted]
    cite = Citations()
    draft = f"A draft{about(query)}{filters_of(query)}"
    opening = f"{draft}, made of quotations alone: each is word for word from an abstract."
    paragraphs = [_paragraph(name, own, quoted, cite) for name, own in _groups(query, papers, library)]
    rest = [e.paper for e in evidence if e.paper.id not in quoted]
    text = "\n\n".join([opening, *paragraphs, *_not_quoted(rest, cite)])
    return answered(query, text, cite, chosen.searched)


def _quoted(evidence: Sequence[Evidence], query: Query, library: Library) -> dict[str, Sentence]:
    """The sentence to quote of each paper, by the id of the paper: of the first QUOTED that have one."""
    quoted: dict[str, Sentence] = {}
    for each in evidence:
        said = contribution(each.paper, library, topic=query.topic) if len(quoted) < QUOTED else None
        if said and said.text not in {other.text for other in quoted.values()}:
            quoted[each.paper.id] = said
    return quoted


def _of_topic(evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """The papers that plainly deal with the topic; of a few such, those near it, too."""
    on_it = [e for e in evidence if e.plain]
    return on_it if len(on_it) >= GROUPED else [*on_it, *(e for e in evidence if not e.plain)]


def _groups(query: Query, papers: Sequence[Paper], library: Library) -> list[tuple[str, Sequence[Paper]]]:
    """The papers by theme, each in order of time; one group without a name where they are few."""
    themes = library.corpus.themes(papers, most=THEMES, beside=query.topic) if len(papers) > GROUPED else ()
    themed = {paper.id for theme in themes for paper in theme.papers}
    rest = [paper for paper in papers if paper.id not in themed]
    groups = [*((theme.term, theme.papers) for theme in themes), ("other aspects" if themes else "", rest)]
    return [(name, by_date(own, newest_first=False)) for name, own in groups if own]


def _paragraph(name: str, papers: Sequence[Paper], quoted: dict[str, Sentence], cite: Citations) -> str:
    """The quotations of one group in order of time: "On graphs, Noether (1915) writes: “…” [1]"."""
    said = []
    for at, paper in enumerate(papers):
        sentence = quoted[paper.id]
        mark = cite.abstract(paper, sentence.start, sentence.end)
        who = f"{_lead(name, at, papers)}{attributed(paper)} {_verb(paper)}"
        said.append(f"{who}: “{plain(sentence.text)}” {mark}")
    return " ".join(said)


def _verb(paper: Paper) -> str:
    if not paper.authors:
        return "says"
    return "writes" if len(paper.authors) == 1 and paper.authors_complete else "write"


def _lead(name: str, at: int, papers: Sequence[Paper]) -> str:
    """The transition to the paper at a place: its theme at the first, the passing of time at the others."""
    year, before = papers[at].year, papers[at - 1].year if at else None
    if at == 0:
        return f"On {plain(name)}, " if name else ""
    if not year or not before:
        return ""
    if year == before:
        return f"Also in {year}, "
    newest = at > 1 and year == max(paper.year or 0 for paper in papers)
    return "Most recently, " if newest else "Later, "


def _not_quoted(papers: Sequence[Paper], cite: Citations) -> list[str]:
    """The titles of the papers on the topic that are not quoted; nothing where all are."""
    if not papers:
        return []
    lines = [f"- {cited_title(paper, cite)}" for paper in papers[:QUOTED]]
    more = f" {not_listed(len(papers) - QUOTED)}." if len(papers) > QUOTED else ""
    return ["\n".join([f"On the topic, too, and not quoted:{more}", "", *lines])]
