"""The similarity of two papers by their words: cosines of tf-idf vectors."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Vector = Mapping[str, float]
"""The weight of each stem of a paper."""


def word_vector(
    title: Sequence[str], sentences: Sequence[Sequence[str]], idf: Callable[[str], float]
) -> Vector:
    """The weight (1 + ln tf) * idf of each stem of a paper, scaled to length 1; title words count twice."""
    counts = Counter(stem for part in (title, title, *sentences) for stem in part)
    weights = {stem: (1 + math.log(count)) * idf(stem) for stem, count in counts.items()}
    norm = math.sqrt(sum(w * w for w in weights.values())) or 1.0
    return {stem: weight / norm for stem, weight in weights.items()}


def likeness(papers: Sequence[Vector], best: Sequence[int]) -> NDArray[np.float64]:
    """Cosines of the papers at the positions `best` and all papers, shape (len(best), len(papers)), 0 to 1.

    The cosine of a paper with itself is given as 0: a paper is not its own neighbour.
    """
    column = {stem: at for at, stem in enumerate({s for at in best for s in papers[at]})}
    dense = np.zeros((len(best), len(column)))
    for row, at in enumerate(best):
        dense[row, [column[s] for s in papers[at]]] = list(papers[at].values())
    found = np.zeros((len(best), len(papers)))
    for at, paper in enumerate(papers):
        shared = [(column[s], weight) for s, weight in paper.items() if s in column]
        if shared:
            columns, weights = zip(*shared, strict=True)
            found[:, at] = dense[:, list(columns)] @ np.array(weights)
    found[np.arange(len(best)), list(best)] = 0.0
    return found
