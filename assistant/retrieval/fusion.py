"""Fuses lexical and dense scores: both are brought to one scale and added."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEXICAL = 0.4
"""The weight of the lexical scores, 0 to 1. Chosen on SciFact's training claims and on collections of this
project; 0.3 to 0.4 is best on all of them (docs/benchmarks.md)."""


def fuse(lexical: Array, dense: Array, *, best: float, floor: float) -> Array:
    """Scores of documents, about 0 to 1: min-max fusion of BM25 scores and cosine similarities.

    `lexical` and `dense` have one score a document. BM25 scores are scaled so that 0 becomes 0 and `best`,
    the highest score in the corpus, becomes 1; similarities so that `floor`, about the lowest similarity in
    the corpus, becomes 0 and the highest of `dense` becomes 1. (Bruch, Gai and Ingber 2023, "An Analysis of
    Fusion Functions for Hybrid Retrieval", arXiv:2210.11934.)
    """
    top = float(dense.max(initial=floor))
    near = (dense - floor) / (top - floor) if top > floor else np.zeros_like(dense)
    shared = lexical / best if best > 0 else np.zeros_like(lexical)
    return np.asarray(LEXICAL * shared + (1 - LEXICAL) * near, dtype=np.float64)
