"""The assistant as a LangGraph graph, for use in other people's graphs and chains.

    from assistant.config import Settings
    from assistant.langchain_graph import create_assistant_graph
    graph = create_assistant_graph(Settings.read(model="openai:gpt-5-mini"))
    state = graph.invoke({"question": "What has this group done on continual learning?"})
    print(state["answer"].text)

Any step may be replaced by a function of the state; `assistant.graph.graph` has their names and their order.
"""

from __future__ import annotations

from langgraph.graph.state import CompiledStateGraph

from assistant.answering import Assistant, open_assistant
from assistant.config import Settings
from assistant.graph.graph import build_graph
from assistant.graph.state import State, Step


def create_assistant_graph(
    source: Settings | Assistant, **steps: Step
) -> CompiledStateGraph[State, None, State, State]:
    """The graph over the papers of an assistant, or over the published snapshot of `source.index`.

    `steps` replace the graph's own, by name. The graph takes {"question": ...}, and "history", "scope" and
    "filters" where there are any; the state at its end has "answer", an Answer.

    Raises KeyError for a step of an unknown name, SnapshotError and ModelError as `open_assistant` does.
    """
    assistant = source if isinstance(source, Assistant) else open_assistant(source)
    return build_graph(assistant.desk, **steps)
