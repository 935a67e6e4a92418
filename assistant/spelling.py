"""Misspelt and clipped words of a question -> the words they must mean, in the vocabulary of one corpus."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection
from functools import cached_property
from itertools import takewhile

from assistant.analysis import STOPWORDS, fold
from assistant.spellings import Spellings

_WORD = re.compile(r"[^\W\d_]{4,}")
_CLIPPED = 6  # letters that say which word was cut short
_INNER_CAPITAL = re.compile(r".[A-Z]")


class Speller:
    """Mends words that are neither the corpus's, nor English, nor names; nothing else."""

    def __init__(
        self,
        *,
        question_words: Collection[str],
        corpus_words: Collection[str],
        names: Collection[str],
        is_word: Callable[[str], bool],
    ) -> None:
        """`is_word` tells whether a folded word needs no mending; a word near a name is left as it is."""
        self._question_words = sorted(w for w in STOPWORDS | set(question_words) if len(w) > 2)
        self._names = frozenset(names)
        self._corpus_words = sorted({*corpus_words, *names})
        self._is_word = is_word

    def mend(self, text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """`text` with its misspelt words mended, and what was changed: (written, meant)."""
        changes: list[tuple[str, str]] = []

        def mended(match: re.Match[str]) -> str:
            written = match.group()
            meant = self._meant(written)
            if meant != written:
                changes.append((written, meant))
            return meant

        return _WORD.sub(mended, text), tuple(changes)

    def _meant(self, written: str) -> str:
        word = fold(written)
        # A capital inside a sentence may be any name; inside a word it is an acronym or a product.
        if self._is_word(word) or _INNER_CAPITAL.search(written) or not word.isascii():
            return written
        long = self._beginning_with(word) if len(word) >= _CLIPPED else []
        if long:  # "backprop": a word cut short is no slip
            return written if self._names.intersection(long) else min(long, key=len)
        meant = self._nearest(word)
        return meant if meant and meant not in self._names else written

    def _beginning_with(self, word: str) -> list[str]:
        words = self._corpus_words
        behind = (words[at] for at in range(bisect_left(words, word), len(words)))
        return list(takewhile(lambda w: w.startswith(word), behind))

    def _nearest(self, word: str) -> str:
        """The word that it must mean, one of questions before one of the corpus; empty where none is near."""
        place = self._of_questions.nearest(word, slips=1)
        if place is not None:
            return self._question_words[place]
        if len(word) > 4:  # one slip in a short word, two in a long one
            place = self._of_corpus.nearest(word, slips=1 if len(word) < 8 else 2)
        return "" if place is None else self._corpus_words[place]

    @cached_property
    def _of_questions(self) -> Spellings:
        return Spellings(self._question_words)

    @cached_property
    def _of_corpus(self) -> Spellings:
        return Spellings(self._corpus_words)
