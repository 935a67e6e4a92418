"""Locks: one process writes an index, and a snapshot with a reader is not removed.

The locks belong to the operating system, which releases a lock when its process ends, even after `kill -9`.
A reader holds a shared lock on the manifest of its snapshot. Windows has no such locks: there readers hold
none, and no snapshot is removed.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import BaseFileLock, FileLock, SoftFileLock, Timeout

from assistant.errors import SnapshotError
from assistant.index.disk import is_full

if sys.platform != "win32":
    import fcntl


_NO_LOCKS = (errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOLCK)
"""The errors of a file system without locks."""


class Lease:
    """A reader's claim on a snapshot: the snapshot is not removed before `end` or the end of this process."""

    def __init__(self, manifest: Path) -> None:
        """Take a lease. Raises FileNotFoundError where the snapshot is gone or is just being removed."""
        self._descriptor: int | None = None
        if sys.platform == "win32":
            return
        descriptor = os.open(manifest, os.O_RDONLY)  # a shared lock needs no right to write
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
            if not os.fstat(descriptor).st_nlink:
                raise BlockingIOError
        except BlockingIOError:
            os.close(descriptor)
            raise FileNotFoundError(f"{manifest.parent} is being removed") from None
        except OSError:  # a file system without locks: nothing is removed there either
            os.close(descriptor)
            return
        self._descriptor = descriptor

    def end(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


@contextmanager
def unread(manifest: Path) -> Iterator[bool]:
    """Whether the snapshot of `manifest` has no reader; if so, none can open it within the `with` block."""
    if sys.platform == "win32":
        yield False
        return
    try:
        descriptor = os.open(manifest, os.O_RDWR)
    except FileNotFoundError:
        yield True  # without a manifest, no reader can open the snapshot
        return
    except OSError:
        yield False
        return
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


@contextmanager
def writing(
    index: Path, *, wait: bool = True, say: Callable[[str], None] = lambda line: None
) -> Iterator[None]:
    """Hold the lock of the one process that may write to `index`, an existing directory.

    Where another process holds the lock, `say` is called with a line that names the process, and the lock is
    waited for; so it is where the disk has no locks, as some network disks, and a file stands for one. Raises
    SnapshotError where the lock file can't be written, and, without `wait`, where another
    process holds the lock.
    """
    path = index / "lock"
    lock = _lock(path)
    if isinstance(lock, SoftFileLock):
        say(f"The disk of {index} has no locks: {Path(lock.lock_file).name} in it stands for one.")
    try:
        lock.acquire()
    except Timeout:
        held = f"{_holder(path)} is writing to {index}"
        if not wait:
            raise SnapshotError(f"{held}. Wait for it, or leave out --no-wait.") from None
        say(f"{held}: waiting for it.")
        lock.acquire(timeout=-1)
    except OSError as problem:
        mend = "make room" if is_full(index, problem) else "get the right to"
        raise SnapshotError(
            f"{index} can't be written ({problem.strerror}): {mend}, or give another directory with --index."
        ) from problem
    try:
        with suppress(OSError):
            path.write_text(f"{os.getpid()} {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n", encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            os.truncate(path, 0)
        lock.release()


def _lock(path: Path) -> BaseFileLock:
    """The lock at `path`, or one of another kind beside it where the file system has no locks.

    That one is a file that is there while the lock is held; it is broken where its process has ended.
    """
    lock = FileLock(path, timeout=0, fallback_to_soft=False)
    try:
        with lock:
            pass
    except Timeout:
        pass
    except OSError as problem:
        if problem.errno in _NO_LOCKS:
            return SoftFileLock(path.with_name("lock.held"), timeout=0)
    return lock


def writer(index: Path) -> str | None:
    """The writer of `index`, "Process 123, since 2026-11-21 12:00:00 UTC,"; None if none does."""
    path = index / "lock"
    if not path.exists():
        return None
    try:
        with _lock(path):
            return None
    except Timeout:
        return _holder(path)
    except OSError:
        return None  # without the right to write, the lock can't be tried


def _holder(path: Path) -> str:
    try:
        number, _, since = path.read_text(encoding="utf-8").strip().partition(" ")
    except OSError:
        number = since = ""
    return f"Process {number}, since {since}," if number and since else "Another process"
