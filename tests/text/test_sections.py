"""Sentences without the labels of the sections of an abstract."""

from __future__ import annotations

import pytest

from assistant.text.sections import without_label


@pytest.mark.parametrize(
    ("sentence", "bare"),
    [
        ("Results: We find lions.", "We find lions."),
        ("Results We find lions.", "We find lions."),
        ("MAIN RESULTS: Lions sleep.", "Lions sleep."),
        ("Main conclusions Our lions sleep.", "Our lions sleep."),
        ("Materials and methods: 12 lions slept.", "12 lions slept."),
        ("Methods Distribution maps were drawn.", "Distribution maps were drawn."),
        ("Comparison with existing methods: It is faster.", "It is faster."),
        ("5 The results are clear.", "The results are clear."),
        ("Results show lions.", "Results show lions."),
        ("Methods for counting lions: a review.", "Methods for counting lions: a review."),
        ("We develop two models: One is fast.", "We develop two models: One is fast."),
        ("Design Patterns help.", "Design Patterns help."),
        ("", ""),
    ],
)
def test_a_label_is_no_part_of_a_sentence(sentence: str, bare: str) -> None:
    start, end = without_label(f"Before. {sentence}", (8, 8 + len(sentence)))
    assert f"Before. {sentence}"[start:end] == bare


@pytest.mark.parametrize(
    "label",
    [
        "Key findings",
        "Materials & methods",
        "New findings",
        "Primary outcome",
        "Statement of significance",
        "Study aims",
    ],
)
def test_a_label_may_have_several_words(label: str) -> None:
    assert without_label(f"{label}: Lions sleep.", (0, len(label) + 14)) == (len(label) + 2, len(label) + 14)
