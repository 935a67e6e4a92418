"""What a question leaves out is left out, and the answer says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import FakeEncoder

from assistant.answering import Assistant
from assistant.config import DEFAULT_MODEL
from assistant.datamodels import Message, Reason
from assistant.index.corpus import open_corpus


@pytest.fixture(scope="module")
def assistant(zoo: Path) -> Assistant:
    return Assistant(open_corpus(zoo), FakeEncoder(DEFAULT_MODEL))


def titles(assistant: Assistant, question: str, *history: Message) -> set[str]:
    return {citation.title for citation in assistant.ask(question, history).citations}


def test_a_topic_is_left_out(assistant: Assistant) -> None:
    assert titles(assistant, "List all papers") == {"Lions at Night", "Swimming Tigers", "Sparrow Nests"}
    assert titles(assistant, "papers not on swimming tigers") == {"Lions at Night", "Sparrow Nests"}
    answer = assistant.ask("papers not on swimming tigers")
    assert "2 papers by this group, leaving out those on swimming tigers" in answer.text
    assert "leaving out those on swimming tigers" in answer.searched


def test_people_and_years_are_left_out(assistant: Assistant) -> None:
    assert titles(assistant, "papers without Gödel") == {"Lions at Night", "Sparrow Nests"}
    assert titles(assistant, "papers not from 2019 or 2020") == {"Swimming Tigers"}
    answer = assistant.ask("papers on swimming tigers without Gödel")
    assert answer.reason is Reason.NOTHING_FOUND
    assert "leaving out those with Kurt Gödel" in answer.text


def test_a_follow_up_leaves_out_more(assistant: Assistant) -> None:
    first = "papers not on swimming tigers"
    history = (Message("user", first), Message("assistant", assistant.ask(first).text))
    assert titles(assistant, "and not by Byron", *history) == {"Sparrow Nests"}


def test_words_of_titles_are_demanded_and_left_out(assistant: Assistant) -> None:
    assert titles(assistant, "papers with 'swimming' in the title") == {"Swimming Tigers"}
    answer = assistant.ask("papers without the word tiger in the title")
    assert "2 papers by this group, leaving out those with “tiger” in the title" in answer.text
    assert assistant.ask("papers with unicorns in the title").reason is Reason.NOTHING_FOUND


def test_years_apart(assistant: Assistant) -> None:
    of_two_years = titles(assistant, "papers from 2019 and 2021")
    assert of_two_years == titles(assistant, "papers from 2019") | titles(assistant, "papers from 2021")
