"""Log lines, for people and for programs."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from assistant.logs import REQUEST, set_up_logs

log = logging.getLogger("assistant.test")
KEY = "sk-canary-0123456789"


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in ("app", "assistant"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def test_a_line_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs()
    log.info("Answered", extra={"seconds": 0.25})
    REQUEST.set("abc123")
    log.warning("Slow")
    REQUEST.set("")
    assert capsys.readouterr().err.splitlines() == [
        "INFO assistant.test: Answered seconds=0.25",
        "WARNING assistant.test [abc123]: Slow",
    ]


def test_a_line_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(as_json=True, request_id=lambda: "abc123")
    try:
        raise ValueError("no such thing")
    except ValueError:
        log.exception("Failed\nbadly", extra={"citations": 3})
    (line,) = capsys.readouterr().err.splitlines()
    entry = json.loads(line)
    assert entry["message"] == "Failed\nbadly"
    assert (entry["level"], entry["logger"], entry["request"]) == ("ERROR", "assistant.test", "abc123")
    assert entry["citations"] == 3
    assert entry["exception"].endswith("ValueError: no such thing")
    assert entry["time"].endswith("+00:00")


@pytest.mark.parametrize("as_json", [True, False])
def test_keys_are_hidden(
    as_json: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_API_KEY", f"{KEY}-env")
    set_up_logs(as_json=as_json, secrets=[KEY, ""])
    try:
        raise ValueError(f"401 for {KEY}-env")
    except ValueError:
        log.exception("The key %s was refused", KEY)
    assert "canary" not in capsys.readouterr().err


def test_libraries_are_heard_from_warnings_on(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs()
    logging.getLogger("httpx").info("GET https://...")
    logging.getLogger("httpx").warning("Timeout")
    assert capsys.readouterr().err == "WARNING httpx: Timeout\n"
