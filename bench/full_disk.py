"""A disk that is full after some bytes: one of memory where this user may mount it, else a limit on files."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

SIZE = 64 * 2**20
"""Bytes of the disk of memory."""


@dataclass(frozen=True)
class Disk:
    """`real` tells whether it is a disk of its own, which can be full; else only a file can be too large."""

    directory: Path
    real: bool

    @contextmanager
    def with_room(self, size: int) -> Iterator[Callable[[], None] | None]:
        """While only `size` bytes are free; yields what a process must call first, if anything."""
        if not self.real:
            yield partial(_limit_files, size)
            return
        filler = self.directory / "filler"
        with filler.open("wb") as file:
            file.truncate(0)
            file.write(bytes(max(0, shutil.disk_usage(self.directory).free - size)))
        try:
            yield None
        finally:
            filler.unlink()


@contextmanager
def small_disk(directory: Path) -> Iterator[Disk]:
    """A disk at `directory`, which is made."""
    directory.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(directory)]
    real = sys.platform == "linux" and _succeeds(mount)  # as root, or as root of a namespace
    try:
        yield Disk(directory, real)
    finally:
        if real:
            _succeeds(["umount", "-l", str(directory)])  # lazily: this process may have an index open there


def _succeeds(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _limit_files(size: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
