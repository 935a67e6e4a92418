"""Words that somebody says a text has."""

from __future__ import annotations

import pytest

from assistant.text.quoting import find_quote, quoted_sentences

TEXT = "Tigers swim across 30 rivers, 91.5% of them wide. They don’t rest. 老虎在河里游泳。"


@pytest.mark.parametrize(
    "words",
    [
        "tigers swim  across",
        "“Swim across 30 rivers”",
        "91.5% of them wide.",
        "They don't rest",
        "rivers, 91.5%",
    ],
)
def test_what_a_text_has(words: str) -> None:
    assert find_quote(TEXT, words, shortest=2)


@pytest.mark.parametrize(
    "words",
    [
        "swim across 3",
        "across 30 river",
        "igers swim across",
        "rivers, 91",
        "5% of them wide",
        "swim ... rivers",
    ],
)
def test_what_it_has_not(words: str) -> None:
    assert find_quote(TEXT, words, shortest=1) is None


def test_a_quotation_that_is_cut_off_once_may_stand_whole_later() -> None:
    assert find_quote("Tigers swim 30 times, tigers swim 3 times.", "tigers swim 3") == (22, 35)


def test_scripts_without_spaces_are_quoted_by_their_signs() -> None:
    assert find_quote(TEXT, "河里游泳", shortest=1)


def test_the_whole_sentences_of_a_quotation() -> None:
    spans = quoted_sentences(TEXT, "wide. They don't")
    assert [TEXT[start:end][:6] for start, end in spans] == ["Tigers", "They d"]
