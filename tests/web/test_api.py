"""The API, driven by gradio_client, and the MCP server, driven by the official client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import httpx
import pytest
from conftest import Launch
from fake_assistant import FakeAssistant
from gradio_client import Client
from gradio_client.exceptions import AppError
from mcp.client.client import Client as McpClient
from waiting import PATIENCE

from assistant.errors import UsageError
from assistant.web.programs.tools import Tools
from assistant.web.server.server import Guard, serve
from assistant.web.service import Service

pytestmark = pytest.mark.usefixtures("assistant")
QUESTION = "what has this group done on continual learning"
T = TypeVar("T")
NAMES = ["ask", "search_papers", "list_papers", "get_paper"]


@pytest.fixture(scope="module")
def tools() -> Tools:
    return Tools(Service(FakeAssistant).start())


@pytest.fixture(scope="module")
def client(_served: tuple[str, FakeAssistant]) -> Client:
    return Client(_served[0], verbose=False, httpx_kwargs={"timeout": PATIENCE})


def test_the_api_has_four_endpoints_and_says_what_they_do(client: Client) -> None:
    api = client.view_api(return_format="dict", print_info=False)
    assert list(api["named_endpoints"]) == [f"/{name}" for name in NAMES]
    assert api["unnamed_endpoints"] == {}
    search = api["named_endpoints"]["/search_papers"]
    assert search["description"].startswith("Search the papers for a topic by words and by meaning")
    parameters = {p["parameter_name"]: p for p in search["parameters"]}
    filters = ["scope", "year_from", "year_to", "author", "category", "venue"]
    assert list(parameters) == ["topic", *filters, "limit"]
    assert parameters["limit"]["parameter_default"] == 10
    assert parameters["limit"]["type"]["type"] == "integer"
    assert not parameters["topic"]["parameter_has_default"]


def test_ask_answers_as_the_command_line_does(client: Client, tools: Tools) -> None:
    answer = client.predict(QUESTION, api_name="/ask")
    assert answer == tools.ask(QUESTION)
    assert {"answer", "abstained", "reason", "citations", "suggestions", "query", "writer"} <= set(answer)
    assert [c["number"] for c in answer["citations"]] == [1, 2, 3]
    assert client.predict("will it rain?", api_name="/ask")["reason"] == "out_of_domain"


def test_papers_are_searched_listed_and_got(client: Client) -> None:
    found = client.predict("replay", scope="related", api_name="/search_papers")
    assert (found["found"], found["papers"][0]["id"], found["papers"][0]["relevance"]) == (1, "theirs", 0.9)
    assert (
        found["papers"][0]["sentences"][0]["text"] == "Replay keeps old examples. We survey replay meth"[:40]
    )
    listed = client.predict(text="continual", year_from=2020, limit=1, offset=1, api_name="/list_papers")
    assert (listed["found"], listed["total"], listed["offset"]) == (2, 5, 1)
    assert [p["id"] for p in listed["papers"]] == ["guarantees"]
    paper = client.predict("Local vs Global continual learning", api_name="/get_paper")
    assert paper["id"] == "local"
    assert paper["authors_complete"] is False
    assert paper["bibtex"].startswith("@misc{lanzillotta2024local,")
    assert (paper["source"], paper["line"]) == ("000_researcher.txt", 41)


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("ask", {"question": " "}, "question is empty; give a question in plain words."),
    ("ask", {"question": "x" * 4001}, "question must have at most 4,000 characters, got 4,001."),
    ("ask", {"question": "unreachable"}, "The model at localhost:11434 did not answer"),
    ("ask", {"question": "x", "author": "Nobody"}, "of 'Nobody', no author here has it."),
    ("ask", {"question": "x", "author": "an"}, "have it: "),
    ("search_papers", {"topic": "a", "limit": 0}, "limit must be from 1 to 100, got 0."),
    ("list_papers", {"scope": "mine"}, "scope must be one of group, related, all, got 'mine'."),
    ("list_papers", {"order": "colour"}, "order must be one of date, title, authors, category, scope"),
    ("get_paper", {"paper": "nope"}, "There is no paper with the id or title 'nope'"),
]


@pytest.mark.parametrize(("name", "arguments", "sentence"), WRONG)
def test_what_is_wrong_is_one_sentence(
    client: Client, name: str, arguments: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(AppError) as error:
        client.predict(**arguments, api_name=f"/{name}")
    assert sentence in str(error.value)
    assert "Traceback" not in str(error.value)


def test_a_bug_tells_nothing(client: Client) -> None:
    with pytest.raises(
        AppError, match=r"Something went wrong; the details are in the server's log\."
    ) as error:
        client.predict("please crash", api_name="/ask")
    assert "secret" not in str(error.value)


# MCP


def finished(work: Coroutine[Any, Any, T]) -> T:
    """What `work` returns, in an event loop of its own: Playwright has one in this thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


