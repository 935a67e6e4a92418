"""Visitors of the page, as clients of its queue and event stream; what they get is judged apart from them."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any

import httpx
from gradio_client.utils import apply_diff

from assistant.errors import UsageError

QUESTIONS_OF_A_VISIT = 10


@dataclass(frozen=True, slots=True)
class Case:
    """A question, and the letters of its answer when it was asked alone."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What a client must know: the function that asks, its inputs, and which output is the chat."""

    function: int
    inputs: tuple[Any, ...]
    question: int
    chat: int


@dataclass(frozen=True, slots=True)
class Reply:
    """The messages of an answer, as they came, each with its seconds after the question."""

    lines: tuple[tuple[float, str], ...]

    @property
    def seconds(self) -> float:
        return self.lines[-1][0]

    @property
    def completed(self) -> bool:
        """Whether the server says so, told from the ends of a long line without reading the whole."""
        last = self.lines[-1][1]
        return '"msg":"process_completed"' in last[:100] and '"success":true' in last[-300:]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a Reply was: seconds to the first word in the chat, bytes in all, and what is wrong with it."""

    first: float
    bytes: int
    error: str = ""
    mixed: tuple[str, ...] = ()
    answer: str = ""


@dataclass
class Tally:
    """What came of all questions: the `seconds` of those that were answered; `memory` in MB."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)
    refused: int = 0
    memory: list[float] = field(default_factory=list)

    @property
    def asked(self) -> int:
        return len(self.seconds) + len(self.errors) + self.refused


def one_judge() -> Executor:
    """A process that judges replies, and gives way to the server and the visitors.

    To read a reply costs Python as much as to send it did; done by the visitors, it would be measured.
    """
    return ProcessPoolExecutor(1, get_context("spawn"), initializer=os.nice, initargs=(19,))


async def open_page(client: httpx.AsyncClient) -> Page:
    """The page at the address of `client`."""
    config = (await client.get("/config")).raise_for_status().json()
    components = {c["id"]: c for c in config["components"]}
    ids = {c["props"].get("elem_id"): id for id, c in components.items() if c["props"].get("elem_id")}
    question, chat = ids["question"], ids["transcript"]
    asking = next(d for d in config["dependencies"] if question in d["inputs"] and chat in d["outputs"])
    return Page(
        asking["id"],
        tuple(components[id]["props"].get("value") for id in asking["inputs"]),
        asking["inputs"].index(question),
        asking["outputs"].index(chat),
    )


async def asked_alone(client: httpx.AsyncClient, page: Page, question: str) -> Case:
    """The question with its answer where nobody else asks. Raises UsageError where there is none."""
    reply = await _ask(client, page, f"alone{random.getrandbits(64):016x}", question)
    judged = judge(reply, page, Case(question), (question,)) if reply else None
    if judged is None or judged.error:
        raise UsageError(f"The page does not answer {question!r}: {judged.error if judged else 'refused'}")
    return Case(question, judged.answer)


@dataclass(frozen=True)
class Visitors:
    """Visitors who ask the `cases` of a page until there are no `more`; what they get is told in `tally`."""

    client: httpx.AsyncClient
    page: Page
    cases: Sequence[Case]
    tally: Tally
    more: Callable[[], bool]
    judges: Executor

    async def ask(self, users: int) -> None:
        """So many visitors at a time; returns once the last has left, before all replies are judged."""
        await asyncio.gather(*(self._one_after_another(number) for number in range(users)))

    async def _one_after_another(self, number: int) -> None:
        start = number % len(self.cases)
        own = itertools.cycle([*self.cases[start:], *self.cases[:start]])
        while self.more():
            await self._visit(list(itertools.islice(own, QUESTIONS_OF_A_VISIT)))

    async def _visit(self, cases: Sequence[Case]) -> None:
        """One visitor with one page open, from its first question to its leaving."""
        session = f"load{random.getrandbits(64):016x}"
        asked: list[str] = []
        beat = asyncio.create_task(_heartbeat(self.client, session))
        try:
            for case in itertools.takewhile(lambda _: self.more(), cases):
                if not await self._asked(session, case, asked):
                    return
        finally:
            beat.cancel()

    async def _asked(self, session: str, case: Case, asked: list[str]) -> bool:
        """Whether the visitor can go on after this question; `asked` are those that were answered."""
        try:
            reply = await _ask(self.client, self.page, session, case.question)
        except (httpx.HTTPError, ValueError) as error:
            self.tally.errors.append(f"{case.question}: {type(error).__name__}: {error}")
            return False
        if reply is None:
            self.tally.refused += 1
            return True
        if not reply.completed:
            self.tally.errors.append(f"{case.question}: {reply.lines[-1][1][:500]}")
            return False
        asked.append(case.question)
        self.tally.seconds.append(reply.seconds)
        job = self.judges.submit(judge, reply, self.page, case, tuple(asked))
        job.add_done_callback(lambda done: self.tally.judged.append(done.result()))
        return True


async def _ask(client: httpx.AsyncClient, page: Page, session: str, question: str) -> Reply | None:
    """The reply to a question; None, after the time that the server asked for, where it was refused."""
    data = [question if place == page.question else value for place, value in enumerate(page.inputs)]
    body = {"data": data, "fn_index": page.function, "session_hash": session}
    began = time.monotonic()
    joined = await client.post("/gradio_api/queue/join", json=body)
    if joined.status_code in (429, 503):
        await asyncio.sleep(float(joined.headers.get("retry-after", 1)))  # Gradio itself names no time
        return None
    joined.raise_for_status()
    lines: list[tuple[float, str]] = [(0.0, "")]
    async with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as events:
        async for line in events.aiter_lines():
            if line.startswith("data: "):
                lines.append((time.monotonic() - began, line[6:]))
                if re.match(r'\{"msg":"(process_completed|unexpected_error)"', lines[-1][1]):
                    break
    return Reply(tuple(lines))


def judge(reply: Reply, page: Page, case: Case, asked: Sequence[str]) -> Judged:
    """What a reply to `case` was, in a chat that holds the questions `asked`, the last of them this one."""
    chat: Any = None
    shown: list[Any] = []
    first = 0.0
    size = sum(len(line) for _, line in reply.lines)
    for seconds, line in reply.lines[1:]:
        message = json.loads(line)
        if message["msg"] in ("process_generating", "process_completed"):
            if not message["success"]:
                return Judged(first, size, error=str(message["output"]))
            change = message["output"]["data"][page.chat]
            whole = chat is None or message["msg"] == "process_completed"
            chat = change if whole else apply_diff(chat, change)
            if isinstance(chat, list):
                shown, first = chat, first or seconds
    if not shown:
        return Judged(first, size, error="the chat shows no answer")
    return Judged(first, size, mixed=tuple(_faults(shown, case, asked)), answer=_answer(shown))


def _faults(chat: Sequence[Any], case: Case, asked: Sequence[str]) -> Iterator[str]:
    mine = [_letters(str(entry["content"])) for entry in chat if entry["role"] == "user"]
    expected = [_letters(question) for question in asked]
    if len(mine) != len(expected) or any(e not in m for e, m in zip(expected, mine, strict=True)):
        yield f"{case.question}: this visitor's chat holds other questions than it asked"
    elif case.answer and _answer(chat) != case.answer:
        yield f"{case.question}: another answer than alone: {_answer(chat)[:200]}"


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
