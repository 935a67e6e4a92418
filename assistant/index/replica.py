"""A replica: a directory of this machine that follows the snapshots of an origin, as an index of its own.

    CACHE/
      CURRENT, lock, snapshots/      as in every index: see snapshot.py
      incoming/NAME/                 a snapshot that is being fetched

Readers open the cache as they open any index, so what they have open stays while they have it, whatever is
removed at the origin. A snapshot is fetched by its manifest: a file that an earlier snapshot has is linked,
any other one is read from the origin, and none is used before its size and its SHA-256 are those of the
manifest. Once all are there, the directory is moved to its place and published here; a fetch that was cut
short goes on with the files that are whole. Replicas on one machine may share a cache: one of them fetches,
under the lock.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

from assistant.errors import AssistantError, SnapshotError, UsageError
from assistant.index.chroma_files import DATABASE
from assistant.index.cleanup import NAME, leftovers, remove_files, snapshots
from assistant.index.disk import ROOM, free, is_full
from assistant.index.integrity import damaged_files, wrong_with
from assistant.index.locks import unread, writing
from assistant.index.origin import Origin, read_small
from assistant.index.snapshot import (
    FileRecord,
    Manifest,
    SnapshotFiles,
    current_snapshot,
    publish,
    read_manifest,
)

log = logging.getLogger(__name__)

AT_ONCE = 8
"""Files that are fetched at the same time."""
TRIES = 2
"""How often a file is read from the origin before the fetch is given up, until it is tried again."""
LONGEST_PAUSE = 60.0
"""Seconds between two tries to fetch a snapshot that can't be had."""

_NAME_BYTES = 1000
_MANIFEST_BYTES = 2**28  # a full text is a file, with a line of some 150 bytes
_NOTES = 2**26  # bytes by which Chroma's database may have grown since, by what its readers note in it

Contents = Mapping[FileRecord, Path]
"""The files that are here already, by what they hold."""


