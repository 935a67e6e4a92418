"""The handlers of List, Count and Newest: papers that pass the filters, each with the deciding field."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answers.citations import Citations, paper_link, plain
from assistant.answers.library import Library
from assistant.answers.plans import Count, List, Newest
from assistant.answers.results import exact
from assistant.answers.wording import (
    about,
    counted,
    date_of,
    filters_of,
    gaps,
    left_out,
    of_whom,
    papers_counted,
    years_of,
)
from assistant.datamodels import Answer, Attribute, CitedField, Paper, Query
from assistant.index.catalog import Selection, by_date
from assistant.retrieval.rerankers import Ranking

LISTED = 10_000
"""Papers of one list, at most: two megabytes of text, made in a second. Counts are over all papers."""


def answer_list(plan: List | Count, library: Library, ranking: Ranking = ()) -> Answer:
    """The answer to a List, and to a Count: a list begins with the number of papers."""
    query = plan.query
    return exact(query, library, lambda chosen, cite: _list_text(query, chosen, cite))


def answer_newest(plan: Newest, library: Library, ranking: Ranking = ()) -> Answer:
    """The answer to a Newest."""
    query = plan.query
    return exact(query, library, lambda chosen, cite: _newest_text(query, chosen, cite))


def _list_text(query: Query, selection: Selection, cite: Citations) -> str:
    """The number of papers and a line for each, in order of time; a note says if only LISTED are listed."""
    papers = _in_time(selection.papers, query)
    opening = f"{counted(query, selection)}{about(query)}{filters_of(query)}{left_out(query)}:"
    lines = [list_line(query, paper, cite) for paper in papers]
    notes = gaps(query, selection)
    if left := len(selection.papers) - len(papers):
        which = "newest" if query.newest_first else "oldest"
        notes.insert(0, f"These are the {which} {len(papers)}; {left} more are not listed.")
    return "\n".join([opening, "", *lines, *(f"\n{note}" for note in notes)])


def _in_time(papers: Sequence[Paper], query: Query) -> list[Paper]:
    if len(papers) > LISTED and query.newest_first:
        papers = papers[:LISTED]  # a Selection is sorted newest first already
    return by_date(papers, newest_first=query.newest_first)[:LISTED]


def _newest_text(query: Query, selection: Selection, cite: Citations) -> str:
    """The newest or the oldest papers, and how many papers without a date could not be compared."""
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
    """The property that a line of a list shows because the query asks for it, or that no source prints it."""
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
    if paper.versions and years_of(query):  # which of its forms is of that time
        return paper.venue or paper.kind or ""
    return (paper.category or "") if query.categories or query.attribute == Attribute.CATEGORY else ""


def _deciding_field(query: Query, paper: Paper) -> CitedField:
    """The field by which a paper passed the filters, which the citation of the paper shows."""
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
