"""Misspelt and clipped words -> the words or names that they are nearest to."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable
from functools import cached_property, lru_cache
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.text.analysis import fold, stopwords

_PIECE = re.compile(r"\S+")
_WORD = re.compile(r"[^\W\d_]{3,}")
_DIGIT = re.compile(r"\d")
_SHORT = 3  # of so few letters only two that have changed places tell the word: "teh"
_CLIPPED = 6  # letters that say which word was cut short
_FORMS = 8  # words that begin so, the shortest, of which the most frequent is meant
_INNER_CAPITAL = re.compile(r".[A-Z]")


def _is_address(piece: str) -> bool:
    """Whether a piece between spaces is an address, or an identifier such as "10.1000/zoo.1"."""
    return "://" in piece or ("/" in piece and bool(_DIGIT.search(piece)))


def forgiven(word: str) -> int:
    """The slips after which a word of a corpus is still told: one in a short word, two in a long one."""
    return 0 if len(word) <= 4 else 1 if len(word) < 8 else 2


class Speller:
    """Mends the misspelt words of a question; words of the corpus, English words and names stay."""

    def __init__(
        self,
        *,
        question_words: Collection[str],
        corpus_words: Collection[str],
        names: Collection[str],
        is_word: Callable[[str], bool],
        count: Callable[[str], int],
    ) -> None:
        """`is_word` tells whether a folded word needs no mending; a word near a name is left as it is.

        `count` tells how often the corpus uses one of its words.
        """
        self._question_words = sorted(w for w in stopwords() | set(question_words) if len(w) > 2)
        self._names = frozenset(names)
        self._corpus_words = sorted({*corpus_words, *names})
        self._is_word, self._count = is_word, count

    def mend(self, text: str, kept: Collection[str] = frozenset()) -> tuple[str, tuple[tuple[str, str], ...]]:
        """`text` with its misspelt words mended, save those in `kept`; what was changed: (written, meant)."""
        changes: list[tuple[str, str]] = []
        shouted = text.isupper() and len(text.split()) > 1

        def mended(match: re.Match[str]) -> str:
            written = match.group()
            if written in kept:
                return written
            meant = self._meant(written.lower() if shouted else written)
            meant = written if meant == written.lower() else meant
            if meant != written:
                changes.append((written, meant))
            return meant

        def read(piece: re.Match[str]) -> str:
            written = piece.group()
            return written if _is_address(written) else _WORD.sub(mended, written)

        return _PIECE.sub(read, text), tuple(changes)

    def _meant(self, written: str) -> str:
        word = fold(written)
        # A capital inside a sentence may be any name; inside a word it is an acronym or a product.
        if self._is_word(word) or _INNER_CAPITAL.search(written) or not word.isascii():
            return written
        if len(word) <= _SHORT:
            turned = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
            return next((w for w in self._question_words if w in turned and written.islower()), written)
        long = self._beginning_with(word) if len(word) >= _CLIPPED else []
        if long:  # "backprop": a word cut short is no slip
            forms = sorted(long, key=len)[:_FORMS]
            return written if self._names.intersection(long) else max(forms, key=self._count)
        meant = self._nearest(word)
        return meant if meant and meant not in self._names else written

    def _beginning_with(self, word: str) -> list[str]:
        words = self._corpus_words
        behind = (words[at] for at in range(bisect_left(words, word), len(words)))
        return list(takewhile(lambda w: w.startswith(word), behind))

    def _nearest(self, word: str) -> str:
        """The word that a misspelt one must mean, of questions or else of the corpus; empty where none is."""
        place = self._of_questions.nearest(word, slips=1)
        if place is not None:
            return self._question_words[place]
        if slips := forgiven(word):
            place = self._of_corpus.nearest(word, slips=slips)
        return "" if place is None else self._corpus_words[place]

    @cached_property
    def _of_questions(self) -> Spellings:
        return Spellings(self._question_words)

    @cached_property
    def _of_corpus(self) -> Spellings:
        return Spellings(self._corpus_words)


class Spellings:
    """Texts, found by misspelt forms of them. Safe to share between threads."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = list(texts)
        self._lengths = np.array([len(text) for text in self._texts], dtype=np.int64)
        self._letters = _letters(self._texts, self._lengths)
        self._nearest = lru_cache(maxsize=1024)(self._nearest_anew)

    def nearest(self, written: str, *, slips: int) -> int | None:
        """The place of the text with the fewest slips, the first of equals; None where all have more.

        A slip is a letter too many, too few or wrong, or two that changed places.
        """
        return self._nearest(written, slips)

    def _nearest_anew(self, written: str, slips: int) -> int | None:
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
