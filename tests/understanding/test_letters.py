"""Long questions: who asks, letters, pasted texts."""

from __future__ import annotations

import time

import pytest
from animals import TODAY

from assistant.datamodels import Intent
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.query import understand
from assistant.understanding.read_part import PIECES

LETTER = """
Dear all, I am a student of lions and I would like to learn what your group has found out.
My own work is about rivers. For some years I have been watching how tigers swim across them.
Do you have anything? With kind regards, a student
"""


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Journalist here: has the lab looked into lions?", "lions"),
        ("PhD student from Bern here, anything on lions?", "lions"),
        ("As a journalist, I want papers on lions", "lions"),
        ("I am a student in Bern. What is there on lions?", "lions"),
        ("I'm interested in lions. What have you got?", "lions"),
        ("As a master's student I'd love to know what they get up to in lions", "lions"),
        ("As somebody who is new to this, what is there on lions?", "lions"),
        ("I'd be keen to find out whether the Byron lab has ever dabbled in lions", "lions"),
        ("so um what did they do with like lions and stuff", "lions"),
        ("Please be so kind as to enumerate the group's outputs concerning lions.", "lions"),
        ("Sorry if this is a silly question, but does anybody in that lab care about lions?", "lions"),
        ("Not sure how to phrase this, but I'm after a paper on lions", "lions"),
        ("For a review, I require everything on lions", "lions"),
        ("My boss asked whether they have anything on lions", "lions"),
        ("can you give me a reading list for getting into lions", "lions"),
        ("what should I read if I'm interested in lions?", "lions"),
    ],
)
def test_who_asks_is_no_topic(lexicon: Lexicon, question: str, topic: str) -> None:
    assert understand(question, lexicon).topic == topic


def test_a_letters_times_are_the_writers_own_unless_papers_are_in_the_sentence(lexicon: Lexicon) -> None:
    own = LETTER.replace(". ", ". For the past eight months I have been at sea. ", 1)
    assert understand(own, lexicon).year_from is None


def test_of_a_pasted_text_a_part_is_read(lexicon: Lexicon) -> None:
    query = understand("lions and tigers " * 1000, lexicon)
    assert len(query.text.replace("…", "").split()) == PIECES
    assert query.unread == 3000 - PIECES


def test_a_letter_asks_where_it_asks(lexicon: Lexicon) -> None:
    letter = (
        "We run a small zoo in the mountains and have forty cages there, most of them old, some of them in"
        " rather bad shape by now. In spring we bought two hedges and were disappointed: they came with"
        " sparrows but not with nests. A colleague of ours heard a talk on it in Basel."
        " Is there a paper on how lions hunt antelopes?"
    )
    query = understand(letter, lexicon, today=TODAY)
    assert (query.intent, query.topic, query.without) == (Intent.TOPIC, "lions hunt antelopes", ())


@pytest.mark.parametrize("phrase", ["i ", "a b or ", "not ", "how many of the ", "combined with x and "])
def test_a_degenerate_question_is_soon_understood(lexicon: Lexicon, phrase: str) -> None:
    understand("lions", lexicon, today=TODAY)
    started = time.thread_time()
    understand(phrase * 2000, lexicon, today=TODAY)
    assert time.thread_time() - started < 5  # most take a tenth of a second
