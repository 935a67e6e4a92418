"""A page loads before its first question what that would wait for."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEncoder

from assistant.answering import Assistant
from assistant.config import DEFAULT_MODEL
from assistant.index.corpus import open_corpus
from assistant.text.frequencies import frequencies
from assistant.understanding import language

QUESTIONS = (
    "What has the group done on swimming tigers?",
    "waht did they do on swiming tigers?",
    "papers since 2020",
    "How often do lions hunt at night?",
    "Compare lions and tigers",
    "Who works on lions?",
    "What is new since 2019?",
)


def test_a_question_after_that_reads_no_file_and_imports_nothing(
    zoo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = Assistant(open_corpus(zoo), FakeEncoder(DEFAULT_MODEL))
    assistant.warm()
    assert language._read_identifier.cache_info().currsize == 1
    assert frequencies.cache_info().currsize >= 1
    read: list[Path] = []
    opened = Path.open

    def noted(path: Path, *arguments: Any, **options: Any) -> Any:
        read.append(path)
        return opened(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", noted)
    modules = set(sys.modules)
    for question in QUESTIONS:
        assert assistant.ask(question).text
    assert [path for path in read if zoo not in path.parents] == []
    assert {name for name in sys.modules if name.startswith("assistant")} - modules == set()
