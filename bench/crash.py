"""`python -m bench crash`: ingests are killed at random moments while a reader asks without a pause.

Half of the kills are spread over the whole duration of an ingest, as it was measured. The others wait for a
sign of the moments that matter (the lock, vectors, Chroma's store, the manifest, the pointer before and after
its rename) and come some milliseconds later. What is published must then be the papers from before or those
that were being read, all of them; and the reader, a process of its own that works as the page does, must not
have noticed.
"""

from __future__ import annotations

import argparse
import json
import logging
import multiprocessing
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from assistant.config import REPOSITORY, SEEDS, Settings
from assistant.datamodels import Paper
from assistant.errors import AssistantError, UsageError
from assistant.index.corpus import open_corpus
from assistant.index.snapshot import published_name
from bench.options import Say, add_json, say_result
from ingest.sources import find_sources, read_source

log = logging.getLogger(__name__)

PAPERS = 40
"""In each version of the documents: few, so that the moments of writing are a large part of an ingest."""

SIGNS = (
    "*/vectors",
    "*/vectors/*.npy",
    "*/lexical",
    "*/chroma",
    "*/chroma/*",
    "*/chroma/*/*",
    "*/manifest.json",
)
"""What appears, in this order, in a snapshot that is being built."""

_LATER = 0.08  # seconds after a sign
_PAUSE = 0.02  # of the reader, between two questions

Texts = Mapping[str, str]
"""Abstracts by title: what is in an index, or should be."""


@dataclass
class Tally:
    """What came of all kills. `published` counts those after which the new papers were there."""

    kills: int = 0
    lost_papers: int = 0
    published: int = 0


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--kills", type=int, default=50, help="how many (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="other moments (default: %(default)s)")
    add_json(parser)


def main(options: argparse.Namespace, say: Say) -> int:
    result = run(options.kills, seed=options.seed, report=lambda line: print(line, file=sys.stderr))  # noqa: T201
    say_result(result, say, as_json=options.json)
    return int(bool(result["lost_papers"] or result["failed_questions"]))


def run(kills: int, *, seed: int = 0, report: Callable[[str], None] = lambda line: None) -> dict[str, int]:
    """Kill that many ingests, then let one end. Raises UsageError where an undisturbed one fails."""
    rng = random.Random(seed)
    folder = Path(tempfile.mkdtemp(prefix="crash-"))
    try:
        index, source = folder / "index", folder / "papers"
        source.mkdir()
        pool = [p for path in find_sources([SEEDS]) for p in read_source(path).papers if p.abstract]
        old = _write(source, pool, rng, 0, {})
        _finish(source, index)
        started = time.monotonic()
        old = _write(source, pool, rng, 1, old)
        _finish(source, index)
        duration = time.monotonic() - started
        with _reader(index) as reader:
            tally = Tally()
            version = 1
            while tally.kills < kills:
                version += 1
                new = _write(source, pool, rng, version, old)
                if not _killed(source, index, _moment(tally.kills, kills, duration, rng)):
                    old = new  # it was done before
                    continue
                tally.kills += 1
                lost, is_new = _lost(index, old, new)
                tally.lost_papers += lost
                tally.published += is_new
                old = new if is_new else old
                report(f"{tally.kills} kills, {tally.lost_papers} papers lost, {tally.published} published")
            last = _write(source, pool, rng, version + 1, old)
            _finish(source, index)
            tally.lost_papers += _lost(index, last, last)[0]
            asked, failed, moved = reader.end(published_name(index))
        _finish(source, index)
        left = len(list((index / "snapshots").iterdir())) - 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {
        "kills": tally.kills,
        "lost_papers": tally.lost_papers,
        "failed_questions": failed,
        "questions": asked,
        "new_papers_published": tally.published,
        "reader_on_the_newest": int(moved),
        "leftover_snapshots": left,
    }


