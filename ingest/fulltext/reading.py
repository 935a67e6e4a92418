"""Read files of full texts in processes of their own, so that no file can harm the one that asks.

A PDF is a program for a large C++ library, and comes from anywhere. What it may cost is limited: seconds,
memory, and the process that reads it, which is replaced when a file ends it.
"""

from __future__ import annotations

import hashlib
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO
from zipfile import BadZipFile

from assistant.index.fulltext import Header, read_header
from ingest.workers import HERE, File, Stage, Workers

READER = 2
"""The version of what is read from a file; a full text that another version wrote is read again."""

SECONDS = 60.0
"""The most of one processor for one file; 400 pages take some 10."""

MEMORY = 2 << 30
"""The most bytes of address space for one file; a paper takes 0.5 GB, most of it Python and its libraries."""

_PATIENCE = 4  # times the seconds of the processor that may pass on a machine with other work
_STARTING = 30.0  # more for a process that starts
_NEEDED = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR")
_CHUNK = 1 << 20
_AHEAD = 4  # files for each process that are read before they are asked for


@dataclass(frozen=True, slots=True)
class Read:
    """A file whose full text is in `file`."""

    path: Path
    sha256: str
    file: Path
    header: Header


@dataclass(frozen=True, slots=True)
class Unread:
    """A file without a full text: `reason` is a clause that goes on from its name."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class _Todo:
    """A file that must be read, and where its full text belongs."""

    path: Path
    sha256: str
    target: Path


def read_fulltexts(
    paths: Sequence[Path],
    into: Path,
    *,
    workers: Workers = HERE,
    processes: int | None = None,
    seconds: float = SECONDS,
    memory: int = MEMORY,
) -> Iterator[Read | Unread]:
    """Read `paths` in this order, here with `processes` at a time, by default one for each core.

    Each full text is a file in the directory `into`, named by the SHA-256 of what was read and by READER;
    what is there already is not read again. No process outlives the iterator.
    """
    into.mkdir(parents=True, exist_ok=True)
    found = [_looked_up(path, into) for path in paths]
    todo = [File(one.path) for one in found if isinstance(one, _Todo)]
    with closing(workers.map(Reader(processes, seconds, memory), todo)) as read:
        for one in found:
            yield _kept(one, next(read)) if isinstance(one, _Todo) else one


def _looked_up(path: Path, into: Path) -> Read | Unread | _Todo:
    try:
        sha256 = _sha256(path)
    except OSError as problem:
        return Unread(path, f"can't be read ({problem.strerror})")
    target = into.absolute() / f"{sha256}-{READER}.fulltext"
    try:
        return Read(path, sha256, target, read_header(target))
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile):  # none, or written anew
        return _Todo(path, sha256, target)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _kept(todo: _Todo, result: bytes | str) -> Read | Unread:
    if isinstance(result, str):
        return Unread(todo.path, result)
    new = todo.target.with_name(f"{todo.target.name}.new")
    new.write_bytes(result)
    new.replace(todo.target)
    return Read(todo.path, todo.sha256, todo.target, read_header(todo.target))


@dataclass(frozen=True)
class Reader(Stage[File, bytes | str]):
    """Files to the bytes of their full texts, or the reason why there is none: a clause about the file.

    `processes` read at a time, by default one for each core; `seconds` and `memory` are for one file.
    """

    processes: int | None = None
    seconds: float = SECONDS
    memory: int = MEMORY

    batch = 16  # a process that reads starts in about the time that it takes for one file
    holds_files = True

    def packed(self, item: File) -> File:
        return item.packed()

    def elsewhere(self) -> Reader:
        return replace(self, processes=1)

    def __call__(self, items: Iterable[File]) -> Iterator[bytes | str]:
        files = deque(items)
        count = min(self.processes or os.cpu_count() or 1, len(files))
        pool = [_Worker(self.memory) for _ in range(count)]
        try:
            with TemporaryDirectory(prefix="fulltexts-") as folder:
                yield from _in_order(files, Path(folder), pool, self.seconds)
        finally:
            for worker in pool:
                worker.end()


@dataclass(eq=False)
class _Job:
    """A file that was begun: where it lies, where its text goes, and the `result` when it is done."""

    path: Path
    target: Path
    result: bytes | str | None = None
    left: ExitStack = field(default_factory=ExitStack)

    def done(self, result: bytes | str) -> None:
        self.result = result
        self.left.close()


@dataclass(eq=False)
class _Worker:
    """A process that reads, started when it is first needed, and again after a file has ended it."""

    memory: int
    job: _Job | None = None
    until: float = 0.0
    _process: subprocess.Popen[str] | None = field(default=None, repr=False)

    @property
    def answers(self) -> IO[str]:
        assert self._process is not None
        assert self._process.stdout is not None
        return self._process.stdout

    def begin(self, job: _Job, seconds: float) -> None:
        self.job, self.until = job, time.monotonic() + _PATIENCE * seconds
        if self._process is None:
            self._process = _start(self.memory)
            self.until += _STARTING
        assert self._process.stdin is not None
        request = {"path": str(job.path.absolute()), "into": str(job.target), "seconds": seconds}
        with suppress(BrokenPipeError):  # it is gone, which the end of its answers tells
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()

    def end(self) -> int:
        """End the process; its exit status, which is the negative number of the signal that ended it."""
        process, self._process, self.job = self._process, None, None
        if process is None:
            return 0
        if process.poll() is None:
            process.kill()
        status = process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
        return status

    def status(self) -> int:
        """The exit status of a process that has closed its answers."""
        assert self._process is not None
        try:
            return self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return self.end()


def _start(memory: int) -> subprocess.Popen[str]:
    """A process of its own session, so that Ctrl+C reaches the parent alone."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "ingest.fulltext.worker", str(memory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
        text=True,
        start_new_session=True,
    )


