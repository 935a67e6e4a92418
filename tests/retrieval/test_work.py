"""How much work one question is, counted: texts that are encoded, candidates that are judged."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import FakeEncoder
from small import assistant_on

from assistant.retrieval.answer_search import SECOND_LOOK
from assistant.retrieval.retriever import CANDIDATES, CLOSELY, Retriever

SENTENCES = 12
FACT = "How many zebras did the lions eat in a year?"


def papers() -> list[dict[str, object]]:
    """One paper on lions, of many sentences, and 400 on owls and mice, some of which are as long."""
    of_owls = [
        {
            "title": f"Owl number {n}",
            "abstract": " ".join(f"Owl {n} hears mouse {k} of {n * k} mice." for k in range(SENTENCES)),
        }
        for n in range(1, 401)
    ]
    about = [f"In night {k} the pride slept near the river." for k in range(SENTENCES - 1)]
    lions = {"title": "Lions at night", "abstract": " ".join([*about, "Lions ate 17 zebras in a year."])}
    return [lions, *of_owls]


def test_a_question_encodes_few_texts_and_judges_few_papers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[int] = []
    signs = Retriever.signs

    def counted(self: Retriever, topic: object, rows: list[int]) -> object:
        judged.append(len(rows))
        return signs(self, topic, rows)  # type: ignore[arg-type]

    monkeypatch.setattr(Retriever, "signs", counted)
    with assistant_on(tmp_path, papers()) as assistant:
        encoder = assistant.desk.encoder
        assert isinstance(encoder, FakeEncoder)
        encoder.encoded.clear()
        assert "17 zebras" in assistant.ask(FACT).text
        sentences = [text for text in encoder.encoded if text.endswith(".")]
        assert 0 < len(sentences) <= CLOSELY * SECOND_LOOK < SENTENCES * SECOND_LOOK
        assert len(encoder.encoded) - len(sentences) <= 3  # the question, and what asks in it
        encoder.encoded.clear()
        assistant.ask(FACT)
        assert encoder.encoded == []
        judged.clear()
        assistant.ask("What has the group done on owls and mice?")
        assert len(encoder.encoded) == 1
        assert 0 < max(judged) <= 4 * CANDIDATES  # of both searches, in the scope and in all
