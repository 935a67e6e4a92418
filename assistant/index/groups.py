"""Papers grouped by what their columns tell, such as author, venue or year; a paper is parsed when shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy

import numpy as np
from numpy.typing import NDArray

from assistant.index.papers import Chosen

Numbers = NDArray[np.int64]


class Groups(Mapping[str, Chosen]):
    """The papers with each key, the largest group first, groups of one size by key; each in the given order.

    `sizes` has the number of papers of each group.
    """

    def __init__(
        self,
        papers: Chosen,
        names: Sequence[str],
        keys: Numbers,
        places: Numbers,
        forms: Numbers | None = None,
    ) -> None:
        """The paper at `places[i]` of `papers` is in the group `names[keys[i]]`; a repetition counts once.

        `forms[i]` is the number of the form that has the key: the paper is shown in the last of these.
        """
        _, last = np.unique((keys * max(len(papers), 1) + places)[::-1], return_index=True)
        kept = len(keys) - 1 - last  # by key, then by place
        self._papers, self._places = papers, places[kept]
        self._forms = None if forms is None else forms[kept]
        sizes = np.bincount(keys[kept], minlength=len(names)).tolist()
        self._ends = np.append(0, np.cumsum(sizes, dtype=np.int64))
        order = sorted(
            (key for key, size in enumerate(sizes) if size), key=lambda key: (-sizes[key], names[key])
        )
        self.sizes = {names[key]: sizes[key] for key in order}
        self._keys = {names[key]: key for key in order}

    def __getitem__(self, name: str) -> Chosen:
        key = self._keys[name]
        own = slice(int(self._ends[key]), int(self._ends[key + 1]))
        forms = None if self._forms is None else self._forms[own].tolist()
        return self._papers.at(self._places[own].tolist(), forms)

    def __iter__(self) -> Iterator[str]:
        return iter(self.sizes)

    def __len__(self) -> int:
        return len(self.sizes)

    def of_size(self, least: int, most: int | None = None) -> Groups:
        """The groups of `least` papers at least, and of `most` at most."""
        some = copy(self)
        some.sizes = {n: size for n, size in self.sizes.items() if least <= size <= (most or size)}
        return some
