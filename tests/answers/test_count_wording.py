"""Sentences with a number are right for one, too; long lists of names are cut."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import FakeEncoder, make_paper

from assistant.answering import Assistant
from assistant.answers.plans import Rank
from assistant.answers.verbatim import execute
from assistant.answers.wording import authors_shown, names_shown, not_listed
from assistant.config import DEFAULT_MODEL
from assistant.datamodels import Attribute, Intent, Query
from assistant.index.corpus import open_corpus

LETTERS = tuple("ABCDEFGH")


@pytest.fixture(scope="module")
def assistant(zoo: Path) -> Assistant:
    return Assistant(open_corpus(zoo), FakeEncoder(DEFAULT_MODEL))


def ranked(assistant: Assistant, **fields: object) -> str:
    """The opening of a ranking of the authors of the papers since 2021, which is one paper."""
    query = Query("?", Intent.RANK, attribute=Attribute.AUTHORS, year_from=2021, **fields)  # type: ignore[arg-type]
    return execute(Rank(query, Attribute.AUTHORS), assistant.desk.library).text.split("\n")[0]


def test_one_of_a_kind_is_told_as_one(assistant: Assistant) -> None:
    of_it = "of 1 paper by this group since 2021:"
    assert ranked(assistant) == f"The 2 people named most often as authors {of_it}"
    assert ranked(assistant, author_position="first") == f"The only person named as first author {of_it}"
    answer = assistant.ask("Which paper has the fewest authors?")
    assert answer.text.startswith("The paper by this group with the fewest authors (1 author):")


def test_what_is_not_listed_is_counted() -> None:
    assert not_listed(1) == "1 more is not listed"
    assert not_listed(7) == "7 more are not listed"


def test_of_many_authors_a_few_are_shown_and_those_who_are_asked_for() -> None:
    whole = make_paper("A", authors=LETTERS, authors_complete=True)
    assert authors_shown(whole) == "A, B, …, H (8 authors)"
    assert authors_shown(whole, keep=["D"]) == "A, B, …, D, …, H (8 authors)"
    assert authors_shown(whole, keep=["C"]) == "A, B, C, …, H (8 authors)"
    assert authors_shown(make_paper("A", authors=LETTERS[:6], authors_complete=True)) == "A, B, C, D, E, F"
    assert authors_shown(make_paper("A", authors=LETTERS)) == "A, B, …, H et al."
    assert authors_shown(make_paper("A", authors=LETTERS, author_count=24)) == "A, B, …, H (24 authors)"


def test_a_printed_list_of_authors_is_cut_in_the_same_way() -> None:
    assert names_shown("A, B, C, D, E, F, G, H") == "A, B, …, H (8 authors)"
    assert names_shown("A, B, C et al.") == "A, B, C et al."
    assert names_shown("A, B, C, D, E, F, G, H et al.") == "A, B, …, H et al."
