"""The labels of each paper as arrays: its authors, say, each name kept once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Place

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
