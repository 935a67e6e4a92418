"""A public link: made in bounded time or given up, with a login that nobody had to think of."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from conftest import question_body
from fake_assistant import FakeAssistant
from gradio import networking
from waiting import PATIENCE, free_port, until

from assistant.web.server import server
from assistant.web.server.server import Guard, end, serve
from assistant.web.server.sharing import share
from assistant.web.service import Service

REPOSITORY = Path(__file__).resolve().parents[2]


@contextmanager
def app(*options: str, index: Path, **environment: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """`app.py` over an index, and what it prints before it is up and shared."""
    command = [sys.executable, "app.py", "--port", str(free_port()), "--index", str(index), *options]
    with subprocess.Popen(
        command,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        printed: list[str] = []
        try:
            for line in process.stdout:
                printed.append(line.rstrip())
                if ("--share" in options and "ublic link" in line) or (
                    "--share" not in options and line.startswith("Chat:")
                ):
                    break
            yield process, printed
        finally:
            process.kill()


def test_a_shared_page_has_a_login_and_goes_on_without_internet(real_zoo: Path) -> None:
    # Nobody listens at port 9; so there is no internet here, wherever this test runs.
    with app("--share", index=real_zoo, HTTPS_PROXY="http://127.0.0.1:9") as (process, printed):
        chat, login, link = printed
        assert "No public link could be made" in link
        found = re.fullmatch(r"Login: user (\w+), password (\w{16})", login)
        assert found
        with httpx.Client(base_url=chat.split()[1], timeout=PATIENCE) as client:
            assert client.get("/config").status_code == 401
            client.post("/login", data={"username": found[1], "password": found[2]})
            assert client.get("/config").status_code == 200
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
        assert found[2] not in log


def test_a_service_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    late = threading.Event()
    monkeypatch.setattr(networking, "setup_tunnel", lambda **_: late.wait() and "http://late.gradio.live")
    page = serve(Service(FakeAssistant))
    try:
        assert share(page, patience=0.3) is None  # and not when the service has answered, which is never
    finally:
        late.set()
        page.close(verbose=False)


def test_answers_in_flight_are_finished_before_the_end_and_no_question_is_taken() -> None:
    assistant, guard = FakeAssistant(), Guard()
    assistant.may_end.clear()
    page = serve(Service(lambda: assistant).start(), guard=guard)
    heard: list[str] = []
    begun = threading.Event()

    def ask() -> None:
        with httpx.Client(base_url=str(page.local_url), timeout=PATIENCE) as client:
            body = question_body(client, "continual", "flight")
            client.post("/gradio_api/queue/join", json=body).raise_for_status()
            with client.stream("GET", "/gradio_api/queue/data?session_hash=flight") as events:
                for line in events.iter_lines():
                    heard.append(line)
                    if "process_generating" in line:
                        begun.set()

    visitor = threading.Thread(target=ask)
    visitor.start()
    assert begun.wait(PATIENCE)
    ended: list[bool] = []
    ending = threading.Thread(target=lambda: ended.append(end(page, guard, seconds=PATIENCE)))
    ending.start()
    assert guard.closing.wait(PATIENCE)
    with httpx.Client(base_url=str(page.local_url), timeout=PATIENCE) as client:
        body = question_body(client, "continual", "late")
        refused = client.post("/gradio_api/queue/join", json=body)
        assert refused.status_code == 503
        assert "restarted" in refused.json()["detail"]
        assert client.get("/health").json()["status"] == "closing"
    assistant.may_end.set()
    ending.join(PATIENCE)
    visitor.join(PATIENCE)
    assert ended == [True]
    assert "The group has three papers" in "".join(heard)
    assert any("process_completed" in line for line in heard)
    assert not any("Server stopped unexpectedly" in line for line in heard)


def test_what_never_ends_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "LAST_WORDS", 0.1)  # of nobody: the visitor does not listen
    assistant, guard = FakeAssistant(), Guard()
    page = serve(Service(lambda: assistant).start(), guard=guard)
    with httpx.Client(base_url=str(page.local_url), timeout=PATIENCE) as client:
        body = question_body(client, "endless", "endless")
        assert client.post("/gradio_api/queue/join", json=body).status_code == 200
        until(lambda: assistant.asked)
        assert not end(page, guard, seconds=0.5)
    assistant.released.set()


def test_a_terminated_app_finishes_its_answers(real_zoo: Path) -> None:
    with app("--log-json", "--grace", "120", index=real_zoo) as (process, printed):
        with httpx.Client(base_url=printed[0].split()[1], timeout=PATIENCE) as client:
            body = question_body(client, "List all papers from 2021.", "term")
            joined = client.post("/gradio_api/queue/join", json=body)
            process.send_signal(signal.SIGTERM)  # the assistant is still being opened
            with client.stream("GET", "/gradio_api/queue/data?session_hash=term") as events:
                heard = "".join(events.iter_lines())
        _, log = process.communicate(timeout=PATIENCE)
    assert "Swimming Tigers" in heard
    assert process.returncode == 0
    id = joined.headers["x-request-id"]
    assert f'"request": "{id}"' in next(line for line in log.splitlines() if '"Answered"' in line)
    assert "List all papers" not in log
