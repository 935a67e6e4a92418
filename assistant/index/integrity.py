"""Whether the files of a snapshot are those that were written: their sizes at every opening, sums on demand.

Chroma writes to its files when it is merely opened: of its database only the presence is known, of the others
the size. Whether it opens and answers tells the rest.
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
    """Size and sum of every file there; `known` are those of another snapshot, which may share some."""
    sums = {_identity(path): record for path, record in known.items() if path.exists()}
    return {name: sums.get(_identity(path)) or _record(path) for name, path in _files(snapshot)}


def known_files(snapshot: SnapshotFiles, manifest: Manifest) -> dict[Path, FileRecord]:
    """What the manifest records, by path."""
    return {snapshot.directory / name: record for name, record in manifest.files.items()}


def damaged_files(
    snapshot: SnapshotFiles, manifest: Manifest, *, sums: bool = False
) -> Iterator[tuple[str, str]]:
    """The files that are not as they were written, and what is wrong; with `sums` each is read whole."""
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
    """Whether all else is made from this file, and it from the documents alone."""
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
        # SQLite's own passing files come and go.
        if path.is_file() and path != snapshot.manifest and not name.startswith(f"{DATABASE}-"):
            yield name, path


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino


def _record(path: Path) -> FileRecord:
    with path.open("rb") as file:
        return FileRecord(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())
