"""A question of thousands of the same or of many things is read with little work, and as what it is."""

from __future__ import annotations

import pytest
from animals import make_lexicon

from assistant.understanding.concepts import MOST_PARTS
from assistant.understanding.query import understand

LEXICON = make_lexicon()


def test_the_same_part_counts_once() -> None:
    assert LEXICON.topics.read("whales, whales, whales").parts == ()
    assert len(LEXICON.topics.read("sparrows, whales, sparrows").parts) == 2


def test_a_text_with_very_many_parts_is_no_list_of_topics() -> None:
    many = [f"tigers w{n}" for n in range(MOST_PARTS + 1)]
    assert LEXICON.topics.read(", ".join(many[:-1])).parts
    assert not LEXICON.topics.read(", ".join(many)).parts


@pytest.mark.parametrize("word", ["http://a.b/", "2019, ", "Byron, ", " of", "not on x ", "sort by ", "“x” "])
def test_a_question_of_one_word_over_and_over_is_read(word: str) -> None:
    query = understand((word * 4000)[:4000], LEXICON)
    assert len(LEXICON.topics.read(query.topic).parts) <= MOST_PARTS


def test_the_words_of_a_title_stand_near_the_word_title() -> None:
    far = "which papers have “lions” " + "and much more " * 40 + "in the title"
    assert not understand(far, LEXICON).within
    assert understand("which papers have “lions” in the title", LEXICON).within
