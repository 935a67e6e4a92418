"""Exact filters, orders and groups over the metadata of all papers, with no search and no top k."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Paper, Query, ScopeFilter
from assistant.index.columns import Columns, Mask
from assistant.index.papers import Chosen, columns_of
from assistant.index.printed_venues import ARXIV


@dataclass(frozen=True, slots=True)
class Selection:
    """The papers that pass the filters of a query, newest first, and counts of papers in doubt.

    `searched` counts all papers that the filters were applied to. Papers left out because no source prints
    what a filter needs:

    - `undated`: no date is printed;
    - `monthless`: only the year is printed, and the query asks for a part of this year;
    - `unsigned`: no authors are printed;
    - `cut`: the author list is cut ("et al."), and a missing name or the missing number decides;
    - `venueless`: no venue is printed;
    - `untyped`: a kind of entry is asked for, and neither a kind nor a venue is printed.

    Of the papers that pass, `workshops` appeared at a workshop of a conference in the query, and `doubtful`
    print no venue although the query leaves a venue out. `joint` is false where no paper has all authors of
    the query; `papers` then has the papers of any of the authors. `ids` are the ids of `papers`, empty where
    the query has neither filters nor a list of papers.
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
    untyped: int = 0
    forms: Mapping[str, int] = field(default_factory=dict)

    def shown(self, paper: Paper) -> Paper:
        """`paper` in the form in which the paper passes the filters."""
        return paper.in_form(self.forms.get(paper.id, 0))


def select(papers: Sequence[Paper], query: Query) -> Selection:
    """The papers that pass the filters of `query`, whatever its topic.

    Conditions of `within` and `without` that have a topic count only if their `papers` are known:
    `assistant.retrieval.conditions` finds these papers first.
    """
    columns = columns_of(papers)
    pool = _in_scope(columns, query)
    passed = _apply_filters(columns, pool, query)
    rows = columns.by_date[passed.kept[columns.by_date]]
    forms = columns.forms.matching(passed.forms)
    moved = rows[forms[rows] > 0]
    if len(moved):
        days = columns.forms.day[columns.forms.first[rows] + forms[rows]]
        rows = rows[np.argsort(-days, kind="stable")]
    others = dict(zip(moved.tolist(), forms[moved].tolist(), strict=True))
    return Selection(
        Chosen(papers, rows.tolist(), others),
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
        passed.untyped,
        {columns.ids[row]: form for row, form in others.items()},
    )


@dataclass(frozen=True, slots=True)
class _Filtered:
    """Which papers pass (`kept`, shape (papers,)), in which `forms`, and counts of papers left out."""

    kept: Mask
    forms: Mask
    undated: int = 0
    monthless: int = 0
    unsigned: int = 0
    cut: int = 0
    venueless: int = 0
    joint: bool = True
    untyped: int = 0


def _in_scope(columns: Columns, query: Query) -> Mask:
    """Which papers are in the scope of `query` and, if the query lists papers, in the list."""
    pool = of_scope(columns, query.scope)
    if query.papers is None:
        return pool
    named = np.zeros_like(pool)
    named[[columns.rows[p] for p in query.papers if p in columns.rows]] = True
    return pool & named


def _apply_filters(columns: Columns, pool: Mask, query: Query) -> _Filtered:
    """Which papers of `pool` pass the filters of `query`."""
    kept, undated, monthless, unsigned, cut, venueless, joint, untyped = pool, 0, 0, 0, 0, 0, True, 0
    forms, of_papers = np.ones(len(columns.forms.day), dtype=bool), columns.forms.of_papers
    if query.categories:
        kept = kept & columns.categories.any_of(query.categories)
    if query.day is not None:
        forms = forms & (columns.forms.day % 100 == query.day)
    if query.kinds:
        typed = (columns.forms.kinds.counts > 0) | (columns.forms.venues.counts > 0)
        untyped = int((kept & ~of_papers(typed)).sum())
        forms = forms & columns.forms.kinds.any_of(query.kinds)
    if query.has_code is not None:
        kept = kept & (columns.has_code == query.has_code)
    if query.affiliation:
        kept = kept & columns.affiliations.any_of([query.affiliation])
    if query.venues:
        appeared = _forms_in(columns, query.venues)
        venueless = int((kept & (columns.venues.counts == 0) & ~of_papers(appeared)).sum())
        forms = forms & appeared
    if query.year_from is not None or query.year_to is not None:
        of_time, unclear = within(columns.forms.day, query)
        kept_so_far = kept & of_papers(forms)
        undated = int((kept_so_far & ~of_papers(columns.forms.day > 0)).sum())
        monthless = int((kept_so_far & of_papers(forms & unclear) & ~of_papers(forms & of_time)).sum())
        forms = forms & of_time
    kept = kept & of_papers(forms)
    for condition in (*query.within, *query.without):
        if not condition.topic or condition.papers is not None:  # papers on a topic are known after a search
            everywhere = replace(condition, scope="all")
            found = _apply_filters(columns, kept & _in_scope(columns, everywhere), everywhere)
            met = found.kept
            if condition.kinds and condition in query.without:  # an article is no preprint, though it was one
                met = met & found.forms[columns.forms.first[:-1]]
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
    return _Filtered(kept, forms, undated, monthless, unsigned, cut, venueless, joint, untyped)


