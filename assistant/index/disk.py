"""Whether a disk is full, whatever the library that meets it first calls that."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

ROOM = 1_000_000
"""Bytes: a disk with less is full."""

_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_WORDS = ("disk I/O error", "disk is full", "No space left", "File too large")  # SQLite's and the system's


def free(place: Path) -> int:
    """The free bytes of the disk of `place`, or of where it is to be."""
    there = next(path for path in (place.absolute(), *place.absolute().parents) if path.exists())
    return shutil.disk_usage(there).free


def is_full(place: Path, problem: BaseException | None = None) -> bool:
    """Whether the disk of `place` is full, or `problem` says that it was."""
    if isinstance(problem, OSError) and problem.errno in _ERRORS:
        return True
    return any(words in str(problem) for words in _WORDS) or free(place) < ROOM
