"""The claims of a draft, and all that is none."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.drafts import finished, read

TITLES = ("Lions at Night", "Swimming Tigers", "Whale Songs")


def claims(draft: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(claim.text, claim.marks) for claim in read(draft, titles=TITLES).claims]


def test_sentences_with_their_marks() -> None:
    assert claims("Lions hunt [1]. Tigers swim. [2] Whales sing.[3] Nobody knows.") == [
        ("Lions hunt.", (1,)),
        ("Tigers swim.", (2,)),
        ("Whales sing.", (3,)),
        ("Nobody knows.", ()),
    ]


def test_what_is_no_end_of_a_sentence() -> None:
    assert claims("Byron et al. [1] found 76.5 % vs. 70 % in e.g. Kenya, i.e. much.") == [
        ("Byron et al. found 76.5 % vs. 70 % in e.g. Kenya, i.e. much.", (1,))
    ]


def test_other_scripts() -> None:
    assert claims("鲸鱼唱歌[3]。老虎游泳【2】。") == [("鲸鱼唱歌。", (3,)), ("老虎游泳。", (2,))]
    assert claims("Löwen jagen nachts [1]. Äsop schwieg.") == [
        ("Löwen jagen nachts.", (1,)),
        ("Äsop schwieg.", ()),
    ]


def test_headings_rules_and_code_are_no_claims() -> None:
    draft = "## Lions [1]\n\n**Night**\n\n---\n\n```\nroar() [2]\n```\n\nLions hunt [1]."
    assert claims(draft) == [("", (1,)), ("", (2,)), ("Lions hunt.", (1,))]


def test_items_of_lists_are_claims_each() -> None:
    assert claims("Cats:\n\n- **Lions**: hunt [1].\n  1. They rest.\n> Tigers swim [2].") == [
        ("Cats:", ()),
        ("**Lions**: hunt.", (1,)),
        ("They rest.", ()),
        ("Tigers swim.", (2,)),
    ]


def test_cells_are_claims_of_their_row_and_column() -> None:
    table = "| Cat | Does | Where |\n|---|:-:|---|\n| Lion [1] | hunts | - |\n| Tiger | swims [2] | rivers |"
    text = read(table, titles=TITLES)
    said = [(c.text, c.marks, c.context) for c in text.claims]
    assert said == [
        ("", (1,), ""),
        ("hunts", (1,), "Lion, Does"),  # the marks of its row
        ("swims", (2,), "Tiger, Does"),
        ("rivers", (2,), "Tiger, Where"),
    ]
    assert [text.text[c.start : c.end] for c in text.claims] == ["[1]", "hunts", "swims [2]", "rivers"]


def test_paragraphs_are_counted_and_a_colon_joins() -> None:
    text = read("Lions hunt.\n\nAmong them:\n\n- one\n- two\n\nThe end.")
    assert [claim.paragraph for claim in text.claims] == [0, 1, 1, 1, 2]


@pytest.mark.parametrize(
    "listed",
    [
        "References:\n[1] Lions at Night. Byron, 2020\n[2] Swimming Tigers",
        "## Quellen\n\n- [1] Byron: Lions at Night (2020)\n\n- [2] Swimming Tigers",
        "**Sources**\n1. Lions at Night\n2. Swimming Tigers, Gödel, 2021",
    ],
)
def test_a_list_of_references_is_left_out(listed: str) -> None:
    assert read(f"Lions hunt [1].\n\n{listed}\n", titles=TITLES).text == "Lions hunt [1]."


def test_what_is_said_of_a_paper_is_no_reference() -> None:
    draft = (
        "Lions hunt.\n\n[1] says in Lions at Night " + "that lions of all sorts hunt many kinds of prey " * 4
    )
    assert "says in Lions" in read(draft, titles=TITLES).text
    assert read("Cats:\n\n1. Lions hunt [1].\n2. Tigers swim [2].", titles=TITLES).text.endswith("swim [2].")


def test_the_last_sentence_is_not_finished() -> None:
    assert finished("Lions hunt [1]. They rest by day. [1] And") == len(
        "Lions hunt [1]. They rest by day. [1] "
    )
    assert finished("Lions hunt [1].\n- Tigers swim") == len("Lions hunt [1].\n")
    assert finished("Lions hunt") == 0


PIECES = ("Lions hunt.", "[1]", "【2】", "(3)", "\n", "\n\n", "|", "|---|", "- ", "## ", "**", "```", "¹")
ODD = (
    "et al.",
    "References:",
    "Lions at Night",
    "$x_1$",
    "\\[2\\]",
    "。",
    "[1, p. 3]",
    "![x](http://a.test)",
)
WORDS = st.lists(st.sampled_from(PIECES + ODD), max_size=30)


@given(st.one_of(WORDS.map(" ".join), st.text(max_size=200)))
def test_claims_lie_side_by_side_in_the_text(draft: str) -> None:
    text = read(draft, titles=TITLES)
    spans = [(claim.start, claim.end) for claim in text.claims]
    assert all(0 <= start < end <= len(text.text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    marked = {n for claim in text.claims for n in claim.marks}
    outside = text.text
    for start, end in reversed(spans):
        outside = outside[:start] + outside[end:]
    assert not any(f"[{n}]" in outside for n in marked)
