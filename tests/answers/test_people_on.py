"""Who works on a topic: people counted once, with their years, their co-authors and their papers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from small import assistant_on

from assistant.answering import Assistant
from assistant.datamodels import Answer, Intent, Query, Reason

PAPERS: tuple[tuple[str, str, list[str]], ...] = (
    ("Owls at Night", "2019", ["Ada Mill", "Bea Noether"]),
    ("Owls and Mice", "2021", ["A. Mill", "Bea Noether", "Zoe Owl", "Kurt Lark"]),
    ("Owls in Barns", "2023", ["Ada Mill"]),
    ("Owls of the North", "2020", []),
    ("Tigers Swim", "2022", ["Kurt Lark"]),
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    records = [
        {"title": title, "abstract": f"{title.split()[0]} hunt.", "date": date, "authors": authors}
        for title, date, authors in PAPERS
    ]
    with assistant_on(tmp_path_factory.mktemp("works_on"), records) as assistant:
        yield assistant


def works_on(assistant: Assistant, topic: str, **fields: object) -> Answer:
    query = Query(f"Who works on {topic}?", Intent.WORKS_ON, topic=topic, **fields)  # type: ignore[arg-type]
    return assistant.desk.verbatim.answer(query)


def test_each_person_has_one_line_with_years_and_co_authors(assistant: Assistant) -> None:
    text = works_on(assistant, "owls").text
    assert text.startswith("4 authors are named on 4 papers by this group on owls:")
    assert "- **Ada Mill**: 3 papers from 2019 to 2023, most often with Bea Noether [1][2][3]" in text
    assert "- **Zoe Owl**: 1 paper in 2021, with Ada Mill, Bea Noether and 1 other [2]" in text
    assert "Tigers" not in text


def test_the_papers_stand_below_and_their_authors_are_cited(assistant: Assistant) -> None:
    answer = works_on(assistant, "owls")
    assert "- **Owls in Barns** (2023) [1]\n- **Owls and Mice** (2021) [2]" in answer.text
    assert {c.field for c in answer.citations} == {"authors"}
    assert "1 paper without authors in any source was left out." in answer.text


def test_only_those_who_are_asked_for_are_told(assistant: Assistant) -> None:
    text = works_on(assistant, "owls", authors=(("Kurt Lark",),)).text
    assert text.startswith("1 author is named on 1 paper by this group on owls with Kurt Lark:")
    assert "**Ada Mill**" not in text


def test_papers_without_authors_tell_nobody(assistant: Assistant) -> None:
    answer = works_on(assistant, "owls", year_from=2020, year_to=2020)
    assert answer.reason is Reason.NOTHING_FOUND
    assert "No source names the authors of 1 paper" in answer.text
