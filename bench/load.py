"""`python -m bench load`: many visitors at once, through HTTP and the event stream that the page itself uses.

Every question is first asked alone. Under load each visitor asks its own ones and must get the same answers,
in a chat that holds its own questions and nobody else's. Visitors leave after some questions, others come.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx
from gradio_client.utils import apply_diff

from assistant.config import REPOSITORY, Settings
from assistant.errors import UsageError
from assistant.index.snapshot import current_snapshot, read_papers
from assistant.ops.first_run import ensure_snapshot
from bench.memory import megabytes
from bench.options import Say, add_index, add_json, say_result

QUESTIONS_OF_A_VISIT = 10
SAMPLES = 20
"""How often the server's memory is looked at."""
_PATIENCE = 120.0  # seconds
_START = 300.0


@dataclass(frozen=True, slots=True)
class Case:
    """A question, and the letters of its answer when it was asked alone."""

    question: str
    answer: str = ""


@dataclass
class Tally:
    """What came of all questions: the `seconds` of those that were answered; `memory` in MB."""

    seconds: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    refused: int = 0
    memory: list[float] = field(default_factory=list)

    @property
    def asked(self) -> int:
        return len(self.seconds) + len(self.errors) + self.refused


def add_options(parser: argparse.ArgumentParser) -> None:
    add_index(parser, default=Path("data"))
    parser.add_argument("--users", type=int, default=50, help="visitors at a time (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=60, help="how long (default: %(default)s)")
    parser.add_argument("--questions", type=int, metavar="N", help="stop after so many instead")
    parser.add_argument("--url", help="a running page over the same index (default: one is started)")
    add_json(parser)


def main(options: argparse.Namespace, say: Say) -> int:
    result = run(
        options.index,
        users=options.users,
        seconds=options.seconds,
        questions=options.questions,
        url=options.url,
    )
    say_result(result, say, as_json=options.json)
    return int(bool(result["errors"] or result["mixed"]))


def run(
    index: Path, *, users: int, seconds: float, questions: int | None = None, url: str | None = None
) -> Mapping[str, Any]:
    """Ask a page that runs, or one started here, for `seconds` or until `questions` were asked."""
    ensure_snapshot(Settings.read(index=index), say=lambda line: print(line, file=sys.stderr))  # noqa: T201
    cases = [Case(question) for question in questions_of(index)]
    if url is not None:
        return asyncio.run(_load(url, None, cases, users=users, seconds=seconds, questions=questions))
    with _served(index) as (own, pid):
        return asyncio.run(_load(own, pid, cases, users=users, seconds=seconds, questions=questions))


def questions_of(index: Path) -> Sequence[str]:
    """Three questions about every paper whose title is long enough to be its own."""
    snapshot = current_snapshot(index)
    assert snapshot is not None
    papers = [paper for paper in read_papers(snapshot.papers) if paper.scope == "group"]
    titles = [paper.title for paper in papers if len(paper.title.split()) > 3]
    forms = ("Who wrote “{}”?", "When was “{}” published?", "What is “{}” about?")
    questions = [form.format(title) for form in forms for title in titles]
    random.Random(0).shuffle(questions)
    return questions


async def _load(
    url: str, pid: int | None, cases: Sequence[Case], *, users: int, seconds: float, questions: int | None
) -> Mapping[str, Any]:
    tally = Tally()
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=users)
    async with httpx.AsyncClient(base_url=url, timeout=_PATIENCE, limits=limits) as client:
        page = await _opened(client)
        cases = [Case(case.question, await _alone(client, page, case)) for case in cases]
        began = time.monotonic()

        def more() -> bool:
            if questions is not None:
                return tally.asked < questions
            return time.monotonic() - began < seconds

        async def user(number: int) -> None:
            own = itertools.cycle([*cases[number % len(cases) :], *cases[: number % len(cases)]])
            while more():
                await _visit(client, page, list(itertools.islice(own, QUESTIONS_OF_A_VISIT)), tally, more)

        watching = asyncio.create_task(_watch(pid, tally, seconds, questions))
        await asyncio.gather(*(user(number) for number in range(users)))
        took = time.monotonic() - began
        watching.cancel()
        if pid is not None:
            tally.memory.append(megabytes(pid))
    return _report(tally, users, took)


