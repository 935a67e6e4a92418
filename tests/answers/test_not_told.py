"""A question of which an abstract has no detail: the nearest paper is named, and that it does not tell."""

from __future__ import annotations

from collections.abc import Iterator
from unittest import mock

import pytest
from small import assistant_on

from assistant.answering import Assistant
from assistant.answers.abstention import not_told
from assistant.answers.plans import Fact
from assistant.answers.verbatim import execute
from assistant.datamodels import Answer, Evidence, Intent, Query, Reason

ABSTRACTS = {
    "Owls of the barn": "We count 12 owls in barns of Zurich. Owls hunt mice.",
    "Tigers of the river": "Tigers swim across 3 rivers.",
    "Bears of the cave": "Bears sleep all winter.",
    "Foxes of the field": "",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    records = [{"title": title, "abstract": text, "date": "2020"} for title, text in ABSTRACTS.items()]
    with assistant_on(tmp_path_factory.mktemp("not_told"), records) as assistant:
        yield assistant


def fact(assistant: Assistant, question: str, topic: str) -> Answer:
    return execute(Fact(Query(question, Intent.FACT, topic=topic)), assistant.desk.library)


def test_an_answer_ends_with_its_paper(assistant: Assistant) -> None:
    text = fact(assistant, "How many owls in barns of Zurich do they count?", "owls in barns of Zurich").text
    assert text.startswith("We count 12 owls in barns of Zurich. [1]")
    assert text.endswith("— **Owls of the barn** (2020)")


def test_where_the_abstract_does_not_plainly_tell_it_the_answer_says_so(assistant: Assistant) -> None:
    question = "How many owls in barns of Zurich do they count?"
    with mock.patch.object(type(assistant.desk.library.finder), "tells", return_value=False):
        text = fact(assistant, question, "owls in barns of Zurich").text
    nearest, said = text.split("\n\n")[:2]
    assert nearest == (
        "The abstract of **Owls of the barn** (2020) does not plainly tell this, "
        "and its full text is not here. Nearest to it:"
    )
    assert said == "We count 12 owls in barns of Zurich. [1]"


def test_signs_of_the_best_sentence_tell_it(assistant: Assistant) -> None:
    owls = next(paper for paper in assistant.corpus.papers if "Owls" in paper.title)
    told = Query("How many owls in barns of Zurich do they count?", Intent.FACT, topic="owls")
    assert assistant.desk.library.finder.tells(told, Evidence(owls, 1.0))
    bears = next(paper for paper in assistant.corpus.papers if "Bears" in paper.title)
    assert not assistant.desk.library.finder.tells(
        Query("How many cameras filmed it?", Intent.FACT, topic="it"), Evidence(bears, 1.0)
    )


def test_an_abstention_names_the_paper_that_is_on_the_question(assistant: Assistant) -> None:
    answer = fact(assistant, "Which lens was on the camera at the cave?", "bears of the cave")
    assert answer.reason is Reason.NOTHING_FOUND
    assert answer.text == (
        "None of the 4 papers by this group answers this in its abstract. "
        "The nearest is **Bears of the cave** (2020); its abstract does not tell it, "
        "and its full text is not here."
    )
    assert [s.title for s in answer.suggestions] == ["Bears of the cave"]


def test_a_paper_without_an_abstract_is_named_as_such(assistant: Assistant) -> None:
    foxes = [paper for paper in assistant.corpus.papers if "Foxes" in paper.title]
    text = not_told(Query("How fast?", Intent.FACT), foxes, 4, has_body=False).text
    assert text.endswith(
        "The nearest is **Foxes of the field** (2020); no source prints an abstract of it, "
        "and its full text is not here."
    )
