"""The labels of each paper as arrays: its authors, say, each name kept once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Place
from assistant.index.strings import Strings

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
        self.names, self.ids, self.first = Strings.of(names), ids, first

    @classmethod
    def of(cls, labels: Iterable[Sequence[str]]) -> Labels:
        numbers: dict[str, int] = {}
        ids: list[int] = []
        first = [0]
        for own in labels:
            ids += [numbers.setdefault(name, len(numbers)) for name in own]
            first.append(len(ids))
        return cls(list(numbers), np.array(ids, dtype=np.int32), np.array(first, dtype=np.int64))

    @classmethod
    def among(cls, arrays: Mapping[str, NDArray[Any]], name: str) -> Labels:
        """The labels that `arrays` made with this name. Raises KeyError or ValueError where not whole."""
        return cls(Strings.among(arrays, name), arrays[f"{name}.ids"], arrays[f"{name}.of"])

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """All that a file needs to have, for `among`."""
        return {**self.names.arrays(name), f"{name}.ids": self.ids, f"{name}.of": self.first}

    @cached_property
    def _papers(self) -> NDArray[np.int64]:
        """The paper (a row number) of each of `ids`."""
        return np.repeat(np.arange(len(self.first) - 1), self.counts)

    @cached_property
    def _places(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where each label stands in `ids`: that of number k at `places[ends[k]:ends[k + 1]]`."""
        sizes = np.bincount(self.ids, minlength=len(self.names))
        return np.argsort(self.ids, kind="stable"), np.append(0, np.cumsum(sizes))

    def held(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """All labels of the papers in `rows`: the places of their papers in `rows`, and theirs in `names`."""
        counts = self.counts[rows]
        at, _ = joined(self.first[rows], counts)
        return np.repeat(np.arange(len(rows)), counts), self.ids[at].astype(np.int64)

    def renamed(self, name: Callable[[str], str]) -> Labels:
        """The same labels under the names that `name` gives them, those with one name as one."""
        numbers: dict[str, int] = {}
        meant = [numbers.setdefault(name(label), len(numbers)) for label in self.names]
        return Labels(list(numbers), np.array(meant, dtype=np.int32)[self.ids], self.first)

    def first_of(self, paper: int) -> str:
        """The first label of a paper (a row number); empty where the paper has no label."""
        at = int(self.first[paper])
        return self.names[self.ids[at]] if at < self.first[paper + 1] else ""

    def papers_with(self, name: str) -> int:
        """How many papers have the label `name`."""
        number = self.names.find(name)
        return 0 if number is None else int(self.sizes[number])

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """How many papers have each label, shape (len(names),)."""
        many = max(len(self.names), 1)
        held = self._papers * many + self.ids
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
        places, ends = self._places
        numbers = (number for name in names if (number := self.names.find(name)) is not None)
        slices = [places[ends[number] : ends[number + 1]] for number in numbers]
        held = np.concatenate([places[:0], *slices])
        papers = self._papers[held]
        if at is not None:
            nth = _PLACES[at]
            papers = papers[held == (self.first[papers] if nth >= 0 else self.first[papers + 1]) + nth]
        found = np.zeros(len(self.first) - 1, dtype=bool)
        found[papers] = True
        return found


def joined(starts: NDArray[Any], lengths: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The places of many runs, one after another, and where in these each run begins and the last ends."""
    first = np.append(0, np.cumsum(lengths, dtype=np.int64))
    return np.repeat(starts - first[:-1], lengths) + np.arange(first[-1]), first
