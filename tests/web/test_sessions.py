"""A session belongs to the visitor who began it, whoever else says its name."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from conftest import Launch, question_body
from fake_assistant import FakeAssistant
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from waiting import PATIENCE, until

from assistant.web.server.access import Account
from assistant.web.server.server import Guard
from assistant.web.server.sessions import Sessions
from assistant.web.server.visitors import COOKIE, Cookies

ADA = Account.of("ada", "correct horse")


class AnySession:
    """Traffic that knows every session."""

    def has_session(self, _: str) -> bool:
        return True


@pytest.fixture
def cookies() -> Cookies:
    return Cookies()


@pytest.fixture
def echo(cookies: Cookies) -> TestClient:
    """A client of an app that tells what it was sent: path, query and body."""

    async def tell(request: Request) -> JSONResponse:
        body = (await request.body()).decode()
        assert int(request.headers.get("content-length", 0)) == len(body)
        return JSONResponse({"path": request.url.path, "query": request.url.query, "body": body})

    async def as_limited(scope: Any, receive: Any, send: Any) -> None:
        scope["state"] = {"json": {"session_hash": "mine", "data": ["é", 1.5, None]}}
        await sessions(scope, receive, send)

    app = Starlette(routes=[Route("/{path:path}", tell, methods=["GET", "POST"])])
    sessions = Sessions(app, traffic=AnySession(), cookies=cookies)  # type: ignore[arg-type]
    return TestClient(as_limited, base_url="http://127.0.0.1:7860", client=("192.0.2.1", 1))


REQUESTS = [
    ("GET", "/gradio_api/heartbeat/mine"),
    ("GET", "/gradio_api/queue/data?session_hash=mine"),
    ("GET", "/gradio_api/queue/data?session_hash=other&session_hash=mine"),
    ("POST", "/gradio_api/queue/join"),
    ("POST", "/gradio_api/cancel"),
    ("POST", "/gradio_api/component_server"),
]


@pytest.mark.parametrize(("method", "path"), REQUESTS)
def test_a_name_means_another_session_for_everyone(
    echo: TestClient, cookies: Cookies, method: str, path: str
) -> None:
    def asks(cookie: str = "") -> str:
        headers = {"cookie": f"{COOKIE}-7860={cookie}"} if cookie else {}
        response = echo.request(method, path, headers=headers)
        assert response.status_code == 200
        assert "mine" not in response.text
        return response.text

    ada, bob = cookies.new(), cookies.new()
    assert asks(ada) == asks(ada)
    assert len({asks(ada), asks(bob), asks()}) == 3
    assert asks("forged") == asks()  # known by the address alone


def test_a_body_keeps_all_else(echo: TestClient) -> None:
    sent = json.loads(echo.post("/gradio_api/queue/join", json={}).json()["body"])
    assert sent["data"] == ["é", 1.5, None]


def test_what_names_no_session_stays_as_it_is(echo: TestClient) -> None:
    told = echo.get("/config?session_hash=mine").json()
    assert (told["path"], told["query"]) == ("/config", "session_hash=mine")


def test_nobody_reads_or_stops_anothers_answer(launch: Launch) -> None:
    assistant = FakeAssistant()
    url = launch(lambda: assistant)
    with (
        httpx.Client(base_url=url, timeout=PATIENCE) as ada,
        httpx.Client(base_url=url, timeout=PATIENCE) as eve,
    ):
        for visitor in (ada, eve):
            visitor.get("/")
            assert visitor.cookies
        body = question_body(ada, "endless", "known")
        event = ada.post("/gradio_api/queue/join", json=body).raise_for_status().json()["event_id"]
        until(lambda: len(assistant.asked) == 1)
        assert eve.get("/gradio_api/queue/data?session_hash=known").status_code == 404
        with httpx.Client(base_url=url, timeout=PATIENCE) as nobody:
            assert nobody.get("/gradio_api/queue/data?session_hash=known").status_code == 404
        stop = {"session_hash": "known", "fn_index": body["fn_index"], "event_id": "guessed"}
        assert eve.post("/gradio_api/cancel", json=stop).status_code == 200  # and stops nothing
        assert not assistant.closed.is_set()
        assistant.released.set()
        told = ada.get("/gradio_api/queue/data?session_hash=known").text
    completed = next(json.loads(line[6:]) for line in told.splitlines() if "process_completed" in line)
    assert (completed["event_id"], completed["success"]) == (event, True)


def test_a_program_without_cookies_has_its_own_sessions(launch: Launch) -> None:
    url = launch(FakeAssistant)
    body = question_body(httpx.Client(base_url=url), "h-index", "program")
    httpx.post(f"{url}gradio_api/queue/join", json=body, timeout=PATIENCE).raise_for_status()
    told = httpx.get(f"{url}gradio_api/queue/data?session_hash=program", timeout=PATIENCE)
    assert "process_completed" in told.text


def test_a_program_that_sends_its_password_each_time_has_its_own_sessions(launch: Launch) -> None:
    url = launch(FakeAssistant, guard=Guard(ADA))
    with httpx.Client(base_url=url, timeout=PATIENCE, auth=("ada", "correct horse")) as client:
        client.post("/gradio_api/queue/join", json=question_body(client, "h-index", "program"))
        assert "process_completed" in client.get("/gradio_api/queue/data?session_hash=program").text


def test_of_two_tabs_that_log_in_both_go_on(launch: Launch) -> None:
    url = launch(FakeAssistant, guard=Guard(ADA))
    with httpx.Client(base_url=url, timeout=PATIENCE) as client:
        login = {"username": "ada", "password": "correct horse"}
        client.post("/login", data=login)
        client.post("/gradio_api/queue/join", json=question_body(client, "h-index", "first"))
        client.post("/login", data=login)
        assert "process_completed" in client.get("/gradio_api/queue/data?session_hash=first").text


def test_two_servers_on_one_machine_do_not_take_each_others_cookie(launch: Launch) -> None:
    """A browser sends a host's cookies to every port of it."""
    with httpx.Client(timeout=PATIENCE) as browser:
        for url in (launch(FakeAssistant), launch(FakeAssistant)):
            browser.get(url)
        assert len({cookie.name for cookie in browser.cookies.jar}) == 2


def test_an_unknown_session_is_no_traceback(
    url: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    assert httpx.get(f"{url}gradio_api/queue/data?session_hash=unknown").status_code == 404
    assert httpx.get(f"{url}gradio_api/queue/data").status_code == 404
    assert "Traceback" not in caplog.text + capfd.readouterr().err


def test_a_visitor_who_leaves_ends_no_session_of_others(launch: Launch) -> None:
    assistant = FakeAssistant()
    url = launch(lambda: assistant)
    with httpx.Client(base_url=url, timeout=PATIENCE) as ada:
        ada.get("/")
        ada.post("/gradio_api/queue/join", json=question_body(ada, "endless", "known"))
        until(lambda: len(assistant.asked) == 1)
        for _ in range(3):
            with httpx.stream("GET", f"{url}gradio_api/heartbeat/known", timeout=PATIENCE) as beats:
                next(beats.iter_lines())
        assistant.released.set()
        assert '"success":true' in ada.get("/gradio_api/queue/data?session_hash=known").text
