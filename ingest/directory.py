"""The directory of an index: whether it is ours, and what keeps it from being written."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import SnapshotError
from assistant.index.cleanup import NAME

OURS = {"CURRENT", "CURRENT.new", "lock", "snapshots", "inputs.json", "inputs.json.new", "feedback.jsonl"}
"""What an index directory holds."""

FULL = 1_000_000
"""Bytes: a disk with less is full, whatever the error of a library calls it."""


def check_directory(index: Path) -> None:
    """Make the directory where there is none. Raises SnapshotError where it can't be or isn't ours."""
    try:
        index.mkdir(parents=True, exist_ok=True)
        names = {path.name for path in index.iterdir()}
        inside = {path.name for path in (index / "snapshots").iterdir()} if "snapshots" in names else set()
    except OSError as problem:
        raise SnapshotError(
            f"The index directory {index} can't be written: {problem.strerror}. Give another with --index."
        ) from problem
    strangers = sorted(names - OURS) if "CURRENT" not in names else []
    strangers += sorted(f"snapshots/{name}" for name in inside if not NAME.fullmatch(name))
    if strangers:
        raise SnapshotError(
            f"{index} holds other files ({strangers[0]!r}), which may be somebody's. "
            "Give an empty directory, or an index, with --index."
        )


_FULL = ("disk I/O error", "disk is full", "No space left", "File too large")


@contextmanager
def writes_to(index: Path) -> Iterator[None]:
    """Tell what keeps an index from being written, such as a full disk, in one sentence."""
    try:
        yield
    except SnapshotError as problem:
        # Chroma tells it in words of its own, SQLite's among them.
        words = str(problem.__cause__)
        if problem.__cause__ and (_free(index) < FULL or any(said in words for said in _FULL)):
            raise _unwritable(index, "the disk is full or failing") from problem
        raise
    except OSError as problem:
        full = problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) or _free(index) < FULL
        reason = "the disk is full" if full else str(problem.strerror or problem)
        raise _unwritable(index, reason) from problem


def _unwritable(index: Path, reason: str) -> SnapshotError:
    return SnapshotError(
        f"{index} can't be written: {reason} ({_free(index) / 1e6:,.0f} MB are free). "
        "What it held is still there; make room or get the right to write, and run the same command again."
    )


def _free(index: Path) -> int:
    return shutil.disk_usage(index).free
