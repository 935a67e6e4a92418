"""Small talk: a friendly line, and questions that the papers answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import FakeEncoder

from assistant.answering import Assistant
from assistant.config import DEFAULT_MODEL
from assistant.datamodels import Intent
from assistant.index.corpus import open_corpus


@pytest.fixture(scope="module")
def assistant(zoo: Path) -> Assistant:
    return Assistant(open_corpus(zoo), FakeEncoder(DEFAULT_MODEL))


@pytest.mark.parametrize(
    ("question", "opening"),
    [("Hello!", "Hello!"), ("Thanks a lot", "You're welcome."), ("What can you do?", "Hello!")],
)
def test_small_talk_gets_a_friendly_line(assistant: Assistant, question: str, opening: str) -> None:
    answer = assistant.ask(question)
    assert answer.query.intent is Intent.CHAT
    assert answer.abstained
    assert not answer.citations
    assert answer.text.startswith(f"{opening} I answer questions about the 3 papers of this group")
    assert not answer.searched


def test_the_examples_are_answered(assistant: Assistant) -> None:
    examples = [line[2:] for line in assistant.ask("Hello!").text.splitlines() if line.startswith("- ")]
    assert examples
    assert not any(assistant.ask(question).abstained for question in examples)


def test_what_others_should_be_asked_is_no_small_talk(assistant: Assistant) -> None:
    answer = assistant.ask("Write a poem about the sea")
    assert answer.query.intent is Intent.OUT_OF_DOMAIN
    assert answer.text.startswith("I only answer questions about the papers")
