"""Calls with values that no page of ours sends: refused in a sentence, and no traceback in the log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from conftest import question_body
from fake_assistant import FakeAssistant
from waiting import PATIENCE

from assistant.web.page.page import build_page
from assistant.web.service import Service


@pytest.fixture
def client(
    url: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=PATIENCE) as client:
        yield client
    assert "Traceback" not in capfd.readouterr().err + caplog.text


def test_no_value_is_checked_against_choices_that_a_new_process_does_not_have_yet() -> None:
    page = build_page(Service(FakeAssistant), choose_model=True)  # it has read no papers
    functions = page.fns.values()
    read = {component for function in functions for component in function.inputs}
    filled = {c for function in functions for c in function.outputs if hasattr(c, "choices")} & read
    assert filled
    for component in filled:
        assert component.preprocess("a choice of another process") == "a choice of another process"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([], "0 values are given, and 6 are needed."),
        (["lions", None, False, None, None, None], "A value is none that this function takes."),
        (["lions", None, ["x"], None, None, None], "A value is none that this function takes."),
        ([{"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}, *[None] * 5], "A value is none"),
    ],
)
def test_a_question_with_bad_values_is_refused_in_the_queue(
    client: httpx.Client, values: list[Any], said: str
) -> None:
    body = question_body(client, "lions", "bad")
    client.post("/gradio_api/queue/join", json=body | {"data": values}).raise_for_status()
    told = client.get("/gradio_api/queue/data?session_hash=bad").text
    done = next(json.loads(line[6:]) for line in told.splitlines() if "process_completed" in line)
    assert not done["success"]
    assert done["output"]["error"].startswith(said)


def test_no_event_fails_on_values_of_another_kind(client: httpx.Client) -> None:
    config = client.get("/config").json()
    for dependency in config["dependencies"]:
        if dependency["backend_fn"] and dependency["queue"] is not False:
            body = {"fn_index": dependency["id"], "session_hash": f"odd{dependency['id']}"}
            for data in ([{"a": 1}] * 12, [None] * 12, [True] * 12):
                status = client.post("/gradio_api/queue/join", json=body | {"data": data}).status_code
                assert status in (200, 404)
                if status == 200:
                    told = client.get(f"/gradio_api/queue/data?session_hash={body['session_hash']}").text
                    assert "process_completed" in told


def test_a_direct_call_with_bad_values_is_no_error_of_the_server(client: httpx.Client) -> None:
    config = client.get("/config").json()
    direct = [d for d in config["dependencies"] if d["backend_fn"] and d["queue"] is False and d["inputs"]]
    assert direct
    for dependency in direct:
        for data in ([], [[[]]] * 9, [{"a": 1}] * 9):
            body = {"fn_index": dependency["id"], "session_hash": "bad", "data": data}
            status = client.post("/gradio_api/run/predict", json=body).status_code
            assert status in (200, 422), (dependency["id"], data)


def test_what_happens_in_the_browser_is_no_function_here(client: httpx.Client) -> None:
    config = client.get("/config").json()
    for dependency in config["dependencies"]:
        if not dependency["backend_fn"]:
            body = {"fn_index": dependency["id"], "session_hash": "bad", "data": []}
            assert client.post("/gradio_api/queue/join", json=body).status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("component_server", {"component_id": -1, "fn_name": "open_paper", "data": "x"}, 404),
        ("component_server", {"component_id": [], "fn_name": "open_paper", "data": "x"}, 404),
        ("component_server", {"component_id": 1, "fn_name": {}, "data": "x"}, 404),
        ("call/v2/list_papers", {"a": {"b": 1}}, 400),
        ("call/v2/ask", {"question": "lions", "": 1}, 400),
    ],
)
def test_what_is_not_there_can_not_be_called(
    client: httpx.Client, path: str, body: dict[str, Any], status: int
) -> None:
    response = client.post(f"/gradio_api/{path}", json=body)
    assert response.status_code == status
    assert response.json()["detail"].endswith(".")


@pytest.mark.parametrize("value", [b"NaN", b"-Infinity", b"1e999", b'"\\ud800"', b'"\xed\xa0\x80"'])
def test_what_no_answer_could_repeat_is_no_json(client: httpx.Client, value: bytes) -> None:
    body = b'{"data": [%s], "fn_index": 0, "session_hash": "x"}' % value
    assert client.post("/gradio_api/queue/join", content=body).status_code == 400


def test_characters_beyond_the_first_plane_are_text(client: httpx.Client) -> None:
    body = json.dumps(question_body(client, "h-index \U0001f9e0", "brain"))
    assert "\\ud83e" in body  # a pair, and so one character
    assert client.post("/gradio_api/queue/join", content=body).status_code in (200, 422)
