"""Visitors' feedback on answers: a file on this machine for the group to learn from, sent nowhere."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.config import program_version
from assistant.datamodels import Answer
from assistant.errors import AssistantError, UsageError
from assistant.web.chat.conversation import Rating, Turn

log = logging.getLogger(__name__)

MAX_WORDS = 500
"""Characters of a visitor's own words that are kept."""

MAX_ENTRY = 32_000
"""Bytes of an entry. A longer one is kept without its sources' quotes, then with its answer cut."""

MAX_FILE = 50_000_000
"""Bytes of the file, from which on nothing more is taken: a public page must not fill a disk."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A visitor's feedback on an answer: thumbs up or down, and words of the visitor's own."""

    rating: Rating
    words: str = ""


class Feedback:
    """A file of JSON lines beside the index, one for each verdict. Safe between threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def keep(self, turn: Turn, verdict: Verdict, *, conversation: str, snapshot: str) -> None:
        """Add a verdict on an answered turn; of several on one turn of a conversation, the last one counts.

        `snapshot` is the version of the index that it was answered from.

        Raises UsageError where there is no answer or no room, AssistantError where the disk fails.
        """
        if turn.answer is None:
            raise UsageError("There is no answer to say anything about.")
        line = _line(turn, turn.answer, verdict, {"conversation": conversation, "snapshot": snapshot})
        try:
            with self._lock:
                if self.path.exists() and self.path.stat().st_size + len(line) > MAX_FILE:
                    raise UsageError("The feedback file is full; nothing more is kept.")
                with self.path.open("ab") as file:
                    file.write(line)
        except OSError as error:
            log.exception("Feedback can't be written")
            raise AssistantError("The feedback could not be written; the server's log says why.") from error


def _line(turn: Turn, answer: Answer, verdict: Verdict, ids: Mapping[str, str]) -> bytes:
    """The entry as one line of at most MAX_ENTRY bytes."""
    entry: dict[str, Any] = {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "rating": verdict.rating,
        "words": verdict.words.strip()[:MAX_WORDS],
        "question": turn.question[:2000],
        "scope": turn.scope,
        "filters": {name: value for name, value in asdict(turn.filters).items() if value is not None},
        "answer": answer.text,
        "reason": answer.reason.value if answer.reason else None,
        "sources": [
            {"number": c.number, "paper": c.paper_id, "title": c.title, "quote": c.quote}
            for c in answer.citations
        ],
        **ids,
        "turn": turn.number,
        "program": program_version(),
        "writer": answer.writer,
    }
    if len(_encoded(entry)) > MAX_ENTRY:
        for source in entry["sources"]:
            del source["quote"]
    if len(_encoded(entry)) > MAX_ENTRY:
        entry["answer"], entry["sources"] = entry["answer"][:4000], entry["sources"][:40]
        for source in entry["sources"]:
            source["title"] = source["title"][:120]
    return _encoded(entry)


def _encoded(entry: dict[str, Any]) -> bytes:
    return (json.dumps(entry, ensure_ascii=False) + "\n").encode()
