"""Processes that write an index, and the moments at which they are killed.

Half of the kills are spread over the whole duration of a process, as it was measured. The others wait for a
sign of the moments that matter (the lock, vectors, Chroma's store, the manifest, the pointer before and after
its rename) and come some milliseconds later.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from assistant.config import REPOSITORY
from assistant.errors import UsageError
from assistant.index.snapshot import published_name

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


class Killing:
    """Kills of one kind of process, at moments spread over the `duration` (seconds) of it."""

    def __init__(self, times: int, duration: float, rng: random.Random) -> None:
        self._times, self._duration, self._rng = times, duration, rng

    def kill(self, number: int, command: Sequence[str], index: Path, *, writer: bool = False) -> bool:
        """Start a process and kill it at moment `number` of `times`; False where it was done before that.

        With `writer`, the process that it has begun to write the index is killed, where it has begun one.
        Raises UsageError where it fails by itself.
        """
        started = time.monotonic()
        at = _moment(number, self._times, self._duration, self._rng)
        if _killed(command, index, at, writer=writer):
            return True
        # The machine is less busy than it was: else the last moments would never come.
        self._duration = min(self._duration, time.monotonic() - started)
        return False


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
            known, pointer = set((index / "snapshots").glob("*")), _pointer(index)
        if at is None and _shows(index, sign, known, pointer):
            at = time.monotonic() + later
        return at is not None and time.monotonic() >= at

    return has_come


def _shows(index: Path, sign: int, known: set[Path], pointer: str) -> bool:
    match sign - len(SIGNS):
        case 0:
            return (index / "CURRENT.new").exists()
        case 1:
            return _pointer(index) != pointer  # and the old one is being removed
        case 2:
            return bool(_writer(index))
    return any(
        next(new.parent.glob(SIGNS[sign].replace("*", new.name, 1)), None)
        for new in set((index / "snapshots").glob("*")) - known
    )


def _pointer(index: Path) -> str:
    try:
        return published_name(index)
    except OSError:
        return ""


def _writer(index: Path) -> int:
    """The process that writes to `index`, as its lock says; 0 where none does."""
    with suppress(OSError, ValueError, IndexError):
        return int((index / "lock").read_text(encoding="utf-8").split()[0])
    return 0


def begin(command: Sequence[str], limit: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    """Start Python with `command`; `limit` is called in the process before that."""
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=REPOSITORY,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limit,
    )


def _killed(command: Sequence[str], index: Path, moment: Moment, *, writer: bool) -> bool:
    """Start a process and kill it, or the writer that it has begun, at its moment; see `Killing.kill`."""
    sent = False
    with begin(command) as process:
        while process.poll() is None and not moment(index):
            time.sleep(0.0005)
        if process.poll() is None:
            _kill((writer and _writer(index)) or process.pid)
            sent = True
        told = process.communicate()[1]
    if process.returncode and not sent:
        raise UsageError(f"A process failed before it was killed: {told.strip()[-500:]}")
    return process.returncode != 0


def _kill(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
