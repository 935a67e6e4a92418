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


FORMS = (
    "[2] 【2】 【2†source】 [^2] \\[2\\] ² <sup>2</sup> <sup>[2]</sup> (2) **[2]** [2](http://a.test)".split()
)
FORMS += ["［2］", "[abstract 2]", "[2, p. 4]"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("draft", "sentences"),
    [
        ("Tigers swim@. Lions hunt.", 2),
        ("Tigers swim.@ Lions hunt.", 2),
        ("Tigers swim@", 1),
        ("- Tigers swim@.\n- Lions hunt.", 2),
        ("**Tigers swim@.** Lions hunt.", 2),
        ("*Tigers swim.*@ Lions hunt.", 2),
        ("“Tigers swim.”@ Lions hunt.", 2),
        ("老虎游泳@。狮子捕猎。", 2),
        ("> Tigers swim@!\n\nLions hunt.", 2),
        ("| a | b |\n|---|---|\n| x | swim@ |\n| y | hunt |", 2),
        ("| a |\n|---|\n| Tigers swim@ |\n| Lions hunt. |", 2),
    ],
)
def test_a_mark_of_any_form_at_any_place(form: str, draft: str, sentences: int) -> None:
    glued = "*@" in draft and form.startswith("*")  # it would be other Markdown
    found = claims(draft.replace("@", f" {form}" if glued else form))
    assert [marks for _, marks in found] == [(2,), *[()] * (sentences - 1)]
    assert "2" not in found[0][0]


@pytest.mark.parametrize(
    ("draft", "marks"),
    [
        ("Lions hunt [1, 3].", (1, 3)),
        ("Lions hunt [1-3].", (1, 2, 3)),
        ("Lions hunt [1–3].", (1, 2, 3)),
        ("Lions hunt [1]–[3].", (1, 2, 3)),
        ("Lions hunt¹⁻³.", (1, 2, 3)),
        ("Lions hunt.<sup>1,3</sup>", (1, 3)),
        ("Lions hunt.<sup>1–3</sup>", (1, 2, 3)),
        ("Lions hunt (1, 3).", (1, 3)),
        ("Lions hunt (2019).", ()),
        ("Lions [2019] hunt.", ()),
        ("They saw three (3).", ()),
        ("They like lions (1), tigers (2), and whales (3).", ()),
        ("They like lions (1) and tigers (2).", ()),
        ("They like lions (2) and tigers (3).", (3,)),
        ("They saw them (Figure 2).", ()),
        ("They lie in [0, 1].", ()),
        ("They ran 10<sup>3</sup> m.", ()),
        ("They have (x + 1)² legs.", ()),
    ],
)
def test_several_marks_and_what_is_none(draft: str, marks: tuple[int, ...]) -> None:
    ((_, found),) = claims(draft)
    assert found == marks


@pytest.mark.parametrize(
    ("draft", "found"),
    [
        ("The method of Äsop et al. [1]. Tigers swim [2].", [(1,), (2,)]),
        ("The method of Äsop et al. [1] is 3.5 times as good. [2] Whales sing.", [(1, 2), ()]),
        ("[1] Lions hunt at night. [2] Tigers swim.", [(1,), (2,)]),
        ("Lions hunt. [2] shows that tigers swim.", [(), (2,)]),
        ("Unlike [1], [2] shows that tigers swim. [3]", [(1, 2, 3)]),
        ("Lions hunt [1].Tigers swim [2].", [(1,), (2,)]),
        ("**Lions hunt.** *Tigers swim.* __Whales sing.__", [(), (), ()]),
        ("“Lions hunt.” [1] (Tigers swim.) [2]", [(1,), (2,)]),
        ("Löwen jagen ca. 5 Tiere, z. B. Antilopen [1]. Tiger schwimmen bzw. Fische auch [2].", [(1,), (2,)]),
        ("Lions hunt, see e.g. [1] and Fig. 2 of [3]. Tigers swim vs. Whales [2].", [(1, 3), (2,)]),
        ("Lions hunt! [1] Tigers swim? [2] Whales sing… [3] Nobody knows.", [(1,), (2,), (3,), ()]),
    ],
)
def test_where_sentences_end(draft: str, found: list[tuple[int, ...]]) -> None:
    assert [marks for _, marks in claims(draft)] == found


def test_what_is_set_in_bold_as_a_whole_is_judged() -> None:
    assert claims("**Lions hunt at night [1].**") == [("**Lions hunt at night.**", (1,))]
    assert claims("## Lions hunt at night [1].") == [("Lions hunt at night.", (1,))]
    assert claims("**" + "Lions hunt at night and also by day " * 3 + "[1]**")[0][1] == (1,)
    assert claims("**Äsop et al.**\n\n**What do lions do?**\n\n**Lions at Night [1]**") == [("", (1,))]


def test_an_answer_set_as_a_block_is_judged() -> None:
    assert claims("```markdown\nLions hunt [1].\n```") == [("Lions hunt.", (1,))]


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


@pytest.mark.parametrize(
    "listed",
    [
        "1. Lions at Night\n2. Swimming Tigers",  # the answer may be a list
        "1. **Lions at Night**: lions hunt in packs.\n2. **Swimming Tigers**: they swim far.",
        "[1] Lions at Night: lions hunt in packs.",
        "[1]: Lions hunt in packs at night.",
        "Sources say:\n1. Lions at Night shows that lions hunt",
    ],
)
def test_a_list_that_says_something_is_none_of_references(listed: str) -> None:
    assert "Lions" in read(f"Cats:\n\n{listed}\n", titles=TITLES).text


def test_a_draft_of_references_alone_stays() -> None:
    assert read("[1] Lions at Night", titles=TITLES).text == "[1] Lions at Night"


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
