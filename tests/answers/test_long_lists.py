"""Lists of more papers than anybody reads at once: whole, and in bounded time."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from fakes import FakeEncoder

from assistant.answering import Assistant
from assistant.answers import lists
from assistant.config import DEFAULT_MODEL
from assistant.datamodels import Answer, Message
from assistant.index.corpus import Corpus, open_corpus
from ingest.pipeline import ingest

PAPERS = 300


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    directory = tmp_path_factory.mktemp("many")
    source = directory / "many.jsonl"
    with source.open("w", encoding="utf-8") as file:
        for number in range(PAPERS):
            record = {"title": f"Owl {number}", "abstract": "Owls hunt.", "date": f"{2000 + number % 7}"}
            file.write(json.dumps(record) + "\n")
    ingest([source], directory / "index", FakeEncoder(DEFAULT_MODEL))
    corpus = open_corpus(directory / "index")
    yield corpus
    corpus.close()


@pytest.fixture(scope="module")
def assistant(corpus: Corpus) -> Assistant:
    return Assistant(corpus, FakeEncoder(DEFAULT_MODEL))


def test_a_long_list_has_every_paper_with_its_citation(assistant: Assistant) -> None:
    answer = assistant.ask("List all papers of this group")
    assert {c.title for c in answer.citations} == {f"Owl {number}" for number in range(PAPERS)}
    assert [c.number for c in answer.citations] == list(range(1, PAPERS + 1))
    assert all(f"[{number}]" in answer.text for number in range(1, PAPERS + 1))


def test_a_list_beyond_all_reading_counts_all_and_says_what_it_leaves_out(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "LISTED", 20)
    answer = assistant.ask("List all papers of this group")
    assert answer.text.startswith("300 papers by this group:")
    assert "These are the newest 20; 280 more are not listed." in answer.text
    assert {c.year for c in answer.citations} == {2006}
    assert len(answer.citations) == 20


def test_a_count_shows_the_newest_papers_and_a_list_of_the_counted_has_all(assistant: Assistant) -> None:
    answer = assistant.ask("How many papers are from 2001?")
    assert answer.text.startswith("43 papers by this group from 2001:")
    assert answer.text.endswith("33 more are not listed. Ask for the list to see all of them.")
    assert len(answer.citations) == 10
    assert len(assistant.ask("How many papers are from 2001, and which ones?").citations) == 43
    cited = tuple(c.paper_id for c in answer.citations)
    history = [Message("user", answer.question), Message("assistant", answer.text, cited)]
    assert len(assistant.ask("Which of those are from 2001?", history).citations) == 43


def test_a_ranking_shows_the_newest_papers_of_each_number(assistant: Assistant) -> None:
    per_year = assistant.ask("How many papers per year?")
    assert "- **2001**: 43 papers, among them [4][5][6]" in per_year.text
    assert len(per_year.citations) == 7 * 3
    best = assistant.ask("In which year did they publish the most papers?")
    assert best.text.startswith("300 papers by this group, by year:")
    after = assistant.ask("Since 2001, in which year did they publish the most papers?")
    assert after.text.startswith("257 papers by this group since 2001, by year:")


def test_an_answer_that_no_model_writes_comes_whole(assistant: Assistant) -> None:
    (answer,) = assistant.stream("List all papers of this group")
    assert isinstance(answer, Answer)
    assert len(answer.citations) == 300


def test_an_empty_year_names_the_nearest(assistant: Assistant) -> None:
    answer = assistant.ask("Which papers are from 2009?")
    assert "2000 to 2006, and the nearest year is 2006" in answer.text
    assert [s.title for s in answer.suggestions] == ["Owl 6", "Owl 13", "Owl 20"]
