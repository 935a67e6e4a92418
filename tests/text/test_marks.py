"""Marks in every form that models use."""

from __future__ import annotations

import pytest

from assistant.text.marks import numbers_in, plain_marks, without_marks


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("[1]", "[1]"),
        ("[1][3]", "[1][3]"),
        ("[1], [3]", "[1], [3]"),
        ("[1, 3]", "[1][3]"),
        ("[1; 3]", "[1][3]"),
        ("[1 and 3]", "[1][3]"),
        ("[1 & 3]", "[1][3]"),
        ("[1, 3-5]", "[1][3][4][5]"),
        ("[1–3]", "[1][2][3]"),
        ("[ 2 ]", "[2]"),
        (r"\[2\]", "[2]"),
        ("[^2]", "[2]"),
        ("【2】", "[2]"),
        ("【2†source】", "[2]"),
        ("【2†L1-L4】", "[2]"),
        ("[abstract 2]", "[2]"),
        ("[Paper 2]", "[2]"),
        ("[Source 1, Source 2]", "[1][2]"),
        ("[Quelle 2]", "[2]"),
        ("[#2]", "[2]"),
        ("[1, p. 3]", "[1]"),
        ("[2, S. 5]", "[2]"),
        ("[2021]", "(2021)"),  # a year is none
        ("[3-1]", "[3-1]"),
        ("[see above]", "[see above]"),
        ("[1](http://a.test)", "[1](http://a.test)"),  # a link; what it says is kept elsewhere
    ],
)
def test_brackets(written: str, plain: str) -> None:
    assert plain_marks(f"Lions hunt {written}.", offered=5) == f"Lions hunt {plain}."


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Lions hunt² at night.", "Lions hunt[2] at night."),
        ("Lions hunt.¹˒³ Tigers swim.", "Lions hunt.[1][3] Tigers swim."),
        ("Lions hunt.¹²", "Lions hunt.[1][2]"),  # nobody has offered twelve papers
        ("They ran 10² m and 3 m².", "They ran 10² m and 3 m²."),
        ("An R² of 0.9", "An R² of 0.9"),
        ("Lions hunt.⁹", "Lions hunt.⁹"),
    ],
)
def test_raised_numbers(written: str, plain: str) -> None:
    assert plain_marks(written, offered=5) == plain


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Lions hunt (1). Tigers swim (2, 3).", "Lions hunt [1]. Tigers swim [2][3]."),
        ("Lions hunt (1)", "Lions hunt [1]"),
        ("They (1) hunt and (2) swim.", "They (1) hunt and (2) swim."),  # an enumeration
        ("Since then (2021).", "Since then (2021)."),
        ("Lions hunt (9).", "Lions hunt (9)."),  # nobody has offered nine
        ("Lions hunt [1]. There are two of them (2).", "Lions hunt [1]. There are two of them (2)."),
    ],
)
def test_round_brackets_are_marks_where_there_is_no_doubt(written: str, plain: str) -> None:
    assert plain_marks(written, offered=5) == plain


def test_a_sentence_without_its_marks() -> None:
    assert without_marks("Lions hunt [1], and swim [2][3].") == "Lions hunt, and swim."
    assert without_marks("Lions hunt. [1]") == "Lions hunt."
    assert numbers_in("Lions [3] hunt [1][3].") == (3, 1)