def _write(source: Path, pool: Sequence[Paper], rng: random.Random, version: int, old: Texts) -> Texts:
    """Other documents than `old`: some papers come, some go, some have another abstract.

    Every second time they are few, so that Chroma's store is carried on, else so many that it is built anew.
    """
    abstracts = {paper.title: paper.abstract for paper in pool}
    changed = PAPERS // 4 if version % 2 or not old else 1
    staying = rng.sample(sorted(old), PAPERS - changed) if old else []
    coming = rng.sample(sorted(abstracts.keys() - old.keys()), PAPERS - len(staying))
    chosen = {title: old[title] for title in staying} | {title: abstracts[title] for title in coming}
    for title in rng.sample(staying or coming, changed):
        chosen[title] += f" This is version {version}."
    lines = [json.dumps({"title": title, "abstract": abstract}) for title, abstract in chosen.items()]
    (source / "papers.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return chosen


def _ingest(source: Path, index: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "ingest", str(source), "--index", str(index)]
    return subprocess.Popen(
        command, cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )


def _finish(source: Path, index: Path) -> None:
    with _ingest(source, index) as process:
        _, told = process.communicate()
    if process.returncode:
        raise UsageError(f"An ingest that nobody disturbed failed: {told.strip()[-500:]}")


Moment = Callable[[Path], bool]
"""Whether it has come, for the index that is being written."""


def _moment(number: int, kills: int, duration: float, rng: random.Random) -> Moment:
    if number % 2:
        return _after_sign((number // 2) % (len(SIGNS) + 3), rng.uniform(0, _LATER))
    # One in each slice of the duration, at random within it: none is left out by chance.
    slices = (kills + 1) // 2
    at = time.monotonic() + duration * (number // 2 + rng.random()) / slices
    return lambda index: time.monotonic() >= at


def _after_sign(sign: int, later: float) -> Moment:
    known: set[Path] | None = None
    pointer = ""
    at: float | None = None

    def has_come(index: Path) -> bool:
        nonlocal known, pointer, at
        if known is None:
            known, pointer = set((index / "snapshots").glob("*")), published_name(index)
        if at is None and _shows(index, sign, known, pointer):
            at = time.monotonic() + later
        return at is not None and time.monotonic() >= at

    return has_come


def _shows(index: Path, sign: int, known: set[Path], pointer: str) -> bool:
    match sign - len(SIGNS):
        case 0:
            return (index / "CURRENT.new").exists()
        case 1:
            return published_name(index) != pointer  # and the old one is being removed
        case 2:
            return (index / "lock").stat().st_size > 0  # it says who holds it
    return any(
        next(new.parent.glob(SIGNS[sign].replace("*", new.name, 1)), None)
        for new in set((index / "snapshots").glob("*")) - known
    )


def _killed(source: Path, index: Path, moment: Moment) -> bool:
    """Start an ingest and kill it at its moment; False where it was done before that."""
    with _ingest(source, index) as process:
        while process.poll() is None and not moment(index):
            time.sleep(0.0005)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    return process.returncode == -signal.SIGKILL


def _lost(index: Path, old: Texts, new: Texts) -> tuple[int, bool]:
    """How many papers are missing or other than they were, and whether the new ones are published."""
    try:
        corpus = open_corpus(index)
    except AssistantError as problem:
        log.warning("%s", problem)
        return len(old), False
    try:
        found = {paper.title: paper.abstract for paper in corpus.papers}
        rows = enumerate(corpus.papers)
        unfound = sum(
            paper.id not in [i for i, _ in corpus.store.search(corpus.paper_vectors[row], top_k=3)]
            for row, paper in rows
        )
    finally:
        corpus.close()
    wrong = [len(expected.items() ^ found.items()) for expected in (old, new)]
    return min(wrong) + unfound, wrong[1] == 0


class _Reader:
    """The process that asks; see `_read`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def end(self, newest: str) -> tuple[int, int, bool]:
        """How many questions were asked, how many failed, and whether it came to answer from `newest`."""
        self._connection.send(newest)
        asked, failed, moved = self._connection.recv()
        return int(asked), int(failed), bool(moved)


@contextmanager
def _reader(index: Path) -> Iterator[_Reader]:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_read, args=(index, there), daemon=True)
    process.start()
    try:
        here.recv()  # it is open
        yield _Reader(here)
    finally:
        process.terminate()
        process.join()


def _read(index: Path, connection: Connection) -> None:
    """Ask about one paper after the other of the snapshot that the page would answer from, until told to end.

    The answer must cite the paper.
    """
    from assistant.answering import Assistant, open_assistant
    from assistant.index.cleanup import tidy
    from assistant.models.encoders import open_encoder
    from assistant.web.service import Service

    settings = Settings(index=index)
    encoder = open_encoder(settings.embedding_model)
    service = Service(
        lambda: open_assistant(settings, encoder=encoder),
        published=lambda: published_name(index),
        let_go=lambda: tidy(index),
        look_every=0.2,
    ).start()
    asked = failed = 0
    newest: str | None = None
    until = float("inf")
    while True:
        try:
            assistant = service.wait(60)
            assert isinstance(assistant, Assistant)
            paper = assistant.corpus.papers[asked % len(assistant.corpus.papers)]
            answer = assistant.ask(f"What is the paper “{paper.title}” about?", scope="all")
            failed += paper.id not in {citation.paper_id for citation in answer.citations}
            name = assistant.corpus.name
        except Exception as problem:  # noqa: BLE001  whatever it is, a visitor would have seen it
            log.warning("A question failed: %r", problem)
            failed, name = failed + 1, ""
        if not asked:
            connection.send("open")
        asked += 1
        if newest is None and connection.poll():
            newest, until = connection.recv(), time.monotonic() + 30
        if newest is not None and (name == newest or time.monotonic() > until):
            connection.send((asked, failed, name == newest))
            return
        time.sleep(_PAUSE)
