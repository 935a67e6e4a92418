"""The graph of an answer by a chat model: understand, search, grade, tell, quote, write, judge.

    understand --> search --> grade --> tell --> quote --> write --> judge --> (answer)
         |           ^          |        |
         |           +- reword -+        +--> (an exact answer, an abstention)
         +---------------------------> tell

Each step is a Runnable that takes the `State` and returns what changes in it, and falls back by itself where
the model fails: on the rules, on the calibrated relevance, on the sentences of the search, on the mechanical
check, and at last on the verbatim answer.
"""

from __future__ import annotations

from typing import Any

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from assistant.answers.plans import PaperProperty
from assistant.graph.checking import Checking
from assistant.graph.desk import Desk
from assistant.graph.grading import Grading
from assistant.graph.quoting import Quoting
from assistant.graph.searching import REWORDED, Reword, Search, is_searched, is_written
from assistant.graph.state import State, Step
from assistant.graph.telling import Telling
from assistant.graph.understanding import Understanding
from assistant.graph.writing import Writing

STEPS = {
    "understand": Understanding,
    "search": Search,
    "grade": Grading,
    "reword": Reword,
    "tell": Telling,
    "quote": Quoting,
    "write": Writing,
    "judge": Checking,
}
"""The steps by their names, in order."""


def build_graph(desk: Desk, **steps: Step) -> CompiledStateGraph[State, None, State, State]:
    """The graph over `desk`; `steps` replace its own, by name. Raises KeyError for an unknown name."""
    if unknown := steps.keys() - STEPS.keys():
        raise KeyError(f"There is no step {', '.join(sorted(unknown))}; the steps are {', '.join(STEPS)}.")
    graph: Any = StateGraph(State)
    for name, make in STEPS.items():
        graph.add_node(name, steps.get(name) or make(desk))
    graph.add_edge(START, "understand")
    graph.add_conditional_edges("understand", _after_understanding, ["search", "tell"])
    graph.add_edge("search", "grade")
    graph.add_conditional_edges("grade", _after_grading, ["reword", "tell"])
    graph.add_edge("reword", "search")
    graph.add_conditional_edges("tell", _after_telling, ["quote", END])
    graph.add_edge("quote", "write")
    graph.add_edge("write", "judge")
    graph.add_edge("judge", END)
    compiled: CompiledStateGraph[State, None, State, State] = graph.compile()
    return compiled


def _after_understanding(state: State) -> str:
    """Whether there is something to search for, which the model may judge by reading."""
    return "search" if state["run"].turn.model and is_searched(state["plan"]) else "tell"


def _after_grading(state: State) -> str:
    """Where nothing bears on the question, the model may name other words to search with."""
    again = not state["graded"] and state["reworded"] < REWORDED and state["run"].heeds
    return "reword" if again and not state["all_read"] else "tell"


def _after_telling(state: State) -> str:
    written = state["run"].turn.model and is_written(state["plan"]) and not state["answer"].abstained
    has_papers = state.get("graded") or isinstance(state["plan"], PaperProperty)
    return "quote" if written and has_papers else END
