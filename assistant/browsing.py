"""All papers as one looks through them: every word searched for, filters, an order. No model, no index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from assistant.analysis import fold
from assistant.catalog import by_date, in_scope
from assistant.datamodels import Paper, ScopeFilter

Column = Literal["date", "title", "authors", "category", "scope"]


@dataclass(frozen=True, slots=True)
class Look:
    """What to show of the papers. Years are inclusive; an empty filter filters nothing.

    Every word of `text` must stand in the title, the authors or the abstract, as the beginning of a word or
    within one; "exact words" in quotes must stand together. Papers without a date pass no filter by year.
    `author` is a name or a part of one.
    """

    text: str = ""
    scope: ScopeFilter = "all"
    year_from: int | None = None
    year_to: int | None = None
    category: str | None = None
    author: str = ""
    order: Column = "date"
    descending: bool = True


class Shelf:
    """The papers of one corpus, their texts folded once so that each keystroke may search them all."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        self.papers = tuple(papers)
        self._texts = {p.id: fold(f"{p.title}\n{', '.join(p.authors)}\n{p.abstract}") for p in self.papers}
        self._names = {p.id: fold("\n".join(p.authors)) for p in self.papers}

    def look(self, look: Look) -> list[Paper]:
        """The papers that pass, in order; of equal ones the newest first, undated ones last."""
        wanted, author = _wanted(look.text), fold(look.author.strip())
        kept = [
            paper
            for paper in by_date(self.papers)
            if in_scope(paper, look.scope)
            and (not look.category or paper.category == look.category)
            and _in_years(paper, look)
            and (not author or author in self._names[paper.id])
            and all(word in self._texts[paper.id] for word in wanted)
        ]
        if look.order == "date":
            return kept if look.descending else by_date(kept, newest_first=False)
        key = _KEYS[look.order]
        empty = [paper for paper in kept if not key(paper)]
        filled = [paper for paper in kept if key(paper)]
        filled.sort(key=key, reverse=look.descending)  # stable, so the newest come first among equals
        return filled + empty


_KEYS: dict[Column, Callable[[Paper], Any]] = {
    "title": lambda paper: fold(paper.title),
    "authors": lambda paper: fold(paper.authors[0].split()[-1]) if paper.authors else "",
    "category": lambda paper: paper.category or "",
    "scope": lambda paper: paper.scope,
}


def _wanted(text: str) -> list[str]:
    """The words of a search, and whole phrases where they stand in quotes."""
    pieces = fold(text.replace("“", '"').replace("”", '"')).split('"')
    wanted = [word for piece in pieces[::2] for word in piece.split()]
    return wanted + [phrase for piece in pieces[1::2] if (phrase := " ".join(piece.split()))]


def _in_years(paper: Paper, look: Look) -> bool:
    if look.year_from is None and look.year_to is None:
        return True
    return paper.year is not None and (look.year_from or 0) <= paper.year <= (look.year_to or 9999)
