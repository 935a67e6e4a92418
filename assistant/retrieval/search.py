"""Text -> the nearest papers: candidates of the lexical and the dense search, ranked by fused scores."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Evidence, ScopeFilter
from assistant.index.arrays import highest
from assistant.index.catalog import of_scope
from assistant.index.corpus import Corpus
from assistant.index.lexical import Scores
from assistant.index.passage_table import KINDS
from assistant.models.encoders import Encoder, Vectors, cosines
from assistant.retrieval.fusion import fuse, with_feedback
from assistant.text.analysis import terms

CANDIDATES = 200
"""Papers taken from each of the two searches: enough for a ranking of 100, few enough to compare in full."""

_SAMPLE = 1000  # papers that stand for the corpus when a similarity is called high or low
_WHOLE = 20_000  # at most so many papers of a scope are compared in full, in 1 ms: Chroma takes 3 for 5,000
_POOL = 5000  # the same for papers whose vectors are not at hand, in 10 ms
_BLOCK = 256  # papers
_DEEP = 2000  # nearest papers of the vector store that are searched for papers of a larger pool

Rows = NDArray[np.int64]


class Search:
    """Hybrid search over a corpus. Safe to share between threads."""

    def __init__(self, corpus: Corpus, encoder: Encoder) -> None:
        self._corpus, self._encoder = corpus, encoder
        self._wholes: dict[ScopeFilter, tuple[Rows, Vectors] | None] = {}

    def search(self, text: str, *, top_k: int = 10, scope: ScopeFilter = "all") -> list[Evidence]:
        """The `top_k` papers in `scope` nearest to `text`, best first, with fused scores of about 0 to 1."""
        if not text.strip():
            return []
        index, words = self._corpus.lexical, terms(text)
        vector = self._encoder.encode([text])[0]
        lexical = np.where(self.mask(scope), index.scores(words), 0.0)
        rows = self.candidates(vector, lexical, scope)
        fused = fuse(
            lexical[rows].astype(np.float64),
            self.similarities(rows, vector).mean(axis=1),
            best=float(lexical.max(initial=0.0)),
            most=index.highest(words),
            floor=float(cosines(self.sample[0], vector).min(initial=1.0)),
        )
        fused = with_feedback(fused, self._corpus.vectors_of(rows))
        order = np.argsort(-fused, kind="stable")[:top_k]
        return [Evidence(self._corpus.papers[rows[i]], float(fused[i])) for i in order]

    def candidates(
        self,
        vector: Vectors,
        lexical: Scores,
        scope: ScopeFilter,
        *,
        top_k: int = CANDIDATES,
        pool: Rows | None = None,
    ) -> Rows:
        """The rows of the `top_k` papers of each search in `scope` and `pool` (rows), ascending.

        `vector`, shape (dim,), is that of the text; `lexical` are the BM25 scores of all papers, 0 for papers
        out of scope.
        """
        if pool is not None:
            lexical = np.where(_among(len(lexical), pool), lexical, 0.0)
        best, near = by_words(lexical, top_k=top_k), self.by_meaning(vector, scope, top_k=top_k, pool=pool)
        return np.unique(np.concatenate([best, near]))

    def by_meaning(
        self, vector: Vectors, scope: ScopeFilter, *, top_k: int, pool: Rows | None = None
    ) -> Rows:
        """The rows of the `top_k` papers in `scope` and `pool` nearest to `vector`, best first.

        Scopes up to _WHOLE and pools up to _POOL papers are compared in full. A larger pool is searched only
        among the _DEEP nearest papers of the scope, of which so large a pool has enough.
        """
        if pool is None and (whole := self._whole(scope)):
            pool, vectors = whole
            return _nearest(pool, cosines(vectors, vector), top_k)
        if pool is not None and len(pool) <= _POOL:
            return _nearest(pool, cosines(self._corpus.vectors_of(pool), vector), top_k)
        hits = self._corpus.store.search(vector, top_k=top_k if pool is None else _DEEP, scope=scope)
        rows = np.array([self._corpus.rows[identity] for identity, _ in hits], dtype=np.int64)
        if pool is not None:
            rows = rows[_among(len(self._corpus.papers), pool)[rows]]
        return rows[:top_k]

    def similarities(self, rows: Sequence[int] | NDArray[np.int64], vector: Vectors) -> NDArray[np.float64]:
        """Cosine similarities of the papers in `rows` to `vector`, shape (len(rows), 3).

        The columns are the similarity of the abstract, of the best window and of the best sentence; keywords
        count as both. Where a paper has no window or no sentence, the similarity of the abstract is given.
        """
        if not len(rows):
            return np.empty((0, 3))
        first = self._corpus.blocks[rows]
        last = self._corpus.blocks[np.asarray(rows) + 1]
        counts = last - first
        starts = np.concatenate([[0], np.cumsum(counts)])[:-1]
        picked = np.repeat(first - starts, counts) + np.arange(counts.sum())
        similar = cosines(self._corpus.vectors[picked], vector)
        kinds = self._corpus.kinds[picked]
        columns = []
        keywords = kinds == KINDS.index("keywords")
        for kind in ("abstract", "window", "sentence"):
            of_kind = (kinds == KINDS.index(kind)) | (keywords & (kind != "abstract"))
            masked = np.where(of_kind, similar, -2.0)
            columns.append(np.maximum.reduceat(masked, starts))
        found = np.column_stack(columns).astype(np.float64)
        return np.where(found > -2.0, found, found[:, :1])

    def mask(self, scope: ScopeFilter) -> NDArray[np.bool_]:
        """Which papers are in `scope`, shape (papers,)."""
        return self._masks[scope]

    def _whole(self, scope: ScopeFilter) -> tuple[Rows, Vectors] | None:
        """All papers in `scope` and their vectors, which are kept; None where there are too many.

        A server that has the vectors is always asked: where it is away, that is to be told.
        """
        if scope not in self._wholes:
            rows = np.flatnonzero(self.mask(scope))
            few = len(rows) <= _WHOLE and not self._corpus.store.on_server
            self._wholes[scope] = (rows, self._corpus.vectors_of(rows)) if few else None
        return self._wholes[scope]

    @cached_property
    def _masks(self) -> dict[ScopeFilter, NDArray[np.bool_]]:
        columns = self._corpus.papers.columns
        return {scope: of_scope(columns, scope) for scope in get_args(ScopeFilter)}

    @cached_property
    def sample(self) -> tuple[Vectors, Vectors]:
        """The vectors of abstracts, and of first windows, of at most _SAMPLE papers; both (papers, dim).

        A similarity is called high or low in comparison with these vectors.
        """
        corpus = self._corpus
        picked = np.random.default_rng(0).permutation(len(corpus.papers))[:_SAMPLE]
        abstracts = corpus.blocks[picked]
        alone = corpus.blocks[picked + 1] - abstracts == 1  # without a window, the abstract is used
        return corpus.vectors[abstracts], corpus.vectors[np.where(alone, abstracts, abstracts + 1)]


def by_words(lexical: Scores, *, top_k: int) -> Rows:
    """The rows of the `top_k` papers with the highest scores above 0, best first."""
    rows = np.flatnonzero(lexical >= _at_least(lexical, top_k)) if len(lexical) > _BLOCK * top_k else None
    likely = lexical if rows is None else lexical[rows]
    best = highest(likely, top_k)
    best = best[likely[best] > 0]
    return best if rows is None else rows[best]


def _at_least(lexical: Scores, count: int) -> float:
    """A score that `count` papers have at least: so many blocks of papers have one with it.

    To look for the best among the few papers above it takes a sixth of the time for a million.
    """
    blocks = lexical[: len(lexical) // _BLOCK * _BLOCK].reshape(-1, _BLOCK).max(axis=1)
    return float(np.partition(blocks, -count)[-count])


def _nearest(rows: Rows, similar: NDArray[np.float32], top_k: int) -> Rows:
    """The `top_k` of `rows` that are most `similar`, best first."""
    return rows[highest(similar, top_k)]


def _among(size: int, rows: Rows) -> NDArray[np.bool_]:
    found = np.zeros(size, dtype=bool)
    found[rows] = True
    return found
