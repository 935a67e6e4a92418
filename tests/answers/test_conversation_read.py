"""A conversation is read once, however many questions are tried as its next one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from small import assistant_on

from assistant.answers import conversation
from assistant.datamodels import Message

RECORDS = [
    {"title": f"How {animal} swim in cold water", "abstract": f"We watch {animal} swim.", "date": str(year)}
    for animal, year in (("tigers", 2019), ("otters", 2020), ("lions", 2020), ("newts", 2021))
]
ASKED = ("Which papers are from 2020?", "How many papers are there?", "Which papers are from 2021?")
NEXT = ("Which of those are from 2021?", "And from 2019?", "How many papers are from 2020?")


def test_a_conversation_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    understand = conversation.understand

    def noted(question: str, *rest: Any, **options: Any) -> Any:
        read.append(question)
        return understand(question, *rest, **options)

    monkeypatch.setattr(conversation, "understand", noted)
    with assistant_on(tmp_path, RECORDS) as assistant:
        history: list[Message] = []
        for question in ASKED:
            answer = assistant.ask(question, history)
            cited = tuple(c.paper_id for c in answer.citations)
            history += [Message("user", question), Message("assistant", answer.text, cited)]
        read.clear()
        tried = [assistant.can_answer(question, history) for question in NEXT]
        assert read == [ASKED[-1], *NEXT]  # the turns before the last one were read for its own question
        assert tried == [not assistant.ask(question, history).abstained for question in NEXT]


def test_a_reply_that_cites_other_papers_is_another_conversation(tmp_path: Path) -> None:
    with assistant_on(tmp_path, RECORDS) as assistant:
        for paper in assistant.corpus.papers:
            reply = Message("assistant", f"{paper.title} [1]", (paper.id,))
            history = (Message("user", "Which paper is on swimming?"), reply)
            assert str(paper.year) in assistant.ask("When was it published?", history).text
