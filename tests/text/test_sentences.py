"""Where sentences end, and where a full stop ends none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.sentences import in_context, split_sentences


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["We train networks.", "They forget."],
        ["Do they forget?", "They do!", "We show why."],
        ["It has no final stop"],
        ["The first ends.", "The second has no final stop"],
        ["Oswald et al. proposed hypernetworks.", "We follow them."],
        ["It rises by 3.5 points.", "In 2019 it fell by 0.4."],
        ["This is v1.", "Then comes v2.", "Both work."],
        ["We use GPT-4.5 and Python 3.11.", "Both are known."],
        ["By J. S. Bach.", "It is a fugue."],
        ["M. R. Cervera and B. F. Grewe, both in Zurich, wrote it.", "We read it."],
        ["They lack vitamin C.", "It helps."],
        ["See Fig. 3 and Eq. 5.", "Both agree."],
        ["We test memories, e.g. Hopfield networks, i.e. attractors.", "They work."],
        ["We learn without i.i.d. observations.", "That is hard."],
        ["It needs $\\sim$35% of the FLOPs.", "It uses $x. Y$ and $z$.", "That is all."],
        ["It costs $5.", "The rest is free.", "We tested it."],
        ['He calls it "forgetting."', "We agree."],
        ["(It ends in here.)", "The next begins."],
        ["They trail off…", "Then they come back."],
        ["We build on a net.", "iCaRL is another."],
        ["Über alles.", "Ähnlich ist es."],
    ],
    ids=lambda expected: expected[0],
)
def test_the_sentences_of_a_text(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


def test_a_missing_space_between_two_words_is_forgiven() -> None:
    assert sentences("It works in many settings.Additionally, it is fast.") == [
        "It works in many settings.",
        "Additionally, it is fast.",
    ]


def test_an_empty_line_ends_a_sentence_and_a_line_end_does_not() -> None:
    assert sentences("A heading\n\nIts text goes on\nover two lines. Then it ends.\n") == [
        "A heading",
        "Its text goes on\nover two lines.",
        "Then it ends.",
    ]


@pytest.mark.parametrize("text", ["", " ", "\n \n\t"])
def test_nothing_has_no_sentences(text: str) -> None:
    assert split_sentences(text) == []


def test_spans_leave_outer_space_out() -> None:
    assert split_sentences("  One.   Two.  ") == [(2, 6), (9, 13)]


@given(st.text(alphabet=st.sampled_from("aZé1 .!?$\"'()[]\n\t…"), max_size=60) | st.text(max_size=60))
def test_spans_are_in_order_and_cover_all_but_space(text: str) -> None:
    spans = split_sentences(text)
    positions = [at for start, end in spans for at in range(start, end)]
    assert positions == sorted(set(positions))
    assert all(start < end for start, end in spans)
    assert "".join(text[at] for at in range(len(text)) if at not in set(positions)).strip() == ""
    assert sentences(text) == [sentence.strip() for sentence in sentences(text)]


def test_a_long_text_without_a_space_takes_no_time() -> None:
    text = "x" * 50_000 + ". Then it ends."
    assert split_sentences(text) == [(0, 50_001), (50_002, 50_015)]


def test_a_part_of_a_text_is_shown_between_the_sentences_around_it() -> None:
    text = "One. Two. Three. Four. Five. Six. Seven."

    def parts(*words: str) -> list[str]:
        spans = [(text.index(word), text.index(word) + len(word)) for word in words]
        return [text[start:end] for start, end in in_context(text, spans)]

    assert parts("Three.") == ["Two. Three. Four."]
    assert parts("One.") == ["One. Two."]
    assert parts("One.", "Six") == ["One. Two.", "Five. Six. Seven."]
    assert parts("Two. Three") == ["One. Two. Three. Four."]
    assert parts("Two.", "Four.") == ["One. Two. Three. Four. Five."]  # their surroundings overlap
    assert parts("Two.", "Five.") == ["One. Two. Three. Four. Five. Six."]  # or touch
