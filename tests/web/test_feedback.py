"""The file of what visitors said."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from fake_assistant import continual_learning

from assistant.datamodels import Answer, Filters
from assistant.errors import AssistantError, UsageError
from assistant.web.chat import feedback as module
from assistant.web.chat.conversation import Turn
from assistant.web.chat.feedback import MAX_ENTRY, MAX_WORDS, Feedback, Verdict, program_version

ANSWER = continual_learning("continual?")


def turn(answer: Answer | None = ANSWER) -> Turn:
    return Turn(1, "continual?", "answered", answer=answer, scope="all", filters=Filters(year_from=2020))


def keep(feedback: Feedback, turn: Turn, verdict: Verdict) -> None:
    feedback.keep(turn, verdict, conversation="c", snapshot="s")


def test_an_entry_has_all_that_one_can_learn_from(tmp_path: Path) -> None:
    feedback = Feedback(tmp_path / "feedback.jsonl")
    keep(feedback, turn(), Verdict("up", " good "))
    keep(feedback, turn(), Verdict("down"))
    first, second = map(json.loads, feedback.path.read_text(encoding="utf-8").splitlines())
    assert first.pop("time")
    assert first == {
        "rating": "up",
        "words": "good",
        "question": "continual?",
        "scope": "all",
        "filters": {"year_from": 2020},
        "answer": ANSWER.text,
        "reason": None,
        "sources": [
            {"number": c.number, "paper": c.paper_id, "title": c.title, "quote": c.quote}
            for c in ANSWER.citations
        ],
        "conversation": "c",
        "snapshot": "s",
        "turn": 1,
        "program": program_version(),
        "writer": "extractive",
    }
    assert second["rating"] == "down"


@pytest.mark.parametrize("sources", [3, 3000])
def test_an_entry_is_bounded(tmp_path: Path, sources: int) -> None:
    long = replace(ANSWER, text="ä" * 100_000, citations=ANSWER.citations * (sources // 3))
    feedback = Feedback(tmp_path / "feedback.jsonl")
    keep(feedback, turn(long), Verdict("down", "x" * 10_000))
    line = feedback.path.read_bytes()
    assert len(line) <= MAX_ENTRY
    assert len(json.loads(line)["words"]) == MAX_WORDS


def test_the_file_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_FILE", 1000)
    feedback = Feedback(tmp_path / "feedback.jsonl")
    feedback.path.write_text("x" * 900, encoding="utf-8")
    with pytest.raises(UsageError, match="full"):
        keep(feedback, turn(), Verdict("up"))
    assert feedback.path.stat().st_size == 900


def test_there_must_be_an_answer(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no answer"):
        keep(Feedback(tmp_path / "feedback.jsonl"), turn(None), Verdict("up"))


def test_a_disk_that_fails_is_an_error_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match="could not be written"):
        keep(Feedback(tmp_path / "missing" / "feedback.jsonl"), turn(), Verdict("up"))
