"""The table of a comparison: a column a side, a row for each thing that a side tells, no sentence twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from assistant.answers.citations import Citations, plain
from assistant.answers.telling import cited_title
from assistant.answers.wording import papers_counted
from assistant.datamodels import Paper, Sentence
from assistant.retrieval.telling import Kind
from assistant.text.analysis import fold
from assistant.text.phrases import speaks_of

NAMED = 2
"""Papers that a cell names, at most; the others are counted."""

MARKED = 10
"""Papers beyond those that a cell cites, at most."""

SHARED = 2
"""Rows on terms that all sides use, at most."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a paper, and what it does there: None where that is uncertain."""

    paper: Paper
    sentence: Sentence
    kind: Kind | None

    @property
    def text(self) -> str:
        return self.sentence.text


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things compared: its words, its papers and their sentences, both best first.

    `defined` is the sentence that says what the thing is, None where there is none. `plain` says that the
    papers deal with the thing, and not only with something near it; `is_paper` that it is the one paper, and
    `is_person` that it is their author.
    """

    name: str
    papers: tuple[Paper, ...]
    said: tuple[Said, ...]
    defined: Said | None = None
    plain: bool = True
    is_paper: bool = False
    is_person: bool = False


Sign = Callable[[Said], bool]
"""Whether a sentence tells what a row is about."""


def table_of(sides: Sequence[Side], shared: Sequence[str], cite: Citations) -> str:
    """The table of `sides`; `shared` are the terms that all of them use, the most telling first."""
    table = _Table(sides, cite)
    table.row("", [plain(side.name) for side in sides])
    table.row("---", ["---"] * len(sides))
    table.row("Papers", [_papers(side, cite) for side in sides])
    table.quotes("What it is", lambda said: said in [side.defined for side in sides])
    table.quotes("What was done", _of(Kind.CONTRIBUTION))
    table.quotes("How it was done", _of(Kind.METHOD))
    table.quotes("What was found", _of(Kind.FINDING))
    table.quotes("What else was found", _of(Kind.FINDING), by_all=True)
    if all(side.is_paper for side in sides):
        table.quotes("It also says", _own, by_all=True)
    rows = 0
    for term in shared:
        if rows < SHARED:
            rows += table.quotes(f"On “{plain(term)}”", _on(term), by_all=True)
    return "\n".join(table.rows)


@dataclass
class _Table:
    sides: Sequence[Side]
    cite: Citations
    rows: list[str] = field(default_factory=list)
    told: set[str] = field(default_factory=set)

    def row(self, name: str, cells: Sequence[str]) -> None:
        """Add a row; no line break and no bar ends a cell."""
        self.rows.append(f"| {' | '.join(_in_cell(cell) for cell in (name, *cells))} |")

    def quotes(self, name: str, sign: Sign, *, by_all: bool = False) -> bool:
        """Add a row of the first sentence of each side that has the sign, none of them told before.

        No row is added where no side has such a sentence, or where `by_all` and one side lacks it.
        """
        told, found = set(self.told), list[Said | None]()
        for side in self.sides:
            left = (said for said in side.said if fold(said.text) not in told and sign(said))
            found.append(next(left, None))
            told |= {fold(said.text) for said in found if said}
        if not any(found) or (by_all and not all(found)):
            return False
        self.told = told
        self.row(name, [self._cell(said, side) for said, side in zip(found, self.sides, strict=True)])
        return True

    def _cell(self, said: Said | None, side: Side) -> str:
        if said is None:
            return ("not told in the abstract" + ("" if side.is_paper else "s")) if side.said else "—"
        mark = self.cite.abstract(said.paper, said.sentence.start, said.sentence.end)
        return f"{plain(said.text)} {mark}"


def _in_cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|")


def _papers(side: Side, cite: Citations) -> str:
    """The number of papers of a side and the most relevant ones by title; the year of a side that is one."""
    if not side.papers:
        return "none"
    if side.is_paper:
        return f"{side.papers[0].year or 'no date printed'} {cite.field(side.papers[0], 'date')}"
    shown = [cited_title(p, cite) for p in side.papers[: NAMED if side.plain else 1]]
    if not side.plain:
        return f"none that is plainly about it; the nearest: {shown[0]}"
    others = side.papers[NAMED:]
    marks = "".join(cite.field(paper, "title") for paper in others[:MARKED])
    more = f" and {len(others)} more {marks}" if others else ""
    return f"{papers_counted(len(side.papers))}: {', '.join(shown)}{more}"


def _of(kind: Kind) -> Sign:
    return lambda said: said.kind is kind


def _own(said: Said) -> bool:
    """Whether a sentence tells of the paper's own work, rather than of what was known."""
    return said.kind not in (None, Kind.BACKGROUND)


def _on(term: str) -> Sign:
    return lambda said: _own(said) and speaks_of(said.text, [term])
