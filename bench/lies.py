"""What becomes of the lies and truths of a scripted writer: `bench answers --model fake:liar`.

A sentence is unmarked where the reader is shown it without the label that says that the papers do not bear
it out: whether it has a citation or not.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from assistant.answering import Assistant, open_assistant
from assistant.config import Settings
from assistant.datamodels import EXTRACTIVE, Answer
from assistant.errors import UsageError
from assistant.models.chat_models import ChatModel
from assistant.models.writers import Models
from bench.writers import KINDS, Liar, Oracle

UNMARKED = ("backed", "plain")
"""The standings of sentences that have no label."""

WRITERS = {"fake:oracle": Oracle, "fake:liar": Liar}


@dataclass
class Told:
    """The sentences of a scripted writer, counted as `see` is given the answers that came of them.

    `written` counts answers that the writer wrote, `instead` those that fell back to verbatim sentences.
    """

    writer: Oracle
    written: int = 0
    instead: int = 0
    truths: int = 0
    kept: int = 0
    lies: Counter[str] = field(default_factory=Counter)
    unmarked: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    def see(self, answer: Answer) -> None:
        """Count what the writer's last reply became in `answer`."""
        if answer.usage is None or all(step.name != "write" for step in answer.usage.steps):
            return  # the writer was not asked to write
        self.written += answer.writer != EXTRACTIVE
        self.instead += answer.writer == EXTRACTIVE
        shown = Counter(told.text for told in answer.told if told.standing in UNMARKED)
        truths = Counter(self.writer.truths)
        for truth, count in truths.items():
            self.truths += count
            self.kept += min(count, shown[truth])
        for lie in getattr(self.writer, "lies", ()):
            self.lies[lie.kind] += 1
            if shown[lie.sentence] > truths[lie.sentence]:
                self.unmarked[lie.kind] += 1
                self.examples.append(f"{lie.kind}: {lie.sentence}")

    def result(self) -> dict[str, Any]:
        """The counts; `unmarked` is of all lies, `by_kind` holds told and unmarked of each kind."""
        counts = {
            "written": self.written,
            "instead": self.instead,
            "truths": self.truths,
            "truths_kept": self.kept,
        }
        if isinstance(self.writer, Liar):
            by_kind = {kind: [self.lies[kind], self.unmarked[kind]] for kind in KINDS}
            counts |= {"lies": self.lies.total(), "unmarked": self.unmarked.total()}
            return counts | {"by_kind": by_kind}
        return counts

    def report(self) -> str:
        lines = [f"{key} {value}" for key, value in self.result().items()]
        return "\n".join([*lines, *(f"UNMARKED {example}" for example in self.examples)])


def open_scripted(settings: Settings, name: str) -> tuple[Assistant, Told]:
    """An assistant whose model is a scripted writer, and the count of what that tells.

    Raises UsageError where there is no such writer.
    """
    if name not in WRITERS:
        raise UsageError(f"There is no scripted writer {name!r}; expected one of {', '.join(WRITERS)}.")
    writer = WRITERS[name]()
    model = ChatModel(writer, name, settings.limits)
    return open_assistant(settings, models=Models(settings, default=model)), Told(writer)
