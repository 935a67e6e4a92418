"""A paper deals with a topic where most of the topic stands in its words, or where it is surely meant."""

from __future__ import annotations

import pytest

from assistant.retrieval.mention import SURE, mentioned, plainly
from assistant.understanding.concepts import Concept, Topic

RARE = {"blockchain": 4.0, "protein": 3.0, "fold": 3.0, "learn": 1.0}
PAPER = (("fold", "learn"), ("learn", "robot"), ("protein",))
"""The stems of a title and of two sentences."""


def on(*stems: str, parts: tuple[Topic, ...] = ()) -> Topic:
    return Topic(" ".join(stems), tuple(Concept(((stem,),)) for stem in stems), parts)


@pytest.mark.parametrize(
    ("topic", "deals"),
    [
        (on("protein", "fold"), True),  # in different sentences
        (on("learn", "blockchain"), False),  # only the common word
        (on("protein", "blockchain"), False),  # one of two rare words
        (on("protein", "fold", "blockchain"), False),  # 6 of 10
        (on("learn", "protein", "fold"), True),
        (Topic("lr", (Concept((("lr",), ("learn", "robot"))),)), True),  # the long form of an acronym
        (on("blockchain", parts=(on("blockchain"), on("protein"))), True),  # "blockchain or proteins"
    ],
)
def test_the_words_of_a_topic_are_worth_what_their_rarity_is(topic: Topic, deals: bool) -> None:
    assert plainly(topic, PAPER, lambda stem: RARE.get(stem, 2.0), 0.4) is deals


def test_what_is_surely_meant_needs_no_words() -> None:
    assert plainly(on("blockchain"), PAPER, RARE.__getitem__, SURE)
    assert not plainly(on("blockchain"), PAPER, RARE.__getitem__, SURE - 0.01)


def test_the_share_that_stands_in_the_paper_and_in_its_best_part() -> None:
    concepts = on("protein", "fold", "learn", "robot").concepts
    found = mentioned(concepts, PAPER, lambda stem: RARE.get(stem, 1.0))
    assert found == (1.0, pytest.approx(4 / 8))  # protein 3, fold 3, learn 1, robot 1
    assert mentioned((), PAPER, RARE.__getitem__) == (0.0, 0.0)
