"""Browsing all papers by words, filters and orders, without a model and without relevance."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Literal

import numpy as np

from assistant.datamodels import Paper, ScopeFilter
from assistant.index.catalog import appeared_in, of_scope
from assistant.index.columns import Columns
from assistant.index.labels import Mask
from assistant.index.papers import Chosen, columns_of, texts_of
from assistant.text.analysis import fold, words
from assistant.text.spelling import Spellings, forgiven
from assistant.understanding.language import ENGLISH, share_of_texts

Column = Literal["date", "title", "authors", "venue", "category", "scope"]

_PIECE = re.compile(r'"[^"]*"?|[^\s"]+')
"""A word of a search, or a phrase in quotes, which may have yet to be ended."""


@dataclass(frozen=True, slots=True)
class Look:
    """A choice of papers and their order. Years are inclusive; an empty filter filters nothing.

    Every word of `text` must stand in the title, the authors or the abstract, also within a longer word;
    "exact words" in quotes must stand together. Papers without a date pass no filter by year. `author` is a
    name or a part of a name, `venue` any name of the venue. `among` are the ids of the only papers meant.
    """

    text: str = ""
    scope: ScopeFilter = "all"
    year_from: int | None = None
    year_to: int | None = None
    category: str | None = None
    venue: str | None = None
    author: str = ""
    order: Column = "date"
    descending: bool = True
    among: frozenset[str] = frozenset()


NAMES = 2000
"""Authors and venues offered as choices, at most; those with most papers. Every page carries the lists."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The values of the filters: years, newest first, and categories, venues and authors by the alphabet."""

    years: list[int]
    categories: list[str]
    venues: list[str]
    authors: list[str]

    @classmethod
    def of(cls, columns: Columns) -> Choices:
        """The choices for the papers of `columns`, with at most NAMES authors and NAMES venues."""
        authors = columns.authors.most_frequent(NAMES)
        venues = columns.most_frequent_venues(NAMES)
        return cls(
            columns.years, sorted(columns.categories.names), sorted(venues, key=str.lower), sorted(authors)
        )


