"""Fuses lexical and dense scores: both are brought to one scale and added; what is like the best gains."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.models.encoders import Vectors, cosines

Array = NDArray[np.float64]

# All weights were chosen on eleven collections, most of which gain by each of the steps (docs/benchmarks.md).

LEXICAL = 0.5
"""The weight of the lexical scores, 0 to 1."""

FEEDBACK = 0.2
"""The weight of the likeness to the best documents, beside 1 for the fused scores; 0.15 to 0.3 do as well."""

_BEST = 5  # documents that others are compared with
_SHARPNESS = 0.03  # a document with so much less than the best counts 1/e of it: a clear winner is alone


def fuse(lexical: Array, dense: Array, *, best: float, most: float, floor: float) -> Array:
    """Scores of documents, about 0 to 1: min-max fusion of BM25 scores and cosine similarities.

    `lexical` and `dense` have one score a document. BM25 scores are scaled so that 0 becomes 0, and 1 is half
    way from `best`, the highest score in the corpus, to `most`, the highest that a document could have: words
    count less where no document has all that are asked for. Similarities are scaled so that `floor`, about
    the lowest similarity in the corpus, becomes 0 and the highest of `dense` becomes 1. (Bruch, Gai and
    Ingber 2023, "An Analysis of Fusion Functions for Hybrid Retrieval", arXiv:2210.11934, on such scales.)
    """
    top = float(dense.max(initial=floor))
    near = (dense - floor) / (top - floor) if top > floor else np.zeros_like(dense)
    shared = lexical / ((best + max(best, most)) / 2) if best > 0 else np.zeros_like(lexical)
    return np.asarray(LEXICAL * shared + (1 - LEXICAL) * near, dtype=np.float64)


def with_feedback(scores: Array, vectors: Vectors) -> Array:
    """`scores`, each raised by the cosine of its document and the best ones taken together; about 0 to 1.

    `vectors`, shape (len(scores), dim), have the length 1. Of the best documents, one counts the less the
    further it is from the first. (Rocchio 1971, "Relevance Feedback in Information Retrieval".)
    """
    if not len(scores):
        return scores
    best = np.argsort(-scores, kind="stable")[:_BEST]
    weights = np.exp((scores[best] - scores[best[0]]) / _SHARPNESS)
    centre = weights.astype(np.float32) @ vectors[best]
    alike = cosines(vectors, centre) / max(float(np.linalg.norm(centre)), 1e-9)
    return np.asarray((scores + FEEDBACK * alike) / (1 + FEEDBACK), dtype=np.float64)
