"""Text -> the papers nearest to it: candidates of both searches, ranked by their fused scores."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assistant.analysis import terms
from assistant.corpus import Corpus
from assistant.datamodels import Evidence, ScopeFilter
from assistant.embedding import Encoder, Vectors
from assistant.fusion import fuse
from assistant.lexical import Scores

CANDIDATES = 200
"""Papers taken from each of the two searches: enough for 100 to be ranked, few enough to compare in full."""

_SAMPLE = 1000  # papers that stand for the corpus where a similarity is called low


class Search:
    """Hybrid search over a corpus. Safe to share between threads."""

    def __init__(self, corpus: Corpus, encoder: Encoder) -> None:
        self._corpus, self._encoder = corpus, encoder

    def search(self, text: str, *, top_k: int = 10, scope: ScopeFilter = "all") -> list[Evidence]:
        """The `top_k` papers within `scope` nearest to `text`, best first, their scores about 0 to 1."""
        if not text.strip():
            return []
        vector = self._encoder.encode([text])[0]
        lexical = np.where(self.mask(scope), self._corpus.lexical.scores(terms(text)), 0.0)
        rows = self.candidates(vector, lexical, scope)
        fused = fuse(
            lexical[rows].astype(np.float64),
            self.similarities(rows, vector).mean(axis=1),
            best=float(lexical.max(initial=0.0)),
            floor=float((self._sample @ vector).min(initial=1.0)),
        )
        order = np.argsort(-fused, kind="stable")[:top_k]
        return [Evidence(self._corpus.papers[rows[i]], float(fused[i])) for i in order]

    def candidates(
        self, vector: Vectors, lexical: Scores, scope: ScopeFilter, *, top_k: int = CANDIDATES
    ) -> NDArray[np.int64]:
        """Rows of the papers in `scope` that one of the searches puts among its `top_k`, ascending."""
        count = min(top_k, len(lexical))
        best = np.argpartition(-lexical, count - 1)[:count]
        where = None if scope == "all" else {"scope": scope}
        hits = self._corpus.store.search(vector, top_k=top_k, where=where)
        near = [self._corpus.abstract_owner[identity] for identity, _ in hits]
        return np.unique(np.concatenate([best[lexical[best] > 0], np.array(near, dtype=np.int64)]))

    def similarities(self, rows: Sequence[int] | NDArray[np.int64], vector: Vectors) -> NDArray[np.float64]:
        """Cosine similarities of the papers in `rows` to `vector`, shape (len(rows), 3).

        Of the abstract, its best window and its best sentence; where a paper has no windows, the abstract
        stands for them.
        """
        first = self._corpus.blocks[rows]
        last = self._corpus.blocks[np.asarray(rows) + 1]
        counts = last - first
        starts = np.concatenate([[0], np.cumsum(counts)])[:-1]
        picked = np.repeat(first - starts, counts) + np.arange(counts.sum())
        similar = np.asarray(self._corpus.vectors[picked], dtype=np.float32) @ vector
        kinds = self._corpus.kinds[picked]
        columns = []
        for kind in range(3):
            masked = np.where(kinds == kind, similar, -2.0)
            columns.append(np.maximum.reduceat(masked, starts))
        found = np.column_stack(columns).astype(np.float64)
        return np.where(found > -2.0, found, found[:, :1])

    def mask(self, scope: ScopeFilter) -> NDArray[np.bool_]:
        """Which papers are in `scope`, shape (papers,)."""
        return self._masks[scope]

    @cached_property
    def _masks(self) -> dict[str, NDArray[np.bool_]]:
        group = np.array([paper.scope == "group" for paper in self._corpus.papers], dtype=bool)
        return {"group": group, "related": ~group, "all": np.ones_like(group)}

    @cached_property
    def _sample(self) -> Vectors:
        picked = np.random.default_rng(0).permutation(len(self._corpus.papers))[:_SAMPLE]
        return np.asarray(self._corpus.vectors[np.sort(self._corpus.blocks[picked])], dtype=np.float32)
