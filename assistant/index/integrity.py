"""Checks that the files of a snapshot are as written, by their sizes and SHA-256 sums.

Sizes are checked at every opening, the sums of a small index too; those of a large one in the background, and
those of Chroma's files before the first search in them: its library may crash on damaged ones. Of Chroma's
database, whose bytes change, the rows are summed (chroma_files.py).
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from assistant.errors import LimitError, SnapshotError
from assistant.index.chroma_files import DATABASE, ROWS, is_made_anew, sum_of_rows
from assistant.index.damage import damaged, ingesting, mending
from assistant.index.open_files import too_many_files
from assistant.index.snapshot import FileRecord, Manifest, SnapshotFiles

AT_ONCE = 32 * 2**20
"""Bytes of an index whose sums are checked when it is opened: some 0.1 s."""


def record_files(snapshot: SnapshotFiles, *, known: Mapping[Path, FileRecord]) -> dict[str, FileRecord]:
    """Size and SHA-256 of every file of `snapshot`, by name.

    `known` has the records of another snapshot's files by path: a file that both snapshots share as a hard
    link is not read again.
    """
    sums = {_identity(path): record for path, record in known.items() if path.exists()}
    return {name: sums.get(_identity(path)) or _record_of(name, path) for name, path in _files(snapshot)}


def known_files(snapshot: SnapshotFiles, manifest: Manifest) -> dict[Path, FileRecord]:
    """The sizes and sums that the manifest records, by path."""
    return {snapshot.directory / name: record for name, record in manifest.files.items()}


def damaged_files(
    snapshot: SnapshotFiles, manifest: Manifest, *, sums: bool = False
) -> Iterator[tuple[str, str]]:
    """The names of files that are not as written, and what is wrong; with `sums` also by their SHA-256.

    Chroma's come first. Raises LimitError where the system lets no more files be opened.
    """
    for name in _checked(manifest):
        if wrong := wrong_with(snapshot.directory / name, name, manifest.files[name], sums=sums):
            yield name, wrong


def is_canonical(name: str) -> bool:
    """Whether a file can't be rebuilt from other files of the snapshot, but only from the documents."""
    return (
        name.endswith(".jsonl")
        or (name.startswith("vectors/") and name.endswith(".npy"))
        or (name.startswith("bodies/") and not name.endswith(".npz"))
    )


def is_small(manifest: Manifest) -> bool:
    """Whether the sums of all files are checked at each opening."""
    return sum(record.size for record in manifest.files.values()) <= AT_ONCE


class Verification:
    """The check of a snapshot's files: sums at once where the index is small, else in the background."""

    def __init__(self, snapshot: SnapshotFiles, manifest: Manifest, *, sizes_only: bool = False) -> None:
        """Raises SnapshotError where a file is missing or has other contents or another size than written.

        With `sizes_only` no file is read: its caller has done that, or does not want it.
        """
        self._snapshot, self._manifest = snapshot, manifest
        self._small = sizes_only or is_small(manifest)
        self._problem: SnapshotError | LimitError | None = None
        self._store, self._all = threading.Event(), threading.Event()
        for name, wrong in damaged_files(snapshot, manifest, sums=self._small and not sizes_only):
            raise self._told(name, wrong)
        if self._small:
            self._store.set()
            self._all.set()

    def begin(self) -> None:
        """Check in the background what was too large to be checked at once."""
        if not self._small:
            threading.Thread(target=self._look, name="verification", daemon=True).start()

    def check(self, *, wait: bool = True) -> None:
        """Raises SnapshotError where a file is not as written, or without `wait` was found not to be."""
        if wait:
            self._all.wait()
        if self._problem:
            raise self._problem

    def check_store(self) -> None:
        """Raises SnapshotError where one of Chroma's files, which are checked first, is not as written."""
        self._store.wait()
        self.check(wait=False)

    def _look(self) -> None:
        files, folder = self._manifest.files, self._snapshot.directory
        try:
            for name in _checked(self._manifest):
                if not _is_chromas(name):
                    self._store.set()
                if wrong := wrong_with(folder / name, name, files[name], sums=True):
                    raise self._told(name, wrong)
        except (SnapshotError, LimitError) as problem:
            self._problem = problem
        finally:
            self._store.set()
            self._all.set()

    def _told(self, name: str, wrong: str) -> SnapshotError:
        index = self._snapshot.directory.parent.parent
        command = f"{ingesting(index, self._manifest)} --verify"
        mend = f"Run `{command}`." if is_canonical(name) else mending(index)
        return SnapshotError(f"{self._snapshot.directory / name} {wrong}. {mend}")


def _checked(manifest: Manifest) -> list[str]:
    """The names of the files that stay as they were written, Chroma's first."""
    names = (name for name in manifest.files if not is_made_anew(name, manifest.files))
    return sorted(names, key=lambda name: (not _is_chromas(name), name))


def _is_chromas(name: str) -> bool:
    return name.startswith("chroma/")


def wrong_with(path: Path, name: str, expected: FileRecord, *, sums: bool) -> str:
    """What is wrong with the file of a snapshot that is called `name`, "" where nothing is.

    Raises LimitError where the system lets no more files be opened.
    """
    try:
        size = path.stat().st_size
        # The database grows by what its readers note in it.
        if size < expected.size or (size > expected.size and name != DATABASE):
            return f"has {size:,} bytes of {expected.size:,}"
        if sums and not _is_as_written(path, name, expected):
            return "has other contents than were written"
    except FileNotFoundError:
        return "is missing"
    except OSError as problem:
        if too_many_files(problem):
            raise damaged(path, problem) from problem
        return f"can't be read ({problem.strerror})"
    except ValueError as problem:
        return f"is damaged ({problem})"
    return ""


def _is_as_written(path: Path, name: str, expected: FileRecord) -> bool:
    if name != DATABASE:
        return _record(path) == expected
    # An earlier version noted the sum of its bytes, which tells nothing.
    return not expected.sha256.startswith(ROWS) or sum_of_rows(path) == expected.sha256


def _files(snapshot: SnapshotFiles) -> Iterator[tuple[str, Path]]:
    found = {p.relative_to(snapshot.directory).as_posix(): p for p in snapshot.directory.rglob("*")}
    for name, path in sorted(found.items()):
        if path.is_file() and path != snapshot.manifest and not is_made_anew(name, found):
            yield name, path


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino


def _record(path: Path) -> FileRecord:
    with path.open("rb") as file:
        return FileRecord(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def _record_of(name: str, path: Path) -> FileRecord:
    return FileRecord(path.stat().st_size, sum_of_rows(path)) if name == DATABASE else _record(path)
