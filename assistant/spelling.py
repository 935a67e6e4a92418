"""Misspelt and clipped words of a question -> the words they must mean, in the vocabulary of one corpus."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.analysis import STOPWORDS, fold

_WORD = re.compile(r"[^\W\d_]{3,}")
_SHORT = 3  # of so few letters only two that have changed places tell the word: "teh"
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
        long = [w for w in self._corpus_words if w.startswith(word)] if len(word) >= _CLIPPED else []
        if long:  # "backprop": a word cut short is no slip
            return (
                written
                if self._names.intersection(long)
                else max(long, key=lambda w: (self._count(w), -len(w)))
            )
        # One slip in a short word, two in a long one; transposed letters are one slip.
        near = process.extractOne(word, self._question_words, scorer=OSA.distance, score_cutoff=1)
        if near is None and len(word) > 4:
            slips = 1 if len(word) < 8 else 2
            near = process.extractOne(word, self._corpus_words, scorer=OSA.distance, score_cutoff=slips)
        return str(near[0]) if near and near[0] not in self._names else written
