"""What a topic in words names: concepts, their other wordings, alternatives."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.index.lexical import LexicalIndex
from assistant.text.acronyms import acronyms
from assistant.understanding.concepts import Concept, TopicReader

TEXTS = (
    "Deep feedback control (DFC) steers networks.",
    "Recurrent neural networks (RNNs) forget words.",
    "Hypernetworks make networks.",
    "Lions sleep.",
    "Tigers swim in networks of rivers.",
    "Sparrows build nests.",
    "Nests of wasps are paper networks.",
)
"""Of seven texts four have "networks", too many for a word that names a topic; one may have it."""


def reading(texts: Sequence[str]) -> TopicReader:
    return TopicReader(acronyms(texts), LexicalIndex.build(texts))


@pytest.fixture(scope="module")
def reader() -> TopicReader:
    return reading(TEXTS)


def wordings(reader: TopicReader, text: str) -> list[tuple[str, ...]]:
    """The alternatives of every concept of `text`, each as its stems in one string."""
    return [tuple(" ".join(run) for run in concept.alternatives) for concept in reader.read(text).concepts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sleeping lions", [("sleep",), ("lion",)]),
        ("the lions of the lions", [("lion",)]),
        ("DFC", [("dfc", "deep feedback control")]),
        ("deep feedback control", [("deep feedback control", "dfc")]),
        ("lions and deep feedback control", [("lion",), ("deep feedback control", "dfc")]),
        ("RNN", [("rnn", "recurr neural network")]),
        ("RNNs", [("rnns", "recurr neural network")]),
        ("hyper networks", [("hyper network", "hypernetwork")]),
        ("hyper-networks", [("hyper network",)]),
        ("without lions", [("without", "altern", "avoid", "beyond", "bypass", "circumv", "free"), ("lion",)]),
        ("dragons", [("dragon",)]),
        ("the", []),
        ("", []),
    ],
)
def test_concepts(reader: TopicReader, text: str, expected: list[tuple[str, ...]]) -> None:
    assert wordings(reader, text) == expected


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("lions", []),
        ("lions or tigers", ["lions", "tigers"]),
        ("lions, tigers; sparrows", ["lions", "tigers", "sparrows"]),
        ("animals, e.g. lions", ["animals", "lions"]),
        ("animals such as lions or tigers", ["animals", "lions", "tigers"]),
        ("networks or lions", ["lions"]),  # "networks" alone would be on everything
        ("lions that sleep, swim and build large nests", []),  # four words are no alternative
    ],
)
def test_a_topic_of_alternatives(reader: TopicReader, text: str, parts: list[str]) -> None:
    assert [part.text for part in reader.read(text).parts] == parts


def test_every_sentence_of_a_letter_that_says_something_is_a_part(reader: TopicReader) -> None:
    topic = reader.read("I love lions ; networks ; tigers that swim in rivers")
    assert [part.text for part in topic.parts] == ["I love lions", "tigers that swim in rivers"]
    assert {"lion", "tiger", "river"} <= set(topic.terms)


def test_acronyms_are_written_out_for_the_encoder(reader: TopicReader) -> None:
    assert reader.read("lions with RNNs").text == "lions with Recurrent neural networks"


def test_the_terms_are_those_of_all_wordings_each_once(reader: TopicReader) -> None:
    assert reader.read("DFC for control").terms == ("dfc", "deep", "feedback", "control")


def test_the_stems_of_a_concept_are_those_of_the_question() -> None:
    assert Concept((("dfc",), ("deep", "feedback", "control"))).stems == ("dfc",)


def test_a_corpus_without_papers(reader: TopicReader) -> None:
    assert wordings(reading(()), "lions") == [("lion",)]
