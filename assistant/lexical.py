"""The lexical index: BM25 over title and abstract of every paper, through bm25s."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from assistant.analysis import terms
from assistant.errors import SnapshotError

Scores = NDArray[np.float32]

K1, B = 1.2, 0.6
"""BM25's saturation and length normalisation, from a grid over training claims and three collections of our
own (docs/benchmarks.md): all of 0.9 to 1.5 and 0.4 to 0.75 lie within 0.003 of nDCG@10."""


class LexicalIndex:
    """BM25 scores (Lucene's variant) of all documents for a query, and what terms they hold."""

    def __init__(self, index: bm25s.BM25) -> None:
        self._index = index
        self._vocabulary: dict[str, int] = index.vocab_dict
        self.size = int(index.scores["num_docs"])

    @classmethod
    def build(cls, texts: Iterable[str]) -> LexicalIndex:
        """Index `texts`, one document each; at least one of them must hold a word."""
        index = bm25s.BM25(method="lucene", k1=K1, b=B)
        # An empty document would have no row; a term that no query has keeps it.
        index.index([terms(text) or ["\0"] for text in texts], show_progress=False)
        return cls(index)

    @classmethod
    def open(cls, directory: Path) -> LexicalIndex:
        """Open a saved index. Raises SnapshotError where it is damaged."""
        try:
            return cls(bm25s.BM25.load(str(directory), mmap=True, show_progress=False))
        except (OSError, EOFError, ValueError, KeyError) as problem:
            raise SnapshotError(
                f"The lexical index in {directory} can't be read ({problem}). Run `python -m ingest` again."
            ) from problem

    def save(self, directory: Path) -> None:
        self._index.save(str(directory), show_progress=False)

    def scores(self, query_terms: Sequence[str]) -> Scores:
        """BM25 score of every document, shape (size,), 0 where no term occurs."""
        known = [t for t in query_terms if t in self._vocabulary]
        if not known:
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(self._index.get_scores(known), dtype=np.float32)

    def documents_with(self, term: str) -> NDArray[np.int64]:
        """The rows of the documents that hold `term` (a stem), ascending."""
        row = self._vocabulary.get(term)
        if row is None:
            return np.empty(0, dtype=np.int64)
        pointers, indices = self._index.scores["indptr"], self._index.scores["indices"]
        return np.sort(np.asarray(indices[pointers[row] : pointers[row + 1]], dtype=np.int64))

    def idf(self, term: str) -> float:
        """ln((N + 1) / (df + 0.5)): what it says that a document holds `term`; highest where none does."""
        return float(np.log((self.size + 1) / (self.document_count(term) + 0.5)))

    def document_count(self, term: str) -> int:
        """How many documents hold `term` (a stem)."""
        row = self._vocabulary.get(term)
        if row is None:
            return 0
        pointers = self._index.scores["indptr"]
        return int(pointers[row + 1] - pointers[row])

    @property
    def vocabulary(self) -> Iterable[str]:
        """Every stem that some document holds."""
        return self._vocabulary.keys()
