"""`python -m bench replicas`: read-only pages behind a real nginx, of which one is killed while visitors ask.

Then the next edition of the papers is published where they fetch it, by HTTP. Each paper's title names its
edition, so an answer that mixes two of them shows. Half of the visitors are pages, which use a cookie and the
two requests of the API, and which ask again where a stream broke off, as the page of this project does; the
others are programs, which ask by MCP in one request and never again: what these miss is an error.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import httpx

from assistant.errors import UsageError
from assistant.index.snapshot import current_snapshot
from assistant.models.encoders import Encoder, open_encoder
from bench.nginx import proxied
from bench.options import Say, add_json, say_result
from bench.ports import free_port
from bench.replica_process import start_replica
from ingest.pipeline import ingest

PAPERS = 24
ANIMALS = ("Owls", "Hares", "Otters", "Cranes", "Moths", "Newts")
QUESTIONS = ("List all papers.", *(f"Which papers are on {animal.lower()}?" for animal in ANIMALS))
_EDITION = re.compile(r"edition (\d)")

START = 300.0
"""Seconds for all replicas to be ready."""
PATIENCE = 120.0
"""Seconds for one answer, and for what is waited for."""
_PAUSE = 0.2  # seconds before a page asks again


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: when it was asked for (seconds), and the editions of the papers that it cites."""

    asked: float
    editions: frozenset[str]


@dataclass
class Tally:
    """What came of all questions. `again` counts those that a page asked once more."""

    replies: list[Reply] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    again: int = 0


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--replicas", type=int, default=3, help="how many (default: %(default)s)")
    parser.add_argument("--visitors", type=int, default=6, help="at a time (default: %(default)s)")
    parser.add_argument(
        "--answers",
        type=int,
        default=100,
        help="before the kill, between it and the new papers, and after these (default: %(default)s)",
    )
    add_json(parser)


def main(options: argparse.Namespace, say: Say) -> int:
    result = run(options.replicas, visitors=options.visitors, answers=options.answers)
    say_result(result, say, as_json=options.json)
    return int(bool(result["errors"] or result["mixed"]))


def run(replicas: int, *, visitors: int, answers: int) -> Mapping[str, Any]:
    """Kill one of the replicas and publish new papers, each after so many answers."""
    folder = Path(tempfile.mkdtemp(prefix="replicas-"))
    try:
        encoder = open_encoder()
        editions = [_made(folder, edition, encoder) for edition in (1, 2)]
        index = folder / "published"
        _publish(editions[0], index)
        own, at, *ports = (free_port() for _ in range(replicas + 2))
        with (
            proxied(folder / "nginx", port=own, replicas=ports, index=index, origin=at),
            _running(folder, ports, f"http://127.0.0.1:{at}") as processes,
        ):
            return _measured(f"http://127.0.0.1:{own}", processes, editions[1], index, visitors, answers)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measured(
    url: str, processes: Mapping[int, BaseProcess], new: Path, index: Path, visitors: int, answers: int
) -> Mapping[str, Any]:
    tally, ended = Tally(), threading.Event()
    threads = [
        threading.Thread(target=_visit, args=(url, number, tally, ended), daemon=True)
        for number in range(visitors)
    ]
    for thread in threads:
        thread.start()
    try:
        _until(lambda: len(tally.replies) >= answers, "answers")
        victim = _busiest(processes)
        processes[victim].kill()
        left = processes.keys() - {victim}
        before = len(tally.replies)
        _until(lambda: len(tally.replies) >= before + answers, "answers after the kill")
        old = {_health(port)["snapshot"] for port in left}
        published = time.monotonic()
        _publish(new, index)
        while left:
            left = {port for port in left if _health(port)["snapshot"] in old}
            if time.monotonic() > published + PATIENCE:
                raise UsageError(f"{len(left)} replicas do not take up the new papers.")
            time.sleep(0.05)
        moved = time.monotonic()
        before = len(tally.replies)
        _until(lambda: len(tally.replies) >= before + answers, "answers from the new papers")
    finally:
        ended.set()
        for thread in threads:
            thread.join(PATIENCE)
    late = [reply.asked - published for reply in tally.replies if "1" in reply.editions]
    mixed = [reply for reply in tally.replies if len(reply.editions) != 1]
    for problem in tally.errors[:10]:
        print(problem, file=sys.stderr)  # noqa: T201
    return {
        "replicas": len(processes),
        "visitors": visitors,
        "questions": len(tally.replies) + len(tally.errors),
        "asked_again": tally.again,
        "errors": len(tally.errors),
        "mixed": len(mixed),
        "stale_s": round(max(moved - published, *late), 1),
    }


def _busiest(processes: Mapping[int, BaseProcess]) -> int:
    """The port of a replica that answers questions just now."""
    running: dict[int, int] = {}

    def busy() -> bool:
        running.update({port: _health(port).get("running", 0) for port in processes})
        return any(running.values())

    _until(busy, "work")
    return max(running, key=lambda port: running[port])


