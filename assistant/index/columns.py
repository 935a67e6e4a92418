"""The metadata that filters and orders need, as arrays with one entry a paper, so that no paper is parsed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Paper, Place
from assistant.index.printed_venues import is_arxiv
from assistant.index.venue_names import Venues
from assistant.text.person_names import Persons

Ints = NDArray[np.int32]
Mask = NDArray[np.bool_]


_PLACES: Mapping[Place, int] = {"first": 0, "second": 1, "third": 2, "last": -1}
"""Positions as indices into the labels of a paper; below 0 from the end."""


class Labels:
    """The labels of each paper, in order: its authors, affiliations, category, or venue."""

    def __init__(self, names: Sequence[str], ids: Ints, first: NDArray[np.int64]) -> None:
        """Paper i has the labels `names[k]` for each k in `ids[first[i]:first[i + 1]]`.

        `names` are all labels, each once, in order of first appearance; `first` has the shape (papers + 1,).
        """
        self.names, self.ids, self.first = names, ids, first

    @classmethod
    def of(cls, labels: Iterable[Sequence[str]]) -> Labels:
        numbers: dict[str, int] = {}
        ids: list[int] = []
        first = [0]
        for own in labels:
            ids += [numbers.setdefault(name, len(numbers)) for name in own]
            first.append(len(ids))
        return cls(list(numbers), np.array(ids, dtype=np.int32), np.array(first, dtype=np.int64))

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.names)}

    def first_of(self, paper: int) -> str:
        """The first label of a paper (a row number); empty where the paper has no label."""
        at = int(self.first[paper])
        return self.names[self.ids[at]] if at < self.first[paper + 1] else ""

    def papers_with(self, name: str) -> int:
        """How many papers have the label `name`."""
        number = self._numbers.get(name)
        return 0 if number is None else int(self.sizes[number])

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """How many papers have each label, shape (len(names),)."""
        many = max(len(self.names), 1)
        held = np.repeat(np.arange(len(self.first) - 1), self.counts) * many + self.ids
        held.sort()  # a source may print a name twice
        return np.bincount(held[np.diff(held, prepend=-1) > 0] % many, minlength=len(self.names))

    def most_frequent(self, count: int) -> list[str]:
        """The `count` labels with most papers; of labels with equally many papers, the first in `names`."""
        return [self.names[number] for number in np.argsort(-self.sizes, kind="stable")[:count].tolist()]

    @property
    def counts(self) -> NDArray[np.int64]:
        """How many labels each paper has, shape (papers,)."""
        return np.diff(self.first)

    def any_of(self, names: Iterable[str], *, at: Place | None = None) -> Mask:
        """Which papers have one of `names` as a label, at the position `at` if given; shape (papers,)."""
        wanted = np.isin(self.ids, [self._numbers[name] for name in names if name in self._numbers])
        if at is not None:
            nth = _PLACES[at]
            found = self.counts > max(nth, 0)
            place = (self.first[:-1] if nth >= 0 else self.first[1:]) + nth
            found[found] = wanted[place[found]]
            return found
        found = self.counts > 0
        owners = np.searchsorted(self.first, np.flatnonzero(wanted), side="right") - 1
        return np.isin(np.arange(len(found)), owners)


@dataclass(frozen=True)
class Columns:
    """The metadata of all papers, one entry a paper, in the order of the papers.

    `day` is the date as a number, 20221017: month and day are 00 where unknown, and the number is 0 where the
    paper has no date. `complete` tells whether all authors are printed, `unsigned` whether neither authors
    nor their number are printed; `author_count` is the number that a source states, else 0. `on_arxiv` tells
    whether a paper has an arXiv identifier or prints arXiv as its venue. `by_date` are the rows of all papers
    in order of time: newest first, undated last, papers of one day by title.
    """

    ids: Sequence[str]
    group: Mask
    day: Ints
    has_code: Mask
    complete: Mask
    unsigned: Mask
    on_arxiv: Mask
    author_count: Ints
    by_date: Ints
    authors: Labels
    affiliations: Labels
    categories: Labels
    venues: Labels

    @classmethod
    def of(cls, papers: Sequence[Paper]) -> Columns:
        days = [(p.date.year * 100 + p.date.month) * 100 + p.date.day if p.date else 0 for p in papers]
        by_title = sorted(range(len(papers)), key=lambda row: papers[row].title)
        by_date = sorted((row for row in by_title if papers[row].date), key=lambda row: -days[row])
        by_date += [row for row in by_title if not papers[row].date]
        return cls(
            ids=[p.id for p in papers],
            group=np.array([p.scope == "group" for p in papers], dtype=bool),
            day=np.array(days, dtype=np.int32),
            has_code=np.array([p.has_code for p in papers], dtype=bool),
            complete=np.array([p.authors_complete for p in papers], dtype=bool),
            unsigned=np.array([not p.authors and p.author_count is None for p in papers], dtype=bool),
            on_arxiv=np.array([bool(p.arxiv_id) or is_arxiv(p.venue or "") for p in papers], dtype=bool),
            author_count=np.array([p.author_count or 0 for p in papers], dtype=np.int32),
            by_date=np.array(by_date, dtype=np.int32),
            authors=Labels.of(p.authors for p in papers),
            affiliations=Labels.of(p.affiliations for p in papers),
            categories=Labels.of((p.category,) if p.category else () for p in papers),
            venues=Labels.of((p.venue,) if p.venue else () for p in papers),
        )

    def save(self, directory: Path) -> None:
        directory.mkdir()
        arrays: dict[str, Any] = {name: getattr(self, name) for name in _ARRAYS}
        for name in _LABELS:
            labels: Labels = getattr(self, name)
            arrays |= {f"{name}.ids": labels.ids, f"{name}.first": labels.first}
        np.savez(directory / "columns.npz", **arrays)
        names = {"ids": self.ids} | {name: getattr(self, name).names for name in _LABELS}
        (directory / "names.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def open(cls, directory: Path) -> Columns:
        """The columns in `directory`. Raises OSError, ValueError or KeyError where a file is damaged."""
        names = json.loads((directory / "names.json").read_text(encoding="utf-8"))
        with np.load(directory / "columns.npz") as file:
            arrays: dict[str, Any] = {name: file[name] for name in _ARRAYS}
            labels: dict[str, Any] = {
                n: Labels(names[n], file[f"{n}.ids"], file[f"{n}.first"]) for n in _LABELS
            }
        return cls(ids=names["ids"], **arrays, **labels)

    @property
    def years(self) -> list[int]:
        """The years in which papers appeared, newest first."""
        return [year for year in np.unique(self.day // 10000)[::-1].tolist() if year]

    @cached_property
    def venue_names(self) -> Venues:
        """The printed venues under their common names; computed at the first use, which takes a moment."""
        return Venues(self.venues.names)

    @cached_property
    def persons(self) -> Persons:
        """The people whom the names of the authors write; computed at the first use, which takes a moment."""
        return Persons(dict(zip(self.authors.names, self.authors.sizes.tolist(), strict=True)))

    def most_frequent_venues(self, count: int) -> list[str]:
        """The common names of the `count` venues with most papers."""
        sizes: Counter[str] = Counter()
        for printed, size in zip(self.venues.names, self.venues.sizes.tolist(), strict=True):
            sizes[self.venue_names.name_of(printed)] += size
        return [name for name, _ in sizes.most_common(count)]

    @cached_property
    def rows(self) -> dict[str, int]:
        """The row of a paper, by the id of the paper."""
        return {identity: row for row, identity in enumerate(self.ids)}

    @cached_property
    def place(self) -> Ints:
        """The position of each paper in `by_date`, shape (papers,)."""
        place = np.empty(len(self.by_date), dtype=np.int32)
        place[self.by_date] = np.arange(len(self.by_date), dtype=np.int32)
        return place


_ARRAYS = ("group", "day", "has_code", "complete", "unsigned", "on_arxiv", "author_count", "by_date")
_LABELS = ("authors", "affiliations", "categories", "venues")
