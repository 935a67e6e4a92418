"""Misspelt and clipped words of a question -> the words they must mean, in the vocabulary of one corpus."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection
from functools import cached_property
from itertools import takewhile

from assistant.text.analysis import STOPWORDS, fold
from assistant.text.nearest import Spellings

_WORD = re.compile(r"[^\W\d_]{3,}")
_SHORT = 3  # of so few letters only two that have changed places tell the word: "teh"
_CLIPPED = 6  # letters that say which word was cut short
_FORMS = 8  # words that begin so, the shortest, of which the most frequent is meant
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
        count: Callable[[str], int],
    ) -> None:
        """`is_word` tells whether a folded word needs no mending; a word near a name is left as it is.

        `count` tells how often the corpus uses one of its words.
        """
        self._question_words = sorted(w for w in STOPWORDS | set(question_words) if len(w) > 2)
        self._names = frozenset(names)
        self._corpus_words = sorted({*corpus_words, *names})
        self._is_word, self._count = is_word, count

    def mend(self, text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """`text` with its misspelt words mended, and what was changed: (written, meant)."""
        changes: list[tuple[str, str]] = []
        shouted = text.isupper() and len(text.split()) > 1

        def mended(match: re.Match[str]) -> str:
            written = match.group()
            meant = self._meant(written.lower() if shouted else written)
            meant = written if meant == written.lower() else meant
            if meant != written:
                changes.append((written, meant))
            return meant

        return _WORD.sub(mended, text), tuple(changes)

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
