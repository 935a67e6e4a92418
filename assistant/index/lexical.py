"""The lexical index: BM25 over title and abstract of every paper.

The score of every term in every document is computed when the index is built (as in Lù 2024, "BM25S",
arXiv:2407.03618), so that a query only adds scores; tests compare the scores with the package bm25s.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.index.arrays import open_array, open_arrays, save_arrays
from assistant.index.damage import damaged
from assistant.index.labels import joined
from assistant.index.strings import Strings
from assistant.index.tokens import Tokens
from assistant.text.analysis import terms_of

Scores = NDArray[np.float32]

K1, B = 0.6, 0.6
"""Saturation and length normalisation of BM25, chosen on eleven collections (docs/benchmarks.md): within the
hybrid search 0.4 to 0.9 differ by 0.0005 of nDCG@10, and 1.2 is 0.001 worse."""

TITLE = 2
"""How many times each word of the title counts."""


class LexicalIndex:
    """BM25 scores (Lucene's variant) of all documents for a query, and the documents of each term."""

    def __init__(
        self,
        terms: Sequence[str],
        first: NDArray[np.int64],
        documents: NDArray[np.int32],
        scores: Scores,
        title_terms: NDArray[np.int32],
        title_first: NDArray[np.int64],
    ) -> None:
        """Term i stands in the documents `documents[first[i]:first[i + 1]]`, ascending.

        `scores`, of the shape of `documents`, are the BM25 scores of the term in these documents. The title
        of document k has the terms `title_terms[title_first[k]:title_first[k + 1]]`, in order.
        """
        self._terms = Strings.of(terms)
        self._first, self._documents, self._scores = first, documents, scores
        self._title_terms, self._title_first = title_terms, title_first
        self.size = len(title_first) - 1
        self.idf = lru_cache(maxsize=65_536)(self._idf)

    @classmethod
    def build(cls, texts: Iterable[str]) -> LexicalIndex:
        """An index of `texts`, each a document without a title."""
        return cls.of(Tokens.of(("", text) for text in texts))

    @classmethod
    def of(cls, tokens: Tokens) -> LexicalIndex:
        """An index of documents given as tokens; words of titles count TITLE times."""
        from scipy.sparse import csr_array  # 0.2 s, and only an ingest needs it

        size = len(tokens.titles)
        numbers: dict[str, int] = {}
        meant = [
            [numbers.setdefault(term, len(numbers)) for term in terms_of(word)] for word in tokens.vocabulary
        ]
        flat = np.array([term for own in meant for term in own], dtype=np.int32)
        begins = np.cumsum([0, *map(len, meant)], dtype=np.int32)
        ones = np.ones(len(flat), dtype=np.int32)
        terms_of_tokens = csr_array((ones, flat, begins), shape=(len(meant), len(numbers)))
        # Offsets have the type of the ids; otherwise scipy copies both.
        weighed = (_weights(tokens), np.asarray(tokens.ids), tokens.first.astype(np.int32))
        found = csr_array(weighed, shape=(size, len(meant))) @ terms_of_tokens  # documents by terms
        # An empty document has the length 1, since lengths are divided by.
        lengths = np.maximum(found.sum(axis=1).astype(np.float64), 1.0)
        by_term = found.tocsc()  # in each column the documents stand in order
        frequency, document, first = by_term.data, by_term.indices, by_term.indptr.astype(np.int64)
        holders = np.diff(first)
        idf = np.log(1 + (size - holders + 0.5) / (holders + 0.5)).astype(np.float32)
        mean = float(lengths.mean()) if size else 1.0
        saturated = frequency / ((K1 * (1 - B + B * lengths / mean))[document] + frequency)
        scores = (np.repeat(idf, holders) * saturated).astype(np.float32)
        titles = _in_titles(tokens, flat, begins)
        return cls(list(numbers), first, document.astype(np.int32), scores, *titles)

    @classmethod
    def open(cls, directory: Path) -> LexicalIndex:
        """Open a saved index. Raises SnapshotError where the index is damaged."""
        try:
            arrays = [open_array(directory / f"{name}.npy") for name in _ARRAYS]
            first, documents, scores, title_terms, title_first = arrays
            found = Strings.among(open_arrays(directory / "terms.npz"), "terms")
            whole = len(documents) == len(scores) == first[-1] and len(title_terms) == title_first[-1]
            if not len(first) - 1 == len(found) or not whole:
                raise ValueError("its files don't fit together")
        except (OSError, EOFError, ValueError, IndexError, KeyError) as problem:
            raise damaged(directory, problem) from problem
        return cls(found, first, documents, scores, title_terms, title_first)

    def save(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        save_arrays(directory / "terms.npz", self._terms.arrays("terms"))
        for name in _ARRAYS:
            np.save(directory / f"{name}.npy", getattr(self, f"_{name}"))

    def _postings(self, term: str) -> slice:
        row = self._terms.find(term)
        return slice(0, 0) if row is None else slice(int(self._first[row]), int(self._first[row + 1]))

    def scores(self, query_terms: Sequence[str]) -> Scores:
        """The BM25 score of every document, shape (size,); 0 for a document without any of the terms."""
        found = np.zeros(self.size, dtype=np.float32)
        for term in query_terms:
            at = self._postings(term)
            np.add.at(found, self._documents[at], self._scores[at])  # in half the time of `+=`
        return found

    def highest(self, query_terms: Sequence[str]) -> float:
        """The score that a document nears which has each of `query_terms` over and over; none reaches it."""
        return sum(self.idf(term) for term in query_terms if self.document_count(term))

    def documents_with(self, term: str) -> NDArray[np.int64]:
        """The rows of the documents that contain `term` (a stem), ascending."""
        return np.asarray(self._documents[self._postings(term)], dtype=np.int64)

    def documents_titled(self, run: Sequence[str]) -> NDArray[np.int64]:
        """The rows of the documents whose titles have the stems `run` side by side, ascending."""
        numbers = [self._terms.find(term) for term in run]
        starts = len(self._title_terms) - len(run) + 1
        if not run or starts <= 0 or None in numbers:
            return np.empty(0, dtype=np.int64)
        at = np.flatnonzero(self._title_terms[:starts] == numbers[0])
        for place, number in enumerate(numbers[1:], start=1):
            at = at[self._title_terms[at + place] == number]
        rows = np.searchsorted(self._title_first, at, side="right") - 1
        return np.unique(rows[at + len(run) <= self._title_first[rows + 1]])

    def _idf(self, term: str) -> float:
        """Inverse document frequency: ln((N + 1) / (df + 0.5)), highest where no document has `term`."""
        return float(np.log((self.size + 1) / (self.document_count(term) + 0.5)))

    def document_count(self, term: str) -> int:
        """How many documents contain `term` (a stem)."""
        at = self._postings(term)
        return int(at.stop - at.start)

    @property
    def vocabulary(self) -> Iterable[str]:
        """Every stem of the documents."""
        return self._terms


def _weights(tokens: Tokens) -> NDArray[np.int32]:
    """How many times each token counts, shape (len(tokens.ids),)."""
    change = np.zeros(len(tokens.ids) + 1, dtype=np.int32)
    np.add.at(change, tokens.first[:-1], TITLE - 1)
    np.add.at(change, tokens.first[:-1] + tokens.titles, 1 - TITLE)
    return 1 + np.cumsum(change[:-1], dtype=np.int32)


def _in_titles(
    tokens: Tokens, flat: NDArray[np.int32], begins: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The terms of all titles, one title after another, and where each begins.

    The token k has the terms `flat[begins[k]:begins[k + 1]]`.
    """
    places, ends = joined(tokens.first[:-1], tokens.titles)
    written = np.asarray(tokens.ids)[places]
    places, first = joined(begins[written], np.diff(begins)[written])
    return flat[places], first[ends]


_ARRAYS = ("first", "documents", "scores", "title_terms", "title_first")
