"""`python -m bench crash`: what writes an index is killed at random moments, and finds its disk full.

Three kinds of process are killed: ingests while a reader, a process of its own that works as the page does,
asks without a pause; repairs of a damaged index; and first starts, of which either the process itself is
killed or the ingest that it has begun. Each time what is published must be the papers from before or those
that were being read, all of them; nothing may go on writing; and what is started next must do its work.
"""

from __future__ import annotations

import argparse
import logging
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.config import SEEDS, Settings
from assistant.errors import AssistantError, UsageError
from assistant.index.locks import writer
from assistant.index.snapshot import current_snapshot, published_name
from assistant.ops.first_run import ensure_snapshot
from bench.changing import Texts, lost, unlike, write
from bench.full_disk import Disk, small_disk
from bench.killing import Killing, begin
from bench.options import Say, add_json, say_aside, say_result
from bench.reading import reading
from ingest.sources import find_sources, read_source

log = logging.getLogger(__name__)

FEW = 12
"""In the documents of a first start, which reads all of them each time."""

TRIED = 8
"""Kills of first starts, at most, before one is left alone: it must work."""

_PATIENCE = 60.0  # seconds for an ingest to end whose first start was killed, on a busy machine

Report = Callable[[str], None]


@dataclass
class Tally:
    """What came of all kills.

    `lost` are papers that were missing or other than they were, `failed` what did not work: questions,
    starts, repairs. `published` counts the killed ingests after which the new papers were there,
    `full_disk` the processes that were given too little room.
    """

    kills: int = 0
    ingests: int = 0
    repairs: int = 0
    first_starts: int = 0
    lost: int = 0
    failed: int = 0
    full_disk: int = 0
    published: int = 0
    questions: int = 0
    reader_on_the_newest: int = 0
    leftover_snapshots: int = 0


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--kills", type=int, default=60, help="how many (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="other moments (default: %(default)s)")
    add_json(parser)


def main(options: argparse.Namespace, say: Say) -> int:
    result = run(options.kills, seed=options.seed, report=say_aside)
    say_result(result, say, as_json=options.json)
    return int(bool(result["lost"] or result["failed"]))