def _visit(url: str, number: int, tally: Tally, ended: threading.Event) -> None:
    """A page, or a program, that asks one question after the other."""
    rng = random.Random(number)
    ask = _ask_as_program if number % 2 else _ask_as_page
    # Programs go by their addresses; only on Linux has this machine so many of them.
    address = f"127.0.0.{2 + number}" if sys.platform == "linux" else None
    transport = httpx.HTTPTransport(local_address=address)
    with httpx.Client(base_url=url, timeout=PATIENCE, transport=transport) as client:
        if ask is _ask_as_page:
            _open_page(client, tally)
        while not ended.is_set():
            question, asked = rng.choice(QUESTIONS), time.monotonic()
            try:
                answer = ask(client, question, tally)
            except (httpx.HTTPError, ValueError, LookupError, UsageError) as problem:
                tally.errors.append(f"{question}: {type(problem).__name__}: {problem}")
                continue
            titles = [citation["title"] for citation in answer["citations"]]
            editions = frozenset(edition for title in titles for edition in _EDITION.findall(title))
            tally.replies.append(Reply(asked, editions))


def _open_page(client: httpx.Client, tally: Tally) -> None:
    reply = client.get("/", headers={"accept": "text/html"})
    if reply.status_code != 200:
        tally.errors.append(f"The page: status {reply.status_code}")


def _ask_as_page(client: httpx.Client, question: str, tally: Tally) -> Mapping[str, Any]:
    """The answer by the two requests of the API; what was lost on the way is asked again.

    Raises UsageError where the server says that it has none.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            joined = client.post("/gradio_api/call/v2/ask", json={"question": question})
            joined.raise_for_status()
            answer = _streamed(client, joined.json()["event_id"])
            if answer is not None:
                return answer
        except httpx.TransportError:
            pass  # the proxy itself does not break off: this is a replica that does
        if time.monotonic() > until:
            raise UsageError("no answer, however often it is asked")
        tally.again += 1
        time.sleep(_PAUSE)
        _open_page(client, tally)


def _streamed(client: httpx.Client, event: str) -> Mapping[str, Any] | None:
    """The answer under an id; None where its replica is gone. Raises UsageError where it is an error."""
    with client.stream("GET", f"/gradio_api/call/ask/{event}") as stream:
        if stream.status_code == 404:
            return None
        stream.raise_for_status()
        said = ""
        for line in stream.iter_lines():
            kind, _, text = line.partition(": ")
            if kind == "event":
                said = text
            elif kind == "data" and said == "complete":
                return dict(json.loads(text)[0])
            elif kind == "data" and said == "error":
                raise UsageError(f"the server says {text}")
    return None


def _ask_as_program(client: httpx.Client, question: str, tally: Tally) -> Mapping[str, Any]:
    """The answer by one request of MCP."""
    asked = {"name": "ask", "arguments": {"question": question}}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": asked}
    reply = client.post("/mcp", json=message, headers={"accept": "application/json, text/event-stream"})
    return dict(json.loads(reply.raise_for_status().json()["result"]["content"][0]["text"]))


@contextmanager
def _running(folder: Path, ports: Sequence[int], origin: str) -> Iterator[Mapping[int, BaseProcess]]:
    """Replicas, each with a cache of its own as on a machine of its own, once all are ready."""
    running = {}
    try:
        for port in ports:
            options = ["--index", origin, "--cache", str(folder / f"cache-{port}"), "--port", str(port)]
            log = folder / f"log-{port}"
            running[port] = start_replica([*options, "--behind-proxy", "--limit", "0", "--mcp"], log)
        until = time.monotonic() + START
        while not all(_health(port).get("status") == "ready" for port in ports):
            for port, process in running.items():
                if not process.is_alive() or time.monotonic() > until:
                    told = (folder / f"log-{port}").read_text(encoding="utf-8", errors="replace")
                    raise UsageError(f"A replica does not get ready: {told[-500:].strip()}")
            time.sleep(0.1)
        yield running
    finally:
        for process in running.values():
            process.kill()


def _health(port: int) -> Mapping[str, Any]:
    """What a replica says of itself, past the proxy; nothing where it does not answer."""
    try:
        return dict(httpx.get(f"http://127.0.0.1:{port}/health", timeout=PATIENCE).json())
    except (httpx.HTTPError, ValueError):
        return {}


def _made(folder: Path, edition: int, encoder: Encoder) -> Path:
    """The snapshot of an edition of the papers."""
    source, index = folder / "papers.jsonl", folder / "made"
    records = [
        {
            "title": f"{ANIMALS[n % len(ANIMALS)]} of valley {n}, edition {edition}",
            "abstract": f"We watched {ANIMALS[n % len(ANIMALS)].lower()} in valley {n} and counted them.",
            "date": f"{2000 + n}-05-01",
            "scope": "group",
        }
        for n in range(PAPERS)
    ]
    source.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    kept = folder / f"edition-{edition}"
    ingest([source], index, encoder)
    snapshot = current_snapshot(index)
    assert snapshot is not None
    shutil.copytree(snapshot.directory, kept / snapshot.directory.name)
    return kept / snapshot.directory.name


def _publish(snapshot: Path, index: Path) -> None:
    """Put a snapshot where the replicas look, as a copy over the network does: CURRENT last."""
    shutil.copytree(snapshot, index / "snapshots" / snapshot.name)
    (index / "CURRENT.new").write_text(snapshot.name, encoding="utf-8")
    (index / "CURRENT.new").replace(index / "CURRENT")


def _until(condition: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > until:
            raise UsageError(f"Waited in vain for {what}.")
        time.sleep(0.02)