def environment() -> dict[str, str]:
    """What a program needs to run of this process's environment, and no keys."""
    return {name: os.environ[name] for name in _NEEDED if name in os.environ} | {
        "PYTHONPATH": os.pathsep.join(entry or os.getcwd() for entry in sys.path),
        # Threads that nothing uses, each with address space of its own.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def _in_order(
    waiting: deque[File], folder: Path, pool: Sequence[_Worker], seconds: float
) -> Iterator[bytes | str]:
    begun: deque[_Job] = deque()
    with selectors.DefaultSelector() as selector:
        while waiting or begun:
            for worker in pool:
                while worker.job is None and waiting and len(begun) < _AHEAD * len(pool):
                    job = _begun(waiting.popleft(), folder / f"{len(waiting)}.fulltext")
                    begun.append(job)
                    if job.result is None:
                        worker.begin(job, seconds)
                        selector.register(worker.answers, selectors.EVENT_READ, worker)
            while begun and begun[0].result is not None:
                result = begun.popleft().result
                assert result is not None
                yield result
            busy = [worker for worker in pool if worker.job is not None]
            if not busy:
                continue
            pause = max(0.0, min(worker.until for worker in busy) - time.monotonic())
            for key, _ in selector.select(pause):
                selector.unregister(key.fileobj)
                _answered(key.data, seconds)
            for worker in busy:
                if worker.job is not None and time.monotonic() >= worker.until:
                    selector.unregister(worker.answers)
                    worker.job.done(_too_long(seconds))
                    worker.end()


def _begun(file: File, target: Path) -> _Job:
    """The job of a file, which is done where there is none."""
    left = ExitStack()
    try:
        return _Job(left.enter_context(file.on_disk()), target, left=left)
    except OSError as problem:
        return _Job(file.path, target, f"can't be read ({problem.strerror})")


def _answered(worker: _Worker, seconds: float) -> None:
    """Take what a process says of its file; none where the file has ended it."""
    job = worker.job
    assert job is not None
    line = worker.answers.readline()
    if not line:
        status = worker.status()
        worker.end()
        over = status == -signal.SIGXCPU
        job.done(_too_long(seconds) if over else _ended(status))
        return
    worker.job = None
    reason = json.loads(line).get("reason")
    job.done(str(reason) if reason else job.target.read_bytes())
    job.target.unlink(missing_ok=True)


def _too_long(seconds: float) -> str:
    return f"took more than {seconds:g} s"


def _ended(status: int) -> str:
    name = signal.Signals(-status).name if status < 0 else f"status {status}"
    return f"made its reader stop ({name}), as a damaged file does or one that takes too much memory"
