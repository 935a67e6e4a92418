"""Checks that the files of a snapshot are as written: sizes at every opening, SHA-256 sums on demand.

Chroma changes its files when it opens them. So only the presence of Chroma's database and the sizes of its
other files are checked here; `assistant.ops.doctor` also opens the store and searches it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from assistant.errors import SnapshotError
from assistant.index.damage import mending
from assistant.index.snapshot import FileRecord, Manifest, SnapshotFiles

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


def check_sizes(snapshot: SnapshotFiles, manifest: Manifest) -> None:
    """Raises SnapshotError where a file is missing or has another size than was written."""
    for name, wrong in damaged_files(snapshot, manifest):
        raise SnapshotError(
            f"{snapshot.directory / name} {wrong}. {mending(snapshot.directory.parent.parent)}"
        )


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
