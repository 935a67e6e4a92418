"""What to read first: an overview, what others build on, the newest, each with its reason."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from small import assistant_on

from assistant.answering import Assistant
from assistant.datamodels import Answer, Intent, Query, Reason

PAPERS = {
    "Geckolike grippers climb walls": "2018",
    "Walls that geckolike grippers hold": "2019",
    "Tails of geckolike grippers": "2020",
    "Grippers in space: a review": "2021",
    "Geckolike grippers on boats": "2022",
    "Tigers swim": "2023",
    **{f"{animal} sleep": "2010" for animal in ("Bears", "Cats", "Dogs", "Foxes", "Mice", "Rats")},
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    records = [
        {"title": title, "abstract": f"Here we show {title.lower()}.", "date": date, "authors": ["Ada Mill"]}
        for title, date in PAPERS.items()
    ]
    with assistant_on(tmp_path_factory.mktemp("read_first"), records) as assistant:
        yield assistant


def read_first(assistant: Assistant, topic: str, **fields: object) -> Answer:
    query = Query("What should I read first?", Intent.READ_FIRST, topic=topic, **fields)  # type: ignore[arg-type]
    return assistant.desk.verbatim.answer(query)


def test_the_overview_comes_first_then_what_others_build_on_then_the_newest(assistant: Assistant) -> None:
    lines = read_first(assistant, "grippers").text.splitlines()
    assert lines[0] == "What to read first of the 5 papers by this group on grippers:"
    assert lines[2].startswith(
        "1. **Grippers in space: a review** (2021): an overview, as its title says [1]."
    )
    assert lines[3].startswith(
        "2. **Geckolike grippers climb walls** (2018): the first of these to speak of “"
    )
    assert lines[4].startswith("3. **Geckolike grippers on boats** (2022): the newest of these [")


def test_each_reason_is_cited(assistant: Assistant) -> None:
    answer = read_first(assistant, "grippers")
    assert "later ones" in answer.text
    assert {c.field for c in answer.citations} >= {"title", "date", "abstract"}


def test_as_many_as_asked_for(assistant: Assistant) -> None:
    assert read_first(assistant, "grippers", limit=1).text.count("**") == 2
    assert read_first(assistant, "grippers", limit=5).text.count("**") == 10


def test_a_single_paper_is_the_only_one(assistant: Assistant) -> None:
    assert "**Tigers swim** (2023): the only one. Here we show" in read_first(assistant, "tigers").text


def test_without_a_topic_the_newest_of_all_comes_last(assistant: Assistant) -> None:
    text = read_first(assistant, "").text
    assert text.startswith("What to read first of the 12 papers by this group:")
    assert "**Tigers swim** (2023): the newest of all [" in text.splitlines()[-1]


def test_the_papers_of_an_earlier_answer_are_put_in_order(assistant: Assistant) -> None:
    ids = tuple(paper.id for paper in assistant.corpus.papers if "walls" in paper.title.lower())
    assert read_first(assistant, "", papers=ids).text.startswith("What to read first of those 2 papers:")


def test_without_papers_it_abstains(assistant: Assistant) -> None:
    assert read_first(assistant, "quantum foam").reason is Reason.NOTHING_FOUND
    assert read_first(assistant, "", year_from=1990, year_to=1991).reason is Reason.EMPTY_YEAR
