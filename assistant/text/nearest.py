"""The one of many words or names that a misspelt one is nearest to."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA


class Spellings:
    """Texts, found by what they nearly are. Safe to share between threads."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = list(texts)
        self._lengths = np.array([len(text) for text in self._texts], dtype=np.int64)
        self._letters = _letters(self._texts, self._lengths)

    def nearest(self, written: str, *, slips: int) -> int | None:
        """The place of the text with the fewest slips, the first of equals; None where all have more.

        A slip is a letter too many, too few or wrong, or two that changed places.
        """
        # Reading 300,000 texts takes 30 ms; that most are too long, too short or of other letters, 1 ms. One
        # slip adds a letter to those that occur, takes one away, or both.
        alike = np.abs(self._lengths - len(written)) <= slips
        other = np.bitwise_count(self._letters ^ _letters([written], np.array([len(written)])))
        places = np.flatnonzero(alike & (other <= 2 * slips)).tolist()
        texts = [self._texts[place] for place in places]
        best = process.extractOne(written, texts, scorer=OSA.distance, score_cutoff=slips)
        return places[best[2]] if best else None


def _letters(texts: list[str], lengths: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Which letters occur in each text, a bit each; letters that are 64 apart share one."""
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    bits = np.append(np.uint64(1) << (points.astype(np.uint64) & np.uint64(63)), np.uint64(0))
    found = np.bitwise_or.reduceat(bits, np.cumsum(lengths) - lengths) if texts else bits[:0]
    return np.where(lengths > 0, found, np.uint64(0))
