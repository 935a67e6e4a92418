"""Files that editors send, in pieces, until they are added to an index, taken back, or forgotten.

    INDEX/uploads/ID/NAME    each in a folder of its own, so that nothing but the disk needs to know of it

The sender knows the id alone, which nobody can guess. A name is what the file was called, made safe.
"""

from __future__ import annotations

import re
import secrets
import shutil
import threading
import time
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from assistant.errors import UsageError
from assistant.text.plaintext import as_seen

FOLDER = "uploads"

MOST_FILES = 200
MOST_BYTES = 200 * 2**20
"""Of all files that come in at a time: some 100 papers. A file may be as large as all."""

WAITING = 3
"""So many times that may wait, of several editors; the files that have waited longest go first."""

DAY = 24 * 60 * 60
"""Seconds after which a file that nobody has added is forgotten, at the next one that is sent."""

PIECE = 2**20
"""Bytes of a file that are sent at a time: in base64, less than the largest request."""

_ID = re.compile(r"[0-9a-f]{32}")
_LONGEST_NAME = 120
_NO_NAME = re.compile(r'[:*?"<>|]')


class Uploads:
    """The files that wait beside one index. Safe to share between threads."""

    def __init__(self, index: Path) -> None:
        self._folder = index / FOLDER
        self._lock = threading.Lock()

    def begin(self, name: str) -> str:
        """The id of a new, empty file that was called `name`."""
        id = secrets.token_hex(16)
        with self._writing():
            self._make_room(files=1)
            (self._folder / id).mkdir(parents=True)
            (self._folder / id / safe_name(name)).touch()
        return id

    def append(self, id: str, at: int, piece: bytes) -> int:
        """Add what follows the first `at` bytes of a file; how many it has since.

        A piece that is there already is not added again, so that one can be sent again whose reply was lost.
        Raises UsageError where the file is not there, or the piece is not the next, or too much.
        """
        with self._writing():
            path = self._path(id)
            size = path.stat().st_size
            if at + len(piece) == size:
                return size
            if at != size:
                raise UsageError(f"{path.name} has {size:,} bytes so far; expected what follows them.")
            if len(piece) > PIECE or size + len(piece) > MOST_BYTES:
                raise UsageError(too_much(path.name))
            self._make_room(size=len(piece), keep=id)
            with path.open("ab") as file:
                file.write(piece)
            return size + len(piece)

    def remove(self, id: str) -> None:
        """Forget a file, if it is there."""
        if _ID.fullmatch(id):
            shutil.rmtree(self._folder / id, ignore_errors=True)

    def missing(self, ids: Sequence[str]) -> list[str]:
        """Those of `ids` of which no file is there."""
        return [id for id in ids if not (_ID.fullmatch(id) and any((self._folder / id).glob("*")))]

    def paths(self, ids: Sequence[str]) -> tuple[Path, ...]:
        """The files of `ids`. Raises UsageError where one is not there, or they are too many or too large."""
        with self._lock:
            paths = tuple(self._path(id) for id in dict.fromkeys(ids))
        if len(paths) > MOST_FILES or sum(path.stat().st_size for path in paths) > MOST_BYTES:
            raise UsageError(too_much("This"))
        return paths

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with self._lock:
                yield
        except OSError as problem:
            raise UsageError(f"{self._folder} can't be written: {problem.strerror}.") from problem

    def _path(self, id: str) -> Path:
        if self.missing([id]):
            raise UsageError("A file is not here any more; choose it again.")
        return next((self._folder / id).glob("*"))

    def _make_room(self, *, size: int = 0, files: int = 0, keep: str = "") -> None:
        """Forget the files that have waited long, but for `keep`: a day, or longest where room is needed."""
        found = []
        for path in self._folder.glob("*/*"):
            with suppress(OSError):
                state = path.stat()
                found.append((state.st_mtime_ns, path.parent.name, state.st_size))
        found.sort(reverse=True)
        while found and (
            found[-1][0] < (time.time() - DAY) * 1e9
            or sum(own for *_, own in found) + size > WAITING * MOST_BYTES
            or len(found) + files > WAITING * MOST_FILES
        ):
            _, id, _ = found.pop()
            if id != keep:
                self.remove(id)


def too_much(name: str) -> str:
    """Why more is not taken, in a sentence."""
    return (
        f"{name} is too much: at most {MOST_FILES} files with {MOST_BYTES // 2**20} MB in all come in by the "
        "page at a time; what is more comes in by the command line."
    )


def safe_name(name: str) -> str:
    """What a file is called here that was called `name` elsewhere: no path, nothing hidden, no settings.

    A file that ends with .toml would be read as what says where papers come from (ingest/group.py).
    """
    name = unicodedata.normalize("NFC", as_seen(name.encode("utf-8", "ignore").decode()))
    name = "".join(char for char in name.replace("\\", "/").rpartition("/")[2] if char.isprintable())
    name = " ".join(_NO_NAME.sub(" ", name).split()).lstrip("-~. ").rstrip(". ")
    stem, dot, ending = name.rpartition(".")
    if not stem or not ending or len(ending) > 10:
        stem, dot, ending = name, "", ""
    if ending.lower() == "toml":
        ending = "txt"
    while len(stem.encode()) > _LONGEST_NAME:
        stem = stem[:-1]
    return f"{stem.rstrip('. ')}{dot}{ending}" if stem.strip(". ") else "document"
