"""The people who signed the papers: what each of them wrote, since when, and with whom."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Paper, ScopeFilter
from assistant.index.catalog import of_scope
from assistant.index.papers import columns_of
from assistant.text.analysis import words
from assistant.text.person_names import family_name, fold_name, parse

Order = Literal["papers", "name", "newest"]


@dataclass(frozen=True, slots=True)
class Person:
    """A person and the papers that the person signed in one scope: their `rows`, newest first, and years.

    `id` is made of the name. The years are those of the first and the last dated paper, 0 where none is.
    """

    id: str
    name: str
    member: bool
    rows: tuple[int, ...]
    first: int
    last: int


def person_id(name: str) -> str:
    """The id of a person of this name, where no other has it: "ada-byron"."""
    return "-".join(words(fold_name(name))) or "unnamed"


class People:
    """The authors of the papers of one corpus, one entry a person. Safe to share between threads."""

    def __init__(self, papers: Sequence[Paper], members: Collection[str] = frozenset()) -> None:
        """`members` are the names of the group's members as the papers write them."""
        self.papers, self.columns = papers, columns_of(papers)
        authors, persons = self.columns.authors, self.columns.persons
        shown = [persons.shown(name) for name in authors.names]
        self._names = list(dict.fromkeys(shown))
        self._members = np.array([name in members for name in self._names], dtype=bool)
        numbers = {name: number for number, name in enumerate(self._names)}
        self._shown = {name: numbers[as_shown] for name, as_shown in zip(authors.names, shown, strict=True)}
        signed = np.array([numbers[name] for name in shown], dtype=np.int64)[authors.ids]
        rows = np.repeat(np.arange(len(papers)), authors.counts)
        pairs = np.unique(np.column_stack([signed, self.columns.place[rows], rows]), axis=0)
        self._person, self._row = pairs[:, 0], pairs[:, 2]
        self._year = self.columns.day // 10000

    def look(self, *, text: str = "", scope: ScopeFilter = "all", order: Order = "papers") -> list[Person]:
        """Who signed papers of `scope` and has each word of `text` in the name, in any way to write it.

        Members of the group come first. Those with most papers stand before others, then who wrote last;
        "name" is by the family name.
        """
        asked = [fold_name(word) for word in text.split()]
        people = [person for person in self._in_scope(scope) if self._is_named(person.name, asked)]
        people.sort(key=lambda person: self._family(person.name))
        if order == "papers":
            people.sort(key=lambda person: (-len(person.rows), -person.last))
        elif order == "newest":
            people.sort(key=lambda person: (-person.last, -len(person.rows)))
        return sorted(people, key=lambda person: not person.member)

    def of(self, id: str, *, scope: ScopeFilter = "all") -> Person | None:
        """The person with this id, or whom a name means of which this would be the id; None for several."""
        number = self._numbers.get(id)
        if number is None:
            forms = self.columns.persons.fitting(parse(id.replace("-", " ")))
            fitting = {self._shown.get(form) for form in forms} - {None}
            if len(fitting) != 1:
                return None
            number = fitting.pop()
        return self._persons(np.array([number]), scope)[0]

    def coauthors(self, person: Person, *, most: int) -> tuple[list[tuple[Person, int]], int]:
        """With whom a person signed the papers in `rows`, and how many; and the number of all these people.

        The `most` with most papers are given, of equals who signed an earlier one of all papers.
        """
        shared = self._person[np.isin(self._row, person.rows)]
        counts = np.bincount(shared, minlength=len(self._names))
        counts[self._numbers[person.id]] = 0
        order = np.argsort(-counts, kind="stable")[: min(most, np.count_nonzero(counts))]
        people = self._persons(order, "all")
        return list(zip(people, counts[order].tolist(), strict=True)), int(np.count_nonzero(counts))

    def _in_scope(self, scope: ScopeFilter) -> list[Person]:
        kept = of_scope(self.columns, scope)[self._row]
        return self._persons(np.unique(self._person[kept]), scope)

    def _persons(self, numbers: NDArray[np.int64], scope: ScopeFilter) -> list[Person]:
        """The persons of these numbers, with their papers of `scope`."""
        kept = of_scope(self.columns, scope)
        starts, ends = (np.searchsorted(self._person, numbers, side) for side in ("left", "right"))
        people = []
        for number, start, end in zip(numbers.tolist(), starts.tolist(), ends.tolist(), strict=True):
            own = self._row[start:end]
            own = own[kept[own]]
            years = self._year[own]
            dated = years[years > 0]
            first, last = (int(dated.min()), int(dated.max())) if len(dated) else (0, 0)
            name = self._names[number]
            rows = tuple(own.tolist())
            people.append(Person(self._ids[number], name, bool(self._members[number]), rows, first, last))
        return people

    def _is_named(self, name: str, asked: Sequence[str]) -> bool:
        return all(any(word in form for form in self._written(name)) for word in asked)

    def _written(self, name: str) -> list[str]:
        return [fold_name(form) for form in self.columns.persons.forms(name)]

    def _family(self, name: str) -> tuple[str, str]:
        return fold_name(family_name(name)), fold_name(name)

    @cached_property
    def _ids(self) -> list[str]:
        """An id for each name: its folded words, with a number where an earlier name has the same."""
        ids: dict[str, None] = {}
        for name in self._names:
            plain = id = person_id(name)
            number = 2
            while id in ids:
                id, number = f"{plain}-{number}", number + 1
            ids[id] = None
        return list(ids)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """The person of each id, and of what would be the id of another way to write a name."""
        others = {person_id(form): number for form, number in reversed(self._shown.items())}
        return others | {id: number for number, id in enumerate(self._ids)}
