"""Words and pairs of neighbouring words of a text."""

from __future__ import annotations

from assistant.text.phrases import speaks_of, written_phrases


def test_a_text_speaks_of_a_phrase_in_any_form() -> None:
    assert speaks_of("The gecko's grippers", ["gripper"])
    assert speaks_of("A gecko foot", ["gecko feet", "gecko foot"])
    assert not speaks_of("The gecko has a foot in a door", ["gecko door"])


def test_phrases_are_as_written_and_cross_no_mark() -> None:
    assert written_phrases("Gecko feet: climbing") == {
        "Gecko": ("gecko",),
        "feet": ("feet",),
        "climbing": ("climb",),
        "Gecko feet": ("gecko", "feet"),
    }
