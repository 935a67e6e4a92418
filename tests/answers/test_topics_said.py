"""Which topics a sentence names, and how: those that the papers print for a thing."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import FakeEncoder
from small import assistant_on

from assistant.answering import Assistant
from assistant.answers.topics_said import said, with_topics_said
from assistant.answers.wording import topics_asked
from assistant.config import DEFAULT_MODEL
from assistant.datamodels import Query
from assistant.index.corpus import open_corpus


@pytest.fixture(scope="module")
def assistant(zoo: Path) -> Assistant:
    return Assistant(open_corpus(zoo), FakeEncoder(DEFAULT_MODEL))


@pytest.mark.parametrize(
    ("topic", "words"),
    [
        ("swimming tigers", "swimming tigers"),  # as it is typed, and not as a title has it
        ("Swimming Tigers", "Swimming Tigers"),
        ("sparrow nests and lions", "sparrow nests and lions"),
        ("nests", "nests"),
        ("deep ocean", "deep ocean"),
        ("hunt", ""),  # a verb in the papers
        ("tigers swimming", ""),  # not side by side in this order
        ("lions sparrow whale", ""),
        ("lions at night in hedges by day", ""),  # a description
        ("dragons", ""),
        ("", ""),
    ],
)
def test_a_topic_is_named_where_the_papers_print_its_phrases(
    assistant: Assistant, topic: str, words: str
) -> None:
    assert said(topic, assistant.desk.library) == words


def test_the_topics_of_conditions_are_named_too(assistant: Assistant) -> None:
    query = Query("?", topic="lions", without=(Query("", topic="sparrow nests"),))
    named = with_topics_said(query, assistant.desk.library)
    assert (named.said, named.without[0].said) == ("lions", "sparrow nests")


@pytest.mark.parametrize(
    ("question", "topic", "words"),
    [
        ("Which papers are on dark matter?", "dark matter", "“dark matter”"),
        ("What is known of the dark matter?", "dark matter", "“dark matter”"),
        ("dark matter", "dark matter", "“dark matter”"),
        ("Are there doctoral theses?", "doctoral", "this topic"),
        ("How did dark matter change?", "dark matter change", "this topic"),
        (
            "What is there on gaps between rich and poor people?",
            "gaps between rich and poor people",
            "this topic",
        ),
    ],
)
def test_what_is_not_found_is_told_in_the_words_of_the_question(
    question: str, topic: str, words: str
) -> None:
    assert topics_asked(Query(question, topic=topic, said="")) == words


def test_the_article_of_a_topic_is_kept(assistant: Assistant) -> None:
    for question, words in (("What is on the deep ocean?", "the deep ocean"), ("deep ocean", "deep ocean")):
        assert with_topics_said(Query(question, topic="deep ocean"), assistant.desk.library).said == words


@pytest.mark.parametrize(("titles", "words"), [(2, "uncertainty"), (1, "")])
def test_a_word_that_any_field_uses_names_a_topic_where_titles_have_it(
    tmp_path: Path, titles: int, words: str
) -> None:
    papers = [
        {"title": f"{'Uncertainty' if at < titles else 'Night'} of lions {at}", "abstract": "Of uncertainty."}
        for at in range(3)
    ]
    with assistant_on(tmp_path, papers) as assistant:
        assert said("uncertainty", assistant.desk.library) == words
