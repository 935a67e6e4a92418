"""Checks that the files of a snapshot are as written, by their sizes and SHA-256 sums.

Sizes are checked at every opening, the sums of a small index too; those of a large one in the background.
Chroma changes its files when it opens them. So only the presence of Chroma's database and the sizes of its
other files are checked here; `assistant.ops.doctor` also opens the store and searches it.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from assistant.errors import SnapshotError
from assistant.index.damage import mending
from assistant.index.snapshot import FileRecord, Manifest, SnapshotFiles

AT_ONCE = 32 * 2**20
"""Bytes of an index whose sums are checked when it is opened: some 0.1 s."""

DATABASE = "chroma/chroma.sqlite3"


def record_files(snapshot: SnapshotFiles, *, known: Mapping[Path, FileRecord]) -> dict[str, FileRecord]:
    """Size and SHA-256 of every file of `snapshot`, by name.

    `known` has the records of another snapshot's files by path: a file that both snapshots share as a hard
    link is not read again.
    """
    sums = {_identity(path): record for path, record in known.items() if path.exists()}
    return {name: sums.get(_identity(path)) or _record(path) for name, path in _files(snapshot)}


def known_files(snapshot: SnapshotFiles, manifest: Manifest) -> dict[Path, FileRecord]:
    """The sizes and sums that the manifest records, by path."""
    return {snapshot.directory / name: record for name, record in manifest.files.items()}


def damaged_files(
    snapshot: SnapshotFiles, manifest: Manifest, *, sums: bool = False
) -> Iterator[tuple[str, str]]:
    """The names of files that are not as written, and what is wrong; with `sums` also by their SHA-256."""
    for name, expected in manifest.files.items():
        path = snapshot.directory / name
        try:
            size = path.stat().st_size
            if name == DATABASE:
                continue
            if size != expected.size:
                yield name, f"has {size:,} bytes of {expected.size:,}"
            elif sums and not name.startswith("chroma/") and _record(path) != expected:
                yield name, "has other contents than were written"
        except FileNotFoundError:
            yield name, "is missing"
        except OSError as problem:
            yield name, f"can't be read ({problem.strerror})"


def is_canonical(name: str) -> bool:
    """Whether a file can't be rebuilt from other files of the snapshot, but only from the documents."""
    return name.endswith(".jsonl") or (name.startswith("vectors/") and name.endswith(".npy"))


class Verification:
    """The check of a snapshot's files: with their sums at once where the index is small, else in background.

    `problem` is what was found; it is set once, by a thread of its own where the index is large.
    """

    def __init__(self, snapshot: SnapshotFiles, manifest: Manifest) -> None:
        """Raises SnapshotError where a file is missing or has other contents or another size than written."""
        sizes = (record.size for name, record in manifest.files.items() if not name.startswith("chroma/"))
        self._small = sum(sizes) <= AT_ONCE
        self._files = snapshot, manifest
        self.problem: SnapshotError | None = None
        if problem := self._found(sums=self._small):
            raise problem

    def begin(self) -> None:
        """Check in the background what was too large to be checked at once."""
        if not self._small:
            threading.Thread(target=self._look, name="verification", daemon=True).start()

    def _look(self) -> None:
        self.problem = self._found(sums=True)

    def _found(self, *, sums: bool) -> SnapshotError | None:
        snapshot, manifest = self._files
        for name, wrong in damaged_files(snapshot, manifest, sums=sums):
            advice = mending(snapshot.directory.parent.parent)
            return SnapshotError(f"{snapshot.directory / name} {wrong}. {advice}")
        return None


def _files(snapshot: SnapshotFiles) -> Iterator[tuple[str, Path]]:
    for path in sorted(snapshot.directory.rglob("*")):
        name = path.relative_to(snapshot.directory).as_posix()
        # SQLite makes and removes temporary files beside its database.
        if path.is_file() and path != snapshot.manifest and not name.startswith(f"{DATABASE}-"):
            yield name, path


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino


def _record(path: Path) -> FileRecord:
    with path.open("rb") as file:
        return FileRecord(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())
