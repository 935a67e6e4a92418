"""Exact questions to the metadata: filter, sort and group all papers, not the top k."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Paper, Query, ScopeFilter
from assistant.index.columns import Columns, Mask
from assistant.index.papers import Chosen, columns_of
from assistant.index.venue_names import ARXIV


@dataclass(frozen=True, slots=True)
class Selection:
    """The papers that pass a query's filters, newest first, and what the filters could not judge.

    `searched` is how many papers the scope has; `undated` and `unsigned` count those that were left
    out because no source prints their date or their authors, `monthless` those of a year that is asked
    for in part, which no source says more of than their year, `cut` those whose author list is cut, so that
    it does not tell, `venueless` those whose venue no source prints; `workshops` of the papers appeared at a
    workshop of the conference asked for, and `doubtful` print no venue where one is to be left
    out; `joint` is false where no paper has all the authors asked for and those with any of them are given
    instead. `ids` are those of the papers, where the query narrows its scope at all.
    """

    papers: Sequence[Paper]
    searched: int
    undated: int = 0
    monthless: int = 0
    unsigned: int = 0
    cut: int = 0
    venueless: int = 0
    workshops: int = 0
    doubtful: int = 0
    joint: bool = True
    ids: Sequence[str] = ()


def select(papers: Sequence[Paper], query: Query) -> Selection:
    """The papers that pass the filters of `query`; its topic is not looked at.

    What it demands or leaves out by topic must have its papers: see `assistant.retrieval.conditions`.
    """
    columns = columns_of(papers)
    pool = _pool(columns, query)
    passed = _passed(columns, pool, query)
    rows = columns.by_date[passed.kept[columns.by_date]]
    return Selection(
        Chosen(papers, rows.tolist()),
        int(pool.sum()),
        passed.undated,
        passed.monthless,
        passed.unsigned,
        passed.cut,
        passed.venueless,
        _at_workshops(columns, passed.kept, query),
        _doubtful(columns, passed.kept, query),
        passed.joint,
        [columns.ids[row] for row in rows] if query.narrows else (),
    )


@dataclass(frozen=True, slots=True)
class _Passed:
    """Which papers pass, and what the filters could not judge; see Selection."""

    kept: Mask
    undated: int = 0
    monthless: int = 0
    unsigned: int = 0
    cut: int = 0
    venueless: int = 0
    joint: bool = True


def _pool(columns: Columns, query: Query) -> Mask:
    """Which papers are in the scope of `query`, and among those that it names."""
    pool = of_scope(columns, query.scope)
    if query.papers is None:
        return pool
    named = np.zeros_like(pool)
    named[[columns.rows[p] for p in query.papers if p in columns.rows]] = True
    return pool & named


def _passed(columns: Columns, pool: Mask, query: Query) -> _Passed:
    kept, undated, monthless, unsigned, cut, venueless, joint = pool, 0, 0, 0, 0, 0, True
    if query.categories:
        kept = kept & columns.categories.any_of(query.categories)
    if query.day is not None:
        kept = kept & (columns.day % 100 == query.day)
    if query.has_code is not None:
        kept = kept & (columns.has_code == query.has_code)
    if query.affiliation:
        kept = kept & columns.affiliations.any_of([query.affiliation])
    if query.venues:
        appeared = appeared_in(columns, query.venues)
        venueless = int((kept & (columns.venues.counts == 0) & ~appeared).sum())
        kept = kept & appeared
    if query.year_from is not None or query.year_to is not None:
        of_time, unclear = within(columns.day, query)
        undated = int((kept & (columns.day == 0)).sum())
        monthless = int((kept & unclear).sum())
        kept = kept & of_time
    for condition in (*query.within, *query.without):
        if not condition.topic or condition.papers is not None:  # else it takes a search to know them
            everywhere = replace(condition, scope="all")
            met = _passed(columns, kept & _pool(columns, everywhere), everywhere).kept
            kept = kept & (met == (condition in query.within))
    if query.author_count:
        has, unknown = _has_as_many_authors(columns, *query.author_count)
        unsigned = int((kept & columns.unsigned).sum())
        cut = int((kept & unknown & (columns.authors.counts > 0)).sum())
        kept = kept & has
    if query.authors:
        unsigned = int((kept & columns.unsigned).sum()) or unsigned
        if query.author_position == "last":
            cut = int((kept & (columns.authors.counts > 0) & ~columns.complete).sum())
        wrote = [_wrote(columns, names, query) for names in query.authors]
        together, single = kept & np.all(wrote, axis=0), kept & np.any(wrote, axis=0)
        joint = bool(together.any()) or query.any_author or len(query.authors) == 1
        kept = single if query.any_author or not together.any() else together
    return _Passed(kept, undated, monthless, unsigned, cut, venueless, joint)


def _doubtful(columns: Columns, kept: Mask, query: Query) -> int:
    """How many of the papers may have appeared in a venue that `query` leaves out: they print none."""
    asked = any(condition.venues for condition in query.without)
    return int((kept & (columns.venues.counts == 0)).sum()) if asked else 0


def _at_workshops(columns: Columns, kept: Mask, query: Query) -> int:
    """How many of the papers appeared at workshops of the conferences that `query` asks for."""
    printed = columns.venue_names.workshops(query.venues) if query.venues else []
    return int((kept & columns.venues.any_of(printed)).sum()) if printed else 0


def _wrote(columns: Columns, names: Sequence[str], query: Query) -> Mask:
    """Which papers have one of `names` among the authors at the place that `query` asks about."""
    if query.author_position is None:
        return columns.authors.any_of(names)
    wrote = columns.authors.any_of(names, at=query.author_position)
    return wrote & columns.complete if query.author_position == "last" else wrote


def _has_as_many_authors(columns: Columns, least: int, most: int | None) -> tuple[Mask, Mask]:
    """Which papers have from `least` to `most` authors, and of which a cut list can't tell."""
    printed = columns.authors.counts
    known = (columns.author_count > 0) | columns.complete
    count = np.where(columns.author_count > 0, columns.author_count, printed)
    within = (least <= count) & (count <= (most if most is not None else count))
    if most is None:  # a cut list has at least one more than it prints
        enough = ~known & (printed > 0) & (printed + 1 >= least)
        return (known & within) | enough, ~known & ~enough
    return known & within, ~known & (printed < most)


