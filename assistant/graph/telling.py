"""The step that makes the answer of verbatim sentences, from the papers that the model has read.

It is the answer where only an exact one is right, or none; else it stays one click away from the model's.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.answers.verbatim import execute
from assistant.graph.desk import Desk
from assistant.graph.state import State


class Telling:
    """Answers the plan without the model."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def __call__(self, state: State) -> State:
        plan, library = state["plan"], self._desk.library
        if plan.query.topic and "graded" in state:
            library = library.judged(plan.query.topic, state["graded"])
        answer = execute(plan, library)
        if also := state.get("searched", ())[1:]:
            answer = replace(answer, searched=f"{answer.searched} Also looked for {', '.join(also)}.")
        return {"answer": answer}