@dataclass(frozen=True, slots=True)
class _Page:
    """What a client must know: the function that asks, its inputs, and which output is the chat."""

    function: int
    inputs: tuple[Any, ...]
    question: int
    chat: int


async def _opened(client: httpx.AsyncClient) -> _Page:
    config = (await client.get("/config")).raise_for_status().json()
    components = {c["id"]: c for c in config["components"]}
    ids = {c["props"].get("elem_id"): id for id, c in components.items() if c["props"].get("elem_id")}
    question, chat = ids["question"], ids["transcript"]
    asking = next(d for d in config["dependencies"] if question in d["inputs"] and chat in d["outputs"])
    return _Page(
        asking["id"],
        tuple(components[id]["props"].get("value") for id in asking["inputs"]),
        asking["inputs"].index(question),
        asking["outputs"].index(chat),
    )


async def _alone(client: httpx.AsyncClient, page: _Page, case: Case) -> str:
    """The answer to a question where nobody else asks. Raises UsageError where there is none."""
    session = f"alone{random.getrandbits(64):016x}"
    chat = await _ask(client, page, session, case, Tally())
    if not isinstance(chat, list):
        raise UsageError(f"The page does not answer {case.question!r}: {chat}")
    return _answer(chat)


async def _visit(
    client: httpx.AsyncClient, page: _Page, cases: Sequence[Case], tally: Tally, more: Callable[[], bool]
) -> None:
    """One visitor with one page open, from its first question to its leaving."""
    session = f"load{random.getrandbits(64):016x}"
    asked: list[str] = []
    beat = asyncio.create_task(_heartbeat(client, session))
    try:
        for case in itertools.takewhile(lambda _: more(), cases):
            try:
                chat = await _ask(client, page, session, case, tally)
            except (httpx.HTTPError, KeyError, ValueError) as error:
                chat = f"{type(error).__name__}: {error}"
            if isinstance(chat, str):
                tally.errors.append(f"{case.question}: {chat}")
                return
            if chat is not None:
                asked.append(case.question)
                tally.mixed += [f"{case.question}: {fault}" for fault in _faults(chat, case, asked)]
    finally:
        beat.cancel()


async def _ask(
    client: httpx.AsyncClient, page: _Page, session: str, case: Case, tally: Tally
) -> list[Any] | str | None:
    """The chat after a question; a text where it failed, None where it was refused for now."""
    data = [case.question if place == page.question else value for place, value in enumerate(page.inputs)]
    body = {"data": data, "fn_index": page.function, "session_hash": session}
    began = time.monotonic()
    joined = await client.post("/gradio_api/queue/join", json=body)
    if joined.status_code in (429, 503):
        tally.refused += 1
        await asyncio.sleep(float(joined.headers["retry-after"]))
        return None
    joined.raise_for_status()
    chat: Any = None
    shown: list[Any] = []
    first = 0.0
    async with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as events:
        async for line in events.aiter_lines():
            if not line.startswith("data: "):
                continue
            message = json.loads(line[6:])
            if message["msg"] == "process_generating":
                change = message["output"]["data"][page.chat]
                chat = change if chat is None else apply_diff(chat, change)
                if isinstance(chat, list):
                    shown, first = chat, first or time.monotonic() - began
            elif message["msg"] == "process_completed":
                if not message["success"]:
                    return str(message["output"])
                tally.seconds.append(time.monotonic() - began)
                tally.first.append(first)
                return shown
            elif message["msg"] == "unexpected_error":
                return str(message["message"])
    return "the event stream ended before the answer"


