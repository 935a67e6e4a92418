"""A question reads a bounded number of papers, of however many there are; the rest is told by columns."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise

import pytest
from small import assistant_on

from assistant.answering import Assistant
from assistant.answers import (
    extremes,
    limitations,
    lists,
    news,
    rankings,
    reference_lists,
    releases,
    themes_told,
)
from assistant.answers.plans import Plan, ProfileFacts
from assistant.answers.verbatim import HANDLERS
from assistant.datamodels import Message, Paper
from assistant.index import corpus
from assistant.index.papers import Papers
from bench.ordinary import QUESTIONS, questions

PAPERS = 1000

READ = 250
"""Papers that a question reads, at most: those that a search weighs, and what is listed and quoted."""

FEW = 40
"""What the limits on papers that are listed, counted beside each other and read for themes are set to."""

THINGS = "lions tigers owls bees wolves otters whales foxes".split()
DOINGS = (
    "sleep at night",
    "hunting in winter",
    "songs of the herd",
    "counting from the air",
    "life in barns",
)


def records() -> Iterator[dict[str, object]]:
    choose = random.Random(0)
    for number in range(PAPERS):
        thing, doing = choose.choice(THINGS), choose.choice(DOINGS)
        yield {
            "title": f"{thing.title()} and {doing} ({number})",
            "abstract": f"We watch {thing}: {doing}. More on {thing} is needed. Our code is online.",
            "authors": [
                f"Ada {choose.choice('BCDFG')}{choose.choice('aeo')}{number % 97}n",
                f"Kurt Owl{number}",
            ],
            "date": f"{choose.randint(2000, 2026)}-{choose.randint(1, 12):02}",
            "venue": f"Journal of {choose.choice(THINGS).title()}",
            "affiliations": [f"University of {choose.choice(('Oslo', 'Wien', 'Bern'))}"],
            "category": choose.choice(("zoology", "botany")),
        }


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with assistant_on(tmp_path_factory.mktemp("read"), list(records())) as made:
        made.warm()
        yield made


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """The rows of the papers that are read, while no limit lets many of them be."""
    rows: set[int] = set()
    one, every, texts = Papers.__getitem__, Papers.__iter__, Papers.texts

    def get(self: Papers, at: int | slice) -> object:
        rows.update(range(len(self))[at] if isinstance(at, slice) else [at])
        return one(self, at)

    def loop(self: Papers) -> Iterator[Paper]:
        rows.update(range(len(self)))
        return every(self)

    def read_texts(self: Papers) -> Iterator[tuple[str, str, str]]:
        rows.update(range(len(self)))
        return texts(self)

    for name, counting in (("__getitem__", get), ("__iter__", loop), ("texts", read_texts)):
        monkeypatch.setattr(Papers, name, counting)
    for module, name in (
        *((module, "LISTED") for module in (lists, reference_lists)),
        *((module, "READ") for module in (limitations, releases)),
        *((module, "THEMED") for module in (corpus, news, themes_told)),
        (extremes, "TIES"),
        (rankings, "LINES"),
    ):
        monkeypatch.setattr(module, name, FEW)
    return rows


def test_there_are_questions_of_every_kind(assistant: Assistant) -> None:
    assert set(QUESTIONS) == set(HANDLERS)
    made = {
        type(assistant.desk.verbatim.plan(assistant.understand(asked))) for _, asked in questions(assistant)
    }
    assert made | {ProfileFacts} == set(HANDLERS)


@pytest.mark.parametrize("kind", QUESTIONS, ids=lambda kind: kind.__name__)
def test_a_question_reads_few_papers(assistant: Assistant, kind: type[Plan], read: set[int]) -> None:
    for asked in [question for of, question in questions(assistant) if of is kind]:
        read.clear()
        assistant.ask(asked, scope="all")
        assert len(read) <= READ, asked


@pytest.mark.parametrize(
    "first", ["List all papers", "How many papers are there?", "Who has the most papers?"]
)
def test_a_question_on_what_was_counted_reads_few(assistant: Assistant, first: str, read: set[int]) -> None:
    reply = Message("assistant", assistant.ask(first).text)
    read.clear()
    answer = assistant.ask("Which of those are the newest?", [Message("user", first), reply])
    assert len(answer.query.papers or ()) >= FEW
    assert len(read) <= READ


def test_of_many_that_are_equal_some_are_listed(assistant: Assistant, read: set[int]) -> None:
    answer = assistant.ask("Which paper has the most authors?")
    assert f"The {PAPERS} papers by this group with the most authors" in answer.text
    assert f"These are the newest {FEW}; {PAPERS - FEW} more are not listed." in answer.text
    years = [citation.year or 0 for citation in answer.citations]
    assert len(years) == FEW
    assert all(before >= after for before, after in pairwise(years))


def test_of_many_people_and_groups_some_are_listed(assistant: Assistant, read: set[int]) -> None:
    answer = assistant.ask("Which authors have at least 2 papers?")
    assert answer.text.count("- **") == FEW
    assert " more are not listed." in answer.text
    answer = assistant.ask("How many papers are there per year and category?")
    assert answer.text.count("- **") == FEW
    assert f"These are the largest {FEW}; " in answer.text
