"""Every kind of question gets its plan, and every plan has its handler."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from fakes import FakeEncoder

from assistant.answering import Assistant
from assistant.answers.plans import (
    Abstain,
    Compare,
    Count,
    DescribedPaper,
    Extreme,
    Fact,
    Greeting,
    Limitations,
    List,
    Newest,
    News,
    Overview,
    PaperProperty,
    Plan,
    Portrait,
    ProfileFacts,
    Rank,
    ReadFirst,
    References,
    Refusal,
    RelatedWork,
    Releases,
    Themes,
    WorksOn,
)
from assistant.answers.verbatim import HANDLERS, handler_of
from assistant.config import DEFAULT_MODEL
from assistant.datamodels import Attribute, Message, Reason
from assistant.index.corpus import open_corpus

EXAMPLES: tuple[tuple[str, type[Plan]], ...] = (
    ("What has this group done on swimming tigers?", Overview),
    ("How many rivers do tigers swim across?", Fact),
    ("List all papers from 2020.", List),
    ("How many papers are there?", Count),
    ("What is the newest paper?", Newest),
    ("Which paper has the longest title?", Extreme),
    ("How many papers per year?", Rank),
    ("Who are the most frequent co-authors?", Rank),
    ("Who wrote Swimming Tigers?", PaperProperty),
    ("When was the paper on lions published?", DescribedPaper),
    ("How many rivers do the tigers of the paper by Gödel swim across?", Fact),
    ("What are the main themes of the group?", Themes),
    ("What should I read first on lions?", ReadFirst),
    ("Compare lions and tigers", Compare),
    ("List their papers since 2020 in APA style", References),
    ("Who in the group works on lions?", WorksOn),
    ("Have they released code or data?", Releases),
    ("What are the limitations of their work on lions?", Limitations),
    ("What is new since 2020?", News),
    ("Describe the group in three sentences", Portrait),
    ("Write a related work paragraph on lions", RelatedWork),
    ("Hello", Greeting),
    ("Write a poem about the sea", Abstain),
)

REFUSALS = (
    ("Write a poem about the sea", Refusal.OUT_OF_DOMAIN),
    ("Wie wird das Wetter morgen?", Refusal.UNSUPPORTED_LANGUAGE),
    ("How often is Swimming Tigers cited?", Refusal.NOT_RECORDED),
    ("papers from Harvard University", Refusal.UNKNOWN_AFFILIATION),
    ("papers published in Nature", Refusal.UNKNOWN_VENUE),
    ("papers by Yann LeCun", Refusal.UNKNOWN_AUTHOR),
    ("Who wrote it?", Refusal.WHICH_PAPER),
)


@pytest.fixture(scope="module")
def assistant(zoo: Path) -> Assistant:
    return Assistant(open_corpus(zoo), FakeEncoder(DEFAULT_MODEL))


def test_every_plan_has_one_handler_and_an_example() -> None:
    assert set(get_args(Plan)) == set(HANDLERS)
    assert {handler_of(kind).__name__ for kind in HANDLERS} == {s.split(".")[1] for s in HANDLERS.values()}
    assert set(HANDLERS) - {kind for _, kind in EXAMPLES} == {ProfileFacts}  # the zoo has no profile


@pytest.mark.parametrize(("question", "kind"), EXAMPLES)
def test_a_question_gets_its_plan(assistant: Assistant, question: str, kind: type[Plan]) -> None:
    assert type(assistant.plan(question)) is kind


@pytest.mark.parametrize(("question", "refusal"), REFUSALS)
def test_a_refusal_tells_its_reason(assistant: Assistant, question: str, refusal: Refusal) -> None:
    plan = assistant.plan(question)
    assert isinstance(plan, Abstain)
    assert plan.refusal is refusal
    assert assistant.ask(question).abstained


def test_a_fact_of_one_paper_falls_back_on_its_abstract(assistant: Assistant) -> None:
    first = "Who wrote Swimming Tigers?"
    cited = assistant.ask(first).citations[0].paper_id
    history = (Message("user", first), Message("assistant", "Kurt Gödel and Ada Byron", (cited,)))
    plan = assistant.plan("How many rivers does it swim across?", history)
    assert isinstance(plan, Fact)
    assert isinstance(plan.otherwise, PaperProperty)
    assert (plan.otherwise.paper_id, plan.otherwise.attribute) == (cited, Attribute.ABSTRACT)


def test_what_no_search_can_read_finds_nothing(assistant: Assistant) -> None:
    assert assistant.retrieve("Wie schwimmen die Raubkatzen?") == ()
    assert [e.paper.title for e in assistant.retrieve("swimming tigers")] == ["Swimming Tigers"]


def test_a_question_in_another_language_is_declined_in_it(assistant: Assistant) -> None:
    answer = assistant.ask("Woran forscht diese Gruppe?")
    assert answer.reason is Reason.UNSUPPORTED_LANGUAGE
    assert answer.text.startswith("Ich verstehe hier leider nur Fragen auf Englisch.")


def test_what_of_another_language_was_understood_is_said(assistant: Assistant) -> None:
    answer = assistant.ask("Was hat diese Gruppe über Tigers veröffentlicht?")
    assert not answer.abstained
    assert answer.note.startswith("Von der Frage wurden nur diese Wörter verstanden: Tigers.")