def _doubtful(columns: Columns, kept: Mask, query: Query) -> int:
    """How many of the papers print no venue, and so may have appeared in a venue that `query` leaves out."""
    asked = any(condition.venues for condition in query.without)
    return int((kept & (columns.venues.counts == 0)).sum()) if asked else 0


def _at_workshops(columns: Columns, kept: Mask, query: Query) -> int:
    """How many of the papers appeared at workshops of conferences in `query`."""
    printed = columns.venue_names.workshops(query.venues) if query.venues else []
    return int((kept & columns.venues.any_of(printed)).sum()) if printed else 0


def _wrote(columns: Columns, names: Sequence[str], query: Query) -> Mask:
    """Which papers have one of `names` as an author, at the position of `query` if it names a position."""
    if query.author_position is None:
        return columns.authors.any_of(names) | columns.other_authors.any_of(names)
    wrote = columns.authors.any_of(names, at=query.author_position)
    return wrote & columns.complete if query.author_position == "last" else wrote


def _has_as_many_authors(columns: Columns, least: int, most: int | None) -> tuple[Mask, Mask]:
    """Which papers have from `least` to `most` authors, and for which a cut author list can't tell."""
    printed = columns.authors.counts
    known = (columns.author_count > 0) | columns.complete
    count = np.where(columns.author_count > 0, columns.author_count, printed)
    within = (least <= count) & (count <= (most if most is not None else count))
    if most is None:  # "et al." stands for at least one more author
        enough = ~known & (printed > 0) & (printed + 1 >= least)
        return (known & within) | enough, ~known & ~enough
    return known & within, ~known & (printed < most)


def within(day: NDArray[np.int32], query: Query) -> tuple[Mask, Mask]:
    """Which papers are of the time that `query` asks for, and which may be: their month or day is unknown.

    `day` is a date a paper, in the form of `Columns.day`; both masks have the shape of `day`.
    """
    dated, year, month = day > 0, day // 10000, day // 100 % 100
    earliest = 100 * year + np.maximum(month, 1)
    latest = 100 * year + np.where(month > 0, month, 12)
    first, last = _span(query)
    inside = (first <= earliest) & (latest <= last)
    apart = (latest < first) | (last < earliest)
    return dated & inside, dated & ~inside & ~apart


def _span(query: Query) -> tuple[int, int]:
    """The first and the last month that `query` asks for, as year * 100 + month."""
    first = 100 * (query.year_from or 0) + (query.month_from or 1)
    return first, 100 * (query.year_to or 9999) + (query.month_to or 12)


def narrowed_to(query: Query, selection: Selection) -> frozenset[str] | None:
    """The ids of the papers that a search for `query` may find; None if all papers of the scope may be found.

    `selection` is what `select` gave for `query`.
    """
    return frozenset(selection.ids) if query.narrows else None


def by_date(papers: Sequence[Paper], *, newest_first: bool = True, most: int | None = None) -> list[Paper]:
    """Papers in order of time, undated papers last, papers of one day by title; the first `most` of them.

    Of a `Chosen` no others are parsed.
    """
    if most is not None and isinstance(papers, Chosen):
        papers = papers.in_time(newest_first=newest_first)[:most]
    dated = sorted((p for p in papers if p.date), key=lambda p: p.title)
    dated.sort(key=lambda p: (p.date.year, p.date.month, p.date.day) if p.date else (), reverse=newest_first)
    return (dated + sorted((p for p in papers if not p.date), key=lambda p: p.title))[:most]


def group(papers: Iterable[Paper], keys: Callable[[Paper], Sequence[str]]) -> Mapping[str, list[Paper]]:
    """The papers with each key, the largest group first, groups of one size by key.

    A paper stands in the group of each key that `keys` gives for the paper.
    """
    groups: dict[str, list[Paper]] = {}
    for paper in papers:
        for key in keys(paper):
            groups.setdefault(key, []).append(paper)
    return dict(sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])))


def of_scope(columns: Columns, scope: ScopeFilter) -> Mask:
    """Which papers are in `scope`, shape (papers,)."""
    return np.ones_like(columns.group) if scope == "all" else columns.group == (scope == "group")


def appeared_in(columns: Columns, venues: Sequence[str]) -> Mask:
    """Which papers appeared in one of `venues`, shape (papers,); a venue may be given by any of its names."""
    return columns.forms.of_papers(_forms_in(columns, venues))


def _forms_in(columns: Columns, venues: Sequence[str]) -> Mask:
    """Which forms of papers appeared in one of `venues`, shape (forms,)."""
    names, forms = columns.venue_names, columns.forms
    appeared = forms.venues.any_of(names.printed_as(venues))
    on_arxiv = ARXIV in {names.called(venue) or venue for venue in venues}
    return appeared | forms.on_arxiv if on_arxiv else appeared
