"""A question of thousands of the same or of many things is read with little work, and as what it is."""

from __future__ import annotations

import re

import pytest
from animals import make_lexicon
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.concepts import MOST_PARTS, parts_of
from assistant.understanding.query import understand
from assistant.understanding.read_part import CHARACTERS, PIECES, read_part

LEXICON = make_lexicon()


def test_the_same_part_counts_once() -> None:
    assert LEXICON.topics.read("whales, whales, whales").parts == ()
    assert len(LEXICON.topics.read("sparrows, whales, sparrows").parts) == 2


def test_a_text_with_very_many_parts_is_no_list_of_topics() -> None:
    many = [f"tigers w{n}" for n in range(MOST_PARTS + 1)]
    assert LEXICON.topics.read(", ".join(many[:-1])).parts
    assert not LEXICON.topics.read(", ".join(many)).parts
    assert parts_of(", ".join(many)) == MOST_PARTS + 1
    assert parts_of("lions that hunt at night, or those that sleep at noon beside rivers") == 1


def test_the_words_of_a_title_stand_near_the_word_title() -> None:
    far = "which papers have “lions” " + "and much more " * 20 + "in the title"
    assert not understand(far, LEXICON).within
    assert understand("which papers have “lions” in the title", LEXICON).within


def test_an_ordinary_question_is_read_whole() -> None:
    letter = " ".join(["I", "study", "lions."] * (PIECES // 4))
    assert read_part(letter) == (letter, 0)
    assert understand(letter, LEXICON).unread == 0


def test_of_a_pasted_text_the_beginning_and_the_sentences_at_its_end_are_read() -> None:
    pasted = "What is this on? " + "Tigers swim far. " * 300 + "Which papers are on lions?"
    read, unread = read_part(pasted)
    assert read.startswith("What is this on? Tigers swim far.")
    assert read.endswith(". Which papers are on lions?")
    assert unread + len(read.replace(" … ", " ").split()) == len(pasted.split())
    query = understand(pasted, LEXICON)
    assert (query.unread, query.text) == (unread, read)


@given(st.text("ab é中\u0301.,:/'“?1", max_size=400), st.integers(1, 40))
def test_no_more_than_so_many_words_and_letters_are_read(text: str, times: int) -> None:
    text = " ".join((text * times)[:4000].split())
    read, unread = read_part(text)
    assert len(read) <= CHARACTERS + len(" … ")
    assert len(re.findall(r"\w+|[^\w\s]", read)) <= PIECES + len("…")
    assert bool(unread) == (read != text)


@pytest.mark.parametrize("word", ["http://a.b/", "2019, ", "Byron, ", " of", "not on x ", "sort by ", "“x” "])
def test_a_question_of_one_word_over_and_over_is_read(word: str) -> None:
    query = understand((word * 4000)[:4000], LEXICON)
    assert len(LEXICON.topics.read(query.topic).parts) <= MOST_PARTS
