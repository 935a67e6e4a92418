"""The metadata that filters and orders need, as arrays with one entry a paper, so that no paper is parsed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Paper, PaperDate, Version
from assistant.index.labels import Ints, Labels
from assistant.index.labels import Mask as Mask
from assistant.index.printed_venues import is_arxiv
from assistant.index.venue_names import Venues
from assistant.text.person_names import Persons


@dataclass(frozen=True)
class Forms:
    """When, where and as what works appeared: one entry a form, the forms of each paper side by side.

    Paper i has the forms `first[i]` to `first[i + 1]` in the order of `Paper.forms`. `day` is a date in the
    form of `Columns.day`, `on_arxiv` whether a form has an arXiv identifier or prints arXiv as its venue;
    `title_length` counts the characters of its title.
    """

    first: NDArray[np.int64]
    day: Ints
    on_arxiv: Mask
    title_length: Ints
    venues: Labels
    kinds: Labels

    @cached_property
    def paper(self) -> Ints:
        """The row of the paper of each form, shape (forms,)."""
        return np.repeat(np.arange(len(self.first) - 1, dtype=np.int32), np.diff(self.first))

    @classmethod
    def of(cls, papers: Sequence[Paper]) -> Forms:
        forms: list[Paper | Version] = []
        first = [0]
        for paper in papers:
            forms += (paper, *paper.versions)
            first.append(len(forms))
        return cls(
            np.array(first, dtype=np.int64),
            np.array([_day(form.date) for form in forms], dtype=np.int32),
            np.array([bool(form.arxiv_id) or is_arxiv(form.venue or "") for form in forms], dtype=bool),
            np.array([len(form.title) for form in forms], dtype=np.int32),
            Labels.of((form.venue,) if form.venue else () for form in forms),
            Labels.of((form.kind,) if form.kind else () for form in forms),
        )

    def of_papers(self, forms: Mask) -> Mask:
        """Which papers have one of `forms`, a mask over all forms; shape (papers,)."""
        if len(forms) == len(self.first) - 1:  # every paper has one form
            return forms
        reached: Mask = np.logical_or.reduceat(forms, self.first[:-1])
        return reached

    def matching(self, forms: Mask) -> Ints:
        """The number of the first of each paper's forms that is in `forms`; 0 where none is. (papers,)"""
        if len(forms) == len(self.first) - 1 or forms.all():  # every paper has one form, or its first one
            return np.zeros(len(self.first) - 1, dtype=np.int32)
        places = np.flatnonzero(forms)
        at = np.searchsorted(places, self.first[:-1])
        found = np.append(places, self.first[-1])[at]
        return np.where(found < self.first[1:], found - self.first[:-1], 0).astype(np.int32)


@dataclass(frozen=True)
class Columns:
    """The metadata of all papers, one entry a paper, in the order of the papers.

    `day` is the date as a number, 20221017: month and day are 00 where unknown, and the number is 0 where
    the paper has no date. `complete` tells whether all authors are printed, `unsigned` whether neither
    authors nor their number are printed; `author_count` is the number that a source states, else 0;
    `abstract_length` counts characters. `by_date` are the rows of all papers in order of time: newest first,
    undated last, papers of one day by title. `authors` are those of the paper itself and `other_authors`
    those whom only another form names; `venues` are those of all forms. `forms` has what differs from form
    to form.
    """

    ids: Sequence[str]
    group: Mask
    day: Ints
    has_code: Mask
    complete: Mask
    unsigned: Mask
    author_count: Ints
    abstract_length: Ints
    by_date: Ints
    authors: Labels
    other_authors: Labels
    affiliations: Labels
    categories: Labels
    venues: Labels
    forms: Forms

    @classmethod
    def of(cls, papers: Sequence[Paper]) -> Columns:
        days = [_day(p.date) for p in papers]
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
            author_count=np.array([p.author_count or 0 for p in papers], dtype=np.int32),
            abstract_length=np.array([len(p.abstract) for p in papers], dtype=np.int32),
            by_date=np.array(by_date, dtype=np.int32),
            authors=Labels.of(p.authors for p in papers),
            other_authors=Labels.of(_others(p) for p in papers),
            affiliations=Labels.of(p.affiliations for p in papers),
            categories=Labels.of((p.category,) if p.category else () for p in papers),
            venues=Labels.of(_venues(p) for p in papers),
            forms=Forms.of(papers),
        )

    def save(self, directory: Path) -> None:
        directory.mkdir()
        arrays: dict[str, Any] = {name: attrgetter(name)(self) for name in _ARRAYS}
        for name in _LABELS:
            labels: Labels = attrgetter(name)(self)
            arrays |= {f"{name}.ids": labels.ids, f"{name}.first": labels.first}
        np.savez(directory / "columns.npz", **arrays)
        names = {"ids": self.ids} | {name: attrgetter(name)(self).names for name in _LABELS}
        (directory / "names.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def open(cls, directory: Path) -> Columns:
        """The columns in `directory`. Raises OSError, ValueError or KeyError where a file is damaged."""
        names = json.loads((directory / "names.json").read_text(encoding="utf-8"))
        try:
            with np.load(directory / "columns.npz") as file:
                arrays: dict[str, Any] = {name: file[name] for name in _ARRAYS}
                labels: dict[str, Any] = {
                    n: Labels(names[n], file[f"{n}.ids"], file[f"{n}.first"]) for n in _LABELS
                }
        except TokenError as problem:  # see `open_array`
            raise ValueError("an array has no readable header") from problem
        values = arrays | labels
        forms = {name: values.pop(f"forms.{name}") for name in _FORMS}
        return cls(ids=names["ids"], forms=Forms(**forms), **values)

    @property
    def years(self) -> list[int]:
        """The years in which papers appeared, in any form, newest first."""
        return [year for year in np.unique(self.forms.day // 10000)[::-1].tolist() if year]

    @cached_property
    def venue_names(self) -> Venues:
        """The printed venues under their common names; computed at the first use, which takes a moment."""
        return Venues(self.venues.names)

    @cached_property
    def persons(self) -> Persons:
        """The people whom the names of the authors write; computed at the first use, which takes a moment."""
        papers: Counter[str] = Counter()
        for labels in (self.authors, self.other_authors):
            papers.update(dict(zip(labels.names, labels.sizes.tolist(), strict=True)))
        return Persons(dict(papers))

    @cached_property
    def signers(self) -> Labels:
        """The authors, each under the name that is shown for the person; computed at the first use, too."""
        return self.authors.renamed(self.persons.shown)

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


def _day(date: PaperDate | None) -> int:
    return (date.year * 100 + date.month) * 100 + date.day if date else 0


def _venues(paper: Paper) -> list[str]:
    printed = (paper.venue, *(version.venue for version in paper.versions))
    return list(dict.fromkeys(venue for venue in printed if venue))


def _others(paper: Paper) -> list[str]:
    """The authors whom only another form of `paper` names."""
    named = dict.fromkeys(name for version in paper.versions for name in version.authors)
    return [name for name in named if name not in paper.authors]


_ARRAYS = (
    *("group", "day", "has_code", "complete", "unsigned", "author_count", "abstract_length", "by_date"),
    *("forms.first", "forms.day", "forms.on_arxiv", "forms.title_length"),
)
_LABELS = ("authors", "other_authors", "affiliations", "categories", "venues", "forms.venues", "forms.kinds")
_FORMS = ("first", "day", "on_arxiv", "title_length", "venues", "kinds")
