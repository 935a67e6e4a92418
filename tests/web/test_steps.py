"""An answer waits for its page, goes on for another holder, and ends where nobody comes back."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from waiting import PATIENCE, until

from assistant.web.chat import steps as steps_module
from assistant.web.chat.steps import Steps


class Answer:
    """Three steps; `ended` once they are over or given up."""

    def __init__(self) -> None:
        self.made = 0
        self.ended = threading.Event()
        self.given_up = threading.Event()
        self.steps = Steps(self._make(), given_up=self.given_up.set)

    def _make(self) -> Iterator[None]:
        try:
            for _ in range(3):
                self.made += 1
                yield
        finally:
            self.ended.set()


@pytest.fixture
def answer() -> Answer:
    return Answer()


def test_only_the_last_holder_makes_a_step(answer: Answer) -> None:
    first = answer.steps.take()
    assert answer.steps.step(first)
    second = answer.steps.take()
    assert not answer.steps.step(first)
    answer.steps.leave(first, for_good=True)  # it is not the first's to end
    assert answer.steps.step(second)
    assert answer.steps.step(second)
    assert not answer.steps.step(second)
    assert answer.made == 3
    assert answer.ended.is_set()
    assert not answer.given_up.is_set()


def test_one_that_is_left_for_good_ends_at_once(answer: Answer) -> None:
    holder = answer.steps.take()
    answer.steps.step(holder)
    answer.steps.leave(holder, for_good=True)
    assert answer.ended.is_set()
    assert answer.given_up.is_set()


def test_one_that_nobody_comes_back_for_ends(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps_module, "KEPT_SECONDS", 0)
    holder = answer.steps.take()
    answer.steps.step(holder)
    answer.steps.leave(holder, for_good=False)
    assert answer.given_up.wait(PATIENCE)
    until(answer.ended.is_set)
    assert not answer.steps.step(answer.steps.take())


def test_one_that_is_taken_in_time_goes_on(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps_module, "KEPT_SECONDS", PATIENCE)
    first = answer.steps.take()
    answer.steps.step(first)
    answer.steps.leave(first, for_good=False)
    assert answer.steps.step(answer.steps.take())
    assert not answer.given_up.is_set()


def test_whoever_waits_for_the_end_of_an_answer_waits_for_its_last_holder(answer: Answer) -> None:
    first = answer.steps.take()
    second = answer.steps.take()
    answer.steps.leave(first, for_good=True)
    assert not answer.steps.wait_until_left(0)
    answer.steps.leave(second, for_good=True)
    assert answer.steps.wait_until_left(0)