def run(kills: int, *, seed: int = 0, report: Report = lambda line: None) -> dict[str, int]:
    """Kill that many processes: half of them ingests, a quarter repairs, a quarter first starts.

    A twentieth as many, three at least, find the disk full. Raises UsageError where one fails undisturbed.
    """
    rng = random.Random(seed)
    folder = Path(tempfile.mkdtemp(prefix="crash-"))
    crash = _Crash(folder, rng, Tally(), report)
    try:
        crash.ingests(kills - 2 * (kills // 4))
        crash.repairs(kills // 4)
        crash.first_starts(kills // 4)
        with small_disk(folder / "disk") as disk:
            crash.full_disks(disk, max(3, kills // 20))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return vars(crash.tally)


class _Crash:
    """The four parts of a run, each with an index of its own."""

    def __init__(self, folder: Path, rng: random.Random, tally: Tally, report: Report) -> None:
        self.folder, self.rng, self.tally, self._report = folder, rng, tally, report
        self.pool = [p for path in find_sources([SEEDS]) for p in read_source(path).papers if p.abstract]

    def ingests(self, kills: int) -> None:
        """Kill ingests of changing documents, while a reader asks."""
        index, source = self._places("ingests")
        old = write(source, self.pool, self.rng, 0, {})
        _finish(_ingest(source, index))
        old = write(source, self.pool, self.rng, 1, old)
        killing = Killing(kills, _finish(_ingest(source, index)), self.rng)
        with reading(index) as reader:
            version = 1
            while self.tally.ingests < kills:
                version += 1
                new = write(source, self.pool, self.rng, version, old)
                if not killing.kill(self.tally.ingests, _ingest(source, index), index):
                    old = new  # it was done before
                    continue
                self.tally.ingests += 1
                missing, is_new = lost(index, old, new)
                self.tally.published += is_new
                old = new if is_new else old
                self._killed(missing, "an ingest")
            last = write(source, self.pool, self.rng, version + 1, old)
            _finish(_ingest(source, index))
            self.tally.lost += lost(index, last, last)[0]
            asked, failed, moved = reader.end(published_name(index))
        _finish(_ingest(source, index))
        self.tally.questions, self.tally.reader_on_the_newest = asked, int(moved)
        self.tally.failed += failed
        self.tally.leftover_snapshots = len(list((index / "snapshots").iterdir())) - 1

    def repairs(self, kills: int) -> None:
        """Kill repairs of an index that has lost a file; its papers must stay."""
        index, source = self._places("repairs")
        papers = write(source, self.pool, self.rng, 0, {})
        _finish(_ingest(source, index))
        _damage(index)
        killing = Killing(kills, _finish(_repair(index)), self.rng)
        while self.tally.repairs < kills:
            _damage(index)
            if killing.kill(self.tally.repairs, _repair(index), index):
                self.tally.repairs += 1
                self._killed(unlike(index, papers), "a repair")
        _damage(index)
        self._must_work(_repair(index), index, papers)

    def first_starts(self, kills: int) -> None:
        """Kill first starts, or the ingests that they have begun; now and then let one work."""
        index, source = self._places("first")
        papers = write(source, self.pool, self.rng, 0, {}, size=FEW)
        start = _start(source, index)
        killing = Killing(kills, _finish(start), self.rng)
        shutil.rmtree(index)
        while self.tally.first_starts < kills:
            number = self.tally.first_starts
            if killing.kill(number, start, index, writer=bool(number // 2 % 2)):
                self.tally.first_starts += 1
                self._ends(index)
                made = index.exists() and current_snapshot(index)
                self._killed(unlike(index, papers) if made else 0, "a first start")
                if not made and number % TRIED:
                    continue
            self._must_work(start, index, papers)
            shutil.rmtree(index)
        self._must_work(start, index, papers)

    def full_disks(self, disk: Disk, times: int) -> None:
        """Ingest, repair and start first with too little room, then with enough."""
        self._report(f"full disks: {'of memory' if disk.real else 'a limit on the size of files'}")
        for number in range(times):
            index, source = disk.directory / "index", disk.directory / "papers"
            source.mkdir(exist_ok=True)
            old = write(source, self.pool, self.rng, 0, {}, size=FEW)
            first = number % 3 == 2
            if first:
                command, new = _start(source, index), old
            else:
                _finish(_ingest(source, index))
                new = old if number % 3 else write(source, self.pool, self.rng, 1, old, size=FEW)
                command = _repair(index) if number % 3 else _ingest(source, index)
                if number % 3:
                    _damage(index)
            room = int(self.rng.uniform(0, 700_000 if disk.real else 200_000))
            with disk.with_room(room) as limit, begin(command, limit) as process:
                said = process.communicate()[1]
            self.tally.full_disk += 1
            if process.returncode and ("disk is full" not in said or "Traceback" in said):
                self._fails(f"with {room} bytes of room: {said.strip()[-300:]}")
            if not first:
                self.tally.lost += min(unlike(index, old), unlike(index, new))
            self._must_work(command, index, new)
            shutil.rmtree(index)

    def _places(self, name: str) -> tuple[Path, Path]:
        """The index of a part, and the folder of its documents."""
        source = self.folder / name / "papers"
        source.mkdir(parents=True)
        return self.folder / name / "index", source

    def _killed(self, missing: int, what: str) -> None:
        self.tally.kills += 1
        self.tally.lost += missing
        tally = self.tally
        self._report(f"{tally.kills} kills, {what}; {tally.lost} papers lost, {tally.failed} failed")

    def _fails(self, what: str) -> None:
        self.tally.failed += 1
        log.warning("%s", what)

    def _must_work(self, command: Sequence[str], index: Path, papers: Texts) -> None:
        try:
            _finish(command)
        except UsageError as problem:
            self._fails(str(problem))
            return
        self.tally.lost += lost(index, papers, papers)[0]
        if len(list((index / "snapshots").iterdir())) > 1:
            self._fails("What was killed has left a snapshot behind.")

    def _ends(self, index: Path) -> None:
        """What a killed first start had begun must end, too."""
        until = time.monotonic() + _PATIENCE
        while writer(index):
            if time.monotonic() > until:
                self._fails("The ingest of a killed first start goes on.")
                return
            time.sleep(0.02)


def first_start(source: Path, index: Path) -> int:
    """What the first question does where there is no index, with other documents than the seeds."""
    try:
        ensure_snapshot(Settings(index=index), say=lambda line: None, documents=source)
    except AssistantError as problem:
        print(problem, file=sys.stderr)  # noqa: T201
        return 1
    return 0


def _ingest(source: Path, index: Path) -> list[str]:
    return ["-m", "ingest", str(source), "--index", str(index)]


def _repair(index: Path) -> list[str]:
    return ["-m", "ingest", "--repair", "--index", str(index)]


def _start(source: Path, index: Path) -> list[str]:
    code = "import sys; from pathlib import Path; from bench.crash import first_start; "
    return ["-c", code + "sys.exit(first_start(*map(Path, sys.argv[1:])))", str(source), str(index)]


def _finish(command: Sequence[str]) -> float:
    """The seconds that a process takes which nobody disturbs. Raises UsageError where it fails."""
    started = time.monotonic()
    with begin(command) as process:
        _, told = process.communicate()
    if process.returncode:
        raise UsageError(f"A process that nobody disturbed failed: {told.strip()[-500:]}")
    return time.monotonic() - started


def _damage(index: Path) -> None:
    """Lose a file of the published snapshot that can be made of the others."""
    snapshot = current_snapshot(index)
    assert snapshot
    (snapshot.words / "stems.txt").unlink(missing_ok=True)
