"""The table of a comparison: a column a side, a row for each thing that a side tells, no sentence twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from assistant.answers.citations import Citations, plain
from assistant.answers.telling import titled
from assistant.answers.wording import papers_counted
from assistant.datamodels import Paper, Sentence
from assistant.text.analysis import fold
from assistant.text.phrases import speaks_of
from assistant.text.roles import explains, tells_finding, tells_method, tells_what

NAMED = 2
"""Papers that a cell names, at most; the others are counted."""

ALSO = 2
"""Further rows where the sides are papers, at most."""

SHARED = 2
"""Rows on terms that all sides use, at most."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a paper: whether it stands in the second half of the abstract, and how much it tells."""

    paper: Paper
    sentence: Sentence
    late: bool
    weight: float

    @property
    def text(self) -> str:
        return self.sentence.text


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things compared: its words, its papers and their sentences, both best first.

    `plain` says that the papers deal with the thing, and not only with something near it; `is_paper` that
    the thing is itself the one paper.
    """

    name: str
    papers: tuple[Paper, ...]
    said: tuple[Said, ...]
    plain: bool = True
    is_paper: bool = False


Sign = Callable[[str, Said], bool]
"""Whether a sentence tells what a row is about, of the thing with that name."""


def table_of(sides: Sequence[Side], shared: Sequence[str], cite: Citations) -> str:
    """The table of `sides`; `shared` are the terms that all of them use, the most telling first."""
    table = _Table(sides, cite)
    table.row("", [plain(side.name) for side in sides])
    table.row("---", ["---"] * len(sides))
    table.row("Papers", [_papers(side, cite) for side in sides])
    table.quotes("What it is", _is, _is_briefly)
    table.quotes("How it works", _does)
    table.quotes("What was found", _finds, _comes_late, telling=True)
    if all(side.is_paper for side in sides):
        for _ in range(ALSO):
            table.quotes("It also says", _any, by_all=True, telling=True)
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

    def quotes(self, name: str, *signs: Sign, by_all: bool = False, telling: bool = False) -> bool:
        """Add a row of the first sentence of each side with the first of the `signs` that any has.

        Where `telling`, of the sentences of the first paper with such a one, the one that tells most. No row
        is added where no side has such a sentence, or where `by_all` and one side lacks it.
        """
        told, found = set(self.told), list[Said | None]()
        for side in self.sides:
            left = [said for said in side.said if fold(said.text) not in told]
            by_sign = ([said for said in left if sign(side.name, said)] for sign in signs)
            fitting = next(filter(None, by_sign), [])
            same = [said for said in fitting if said.paper.id == fitting[0].paper.id]
            found.append(max(same, key=_weight) if telling and same else next(iter(fitting), None))
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


def _weight(said: Said) -> float:
    return said.weight


def _in_cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|")


def _papers(side: Side, cite: Citations) -> str:
    """The number of papers of a side and the most relevant ones by title; the year of a side that is one."""
    if not side.papers:
        return "none"
    if side.is_paper:
        return f"{side.papers[0].year or 'no date printed'} {cite.field(side.papers[0], 'date')}"
    shown = [f"{titled(p)} {cite.field(p, 'title')}" for p in side.papers[: NAMED if side.plain else 1]]
    if not side.plain:
        return f"none that is plainly about it; the nearest: {shown[0]}"
    more = len(side.papers) - len(shown)
    return f"{papers_counted(len(side.papers))}: {', '.join(shown)}{f' and {more} more' if more else ''}"


def _is(name: str, said: Said) -> bool:
    return tells_what(name, said.text)


def _is_briefly(name: str, said: Said) -> bool:
    return explains(name, said.text)


def _does(name: str, said: Said) -> bool:
    return tells_method(said.text)


def _finds(name: str, said: Said) -> bool:
    return tells_finding(said.text)


def _any(name: str, said: Said) -> bool:
    return True


def _comes_late(name: str, said: Said) -> bool:
    """Results come after methods, also where no word says that they are results."""
    return said.late and not tells_method(said.text)


def _on(term: str) -> Sign:
    return lambda name, said: speaks_of(said.text, [term])
