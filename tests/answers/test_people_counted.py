"""Answers about people whom the papers write in several ways."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from small import assistant_on

from assistant.answering import Assistant
from assistant.datamodels import Reason

AUTHORS = (
    ["Ada Mill", "B. Noether"],
    ["Mill, A.", "Zoe Owl"],
    ["A. Mill", "Bea Noether"],
    ["A Mill", "Bob Noether"],
    ["Zoe Owl"],
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    records = [
        {"title": f"Owls of area {number}", "abstract": "Owls hunt.", "authors": authors}
        for number, authors in enumerate(AUTHORS)
    ]
    with assistant_on(tmp_path_factory.mktemp("people"), records) as assistant:
        yield assistant


def test_a_ranking_counts_a_person_once_under_the_fullest_form(assistant: Assistant) -> None:
    text = assistant.ask("Who are the most frequent authors?").text
    assert "**Ada Mill**: 4 papers" in text
    assert "A. Mill" not in text
    assert "**Zoe Owl**: 2 papers" in text


@pytest.mark.parametrize("name", ["Mill", "A. Mill", "Mill, A.", "Ada Mill", "Ada B. Mill"])
def test_any_form_finds_all_papers(assistant: Assistant, name: str) -> None:
    answer = assistant.ask(f"papers by {name}")
    assert answer.text.startswith("4 papers by this group with Ada Mill:")
    assert len({citation.title for citation in answer.citations}) == 4


def test_two_people_who_fit_are_both_named(assistant: Assistant) -> None:
    text = assistant.ask("papers by B. Noether").text
    assert text.startswith("3 papers by this group with B. Noether or Bea Noether or Bob Noether:")
    assert "B. Noether (1 paper), Bea Noether (1 paper), Bob Noether (1 paper)." in text
    assert "may be different people" not in assistant.ask("papers by Bea Noether").text


def test_papers_written_alone(assistant: Assistant) -> None:
    answer = assistant.ask("Which papers did Owl write alone, without any co-author?")
    assert {citation.title for citation in answer.citations} == {"Owls of area 4"}


def test_coauthors_of_a_person(assistant: Assistant) -> None:
    text = assistant.ask("Who are the co-authors of Zoe Owl?").text
    assert "**Ada Mill**: 1 paper" in text


def test_an_unknown_coauthor_is_named(assistant: Assistant) -> None:
    answer = assistant.ask("Which papers did Ada Mill write with Zora Blixen?")
    assert answer.reason is Reason.UNKNOWN_AUTHOR
    assert answer.text.startswith("No paper in the documents names Zora Blixen as an author.")
    assert "Ada Mill is on 4 papers." in answer.text


def test_an_unknown_name_as_one_of_two_choices(assistant: Assistant) -> None:
    answer = assistant.ask("papers by Owl or Zora Blixen")
    assert answer.text.startswith("2 papers by this group with Zoe Owl:")
    assert "No paper in the documents names Zora Blixen as an author." in answer.text


def test_people_without_a_joint_paper(assistant: Assistant) -> None:
    answer = assistant.ask("Which papers did Bea Noether and Owl write together?")
    assert answer.reason is Reason.NOTHING_FOUND
    assert answer.text.startswith("No paper by this group names both Bea Noether and Zoe Owl as authors.")
    assert "Zoe Owl is on 2 papers." in answer.text


def test_people_who_wrote_with_each_of_two(assistant: Assistant) -> None:
    text = assistant.ask("Which co-authors do Bea Noether and Owl share?").text
    assert "**Ada Mill**" in text
