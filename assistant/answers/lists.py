"""The handlers of List, Count and Newest: papers that pass the filters, each with the deciding field."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from assistant.answers.citations import Citations, field_text, paper_link, plain
from assistant.answers.library import Library
from assistant.answers.plans import Count, List, Newest
from assistant.answers.results import choose, exact
from assistant.answers.wording import (
    about,
    authors_shown,
    counted,
    date_of,
    filters_of,
    gaps,
    left_out,
    not_listed,
    of_whom,
    papers_counted,
    years_of,
)
from assistant.datamodels import Answer, Attribute, CitedField, Paper, Query
from assistant.index.catalog import Selection, by_date
from assistant.index.papers import Chosen
from assistant.text.categories import category_name

LISTED = 5000
"""Papers of one list, at most: a megabyte of text, made in half a second. Counts are over all papers."""

SHOWN = 10
"""Papers that are listed below a number that the question asks for, at most."""


def answer_list(plan: List | Count, library: Library) -> Answer:
    """The answer to a List, and to a Count, which has the same number and fewer papers below it."""
    query = plan.query
    most = SHOWN if isinstance(plan, Count) else LISTED
    return exact(query, library, lambda chosen, cite: _list_text(query, chosen, cite, most))


def papers_listed(plan: List | Count, library: Library) -> tuple[str, ...]:
    """The ids of all papers that the answer to `plan` lists or counts, LISTED at most, in its order."""
    chosen = Chosen.of(choose(plan.query, library)[0].papers)
    return tuple(chosen.in_time(newest_first=plan.query.newest_first)[:LISTED].ids)


def answer_newest(plan: Newest, library: Library) -> Answer:
    """The answer to a Newest."""
    query = plan.query
    return exact(query, library, lambda chosen, cite: _newest_text(query, chosen, cite))


def _list_text(query: Query, selection: Selection, cite: Citations, most: int) -> str:
    """The number of papers and a line for each, in order of time; a note says if only `most` are listed."""
    papers = by_date(selection.papers, newest_first=query.newest_first, most=most)
    opening = f"{counted(query, selection)}{about(query)}{filters_of(query)}{left_out(query)}:"
    lines = [list_line(query, paper, cite) for paper in papers]
    notes = gaps(query, selection)
    if left := len(selection.papers) - len(papers):
        which = "newest" if query.newest_first else "oldest"
        these = f"This is the {which}" if len(papers) == 1 else f"These are the {which} {len(papers)}"
        see = " Ask for the list to see all of them." if most == SHOWN else ""
        notes.insert(0, f"{these}; {not_listed(left)}.{see}")
    return "\n".join([opening, "", *lines, *(f"\n{note}" for note in notes)])


def _newest_text(query: Query, selection: Selection, cite: Citations) -> str:
    """The newest or the oldest papers, and how many papers without a date could not be compared."""
    chosen = Chosen.of(selection.papers)
    undated = int((chosen.day == 0).sum())
    most = min(query.limit or 1, LISTED, len(chosen) - undated)
    papers = by_date(chosen, newest_first=query.newest_first, most=most)
    word = "newest" if query.newest_first else "oldest"
    noun = "paper" if len(papers) == 1 else f"{len(papers)} papers"
    alone: Sequence[CitedField] = ("authors", "date", "venue")  # what else is asked of a single paper
    lines = [list_line(query, paper, cite, *(alone if len(papers) == 1 else ["date"])) for paper in papers]
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


def list_line(query: Query, paper: Paper, cite: Citations, *cited: CitedField) -> str:
    """A line of a list: title, authors, date, venue and what else is asked for; `cited` are the fields cited.

    Where `cited` names none, the field by which the paper passed the filters is cited.
    """
    named = chain.from_iterable(query.authors)
    facts = [authors_shown(paper, keep=named), date_of(paper), *_asked_for(query, paper)]
    about = "; ".join(plain(fact) for fact in facts if fact)
    printed = [name for name in cited if field_text(paper, name)]
    marks = "".join(cite.field(paper, name) for name in printed or [_deciding_field(query, paper)])
    return f"- **{plain(paper.title)}**{f' ({about})' if about else ''} {marks}"


def _asked_for(query: Query, paper: Paper) -> Sequence[str]:
    """The venue, and the property that the query asks for, or that no source prints it."""
    venue = paper.venue or ""
    match query.attribute:
        case Attribute.VENUE:
            return [venue or "no venue printed"]
        case Attribute.AFFILIATIONS:
            return [venue, ", ".join(paper.affiliations) or "no affiliation printed"]
        case Attribute.CODE:
            return [venue, "with code" if paper.has_code else "not marked as coming with code"]
        case Attribute.LINK:
            url, is_search = paper_link(paper)
            return [venue, f"{'search for it: ' if is_search else ''}{url}"]
    if not venue and paper.versions and years_of(query):  # which of its forms is of that time
        venue = paper.kind or ""
    in_category = query.categories or query.attribute == Attribute.CATEGORY
    return [venue, category_name(paper.category or "") if in_category else ""]


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
