"""How many sentences a question asks for; the words for it are no part of its topic."""

from __future__ import annotations

import pytest
from fakes import make_paper, make_vocabulary

from assistant.datamodels import Intent
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.query import understand


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    papers = [make_paper(f"Lions {number}") for number in range(3)]
    return Lexicon(papers, (), (), make_vocabulary(papers))


@pytest.mark.parametrize(
    ("question", "sentences"),
    [
        ("Summarise the work on lions in three sentences.", 3),
        ("In two or three sentences, what do they do on lions?", 3),
        ("Give me a two-sentence summary of the work on lions.", 2),
        ("What have they done on lions? Four sentences are enough.", 4),
        ("Write 5 short sentences about the work on lions.", 5),
        ("Explain the work on lions in a few sentences.", 3),
        ("Summarise the work on lions briefly.", None),
        ("In short, what is there on lions?", None),
        ("Explain the work on lions in simple terms.", None),
    ],
)
def test_a_question_may_say_how_long_its_answer_is_to_be(
    lexicon: Lexicon, question: str, sentences: int | None
) -> None:
    query = understand(question, lexicon)
    assert (query.intent, query.topic, query.sentences) == (Intent.TOPIC, "lions", sentences)


def test_sentences_may_be_a_topic(lexicon: Lexicon) -> None:
    assert understand("Which papers compare two sentences of the same length?", lexicon).sentences is None
