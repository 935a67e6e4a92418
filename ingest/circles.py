"""Circles of co-authors: which papers are linked by people who sign several of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


def circles(people: Sequence[Collection[str]], members: Collection[str]) -> NDArray[np.int32]:
    """The number of the circle of each paper, shape (papers,); `people` are the authors of each.

    A name that signs two papers brings both into one circle. One of `members` does so only where another one
    of them signs too: their names alone may be those of namesakes.
    """
    numbers: dict[str, int] = {}
    papers, names = [], []
    for paper, signing in enumerate(people):
        several = sum(name in members for name in signing) > 1
        for name in signing:
            if several or name not in members:
                papers.append(paper)
                names.append(len(people) + numbers.setdefault(name, len(numbers)))
    size = len(people) + len(numbers)
    links = coo_array((np.ones(len(papers), dtype=np.int8), (papers, names)), shape=(size, size))
    _, found = connected_components(links, directed=False)
    return np.asarray(found[: len(people)], dtype=np.int32)
