"""What an asker sets beside a question narrows it; what the question says itself wins."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import FakeEncoder

from assistant.answering import Assistant
from assistant.config import DEFAULT_MODEL
from assistant.datamodels import Filters, Intent, Message, Query
from assistant.index.corpus import open_corpus
from assistant.understanding.filtering import narrowed, set_aside

ADA = (("Ada Byron",),)


@pytest.fixture(scope="module")
def assistant(zoo: Path) -> Iterator[Assistant]:
    corpus = open_corpus(zoo)
    yield Assistant(corpus, FakeEncoder(DEFAULT_MODEL))
    corpus.close()


def titles(assistant: Assistant, question: str, filters: Filters) -> set[str]:
    return {c.title for c in assistant.ask(question, filters=filters).citations}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), {"Lions at Night", "Swimming Tigers", "Sparrow Nests"}),
        (Filters(year_from=2020), {"Lions at Night", "Swimming Tigers"}),
        (Filters(year_to=2020), {"Lions at Night", "Sparrow Nests"}),
        (Filters(year_from=2020, year_to=2020), {"Lions at Night"}),
        (Filters(author="Kurt Gödel"), {"Swimming Tigers"}),
        (Filters(author="Ada Byron", year_from=2021), {"Swimming Tigers"}),
    ],
)
def test_filters_narrow_a_list(assistant: Assistant, filters: Filters, expected: set[str]) -> None:
    assert titles(assistant, "List all papers", filters) == expected


def test_they_are_part_of_what_was_searched(assistant: Assistant) -> None:
    answer = assistant.ask("List all papers", filters=Filters(year_from=2020, author="Ada Byron"))
    assert (answer.query.year_from, answer.query.authors) == (2020, ADA)
    assert "since 2020 with Ada Byron" in answer.searched


def test_a_question_that_says_otherwise_wins(assistant: Assistant) -> None:
    assert titles(assistant, "List all papers from 2019", Filters(year_from=2021)) == {"Sparrow Nests"}
    assert titles(assistant, "List all papers by Kurt Gödel", Filters(author="Ada Byron")) == {
        "Swimming Tigers"
    }


def test_a_certain_paper_is_not_filtered_away(assistant: Assistant) -> None:
    answer = assistant.ask("Who wrote “Sparrow Nests”?", filters=Filters(year_from=2021))
    assert {c.title for c in answer.citations} == {"Sparrow Nests"}


def test_filters_that_leave_nothing_are_an_abstention(assistant: Assistant) -> None:
    assert assistant.ask("List all papers", filters=Filters(year_from=2025)).abstained


def test_an_author_of_another_corpus_filters_nothing(assistant: Assistant) -> None:
    assert len(titles(assistant, "List all papers", Filters(author="Nobody Here"))) == 3


def test_a_follow_up_is_read_after_the_question_as_it_was_answered(assistant: Assistant) -> None:
    # Without a record of what was cited, "those" is what the first question finds within its filters.
    history = (
        Message("user", "List all papers", filters=Filters(year_to=2020)),
        Message("assistant", "Two."),
    )
    answer = assistant.ask("Which of those are by Ada Byron?", history)
    assert {c.title for c in answer.citations} == {"Lions at Night"}


def test_an_earlier_filter_does_not_stick(assistant: Assistant) -> None:
    history = (
        Message("user", "List all papers", filters=Filters(year_to=2020)),
        Message("assistant", "Two."),
    )
    answer = assistant.ask("and by Ada Byron?", history)
    assert {c.title for c in answer.citations} == {"Lions at Night", "Swimming Tigers"}


def test_scope_gives_way_to_a_scope_that_was_said() -> None:
    query = Query("related work on whales", topic="whales", scope="related", scope_said=True)
    assert narrowed(query, "group", None).scope == "related"
    assert narrowed(Query("whales", topic="whales"), "all", None).scope == "all"


@pytest.mark.parametrize("intent", [Intent.PROFILE, Intent.OUT_OF_DOMAIN])
def test_what_asks_nothing_of_the_papers_is_not_narrowed(intent: Intent) -> None:
    query = Query("what is the h-index?", intent=intent)
    assert narrowed(query, None, Filters(year_from=2020)) == query


def test_what_was_set_aside_is_known() -> None:
    filters = Filters(year_from=2021, author="Ada Byron", category="LG")
    query = Query("papers from 2019", year_from=2019, year_to=2019, authors=ADA, categories=("LG",))
    assert set_aside(query, filters) == ("years",)
    assert set_aside(query, Filters()) == ()


def test_whether_a_question_can_be_answered(assistant: Assistant) -> None:
    assert assistant.can_answer("List all papers from 2019")
    assert not assistant.can_answer("List all papers from 2012")
    assert not assistant.can_answer("List all papers", filters=Filters(year_from=2025))
