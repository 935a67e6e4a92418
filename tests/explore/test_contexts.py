"""The words of a search, found in a text and shown in a piece of it."""

from __future__ import annotations

import pytest

from assistant.explore.contexts import LONG, piece, places


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("Cats and cats", ["cat"], ["Cat", "cat"]),
        ("Kurt Gödel’s cafés", ["godel", "cafe"], ["Gödel", "café"]),
        ("A straße in Gießen", ["strasse"], ["straße"]),
        ("forgetting", ["forget", "getting"], ["forgetting"]),  # places that overlap are one
        ("nothing", ["cat"], []),
        ("nothing", [], []),
    ],
)
def test_words_are_found_where_they_stand(text: str, wanted: list[str], found: list[str]) -> None:
    assert [text[start:end] for start, end in places(text, wanted)] == found


def test_the_piece_has_most_of_the_words_and_whole_ones() -> None:
    text = (
        "We study cats. " + "Filler words stand here. " * 30 + "Then cats meet dogs at last." + " More." * 60
    )
    shown = piece(text, ["cat", "dog"])
    assert shown is not None
    start, end = shown
    assert "cats meet dogs" in text[start:end]
    assert end - start <= LONG
    assert text[start - 1] == " "
    assert text[end] == " "


def test_a_short_text_is_shown_whole_and_one_without_the_words_not_at_all() -> None:
    assert piece("We study cats.", ["cat"]) == (0, 14)
    assert piece("We study cats.", ["dog"]) is None
    assert piece("", ["dog"]) is None


def test_a_word_longer_than_a_piece_is_shown_whole() -> None:
    text = f"{'x' * 500} cat"
    assert piece(text, ["x" * 500]) == (0, 500)
