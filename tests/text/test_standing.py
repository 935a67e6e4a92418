"""Which sentences can be read alone, and which point back to the one before them."""

from __future__ import annotations

import pytest

from assistant.text.standing import points_back


@pytest.mark.parametrize(
    "sentence",
    [
        "We address this gap by a study of lions.",
        "Next, by feeding lions we gain their trust.",
        "To handle this situation, we propose to count lions.",
        "Efforts such as this, that count lions, are needed.",
        "It is based on a new count of lions.",
        "We also count tigers.",
        "The former is known of lions.",
    ],
)
def test_a_sentence_that_opens_by_what_was_said_points_back(sentence: str) -> None:
    assert points_back(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "In this paper, we count lions.",
        "This work counts lions.",
        "In this doctoral thesis, lions are counted.",
        "Animals such as lions are counted.",
        "Finally, we show that lions sleep.",
        "We count lions in the savanna and show where these sleep.",
    ],
)
def test_a_sentence_that_opens_by_its_own_subject_stands_alone(sentence: str) -> None:
    assert not points_back(sentence)


def test_a_pointing_word_may_be_looked_for_in_a_whole_sentence() -> None:
    assert points_back("We count lions by a method that solves this problem.", early=99)