def _faults(chat: Sequence[Any], case: Case, asked: Sequence[str]) -> Iterator[str]:
    mine = [_letters(str(entry["content"])) for entry in chat if entry["role"] == "user"]
    expected = [_letters(question) for question in asked]
    if len(mine) != len(expected) or any(e not in m for e, m in zip(expected, mine, strict=True)):
        yield "this visitor's chat holds other questions than it asked"
    elif _answer(chat) != case.answer:
        yield f"another answer than alone: {_answer(chat)[:200]}"


def _answer(chat: Sequence[Any]) -> str:
    """The letters of the last answer, without its place in the chat and without what follows it."""
    text = next((str(entry["content"]) for entry in reversed(chat) if entry["role"] == "assistant"), "")
    text = re.split(r'<details class="?searched|<div class="?suggestions|<p class="?reply-facts', text)[0]
    return _letters(re.sub(r"source-\d+", "", text))


def _letters(text: str) -> str:
    """Letters and digits only: how a text is escaped is not the matter here."""
    return re.sub(r"[^a-z0-9]", "", re.sub(r"&#?\w+;|\\n", "", text.lower()))


async def _heartbeat(client: httpx.AsyncClient, session: str) -> None:
    """What an open page keeps open; the server learns from its end that the visitor has left."""
    async with client.stream("GET", f"/gradio_api/heartbeat/{session}", timeout=None) as beats:
        async for _ in beats.aiter_bytes():
            pass


async def _watch(pid: int | None, tally: Tally, seconds: float, questions: int | None) -> None:
    """Look at the server's memory, at equal distances."""
    seen = -1
    while pid is not None:
        part = tally.asked * SAMPLES // questions if questions is not None else seen + 1
        if part > seen:
            seen = part
            tally.memory.append(megabytes(pid))
        await asyncio.sleep(0.5 if questions is not None else seconds / SAMPLES)


def _report(tally: Tally, users: int, took: float) -> Mapping[str, Any]:
    for problem in [*tally.errors, *tally.mixed][:10]:
        print(problem, file=sys.stderr)  # noqa: T201
    # The first samples see caches fill; from the half on, memory should be flat.
    later = tally.memory[len(tally.memory) // 2 :]
    return {
        "users": users,
        "seconds": round(took, 1),
        "questions": tally.asked,
        "errors": len(tally.errors),
        "mixed": len(tally.mixed),
        "refused": tally.refused,
        "per_second": round(len(tally.seconds) / took, 1),
        "first_s": round(median(tally.first), 3) if tally.first else None,
        "p50_s": round(median(tally.seconds), 3) if tally.seconds else None,
        "p95_s": round(quantiles(tally.seconds, n=20)[-1], 3) if len(tally.seconds) > 1 else None,
        "max_s": round(max(tally.seconds), 3) if tally.seconds else None,
        "rss_start_mb": tally.memory[0] if tally.memory else None,
        "rss_half_mb": later[0] if later else None,
        "rss_end_mb": tally.memory[-1] if tally.memory else None,
    }


@contextmanager
def _served(index: Path) -> Iterator[tuple[str, int]]:
    """`app.py` over `index`, as a process of its own, ready to answer."""
    command = [sys.executable, "-u", "app.py", "--index", str(index.absolute())]
    with subprocess.Popen(
        command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = next((line for line in process.stdout if line.startswith("Chat: ")), None)
            if line is None:
                raise UsageError("app.py ended before its page was up; run it by hand to see why.")
            url = line.split()[1]
            _wait_until_ready(url)
            yield url, process.pid
        finally:
            process.terminate()


def _wait_until_ready(url: str) -> None:
    until = time.monotonic() + _START
    while (health := httpx.get(f"{url}health", timeout=_PATIENCE)).status_code != 200:
        if health.json()["status"] == "failed" or time.monotonic() > until:
            raise UsageError(f"The page at {url} does not get ready: {health.text}")
        time.sleep(0.2)
