"""How often a language uses a word: as pyspellchecker itself reads its lists."""

from __future__ import annotations

import pytest
from spellchecker import SpellChecker

from assistant.text.frequencies import Frequencies, frequencies


def test_words_are_counted_in_any_case() -> None:
    known = Frequencies('{\n"a": 1200,\n"b-2": 30,\n"ü": 4\n}'.encode())
    assert (len(known), known.total) == (3, 1234)
    assert [known.count(word) for word in ("a", "A", "b-2", "Ü", "", "0", "b", "z")] == [
        *(1200, 1200, 30, 4),
        *(0, 0, 0, 0),
    ]


@pytest.mark.parametrize("code", ["en", "de", "fa"])
def test_the_lists_are_read_as_their_package_reads_them(code: str) -> None:
    known, theirs = frequencies(code), SpellChecker(language=code).word_frequency
    assert known
    assert (len(known), known.total) == (theirs.unique_words, theirs.total_words)
    some = list(theirs.keys())[::97]
    assert [known.count(word) for word in some] == [theirs[word] for word in some]


def test_a_language_without_a_list() -> None:
    assert frequencies("ja") is None
