"""A conversation, without a page around it."""

from __future__ import annotations

import pytest
from fake_assistant import FakeAssistant
from waiting import PATIENCE

from assistant.datamodels import Message
from assistant.web.chat import conversation
from assistant.web.chat.conversation import Conversation, converse
from assistant.web.service import Service

QUESTION = "what has this group done on continual learning"


def ask(service: Service, talk: Conversation, question: str) -> list[str]:
    """The states that the page showed."""
    return [talk.turns[-1].state for _ in converse(service, talk, question, None)]


def ready(assistant: FakeAssistant) -> Service:
    service = Service(lambda: assistant).start()
    service.wait(PATIENCE)
    return service


def test_a_turn_waits_is_written_and_answered() -> None:
    talk = Conversation()
    states = ask(ready(FakeAssistant()), talk, QUESTION)
    assert list(dict.fromkeys(states)) == ["waiting", "writing", "answered"]
    assert not talk.busy


def test_text_is_gathered(monkeypatch: pytest.MonkeyPatch) -> None:
    def steps(seconds: float) -> int:
        monkeypatch.setattr(conversation, "GATHER_SECONDS", seconds)
        return ask(ready(FakeAssistant(step=0)), Conversation(), QUESTION).count("writing")

    assert steps(0) > 20
    assert steps(1e6) == 1  # what comes within that time is one step on the page


def test_failures_are_shown_and_forgotten() -> None:
    assistant, talk = FakeAssistant(step=0), Conversation()
    service = ready(assistant)
    assert ask(service, talk, "unreachable")[-1] == "failed"
    assert ask(service, talk, "crash")[-1] == "failed"
    assert talk.history() == ()
    ask(service, talk, QUESTION)
    assert talk.history()[0] == Message("user", QUESTION)
    assert talk.history()[1].citations == ("local", "guarantees", "hypernetworks")


def test_a_closed_page_stops_the_turn() -> None:
    assistant, talk = FakeAssistant(step=0), Conversation()
    steps = converse(ready(assistant), talk, "endless", None)
    for _ in range(5):
        next(steps)
    steps.close()  # type: ignore[attr-defined]
    assert talk.turns[0].state == "stopped"
    assert "Stopped" in talk.messages()[-1]["content"]


def test_a_stopped_turn_stays_stopped_when_its_answer_arrives_late() -> None:
    talk = Conversation()
    steps = converse(ready(FakeAssistant(step=0.06)), talk, QUESTION, None)
    next(steps)
    next(steps)
    talk.stop()
    ask(ready(FakeAssistant(step=0)), talk, "h-index")
    list(steps)
    assert [turn.state for turn in talk.turns] == ["stopped", "answered"]


def test_a_profile_is_no_paper_that_a_follow_up_could_mean() -> None:
    talk = Conversation()
    ask(ready(FakeAssistant(step=0)), talk, "h-index")
    assert talk.history()[1].citations == ()


def test_an_answer_without_sources_hides_the_last_ones() -> None:
    talk = Conversation()
    service = ready(FakeAssistant(step=0))
    ask(service, talk, QUESTION)
    assert talk.sources_html().count("<section") == 1
    ask(service, talk, "will it rain?")
    assert talk.sources_html().count("<section") == 2
    assert talk.sources_html().endswith('<p class="empty">Nothing is cited here.</p></section>')


def test_a_closed_conversation_is_stopped() -> None:
    talk = Conversation()
    turn = talk.begin("why?")
    talk.close()
    assert talk.closed
    assert turn.state == "stopped"
