"""Two searches, one ranking: lexical and dense scores brought to one scale and added."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEXICAL = 0.4
"""The lexical share of the sum. Chosen on SciFact's training claims and collections of our own, where 0.3 to
0.4 is best on all (docs/benchmarks.md)."""


def fuse(lexical: Array, dense: Array, *, best: float, floor: float) -> Array:
    """Scores of documents, about 0 to 1: min-max fusion of BM25 scores and cosine similarities.

    Both searches are scaled from what they give a document picked blindly to what they give their best one:
    BM25 from 0 to `best`, its highest score in the corpus, the similarity from `floor` to the highest of
    `dense`. (Bruch, Gai and Ingber 2023, "An Analysis of Fusion Functions for Hybrid Retrieval",
    arXiv:2210.11934.)
    """
    top = float(dense.max(initial=floor))
    near = (dense - floor) / (top - floor) if top > floor else np.zeros_like(dense)
    shared = lexical / best if best > 0 else np.zeros_like(lexical)
    return np.asarray(LEXICAL * shared + (1 - LEXICAL) * near, dtype=np.float64)
