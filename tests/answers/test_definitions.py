"""Sentences that say what a thing is, and questions that ask for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fakes import make_paper
from small import assistant_on

from assistant.answering import Assistant
from assistant.answers.definitions import asks_what_it_is, definition
from assistant.answers.overviews import answer_overview
from assistant.answers.plans import Overview
from assistant.datamodels import Intent, Query


@pytest.mark.parametrize(
    ("question", "topic", "asks"),
    [
        ("What is a hypernetwork?", "hypernetwork", True),
        ("what are hypernetworks", "hypernetworks", True),
        ("What's target propagation?", "target propagation", True),
        ('What are "net fragments" and which papers discuss them?', "net fragments", True),
        ("What does stigmergy mean?", "stigmergy", True),
        ("Define stigmergy.", "stigmergy", True),
        ("What is the definition of stigmergy?", "stigmergy", True),
        ("What is the effect of hypernetworks?", "hypernetworks", False),
        ("What is the oldest paper on hypernetworks?", "hypernetworks", False),
        ("What is nest building good for?", "nest building", False),
        ("What is new?", "", False),
    ],
)
def test_a_question_may_ask_what_a_thing_is(question: str, topic: str, asks: bool) -> None:
    assert asks_what_it_is(Query(question, topic=topic)) is asks


@pytest.mark.parametrize(
    "sentence",
    [
        "Stigmergy is a way to work together by traces.",
        "We know that stigmergy (SG) is often a sign of traces.",
        "We study stigmergy, i.e., work by traces.",
        "Here we analyze stigmergy (SG), a popular way to work.",
        "They use stigmergy, which leaves traces of all work.",
        "Ants have a trick called “stigmergy”.",
        "We define stigmergy as work by traces.",
        "Stigmergy that uses traces may be wise.",
        "In this work, we propose a new way to build nests (stigmergy) which needs no talk.",
        "We therefore introduce stigmergy, and try it on ants.",
    ],
)
def test_a_definition_has_one_of_few_forms(sentence: str) -> None:
    paper = make_paper("Ants", f"Ants are many. {sentence} The end.")
    found = definition("stigmergy", [make_paper("Bees", "We like stigmergy."), paper])
    assert found is not None
    assert (found[0].id, found[1].text) == (paper.id, sentence)
    assert paper.abstract[found[1].start : found[1].end] == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "The use of stigmergy is a matter of taste.",  # of the use
        "Stigmergy is important.",
        "Ants use stigmergy and pheromones.",
        "Stigmergy has been a topic for years.",
        "Motivated by this, we propose stigmergy+, which is faster.",
        "We present experiments on stigmergy.",
    ],
)
def test_what_is_said_of_a_thing_does_not_define_it(sentence: str) -> None:
    assert definition("stigmergy", [make_paper("Ants", sentence)]) is None


def test_the_plainest_definition_is_preferred_and_then_the_most_relevant_paper() -> None:
    papers = [
        make_paper("One", "A trick called stigmergy."),
        make_paper("Two", "Stigmergy is the use of traces."),
        make_paper("Three", "Stigmergy is a use of traces."),
    ]
    found = definition("stigmergy", papers)
    assert found is not None
    assert found[0].title == "Two"


@pytest.fixture(scope="module")
def ants(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    papers = [
        {"title": "Stigmergy in ants", "abstract": "Ants use stigmergy. Stigmergy guides them to food."},
        {"title": "Traces of ants", "abstract": "Stigmergy is the use of traces. With stigmergy ants win."},
        {"title": "Bees", "abstract": "Bees dance."},
    ]
    with assistant_on(tmp_path_factory.mktemp("ants"), papers) as assistant:
        yield assistant


@pytest.mark.parametrize("question", ["What is stigmergy?", "What is stigmergy, and which papers are on it?"])
def test_an_answer_opens_with_the_definition_and_prints_it_once(ants: Assistant, question: str) -> None:
    query = Query(question, Intent.TOPIC, topic="stigmergy", said="stigmergy")
    overview = answer_overview(Overview(query), ants.desk.library)
    for answer in (overview, ants.ask(question)):
        assert answer.text.startswith("Stigmergy is the use of traces. [1]")
        assert answer.text.count("Stigmergy is the use of traces.") == 1
        assert answer.citations[0].quote == "Stigmergy is the use of traces."
    assert len({c.paper_id for c in overview.citations}) == 2


def test_the_paper_that_is_named_after_a_thing_defines_it() -> None:
    other = make_paper("Faster ants", "We introduce stigmergy, as others did.")
    own = make_paper("Stigmergy: work by traces", "We introduce stigmergy, work by traces.")
    found = definition("stigmergy", [other, own])
    assert found is not None
    assert found[0].id == own.id
