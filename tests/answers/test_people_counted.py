"""Answers about people whom the papers write in several ways."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from fakes import FakeEncoder

from assistant.answering import Assistant
from assistant.config import DEFAULT_MODEL
from assistant.index.corpus import open_corpus
from ingest.pipeline import ingest

AUTHORS = (
    ["Ada Mill", "B. Noether"],
    ["Mill, A.", "Zoe Owl"],
    ["A. Mill", "Bea Noether"],
    ["A Mill", "Bob Noether"],
    ["Zoe Owl"],
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    directory = tmp_path_factory.mktemp("people")
    source = directory / "people.jsonl"
    with source.open("w", encoding="utf-8") as file:
        for number, authors in enumerate(AUTHORS):
            record = {"title": f"Owls of area {number}", "abstract": "Owls hunt.", "authors": authors}
            file.write(json.dumps(record) + "\n")
    ingest([source], directory / "index", FakeEncoder(DEFAULT_MODEL))
    corpus = open_corpus(directory / "index")
    yield Assistant(corpus, FakeEncoder(DEFAULT_MODEL))
    corpus.close()


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


def test_papers_written_alone(assistant: Assistant) -> None:
    answer = assistant.ask("Which papers did Owl write alone, without any co-author?")
    assert {citation.title for citation in answer.citations} == {"Owls of area 4"}


def test_coauthors_of_a_person(assistant: Assistant) -> None:
    text = assistant.ask("Who are the co-authors of Zoe Owl?").text
    assert "**Ada Mill**: 1 paper" in text
