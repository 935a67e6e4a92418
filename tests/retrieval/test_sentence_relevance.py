"""Which sentence of an abstract answers a question."""

from __future__ import annotations

import pytest

from assistant.retrieval.sentence_relevance import FEATURES, features, sentence_answers


def sign(name: str, question: str, *sentences: str) -> list[float]:
    """One of the FEATURES of each sentence."""
    signs = features(
        question,
        "Herds",
        sentences,
        [0.5] * len(sentences),
        idf=lambda term: 1.0,
        acronyms={"sa": "south africa"},
    )
    found: list[float] = signs[:, FEATURES.index(name)].tolist()
    return found


def test_other_words_for_the_same() -> None:
    sentences = ["Lions sleep by day.", "Our method does not require prior knowledge of the herd."]
    assert sign("shared", "Do they need to know the herd beforehand?", *sentences) == [0.0, 1.0]


@pytest.mark.parametrize(
    ("name", "question", "right", "wrong"),
    [
        ("counted", "How many lions slept?", "We saw nine old lions.", "Lions lived there for 9 years."),
        ("figure", "How many lions slept in 2006?", "In 2006 we saw 40.", "In 2006 we saw many."),
        ("percent", "What share of the lions slept?", "It was 40%.", "It was 40."),
        ("time", "How long did the lions sleep?", "They did for a week.", "They did for long."),
        ("names", "Which river do the lions cross?", "They like the Limpopo.", "They like the river."),
        ("called", "What is the name of the model?", "We extend a model called pride.", "We extend a model."),
        ("named", "Which river do they cross?", "It is the Limpopo river.", "It is a river."),
        ("shared", "lions of South Africa", "SA has lions.", "It has lions."),
    ],
)
def test_a_sign_of_the_kind_of_answer(name: str, question: str, right: str, wrong: str) -> None:
    first, second = sign(name, question, right, wrong)
    assert first > second


def test_a_number_is_nearest_to_what_is_asked() -> None:
    sentences = ["We saw 40 old lions.", "Of the lions that we had seen in all these long years, 40 slept."]
    close, apart = sign("near", "How many lions?", *sentences)
    assert close > apart == 0.0


def test_what_the_sentence_before_says_counts() -> None:
    before = sign("before", "How many lions slept?", "Some lions slept.", "It was one in nine.", "It rained.")
    assert before[1] > before[0] == before[2] == 0.0


def test_the_likeliest_answer() -> None:
    sentences = ["Lions are well known.", "We watched 40 lions sleep.", "Tigers swim."]
    signs = features(
        "How many lions sleep?", "Herds", sentences, [0.4, 0.6, 0.1], idf=lambda _: 1.0, acronyms={}
    )
    probable = sentence_answers()(signs)
    assert probable.argmax() == 1
    assert probable.sum() == pytest.approx(1.0)
