"""A server of the page in a process of its own, which is ended and started again at the same address."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from fake_assistant import FakeAssistant
from waiting import PATIENCE, free_port, until

from assistant.config import Settings
from assistant.datamodels import Answer, Draft, Filters, Message, ScopeFilter
from assistant.ops.additions import Additions
from assistant.web.chat import tab
from assistant.web.server.server import Guard, end, serve
from assistant.web.service import Service

START = multiprocessing.get_context("forkserver")
"""Processes that are copies of one in which all that takes its time is imported already."""


@dataclass(frozen=True)
class Signs:
    """Files by which a test and the servers tell each other what is to happen, and what has."""

    folder: Path

    def give(self, name: str) -> None:
        (self.folder / name).touch()

    def take_back(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)

    def given(self, name: str) -> bool:
        return (self.folder / name).exists()

    def asked(self, question: str) -> int:
        """How often the assistants of all servers were asked a question."""
        path = self.folder / "asked"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return [json.loads(line) for line in lines].count(question)


class Signalled(FakeAssistant):
    """Is open once `ready` is given, has its first word at `speak`, and ends its answers at `finish`."""

    def __init__(self, signs: Signs) -> None:
        super().__init__()
        self._signs = signs
        while not signs.given("ready"):
            time.sleep(0.03)

    def stream(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        scope: ScopeFilter | None = None,
        filters: Filters | None = None,
        writer: str | None = None,
    ) -> Generator[Draft | Answer, None, None]:
        with (self._signs.folder / "asked").open("a", encoding="utf-8") as file:
            file.write(json.dumps(question) + "\n")
        while not self._signs.given("speak"):
            yield Draft(doing="Asking the model…")
            time.sleep(0.03)
        while not self._signs.given("finish"):
            yield Draft("It is being written")
            time.sleep(0.03)
        yield from super().stream(question, history, scope=scope, filters=filters, writer=writer)


def _ingest(settings: Settings, *_: str, say: Any) -> dict[str, Any]:
    say("2 papers to read")
    return {"new": ["Zebras", "Tigers"], "skipped": [], "snapshot": "s"}


def _run(folder: Path, port: int, answers_at_a_time: int) -> None:
    tab.CONCURRENT_ANSWERS = answers_at_a_time
    signs, guard, told = Signs(folder), Guard(), threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: told.set())
    additions = Additions(Settings(index=folder), at_home=True, ask=_ingest)
    service = Service(lambda: Signalled(signs)).start()
    page = serve(service, port=port, guard=guard, additions=additions, choose_model=True)
    told.wait()
    end(page, guard, seconds=0)
    os._exit(0)


class Server:
    """The server at one address: ended as by its host, or killed, and started again."""

    def __init__(self, folder: Path) -> None:
        self.signs = Signs(folder)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self._process: Any = None

    def start(self, *, answers_at_a_time: int = 8) -> None:
        arguments = (self.signs.folder, self.port, answers_at_a_time)
        self._process = START.Process(target=_run, args=arguments, daemon=True)
        self._process.start()
        until(self._answers)

    def end(self) -> None:
        """As `docker stop` and systemd do."""
        self._process.terminate()
        self._process.join(PATIENCE)

    def kill(self) -> None:
        self._process.kill()
        self._process.join(PATIENCE)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}health").json()["status"] in ("starting", "ready")
        except httpx.HTTPError:
            return False
