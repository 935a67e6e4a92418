"""The step that understands: question and conversation -> Query -> Plan, by the model or by the rules."""

from __future__ import annotations

from functools import partial

from assistant.datamodels import Intent, Query
from assistant.explore.saying import say
from assistant.graph.desk import Desk
from assistant.graph.reading import read_by_model
from assistant.graph.state import Run, State

_AFTER = 3  # calls that are kept for the steps after this one: grade, write, judge


class Understanding:
    """Reads the question by the rules, then lets the model read it; where that fails, the rules serve."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def __call__(self, state: State) -> State:
        run = state.get("run") or Run(self._desk.models.turn(None))
        question, history = state["question"], state.get("history", ())
        query = self._desk.reader.understand(
            question, history, scope=state.get("scope"), filters=state.get("filters")
        )
        if query.intent is not Intent.CHAT:
            query = self._by_model(run, state, query) or query
        return {
            "run": run,
            "history": history,
            "query": query,
            "plan": self._desk.verbatim.plan(query),
            "reworded": 0,
        }

    def _by_model(self, run: Run, state: State, query: Query) -> Query | None:
        """The Query as the model reads the question; None where it fails."""

        reading = partial(
            read_by_model,
            state["question"],
            state.get("history", ()),
            query,
            self._desk,
            state.get("scope"),
            state.get("filters"),
        )
        return run.ask("understand", reading, say("steps.understanding"), keep=_AFTER)
