"""Suggested questions: made from the corpus, and every one of them is answered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from known import CONTINUAL_LEARNING

from assistant.answering import Assistant, open_assistant
from assistant.config import Settings
from assistant.datamodels import Answer, Citation, Intent, Message, Paper, Query
from assistant.explore.suggestions import FOLLOW_UPS, Example, example_questions, follow_ups
from assistant.web.chat.welcome import Topic, introduction

QUESTIONS = (
    "what has this group done on continual learning",
    "How many papers has the group published?",
    "What is the group's newest paper?",
    "What is Benjamin F. Grewe's h-index?",
    "Who wrote “Continual learning with hypernetworks”?",
    "What does related work say about memory?",
    "Who are the most frequent co-authors?",
    "which papers come with code?",
    "how does dropout help?",
    "all papers since 2024",
    "How do I bake sourdough bread?",
    "papers from 1950",
    "papers by Geoffrey Hinton",
)


@pytest.fixture(scope="module")
def assistant(real_index: Path) -> Assistant:
    return open_assistant(Settings.read(index=real_index))


@pytest.fixture(scope="module")
def examples(assistant: Assistant) -> tuple[str, ...]:
    return tuple(example.question for example in introduction(assistant).examples)


def test_the_examples_are_of_this_corpus_and_answered(
    assistant: Assistant, examples: tuple[str, ...]
) -> None:
    assert examples == (
        "What are the main themes of this group?",
        "What has this group done on continual learning?",
        "Who works on neural networks?",
        "What is new?",
    )
    assert not any(assistant.ask(example).abstained for example in examples)


def test_a_theme_has_as_many_papers_as_its_question_finds(assistant: Assistant) -> None:
    topics = introduction(assistant).topics
    assert topics[0] == Topic("continual learning", len(CONTINUAL_LEARNING))
    for topic in topics:
        assert assistant.ask(topic.question).text.startswith(
            f"{topic.papers} papers by this group deal with "
        )


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_follow_up_is_answered_in_its_conversation(
    assistant: Assistant, examples: tuple[str, ...], question: str
) -> None:
    answer = assistant.ask(question)
    cited = tuple(dict.fromkeys(c.paper_id for c in answer.citations if c.scope != "profile"))
    history = (Message("user", question), Message("assistant", answer.text, cited))
    suggested = follow_ups(
        answer,
        assistant.corpus.papers,
        lambda text: assistant.can_answer(text, history),
        examples=examples,
        asked=[question],
    )
    assert len(suggested) == FOLLOW_UPS
    assert len({question, *suggested}) == FOLLOW_UPS + 1
    for text in suggested:
        assert not assistant.ask(text, history).abstained, text


def paper(id: str, title: str, abstract: str = "", **more: object) -> Paper:
    return Paper(id, title, abstract, "group", **more)  # type: ignore[arg-type]


def asked(*examples: Example) -> list[str]:
    return [example.question for example in examples]


def test_there_is_an_example_for_each_intent_and_each_is_answered() -> None:
    papers = [paper("a", "Target propagation", "An abstract.", authors=("Ada Byron",))]
    offered = example_questions(papers, ["sleep", "noise"], lambda question: "sleep" not in question)
    assert offered == (
        Example("Overview", "What are the main themes of this group?"),
        Example("A topic", "What has this group done on noise?"),
        Example("People", "Who works on noise?"),
        Example("News", "What is new?"),
    )


def test_examples_without_themes_or_dates() -> None:
    papers = [paper("a", "Target propagation", "An abstract.", authors=("Ada Byron",))]
    undated = example_questions(papers, [], lambda question: "new" not in question)
    assert asked(*undated) == [
        "Introduce the group in three sentences",
        "What is “Target propagation” about?",
        "Who are the most frequent co-authors?",
    ]
    assert example_questions([], [], lambda question: False) == ()


@pytest.fixture
def answer() -> Answer:
    cited = Citation(
        1, "a", "Target propagation", "", 2020, "group", "title", "Target propagation", 0, 18, "x", 1, None
    )
    return Answer("on targets?", "One [1].", Query("on targets?", topic="targets", said="targets"), (cited,))


def test_what_was_asked_is_not_suggested_again(answer: Answer) -> None:
    papers = [paper("a", "Target propagation", "An abstract.", authors=("Ada Byron",))]
    first = follow_ups(answer, papers, lambda _: True)
    assert first[0] == "What does related work say about targets?"
    again = follow_ups(answer, papers, lambda _: True, asked=["what does related work say about targets"])
    assert first[0] not in again


def test_nothing_is_suggested_where_nothing_is_answered(answer: Answer) -> None:
    assert follow_ups(answer, [paper("a", "Target propagation")], lambda _: False) == ()


def test_a_fact_leads_to_all_papers_on_its_topic(answer: Answer) -> None:
    papers = [paper("a", "Target propagation", "An abstract.", authors=("Ada Byron",))]
    fact = replace(answer, query=replace(answer.query, intent=Intent.FACT))
    assert follow_ups(fact, papers, lambda _: True)[0] == "What has this group done on targets?"


def test_words_to_search_for_are_not_suggested(answer: Answer) -> None:
    papers = [paper("a", "Target propagation", "An abstract.", authors=("Ada Byron",))]
    unsaid = replace(answer, query=replace(answer.query, said=""))
    assert not any("targets" in question for question in follow_ups(unsaid, papers, lambda _: True))


def test_a_greeting_is_followed_by_the_examples(answer: Answer) -> None:
    greeting = replace(answer, citations=(), query=Query("Hello!", Intent.CHAT))
    assert follow_ups(greeting, [], lambda _: True, examples=["What is new?"]) == ("What is new?",)