@pytest.fixture
def mcp_url(launch: Launch) -> str:
    return launch(FakeAssistant, mcp=True) + "mcp"


def test_an_mcp_client_finds_and_calls_the_four_tools(mcp_url: str, tools: Tools) -> None:
    async def drive() -> dict[str, Any]:
        async with McpClient(mcp_url) as client:
            listed = await client.list_tools()
            calls = {
                "ask": {"question": QUESTION},
                "search_papers": {"topic": "replay", "limit": 3},
                "list_papers": {"author": "Sidak"},
                "get_paper": {"paper": "local"},
            }
            results = {name: await client.call_tool(name, given) for name, given in calls.items()}
            wrong = await client.call_tool("get_paper", {"paper": "nope"})
            return {"tools": listed.tools, "results": results, "wrong": wrong}

    seen = finished(drive())
    assert [tool.name for tool in seen["tools"]] == NAMES
    for tool in seen["tools"]:
        assert len(tool.description) > 200
        assert tool.annotations.read_only_hint
    schema = seen["tools"][1].input_schema
    assert schema["required"] == ["topic"]
    assert schema["properties"]["scope"]["enum"] == ["group", "related", "all"]
    results = {name: json.loads(result.content[0].text) for name, result in seen["results"].items()}
    assert results["ask"] == tools.ask(QUESTION)
    assert results["search_papers"]["papers"][0]["id"] == "theirs"
    assert results["list_papers"]["found"] == 2
    assert results["get_paper"]["title"] == "Local vs Global continual learning"
    assert seen["wrong"].is_error
    assert "There is no paper with the id or title 'nope'" in seen["wrong"].content[0].text


def test_questions_by_mcp_are_counted_like_all_others(launch: Launch) -> None:
    address = launch(FakeAssistant, mcp=True, guard=Guard(questions=1)) + "mcp"
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
    call["params"] = {"name": "ask", "arguments": {"question": "will it rain?"}}  # type: ignore[assignment]
    headers = {"accept": "application/json, text/event-stream", "mcp-protocol-version": "2025-06-18"}
    answers = [httpx.post(address, json=call, headers=headers, timeout=PATIENCE) for _ in range(3)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert "Those were many questions" in answers[-1].json()["detail"]


def test_without_the_option_there_is_no_mcp(url: str) -> None:
    async def drive() -> None:
        async with McpClient(url + "mcp") as client:
            await client.list_tools()

    with pytest.raises(BaseException):  # noqa: B017, PT011  (an exception group of the transport's)
        finished(drive())


def test_without_its_package_mcp_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "mcp.server.mcpserver", None)
    with pytest.raises(UsageError, match=r"pip install .*\[mcp\]"):
        serve(Service(FakeAssistant), mcp=True)


@pytest.mark.parametrize(
    ("method", "path", "status", "said"),
    [
        ("GET", "call/ask/nosuch", 404, "No answer waits"),
        ("GET", "call/v2/ask/nosuch", 404, "No answer waits"),
        ("POST", "call/v2/ask", 400, "question is missing"),
    ],
)
def test_a_call_of_nothing_is_refused_and_is_no_error_of_ours(
    url: str, method: str, path: str, status: int, said: str
) -> None:
    body = {"json": {}} if method == "POST" else {}
    refused = httpx.request(method, f"{url}gradio_api/{path}", timeout=PATIENCE, **body)  # type: ignore[arg-type]
    assert refused.status_code == status
    assert said in refused.text


def test_a_call_by_names_is_answered(url: str) -> None:
    asked = httpx.post(f"{url}gradio_api/call/v2/ask", json={"question": QUESTION}, timeout=PATIENCE)
    told = httpx.get(f"{url}gradio_api/call/v2/ask/{asked.json()['event_id']}", timeout=PATIENCE)
    assert "event: complete" in told.text
