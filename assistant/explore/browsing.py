"""All papers as one looks through them: every word searched for, filters, an order. No model, no index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Literal

from assistant.datamodels import Paper, ScopeFilter
from assistant.index.catalog import appeared_in, of_scope
from assistant.index.columns import Columns
from assistant.index.papers import Chosen, columns_of, texts_of
from assistant.text.analysis import fold

Column = Literal["date", "title", "authors", "category", "scope"]


@dataclass(frozen=True, slots=True)
class Look:
    """What to show of the papers. Years are inclusive; an empty filter filters nothing.

    Every word of `text` must stand in the title, the authors or the abstract, as the beginning of a word or
    within one; "exact words" in quotes must stand together. Papers without a date pass no filter by year.
    `author` is a name or a part of one, `venue` any name that it has.
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


NAMES = 2000
"""Authors and venues that are offered, those of most papers: nobody reads more, and each page has them."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What papers can be narrowed to: the newest year first, the rest by the alphabet."""

    years: list[int]
    categories: list[str]
    venues: list[str]
    authors: list[str]

    @classmethod
    def of(cls, columns: Columns) -> Choices:
        """What these papers have, of their authors and venues NAMES at most."""
        authors = columns.authors.most_frequent(NAMES)
        venues = columns.most_frequent_venues(NAMES)
        return cls(
            columns.years, sorted(columns.categories.names), sorted(venues, key=str.lower), sorted(authors)
        )


class Shelf:
    """The papers of one corpus to look through; their texts are read with the first search for words.

    They are folded once then, so that each keystroke may search them all. Safe to share between threads.
    """

    def __init__(self, papers: Sequence[Paper]) -> None:
        self.papers, self.columns = papers, columns_of(papers)

    def look(self, look: Look) -> Chosen:
        """The papers that pass, in order; of equal ones the newest first, undated ones last."""
        columns = self.columns
        kept = of_scope(columns, look.scope)
        if look.category:
            kept = kept & columns.categories.any_of([look.category])
        if look.venue:
            kept = kept & appeared_in(columns, [look.venue])
        if look.year_from is not None or look.year_to is not None:
            year, first, last = columns.day // 10000, look.year_from or 0, look.year_to or 9999
            kept = kept & (columns.day > 0) & (first <= year) & (year <= last)
        if author := fold(look.author.strip()):
            kept = kept & columns.authors.any_of(self.authors_with(author))
        rows: list[int] = columns.by_date[kept[columns.by_date]].tolist()
        for word in _wanted(look.text):
            rows = [row for row in rows if word in self._texts[row]]
        return Chosen(self.papers, self._in_order(rows, look))

    def named(self, title: str) -> Paper | None:
        """The first paper of this title, whatever its case, accents and spaces; None where there is none."""
        row = self._titled.get(_bare(title))
        return None if row is None else self.papers[row]

    def authors_with(self, part: str) -> list[str]:
        """The names of authors that have a folded `part`."""
        return [name for name, folded in self._names if part in folded]

    def _in_order(self, rows: list[int], look: Look) -> list[int]:
        if look.order == "date":
            return rows if look.descending else self._oldest_first(rows)
        key = self._keys(look.order)
        keyed = [(key(row), row) for row in rows]
        filled = [(text, row) for text, row in keyed if text]
        filled.sort(key=itemgetter(0), reverse=look.descending)  # stable: the newest come first among equals
        return [row for _, row in filled] + [row for text, row in keyed if not text]

    def _oldest_first(self, rows: list[int]) -> list[int]:
        day = self.columns.day
        dated = sorted((row for row in rows if day[row]), key=lambda row: day[row])  # of one day by title
        return dated + [row for row in rows if not day[row]]

    def _keys(self, order: Column) -> Callable[[int], str]:
        columns = self.columns
        match order:
            case "title":
                return lambda row: self._titles[row]
            case "authors":
                return lambda row: fold(first.split()[-1]) if (first := columns.authors.first_of(row)) else ""
            case "category":
                return lambda row: columns.categories.first_of(row)
            case _:
                return lambda row: "group" if columns.group[row] else "related"

    @cached_property
    def _texts(self) -> list[str]:
        """Each begins with the title, on a line of its own."""
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


def _wanted(text: str) -> list[str]:
    """The words of a search, and whole phrases where they stand in quotes."""
    pieces = fold(text.replace("“", '"').replace("”", '"')).split('"')
    wanted = [word for piece in pieces[::2] for word in piece.split()]
    return wanted + [phrase for piece in pieces[1::2] if (phrase := " ".join(piece.split()))]
