"""Exact questions to the metadata: filter, sort and group all papers, not the top k."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.datamodels import Paper, PaperDate, Query, ScopeFilter


@dataclass(frozen=True, slots=True)
class Selection:
    """The papers that pass a query's filters, newest first, and what the filters could not judge.

    `searched` is how many papers the scope has; `undated` and `unsigned` count those that were left
    out because no source prints their date or their authors, `monthless` those of a year that is asked
    for in part, which no source says more of than their year, `cut` those whose author list is cut, so that
    it does not tell; `joint` is false where no paper has all
    the authors asked for and those with any of them are given instead.
    """

    papers: tuple[Paper, ...]
    searched: int
    undated: int = 0
    monthless: int = 0
    unsigned: int = 0
    cut: int = 0
    joint: bool = True


def select(papers: Iterable[Paper], query: Query) -> Selection:
    """The papers that pass the filters of `query`; its topic is not looked at.

    What it demands or leaves out by topic must have its papers: see `assistant.conditions`.
    """
    pool = [p for p in papers if in_scope(p, query.scope) and (query.papers is None or p.id in query.papers)]
    kept, undated, monthless, unsigned, cut, joint = pool, 0, 0, 0, 0, True
    if query.category:
        kept = [p for p in kept if p.category == query.category]
    if query.has_code is not None:
        kept = [p for p in kept if p.has_code == query.has_code]
    if query.affiliation:
        kept = [p for p in kept if query.affiliation in p.affiliations]
    if query.year_from is not None or query.year_to is not None:
        undated = sum(p.date is None for p in kept)
        monthless = sum(p.date is not None and is_within(p.date, query) is None for p in kept)
        kept = [p for p in kept if p.date and is_within(p.date, query)]
    for condition in (*query.within, *query.without):
        if not condition.topic or condition.papers is not None:  # else it takes a search to know them
            met = {p.id for p in select(kept, replace(condition, scope="all")).papers}
            kept = [p for p in kept if (p.id in met) == (condition in query.within)]
    if query.author_count:
        told = [(p, has_as_many_authors(p, *query.author_count)) for p in kept]
        unsigned, cut = _unsigned(kept), sum(bool(p.authors) and known is None for p, known in told)
        kept = [p for p, known in told if known]
    if query.authors:
        unsigned, signed = _unsigned(kept) or unsigned, {p.id: set(authors_at(p, query)) for p in kept}
        if query.author_position == "last":
            cut = sum(bool(p.authors) and not p.authors_complete for p in kept)
        together = [p for p in kept if all(signed[p.id] & set(names) for names in query.authors)]
        single = [p for p in kept if any(signed[p.id] & set(names) for names in query.authors)]
        joint = bool(together) or query.any_author or len(query.authors) == 1
        kept = single if query.any_author or not together else together
    return Selection(tuple(by_date(kept)), len(pool), undated, monthless, unsigned, cut, joint)


def authors_at(paper: Paper, query: Query) -> Sequence[str]:
    """The authors of `paper` at the place that `query` asks about; nobody where the source cuts them off."""
    match query.author_position:
        case "first":
            return paper.authors[:1]
        case "last":
            return paper.authors[-1:] if paper.authors_complete else ()
        case _:
            return paper.authors


def has_as_many_authors(paper: Paper, least: int, most: int | None) -> bool | None:
    """Whether `paper` has from `least` to `most` authors; None where a cut list can't tell."""
    printed = len(paper.authors)
    count = paper.author_count or (printed if paper.authors_complete else None)
    if count is not None:
        return least <= count and (most is None or count <= most)
    if most is not None and printed >= most:  # and at least one more
        return False
    return True if most is None and printed and printed + 1 >= least else None


def _unsigned(papers: Sequence[Paper]) -> int:
    return sum(not p.authors and p.author_count is None for p in papers)


def has_filters(query: Query) -> bool:
    """Whether the query names anything that metadata can decide."""
    return (
        bool(query.year_from or query.year_to or query.authors or query.category or query.affiliation)
        or query.has_code is not None
        or bool(query.within or query.without or query.author_count)
    )


def narrowed_to(query: Query, selection: Selection) -> set[str] | None:
    """The ids that `query` narrows a search to, those of its `selection`; None where it narrows nothing."""
    if has_filters(query) or query.papers is not None:
        return {paper.id for paper in selection.papers}
    return None


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


def in_scope(paper: Paper, scope: ScopeFilter) -> bool:
    return scope in ("all", paper.scope)


def is_within(date: PaperDate, query: Query) -> bool | None:
    """Whether a paper of `date` is of the time asked for; None where only its month could tell."""
    first, last = (query.year_from or 0, query.month_from or 1), (query.year_to or 9999, query.month_to or 12)
    earliest, latest = (date.year, date.month or 1), (date.year, date.month or 12)
    if first <= earliest and latest <= last:
        return True
    return False if latest < first or last < earliest else None