class Shelf:
    """The papers of one corpus for browsing. Safe to share between threads.

    The first search for words reads and folds all texts, so that later searches, one a keystroke, are fast.
    """

    def __init__(self, papers: Sequence[Paper]) -> None:
        self.papers, self.columns = papers, columns_of(papers)

    def look(self, look: Look) -> Chosen:
        """The papers that pass `look`, in its order; among equals the newest first, undated papers last."""
        columns = self.columns
        kept = of_scope(columns, look.scope)
        if look.among:
            kept = kept & self._among(look.among)
        if look.category:
            kept = kept & columns.categories.any_of([look.category])
        if look.venue:
            kept = kept & appeared_in(columns, [look.venue])
        if look.year_from is not None or look.year_to is not None:
            year, first, last = columns.forms.day // 10000, look.year_from or 1, look.year_to or 9999
            kept = kept & columns.forms.of_papers((first <= year) & (year <= last))
        if author := fold(look.author.strip()):
            kept = kept & columns.authors.any_of(self.authors_with(author))
        rows: list[int] = columns.by_date[kept[columns.by_date]].tolist()
        for word in wanted(look.text):
            rows = [row for row in rows if word in self._texts[row]]
        return Chosen(self.papers, self._in_order(rows, look))

    def mended(self, text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """`text` with each word that no paper has as the papers write it, and the changes: (written, meant).

        Words that a paper has, also within a longer word, English words and phrases in quotes stay.
        """
        changes: list[tuple[str, str]] = []

        def read(match: re.Match[str]) -> str:
            word = fold(match.group())
            meant = self._meant(word) if match.group()[0] != '"' else ""
            if meant:
                changes.append((match.group(), meant))
            return meant or match.group()

        return _PIECE.sub(read, straight(text)), tuple(changes)

    def _meant(self, word: str) -> str:
        """The word of the papers that a folded word must mean; empty where it needs no mending."""
        slips = forgiven(word)
        if not slips or any(word in text for text in self._texts) or share_of_texts(word, ENGLISH):
            return ""
        place = self._spellings.nearest(word, slips=slips)
        return "" if place is None else self._words[place]

    def named(self, title: str) -> Paper | None:
        """The first paper with `title`, ignoring case, accents and spaces; None where there is none."""
        row = self._titled.get(_bare(title))
        return None if row is None else self.papers[row]

    def authors_with(self, part: str) -> list[str]:
        """The names of authors that contain the folded `part`, and all ways to write a person named so."""
        names = [name for name, folded in self._names if part in folded]
        whole = [name for name, folded in self._names if part == folded]
        return [*names, *(form for name in whole for form in self.columns.persons.forms(name))]

    def _among(self, ids: frozenset[str]) -> Mask:
        mask = np.zeros(len(self.papers), dtype=bool)
        mask[[self.columns.rows[id] for id in ids if id in self.columns.rows]] = True
        return mask

    def _in_order(self, rows: list[int], look: Look) -> list[int]:
        if look.order == "date":
            return rows if look.descending else self._oldest_first(rows)
        key = self._keys(look.order)
        keyed = [(key(row), row) for row in rows]
        filled = [(text, row) for text, row in keyed if text]
        filled.sort(
            key=itemgetter(0), reverse=look.descending
        )  # stable, so the newest stay first among equals
        return [row for _, row in filled] + [row for text, row in keyed if not text]

    def _oldest_first(self, rows: list[int]) -> list[int]:
        day = self.columns.day
        dated = sorted((row for row in rows if day[row]), key=lambda row: day[row])  # stable: a day by title
        return dated + [row for row in rows if not day[row]]

    def _keys(self, order: Column) -> Callable[[int], str]:
        columns = self.columns
        match order:
            case "title":
                return lambda row: self._titles[row]
            case "authors":
                return lambda row: fold(first.split()[-1]) if (first := columns.authors.first_of(row)) else ""
            case "venue":
                return lambda row: fold(self.venue_of(row))
            case "category":
                return lambda row: columns.categories.first_of(row)
            case _:
                return lambda row: "group" if columns.group[row] else "related"

    def venue_of(self, row: int) -> str:
        """The common name of the venue of a paper (a row number), "" where none is printed."""
        printed = self.columns.venues.first_of(row)
        return self.columns.venue_names.name_of(printed) if printed else ""

    @cached_property
    def _words(self) -> list[str]:
        """The words of all papers, those that most papers have first."""
        counts = Counter(word for text in self._texts for word in set(words(text)))
        return sorted(counts, key=lambda word: (-counts[word], word))

    @cached_property
    def _spellings(self) -> Spellings:
        return Spellings(self._words)

    @cached_property
    def _texts(self) -> list[str]:
        """The folded text of each paper; the first line is the title."""
        return [
            fold(f"{' '.join(title.split())}\n{authors}\n{abstract}")
            for title, authors, abstract in texts_of(self.papers)
        ]

    @cached_property
    def _titles(self) -> list[str]:
        return [text.partition("\n")[0] for text in self._texts]

    @cached_property
    def _titled(self) -> dict[str, int]:
        rows = range(len(self.papers) - 1, -1, -1)
        return {_bare(title): row for row, title in zip(rows, reversed(self._titles), strict=True)}

    @cached_property
    def _names(self) -> list[tuple[str, str]]:
        return [(name, fold(name)) for name in self.columns.authors.names]


def _bare(title: str) -> str:
    return fold(" ".join(title.split()))


def wanted(text: str) -> list[str]:
    """The folded words of a search, and the phrases in quotes as wholes."""
    pieces = [piece.strip('"') for piece in _PIECE.findall(straight(fold(text)))]
    return [found for piece in pieces if (found := " ".join(piece.split()))]


def straight(text: str) -> str:
    """`text` with straight quotation marks."""
    return text.replace("“", '"').replace("”", '"')
