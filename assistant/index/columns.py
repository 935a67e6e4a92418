"""The metadata that filters and orders need, as arrays with one entry a paper, so that no paper is parsed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Paper, PaperDate, Version
from assistant.index.arrays import open_arrays, save_arrays
from assistant.index.labels import Ints, Labels
from assistant.index.labels import Mask as Mask
from assistant.index.printed_venues import is_arxiv
from assistant.index.strings import Numbers, Strings
from assistant.index.venue_names import Venues
from assistant.text.person_names import Persons


class _Form(NamedTuple):
    """What columns hold of one form of a paper; empty, or of one name, are `venue` and `kind`."""

    day: int
    on_arxiv: bool
    title_length: int
    venue: Sequence[str]
    kind: Sequence[str]

    @classmethod
    def of(cls, form: Paper | Version) -> _Form:
        return cls(
            _day(form.date),
            bool(form.arxiv_id) or is_arxiv(form.venue or ""),
            len(form.title),
            (form.venue,) if form.venue else (),
            (form.kind,) if form.kind else (),
        )


class _Read(NamedTuple):
    """What columns hold of one paper."""

    id: str
    title: str
    group: bool
    day: int
    has_code: bool
    complete: bool
    unsigned: bool
    author_count: int
    abstract_length: int
    authors: Sequence[str]
    other_authors: Sequence[str]
    affiliations: Sequence[str]
    categories: Sequence[str]
    venues: Sequence[str]
    forms: Sequence[_Form]

    @classmethod
    def of(cls, paper: Paper) -> _Read:
        return cls(
            paper.id,
            paper.title,
            paper.scope == "group",
            _day(paper.date),
            paper.has_code,
            paper.authors_complete,
            not paper.authors and paper.author_count is None,
            paper.author_count or 0,
            len(paper.abstract),
            paper.authors,
            _others(paper),
            paper.affiliations,
            (paper.category,) if paper.category else (),
            _venues(paper),
            (_Form.of(paper), *map(_Form.of, paper.versions)),
        )


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
    def of(cls, papers: Sequence[Sequence[_Form]]) -> Forms:
        """The forms of each paper."""
        forms = [form for own in papers for form in own]
        return cls(
            np.cumsum([0, *map(len, papers)], dtype=np.int64),
            np.array([form.day for form in forms], dtype=np.int32),
            np.array([form.on_arxiv for form in forms], dtype=bool),
            np.array([form.title_length for form in forms], dtype=np.int32),
            Labels.of(form.venue for form in forms),
            Labels.of(form.kind for form in forms),
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

    ids: Strings
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
    def of(cls, papers: Iterable[Paper]) -> Columns:
        """The columns of `papers`, each of which is read once: a million are no list in memory."""
        read = [_Read.of(paper) for paper in papers]
        by_title = sorted(range(len(read)), key=lambda row: read[row].title)
        by_date = sorted((row for row in by_title if read[row].day), key=lambda row: -read[row].day)
        by_date += [row for row in by_title if not read[row].day]
        return cls(
            ids=Strings.of(r.id for r in read),
            group=np.array([r.group for r in read], dtype=bool),
            day=np.array([r.day for r in read], dtype=np.int32),
            has_code=np.array([r.has_code for r in read], dtype=bool),
            complete=np.array([r.complete for r in read], dtype=bool),
            unsigned=np.array([r.unsigned for r in read], dtype=bool),
            author_count=np.array([r.author_count for r in read], dtype=np.int32),
            abstract_length=np.array([r.abstract_length for r in read], dtype=np.int32),
            by_date=np.array(by_date, dtype=np.int32),
            authors=Labels.of(r.authors for r in read),
            other_authors=Labels.of(r.other_authors for r in read),
            affiliations=Labels.of(r.affiliations for r in read),
            categories=Labels.of(r.categories for r in read),
            venues=Labels.of(r.venues for r in read),
            forms=Forms.of([r.forms for r in read]),
        )

    def save(self, directory: Path) -> None:
        directory.mkdir()
        arrays: dict[str, Any] = {name: attrgetter(name)(self) for name in _ARRAYS}
        arrays |= self.ids.arrays("ids")
        for name in _LABELS:
            arrays |= attrgetter(name)(self).arrays(name)
        save_arrays(directory / "columns.npz", arrays)

    @classmethod
    def open(cls, directory: Path) -> Columns:
        """The columns in `directory`, mapped. Raises OSError, ValueError or KeyError where damaged."""
        arrays = open_arrays(directory / "columns.npz")
        values: dict[str, Any] = {name: arrays[name] for name in _ARRAYS}
        values |= {name: Labels.among(arrays, name) for name in _LABELS}
        forms = {name: values.pop(f"forms.{name}") for name in _FORMS}
        return cls(ids=Strings.among(arrays, "ids"), forms=Forms(**forms), **values)

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
    def rows(self) -> Mapping[str, int]:
        """The row of a paper, by the id of the paper."""
        return Numbers(self.ids)

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
