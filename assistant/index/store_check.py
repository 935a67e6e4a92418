"""Whether Chroma's answers are those that the vectors of a corpus give: for what no sum can tell."""

from __future__ import annotations

import numpy as np

from assistant.errors import SnapshotError
from assistant.index.corpus import Corpus, evenly

_LIKE = 1e-3  # Chroma rounds similarities otherwise than numpy
_FOUND = 0.5  # a search by a graph is not exact: papers that are much alike hide one another


def check_store(corpus: Corpus) -> None:
    """Search for some papers, evenly over all, by their own vectors; at most 1,000, in a second or two.

    Raises SnapshotError where Chroma holds other papers, finds others, or tells other similarities.
    """
    stored, papers = corpus.store.count(), len(corpus.papers)
    if stored != papers:
        raise SnapshotError(f"Chroma holds {stored} of {papers} papers")
    rows = [row for row in evenly(range(papers)) if np.any(corpus.vectors[corpus.blocks[row]])]
    found = sum(_finds(corpus, row) for row in rows)
    if found < _FOUND * len(rows):
        raise SnapshotError(f"Chroma finds {found} of {len(rows)} papers by their own vectors")


def _finds(corpus: Corpus, row: int) -> bool:
    """Whether a paper, or one like it, is found. Raises SnapshotError where its similarity is wrong."""
    vector = corpus.vectors[corpus.blocks[row]]
    for identity, similarity in corpus.store.search(vector, top_k=1):
        if identity not in corpus.rows:
            raise SnapshotError(f"Chroma finds a paper {identity!r}, which is not there")
        true = float(corpus.vectors[corpus.blocks[corpus.rows[identity]]] @ vector)
        if abs(true - similarity) > _LIKE:
            raise SnapshotError(f"Chroma tells the similarity {similarity:.3f} for {true:.3f}")
        return true > 1 - _LIKE
    return False
