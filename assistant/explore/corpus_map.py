"""A map of a corpus: papers on similar topics lie close together."""

from __future__ import annotations

import numpy as np

from assistant.index.themes import Floats, centred_unit
from assistant.models.encoders import Vectors

EMBEDDED = 1500
"""Papers that t-SNE places, at most, in some ten seconds; other papers are placed among their neighbours."""

NEIGHBOURS = 5
PERPLEXITY = 30.0  # scikit-learn's default; for a small corpus, a third of the number of papers


def landscape(vectors: Vectors) -> Floats:
    """A position for each row of `vectors` (n, dim), shape (n, 2), both coordinates from 0 to 1.

    t-SNE (van der Maaten and Hinton, 2008) from a fixed start: the same vectors give the same map.
    """
    papers = centred_unit(vectors)
    if len(papers) < 4:  # too few papers for t-SNE
        return np.column_stack([np.linspace(0.3, 0.7, len(papers)), np.full(len(papers), 0.5)])
    step = -(-len(papers) // EMBEDDED)
    placed = papers[::step]
    places = np.empty((len(papers), 2))
    places[::step] = _tsne(placed)
    rest = np.setdiff1d(np.arange(len(papers)), np.arange(0, len(papers), step))
    for row in rest:
        near = placed @ papers[row]
        nearest = np.argsort(-near, kind="stable")[:NEIGHBOURS]
        weights = np.maximum(near[nearest], 1e-6) ** 4
        places[row] = weights @ places[::step][nearest] / weights.sum()
    low, high = places.min(axis=0), places.max(axis=0)
    return np.asarray((places - low) / np.maximum(high - low, 1e-9))


def _tsne(papers: Floats) -> Floats:
    from sklearn.manifold import TSNE  # a second to import, and only this tab needs it

    perplexity = min(PERPLEXITY, (len(papers) - 1) / 3)
    return np.asarray(TSNE(perplexity=perplexity, init="pca", random_state=0).fit_transform(papers))
