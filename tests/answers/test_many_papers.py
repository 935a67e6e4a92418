"""The jobs that people come with on a group of some size: what is counted, grouped and left out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from small import assistant_on

from assistant.answering import Assistant
from assistant.answers.plans import Compare, Limitations, News, Plan, ReadFirst, WorksOn
from assistant.answers.verbatim import execute
from assistant.datamodels import Intent, Query

ANIMALS = ("bears", "cats", "deer", "elephants", "foxes", "geese", "herons", "ibises", "jays", "koalas")
PAPERS: tuple[dict[str, object], ...] = (
    *(
        {
            "title": f"Night vision of {animal}",
            "abstract": f"We measure night vision of {animal} {number}. More research on {animal} is needed.",
            "date": str(2001 + number),
            "authors": ["Ada Mill", f"{animal.title()[:-1]} Owl"],
        }
        for number, animal in enumerate(ANIMALS)
    ),
    *(
        {
            "title": f"River crossing by {animal}",
            "abstract": f"We survey river crossing by {animal} {number}.",
            "date": str(2001 + number),
            "authors": "Ada Mill, Kurt Lark et al.",
        }
        for number, animal in enumerate(ANIMALS)
    ),
    {"title": "A song at dawn", "abstract": "Birds sing.", "date": "2011", "authors": ["Bea Noether"]},
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with assistant_on(tmp_path_factory.mktemp("many"), PAPERS) as assistant:
        yield assistant


def text(assistant: Assistant, plan: Plan) -> str:
    return execute(plan, assistant.desk.library).text


def query(**fields: object) -> Query:
    return Query("?", Intent.LIST, **fields)  # type: ignore[arg-type]


def test_much_that_is_new_is_told_by_theme_with_titles_of_the_rest(assistant: Assistant) -> None:
    said = text(assistant, News(query(year_from=2001)))
    assert said.startswith("21 papers by this group since 2001, by theme, the newest of each first:")
    assert "### Night vision (10)" in said
    assert "### River crossing (10)" in said
    assert "### Other work (1)" in said
    assert said.count("- Also: ") == 2


def test_of_many_people_the_others_are_named_and_cut_lists_are_said(assistant: Assistant) -> None:
    said = text(assistant, WorksOn(query(topic="night vision")))
    assert said.startswith("11 authors are named on 10 papers by this group on “night vision”; the 8 who")
    assert "On 1 paper each: " in said
    said = text(assistant, WorksOn(query(topic="river crossing")))
    assert "The source cuts the author lists of 10 papers (“et al.”)." in said


def test_a_sentence_may_tell_that_a_paper_gives_an_overview(assistant: Assistant) -> None:
    said = text(assistant, ReadFirst(query(topic="river crossing")))
    assert "): an overview. We survey river crossing by " in said


def test_only_the_newest_limitations_are_told(assistant: Assistant) -> None:
    said = text(assistant, Limitations(query()))
    assert "### A limitation, or what is left open (10)" in said
    assert said.endswith("These are the newest 8; 2 more are not listed.")


def test_of_many_papers_of_a_side_two_are_named_and_the_others_cited(assistant: Assistant) -> None:
    said = text(assistant, Compare(query(topic="x", compared=("night vision", "river crossing"))))
    assert "10 papers: " in said
    assert " and 8 more [" in said