class Replica:
    """The cache in `index`, in step with its origin. For one thread; `health` is for all."""

    def __init__(
        self,
        origin: Origin,
        index: Path,
        *,
        say: Callable[[str], None] = log.info,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`say` is told what is being fetched; `clock` gives seconds.

        Raises UsageError where `index` can't be a directory that is written to.
        """
        self._origin, self._index, self._say, self._clock = origin, index, say, clock
        self._seen: float | None = None
        self._trouble = ""
        self._logged: set[str] = set()  # what was said of this trouble, numbers apart
        self._failed, self._again, self._pause = "", 0.0, 1.0
        try:
            index.mkdir(parents=True, exist_ok=True)
            if not os.access(index, os.W_OK | os.X_OK):
                raise PermissionError("no right to write")
        except OSError as problem:
            why = problem.strerror or problem
            raise UsageError(
                f"The cache {index} can't be written ({why}): give another directory with --cache."
            ) from problem

    def look(self) -> str:
        """Fetch what the origin publishes, if it is new; the name of the snapshot to open, "" without one.

        Where that fails, the snapshot of before is the one to open. The log says so once, and not again
        before the origin could be followed.
        """
        try:
            self._follow()
        except (AssistantError, OSError) as problem:
            self._trouble = str(problem)
            kind = re.sub(r"\d+", "", self._trouble)
            if kind not in self._logged:
                log.warning("%s Answers go on with what was fetched before, if anything was.", problem)
                self._logged.add(kind)
        else:
            if self._logged:
                log.warning("%s is followed again.", self._origin.told)
                self._logged.clear()
            self._trouble, self._seen = "", self._clock()
        return self._here()

    def require(self) -> None:
        """Raise SnapshotError, with the reason, where there is no snapshot to open."""
        if not self._here():
            raise SnapshotError(self._trouble or f"Nothing was fetched from {self._origin.told} yet.")

    def heal(self) -> bool:
        """Remove the snapshot to open where its files are damaged and nobody reads it; whether that was done.

        The next look fetches it anew.
        """
        with writing(self._index):
            snapshot = current_snapshot(self._index)
            if snapshot is None or not _is_damaged(snapshot):
                return False
            with unread(snapshot.manifest) as free_to_go:
                if free_to_go:
                    log.warning("%s is damaged: it is fetched again", snapshot.directory)
                    remove_files(snapshot)
                return free_to_go

    def tidy(self) -> None:
        """Remove the snapshots that nobody reads any more, unless another process is fetching one."""
        with suppress(SnapshotError), writing(self._index, wait=False):
            self._remove_unread()

    def health(self) -> dict[str, object]:
        """Whether the origin can be followed, and the seconds since it last was; None where it never was."""
        seen = self._seen
        return {
            "origin": "away" if self._trouble else "followed",
            "origin_seen_s": None if seen is None else round(self._clock() - seen, 1),
        }

    def _follow(self) -> None:
        name = self._there()
        if name == self._here():
            self._failed = ""
            return
        if name == self._failed and self._clock() < self._again:
            raise SnapshotError(self._trouble)
        try:
            with writing(self._index, say=self._say):
                if name != self._here():  # another process may have fetched it meanwhile
                    self._take(name)
        except (AssistantError, OSError) as problem:
            self._pause = min(LONGEST_PAUSE, 2 * self._pause) if name == self._failed else 1.0
            self._failed, self._again = name, self._clock() + self._pause
            if self._there() != name:  # an ingest has removed it meanwhile
                self._follow()
                return
            if isinstance(problem, OSError):
                raise SnapshotError(self._in_words(name, problem)) from problem
            raise
        self._failed = ""

    def _there(self) -> str:
        """The name of the snapshot that the origin publishes."""
        told = self._origin.told
        try:
            name = read_small(self._origin, "CURRENT", most=_NAME_BYTES).decode("ascii", "replace").strip()
        except FileNotFoundError as problem:
            raise SnapshotError(f"{told} publishes no snapshot: it has no file CURRENT.") from problem
        except OSError as problem:
            raise SnapshotError(f"{told} can't be read ({problem}).") from problem
        if not NAME.fullmatch(name):
            raise SnapshotError(f"{told}/CURRENT holds {name[:60]!r}, which is no name of a snapshot.")
        return name

    def _here(self) -> str:
        """The name of the snapshot to open, "" where there is none that could be."""
        try:
            snapshot = current_snapshot(self._index)
        except AssistantError:
            return ""
        return snapshot.directory.name if snapshot else ""

    def _take(self, name: str) -> None:
        """Fetch a snapshot, publish it here, and remove those that nobody reads any more."""
        snapshot = SnapshotFiles(self._index / "snapshots" / name)
        if not snapshot.manifest.is_file():  # else it is one of before, published again
            coming = SnapshotFiles(self._index / "incoming" / name)
            coming.directory.mkdir(parents=True, exist_ok=True)
            self._fetch(name, coming)
            snapshot.directory.parent.mkdir(exist_ok=True)
            shutil.rmtree(snapshot.directory, ignore_errors=True)  # one that was removed in part
            coming.directory.rename(snapshot.directory)
        publish(self._index, snapshot)
        shutil.rmtree(self._index / "incoming", ignore_errors=True)
        self._remove_unread()

    def _remove_unread(self) -> None:
        """Remove the files of snapshots here, and nothing else: what others hold of them is not ours."""
        if published := self._here():
            for snapshot in leftovers(self._index, published=published):
                remove_files(snapshot)

    def _fetch(self, name: str, coming: SnapshotFiles) -> None:
        """Fill the directory of a snapshot."""
        manifest = self._manifest(name, coming)
        here = dict(self._contents(besides=coming))
        missing = {file: record for file, record in manifest.files.items() if record not in here}
        size = sum(r.size for f, r in missing.items() if wrong_with(coming.directory / f, f, r, sums=False))
        room = free(self._index)
        if size + ROOM > room:
            raise SnapshotError(
                f"The disk of {self._index} has {_in_mb(room)} free, and {_in_mb(size)} are to be fetched: "
                "make room, or give another directory with --cache."
            )
        if size:
            self._say(f"Fetching the snapshot {name}, {_in_mb(size)}, from {self._origin.told}")
        with ThreadPoolExecutor(AT_ONCE) as pool:
            jobs = [
                pool.submit(self._file, name, coming, file, record, here.get(record))
                for file, record in manifest.files.items()
            ]
            try:
                for job in jobs:
                    job.result()
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise

    def _manifest(self, name: str, coming: SnapshotFiles) -> Manifest:
        """The manifest of a snapshot at the origin, which is kept in its directory here."""
        found = read_small(self._origin, f"snapshots/{name}/manifest.json", most=_MANIFEST_BYTES)
        coming.manifest.write_bytes(found)
        what = f"The manifest of {name} at {self._origin.told}"
        try:
            manifest = read_manifest(coming)
        except SnapshotError as problem:
            raise SnapshotError(f"{what} can't be used: {str(problem).partition('. ')[0]}.") from problem
        wrong = next((file for file in manifest.files if not _is_below(file)), None)
        if wrong is not None or not manifest.files:
            named = f"the file {wrong!r}, which is none of a snapshot" if manifest.files else "no files"
            raise SnapshotError(f"{what} can't be used: it names {named}.")
        return manifest

    def _contents(self, *, besides: SnapshotFiles) -> Iterator[tuple[FileRecord, Path]]:
        """The files of all snapshots that are here, half-fetched ones included, by what they hold."""
        others = [SnapshotFiles(path) for path in (self._index / "incoming").iterdir()]
        for snapshot in (*snapshots(self._index), *others):
            if snapshot == besides:
                continue
            with suppress(AssistantError):
                for file, record in read_manifest(snapshot).files.items():
                    path = snapshot.directory / file
                    kept = _is_below(file) and file != DATABASE  # which changes as it is read
                    if kept and not wrong_with(path, file, record, sums=False):
                        yield record, path

    def _file(
        self, name: str, coming: SnapshotFiles, file: str, record: FileRecord, here: Path | None
    ) -> None:
        """Have one file of a snapshot, with the contents that its manifest says."""
        path = coming.directory / file
        path.parent.mkdir(parents=True, exist_ok=True)
        wrong = wrong_with(path, file, record, sums=True)
        for source in [*([here] if here else []), *[None] * TRIES]:
            if not wrong:
                return
            path.unlink(missing_ok=True)  # never written to: it may be the same file as one that is read
            if source is None:
                self._read(
                    f"snapshots/{name}/{file}", path, record.size + (_NOTES if file == DATABASE else 0)
                )
            else:
                _give(source, path, file)
            wrong = wrong_with(path, file, record, sums=True)
        if wrong:
            path.unlink(missing_ok=True)
            raise SnapshotError(f"{file} of {name} at {self._origin.told} {wrong}.")

    def _read(self, name: str, path: Path, most: int) -> None:
        """Write a file of the origin to `path`: `most` bytes of it, and one more where there are more."""
        left = most + 1
        with closing(self._origin.read(name)) as pieces, path.open("wb") as file:
            for piece in pieces:
                file.write(piece[:left])
                left -= len(piece)
                if left <= 0:
                    return

    def _in_words(self, name: str, problem: OSError) -> str:
        if is_full(self._index, problem):
            shutil.rmtree(self._index / "incoming", ignore_errors=True)
            return (
                f"The disk of {self._index} is full: make room, or give another directory with --cache; "
                f"the snapshot {name} is fetched again then."
            )
        return f"The snapshot {name} can't be fetched from {self._origin.told} ({problem})."


def _is_below(file: str) -> bool:
    """Whether the name of a file, as a manifest says it, is one within the directory of the snapshot."""
    parts = file.split("/")
    plain = "\\" not in file and "\0" not in file and file != "manifest.json"
    return plain and all(part not in ("", ".", "..") for part in parts)


def _give(source: Path, path: Path, file: str) -> None:
    """Have a file that is here at `path`, too; those of Chroma, which opening may change, as a copy."""
    with suppress(OSError):  # then it is fetched
        if file.startswith("chroma/"):
            shutil.copyfile(source, path)
        else:
            os.link(source, path)


def _is_damaged(snapshot: SnapshotFiles) -> bool:
    try:
        return next(damaged_files(snapshot, read_manifest(snapshot), sums=True), None) is not None
    except SnapshotError:
        return True


def _in_mb(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
