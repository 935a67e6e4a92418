"""What was searched, as facts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import FakeEncoder

from assistant.answering import Assistant
from assistant.config import DEFAULT_MODEL
from assistant.datamodels import Filters, ScopeFilter
from assistant.explore.search_facts import search_facts
from assistant.index.corpus import open_corpus


@pytest.fixture(scope="module")
def assistant(zoo: Path) -> Iterator[Assistant]:
    corpus = open_corpus(zoo)
    yield Assistant(corpus, FakeEncoder(DEFAULT_MODEL))
    corpus.close()


def facts(
    assistant: Assistant, question: str, filters: Filters | None = None, scope: ScopeFilter | None = None
) -> dict[str, str]:
    answer = assistant.ask(question, filters=filters, scope=scope)
    return dict(search_facts(answer, assistant.corpus.papers, filters))


def test_a_topic(assistant: Assistant) -> None:
    assert facts(assistant, "What has the group done on swimming tigers?") == {
        "Topic": "“swimming tigers”",
        "Scope": "This group's papers",
        "Papers": "3 of 4 papers searched, 1 cited",
    }


def test_filters_and_scope(assistant: Assistant) -> None:
    assert facts(assistant, "List all papers", Filters(year_from=2020, author="Ada Byron"), "all") == {
        "Scope": "This group's papers and related work",
        "Filters": "since 2020 with Ada Byron",
        "Papers": "2 of 4 papers searched, 2 cited",
    }


def test_a_filter_that_the_question_overrules(assistant: Assistant) -> None:
    said = facts(assistant, "List all papers from 2019", Filters(year_from=2021))
    assert said["Filters"] == "from 2019"
    assert said["Set aside"] == "Your filter on years: the question itself decides"


def test_nothing_is_searched_for_a_greeting(assistant: Assistant) -> None:
    assert facts(assistant, "Hello!") == {}
