"""Scope and filters that were set beside a question narrow its Query; the words of the question win."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.datamodels import Filters, Intent, Query, ScopeFilter
from assistant.understanding.unrecorded import UNRECORDED


def narrowed(
    query: Query,
    scope: ScopeFilter | None,
    filters: Filters | None,
    *,
    forms: Callable[[str], tuple[str, ...]] = lambda name: (name,),
    names_paper: bool = False,
) -> Query:
    """`query` within `scope` and `filters`; a scope or a filter that the question states stays as it is.

    `forms` gives all the ways in which the papers write an author. `names_paper` tells that the question
    gives a paper's title. A question about one certain paper or about a person's profile, and one that asks
    nothing of the papers, has nothing to be narrowed.
    """
    if scope and not query.scope_said:
        query = replace(query, scope=scope)
    if not filters or not _can_be_narrowed(query, names_paper):
        return query
    if filters.author and not (query.authors or query.unknown_authors):
        query = replace(query, authors=(forms(filters.author),))
    if not (query.year_from or query.year_to):
        query = replace(query, year_from=filters.year_from, year_to=filters.year_to)
    if filters.category and not query.categories:
        query = replace(query, categories=(filters.category,))
    if filters.venue and not (query.venues or query.unknown_venue):
        query = replace(query, venues=(filters.venue,))
    return query


def set_aside(query: Query, filters: Filters) -> tuple[str, ...]:
    """Which of the filters did not narrow an answered query: "years", "author", "category", "venue"."""
    years = (filters.year_from, filters.year_to)
    unlike = {
        "years": any(years) and years != (query.year_from, query.year_to),
        "author": filters.author and not (len(query.authors) == 1 and filters.author in query.authors[0]),
        "category": filters.category and (filters.category,) != query.categories,
        "venue": filters.venue and (filters.venue,) != query.venues,
    }
    return tuple(name for name, differs in unlike.items() if differs)


def _can_be_narrowed(query: Query, names_paper: bool) -> bool:
    if query.intent.is_aside or query.intent is Intent.PROFILE or query.attribute in UNRECORDED:
        return False
    one_paper = query.papers is not None and len(query.papers) == 1
    return not one_paper and (query.intent is not Intent.PAPER or bool(query.topic and not names_paper))
