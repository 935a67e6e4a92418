"""A re-ranker: a cross-encoder reads the question together with each paper that the search ranks first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.datamodels import Evidence, Paper
from assistant.models.cross_encoders import CrossEncoder

READ = 100
"""Papers that a re-ranker reads for one question, at most."""

_RELEVANT = 0.5  # least score of a cross-encoder (a sigmoid, 0 to 1) for which a paper counts as relevant


class Reranker:
    """Puts papers in the order in which a cross-encoder finds that they answer a question."""

    def __init__(self, model: CrossEncoder) -> None:
        self._model = model

    def rerank(self, question: str, papers: Sequence[Paper]) -> list[Evidence]:
        """The first READ of `papers` by the score of the cross-encoder, 0 to 1, best first.

        Raises ModelError where the cross-encoder fails.
        """
        read = papers[:READ]
        scores = self._model.scores([(question, f"{p.title}. {p.abstract}") for p in read])
        order = np.argsort(-scores, kind="stable")
        return [Evidence(read[i], float(scores[i]), plain=bool(scores[i] >= _RELEVANT)) for i in order]


def in_order(evidence: Sequence[Evidence], reranked: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """`evidence` in the order of a re-ranker: first the papers that it finds relevant, then the others.

    Relevant papers are added to `evidence`, unless that is empty: then nothing is added.
    """
    if not evidence:
        return ()
    known = {e.paper.id: e for e in evidence}
    first = [known.pop(e.paper.id, e) for e in reranked if e.plain]
    return (*first, *known.values())
