"""The assistant in other people's chains, graphs and agents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEncoder
from langchain_core.documents import Document
from langchain_core.runnables import RunnablePassthrough
from langchain_core.tools import BaseTool
from langgraph.graph import END, START, MessagesState, StateGraph
from scripted_model import scripted

from assistant.answering import Assistant
from assistant.config import DEFAULT_MODEL
from assistant.index.corpus import open_corpus
from assistant.langchain_graph import create_assistant_graph
from assistant.langchain_retriever import PaperRetriever
from assistant.langchain_tools import assistant_tools


@pytest.fixture(scope="module")
def assistant(zoo: Path) -> Iterator[Assistant]:
    corpus = open_corpus(zoo)
    models, _ = scripted("Tigers swim across 3 rivers [1].")
    yield Assistant(corpus, FakeEncoder(DEFAULT_MODEL), models=models)
    corpus.close()


def test_the_retriever_in_a_chain(assistant: Assistant) -> None:
    def titles(documents: list[Document]) -> list[str]:
        return [document.metadata["title"] for document in documents]

    chain: Any = {"papers": PaperRetriever(assistant=assistant) | titles, "asked": RunnablePassthrough()}
    chain = RunnablePassthrough() | chain
    assert chain.invoke("swimming tigers") == {"papers": ["Swimming Tigers"], "asked": "swimming tigers"}


def test_the_graph_in_a_graph(assistant: Assistant) -> None:
    """As docs/llm.md shows it: ten lines."""
    papers = create_assistant_graph(assistant)

    def ask(state: MessagesState) -> dict[str, Any]:
        answer = papers.invoke({"question": state["messages"][-1].content})["answer"]
        return {"messages": [("ai", answer.text)]}

    graph: Any = StateGraph(MessagesState)
    graph.add_node("ask", ask)
    graph.add_edge(START, "ask")
    graph.add_edge("ask", END)
    said = graph.compile().invoke({"messages": [("user", "What about swimming tigers?")]})
    assert said["messages"][-1].content == "Tigers swim across 3 rivers. [1]"


class TestTools:
    @pytest.fixture(scope="class")
    def tools(self, assistant: Assistant) -> dict[str, BaseTool]:
        return {tool.name: tool for tool in assistant_tools(assistant)}

    def test_an_agent_may_ask_search_list_and_get(self, tools: dict[str, BaseTool]) -> None:
        assert set(tools) == {"ask", "search_papers", "list_papers", "get_paper"}
        assert tools["ask"].invoke({"question": "swimming tigers?"})["citations"]
        assert tools["search_papers"].invoke({"topic": "swimming tigers"})["found"] == 1

    def test_each_says_what_it_takes(self, tools: dict[str, BaseTool]) -> None:
        question = tools["ask"].args["question"]
        assert question["description"].startswith("The question, in plain words")
        assert "at most" not in tools["ask"].description.split("\n")[0]

    def test_what_is_wrong_with_its_arguments_is_told(self, tools: dict[str, BaseTool]) -> None:
        assert tools["ask"].invoke({"question": ""}).startswith("question is empty")