def within(day: NDArray[np.int32], query: Query) -> tuple[Mask, Mask]:
    """Which papers of these days (see Columns) are of the time asked for, and which a month could tell."""
    dated, year, month = day > 0, day // 10000, day // 100 % 100
    earliest = 100 * year + np.maximum(month, 1)
    latest = 100 * year + np.where(month > 0, month, 12)
    first, last = _span(query)
    inside = (first <= earliest) & (latest <= last)
    apart = (latest < first) | (last < earliest)
    return dated & inside, dated & ~inside & ~apart


def _span(query: Query) -> tuple[int, int]:
    """The first and the last month asked for, as year * 100 + month."""
    first = 100 * (query.year_from or 0) + (query.month_from or 1)
    return first, 100 * (query.year_to or 9999) + (query.month_to or 12)


def narrowed_to(query: Query, selection: Selection) -> frozenset[str] | None:
    """The ids that `query` narrows a search to, those of its `selection`; None where it narrows nothing."""
    return frozenset(selection.ids) if query.narrows else None


def by_date(papers: Sequence[Paper], *, newest_first: bool = True) -> list[Paper]:
    """Papers in order of time, undated ones last, papers of one day by title."""
    dated = sorted((p for p in papers if p.date), key=lambda p: p.title)
    dated.sort(key=lambda p: (p.date.year, p.date.month, p.date.day) if p.date else (), reverse=newest_first)
    return dated + sorted((p for p in papers if not p.date), key=lambda p: p.title)


def group(papers: Iterable[Paper], keys: Callable[[Paper], Sequence[str]]) -> Mapping[str, list[Paper]]:
    """The papers under each of their keys, the largest group first, equal ones by name."""
    groups: dict[str, list[Paper]] = {}
    for paper in papers:
        for key in keys(paper):
            groups.setdefault(key, []).append(paper)
    return dict(sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])))


def of_scope(columns: Columns, scope: ScopeFilter) -> Mask:
    """Which papers are in `scope`, shape (papers,)."""
    return np.ones_like(columns.group) if scope == "all" else columns.group == (scope == "group")


def appeared_in(columns: Columns, venues: Sequence[str]) -> Mask:
    """Which papers appeared in one of `venues`, each by any name that it has; shape (papers,)."""
    names = columns.venue_names
    appeared = columns.venues.any_of(names.printed_as(venues))
    return (
        appeared | columns.on_arxiv
        if ARXIV in {names.called(venue) or venue for venue in venues}
        else appeared
    )
