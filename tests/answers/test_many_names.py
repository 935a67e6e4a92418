"""A name that many authors bear: whom an answer looks up, and what it says of the others."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from small import assistant_on

from assistant.answering import Assistant
from assistant.answers.wording import FEW_NAMES, filters_of, gaps
from assistant.datamodels import Paper, Query
from assistant.index.catalog import Selection
from assistant.understanding import people

BEARERS = 60
LETTERS = "bcdfghjklm"
FAMILIES = [f"{first}{middle}{last}an" for first in "BCDF" for middle in "aeo" for last in "bdfgk"]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    records = [
        {
            "title": f"Owl {paper} {number}",
            "abstract": "Owls hunt.",
            "date": "2020",
            "authors": [f"Ada {name}"],
        }
        for number, name in enumerate(FAMILIES)
        for paper in range(2 if name.startswith("F") else 1)
    ]
    with assistant_on(tmp_path_factory.mktemp("names"), records) as made:
        yield made


def test_a_name_that_few_bear_means_all_of_them(assistant: Assistant) -> None:
    answer = assistant.ask("How many papers by Ada are there?")
    assert len(answer.query.authors[0]) == BEARERS
    assert answer.text.startswith("75 papers by this group with ")
    assert f" or {BEARERS - FEW_NAMES} other names:" in answer.text
    assert (
        f"The name fits {BEARERS} entries, which may be different people: Ada Baban (1 paper), "
        in answer.text
    )
    assert f", and {BEARERS - FEW_NAMES} more." in answer.text
    assert "looked up" not in answer.note


def test_of_very_many_those_with_most_papers_are_looked_up(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "MOST_NAMES", 20)
    answer = assistant.ask("How many papers by Ada are there?")
    (names,) = answer.query.authors
    assert len(names) == 20
    assert {f"Ada {name}" for name in FAMILIES if name.startswith("F")} <= set(names)
    assert answer.text.startswith("35 papers ")
    assert (
        "60 names in the papers fit those in the question; the 20 on most papers were looked up."
        in answer.note
    )


def test_several_names_share_the_most_that_are_looked_up(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "MOST_NAMES", 20)
    found = assistant.desk.library.lexicon.people.find("papers by Ada or Baban")
    assert [(len(mention.names), mention.left) for mention in found] == [(10, BEARERS - 10), (1, 0)]


class Counted(str):
    """A name that counts how often names are put into sets or looked up there."""

    hashed = 0

    def __hash__(self) -> int:
        Counted.hashed += 1
        return super().__hash__()


def test_what_is_said_of_many_names_takes_little_work_for_each() -> None:
    names = [Counted(f"Ada {''.join(family)}") for family in product(LETTERS, repeat=3)]
    papers = [Paper(id=name, title=name, abstract="", authors=(name,), scope="group") for name in names]
    query = Query("?", authors=(tuple(names),))
    Counted.hashed = 0
    filters_of(query)
    gaps(query, Selection(papers, len(papers)))
    assert Counted.hashed <= 200 * len(names)
