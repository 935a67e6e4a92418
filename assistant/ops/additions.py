"""Papers that come in by the page: previewed, added to the sources of the index, taken out again.

And the ingest that follows what was decided about papers in a review.

    INDEX/added/             the files that were sent and the texts that were pasted, sources like any other
    INDEX/uploads/           the files that wait (uploads.py)
    INDEX/additions.jsonl    what was added, one a line, the last one last

The reading is done by `ingest`, a process of its own: one at a time, whoever asks.
"""

from __future__ import annotations

import json
import logging
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol

from assistant.config import Settings
from assistant.errors import AssistantError, SnapshotError, UsageError
from assistant.index.snapshot import Manifest, current_snapshot, read_manifest
from assistant.ops.ingesting import ask_ingest
from assistant.ops.pasted import Pasted, read_pasted
from assistant.ops.uploads import Uploads

log = logging.getLogger(__name__)

FOLDER = "added"
FILE = "additions.jsonl"

Doing = Literal["preview", "add", "undo", "again"]


@dataclass(frozen=True, slots=True)
class Addition:
    """What was added: the sources that the index has since, and when (local time)."""

    time: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _New:
    """What is to come in: what was pasted, and the ids of files that were sent."""

    pasted: Pasted
    files: tuple[str, ...] = ()


@dataclass(slots=True)
class Job:
    """What is being done, or was done last.

    `lines` are what the ingest said, `report` what it came to (`ingest --json`), `error` why it came to
    nothing. `key` names a preview of something that can be added.
    """

    doing: Doing
    lines: list[str] = field(default_factory=list)
    running: bool = True
    report: Mapping[str, Any] | None = None
    error: str = ""
    key: str = ""


class Ingest(Protocol):
    """`ask_ingest`, or what stands for it in a test."""

    def __call__(
        self, settings: Settings, *arguments: str, say: Callable[[str], None]
    ) -> Mapping[str, Any]: ...


class Additions:
    """The additions of one index.

    Each of `preview`, `add`, `undo` and `again` begins a job and returns; `job` tells how far it is. All of
    them raise UsageError where another is still being done, or there is nothing to do.
    """

    def __init__(self, settings: Settings, *, at_home: bool, ask: Ingest = ask_ingest) -> None:
        """`at_home` says that only this machine is served."""
        self._settings, self._at_home, self._ask = settings, at_home, ask
        self._index = settings.index.absolute()
        self._lock = threading.Lock()
        self._previewed: tuple[str, _New] | None = None
        self.uploads = Uploads(self._index)
        self.job: Job | None = None

    def preview(self, text: str, files: Sequence[str] = ()) -> None:
        """Tell what would come in with this text and the files that were sent under these ids."""
        pasted = read_pasted(text, at_home=self._at_home)
        self.uploads.paths(files)  # all of them are there, and not too much
        if not pasted.specs and not pasted.document and not files:
            raise UsageError("There is nothing to read yet: paste something, or drop a file.")
        there = set(self._given())
        new = _New(Pasted(tuple(s for s in pasted.specs if s not in there), pasted.document), tuple(files))
        if not new.pasted.specs and not new.pasted.document and not files:
            raise UsageError(f"{pasted.specs[0]} is among the sources of this index already.")

        def look(job: Job) -> None:
            with self._as_sources(new, kept=False) as sources:
                report = self._ingest(job, [f"--also={source}" for source in sources], "--preview")
            unread = {sources[source] for source in sources if _is_unread(source, report)}
            texts = [text for text in report.get("texts", ()) if text["new"]]
            if texts or any(report.get(name) for name in ("new", "changed", "joined")):
                job.key = secrets.token_hex(8)
                self._previewed = job.key, _New(new.pasted, tuple(id for id in files if id not in unread))
            job.report = report

        self._begin("preview", look)

    def add(self, key: str) -> None:
        """Add what the preview of this key told of."""
        if self._previewed is None or self._previewed[0] != key:
            raise UsageError("What was looked at last is something else; press Preview again.")
        new = self._previewed[1]

        def take_in(job: Job) -> None:
            self._previewed = None
            with self._as_sources(new, kept=True) as sources:
                addition = Addition(f"{datetime.now():%Y-%m-%d %H:%M}", tuple(sources))
                before = self._read()
                self._write([*before, addition])  # first: what is in the index can then be taken out again
                try:
                    job.report = self._ingest(job, [f"--also={source}" for source in sources])
                except BaseException:
                    self._write(before)
                    raise

        self._begin("add", take_in)

    def undo(self) -> None:
        """Take the last addition out again."""
        last = self.last()
        if last is None:
            raise UsageError("Nothing that was added here is left to take out.")

        def take_out(job: Job) -> None:
            job.report = self._ingest(job, [f"--without={source}" for source in last.sources])
            self._write([one for one in self._read() if one != last])
            for source in map(Path, last.sources):
                if source.parent == self._index / FOLDER:
                    source.unlink(missing_ok=True)

        self._begin("undo", take_out)

    def again(self) -> None:
        """Read the sources of the index again, so that what was decided about their papers is followed."""

        def follow(job: Job) -> None:
            job.report = self._ingest(job, ["--again"])

        self._begin("again", follow)

    def last(self) -> Addition | None:
        """The last addition that the index still has all sources of."""
        there = set(self._given())
        return next((one for one in reversed(self._read()) if there.issuperset(one.sources)), None)

    def _begin(self, doing: Doing, work: Callable[[Job], None]) -> None:
        if not self._lock.acquire(blocking=False):
            raise UsageError("Papers are being read in already; wait until that is done.")
        self.job = job = Job(doing)

        def run() -> None:
            try:
                work(job)
            except AssistantError as problem:
                job.error = str(problem)
            except OSError as problem:
                job.error = f"{self._index} can't be written: {problem.strerror}."
            except Exception:
                log.exception("%s failed", doing)
                job.error = "Something went wrong. The details are in the server's log."
            finally:
                job.running = False
                self._lock.release()

        threading.Thread(target=run, name="papers-in", daemon=True).start()

    def _ingest(self, job: Job, sources: Sequence[str], *options: str) -> Mapping[str, Any]:
        before = {source.document for source in manifest.sources} if (manifest := self._manifest()) else set()
        report = self._ask(self._settings, *sources, *options, say=job.lines.append)
        skipped = [one for one in report.get("skipped", ()) if one["document"] not in before]
        return {**report, "skipped": skipped}

    @contextmanager
    def _as_sources(self, new: _New, *, kept: bool) -> Iterator[dict[str, str]]:
        """What an ingest is told to read: files beside one another, which stay there if they are `kept`.

        Else, and where it fails, those that were sent wait again: each has its id, all else "".
        """
        folder, placed = self._index / FOLDER, dict[Path, Path | None]()
        try:
            sources = dict.fromkeys(new.pasted.specs, "")
            if new.files or new.pasted.document:
                folder.mkdir(exist_ok=True)
            if new.pasted.document:
                file = _free(folder / f"added-{datetime.now():%Y%m%dT%H%M%S}.txt")
                placed[file], sources[str(file)] = None, ""
                file.write_bytes(new.pasted.document.encode("utf-8", "replace"))
            for id, waiting in zip(new.files, self.uploads.paths(new.files), strict=True):
                file = _free(folder / waiting.name)
                waiting.rename(file)
                placed[file], sources[str(file)] = waiting, id
            yield sources
        except BaseException:
            kept = False
            raise
        finally:
            for file, back in () if kept else placed.items():
                _put_back(file, back)
            for id in new.files if kept else ():
                self.uploads.remove(id)

    def _given(self) -> tuple[str, ...]:
        manifest = self._manifest()
        return manifest.given if manifest else ()

    def _manifest(self) -> Manifest | None:
        try:
            snapshot = current_snapshot(self._index)
            return read_manifest(snapshot) if snapshot else None
        except SnapshotError:
            return None

    def _read(self) -> list[Addition]:
        """What was added; a line that can't be read is none."""
        try:
            lines = (self._index / FILE).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return []
        found = []
        for line in lines:
            try:
                record = json.loads(line)
                found.append(Addition(str(record["time"]), tuple(map(str, record["sources"]))))
            except (ValueError, KeyError, TypeError):
                continue
        return found

    def _write(self, additions: Sequence[Addition]) -> None:
        new = self._index / f"{FILE}.new"
        lines = (json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in additions)
        new.write_text("".join(lines), encoding="utf-8")
        new.replace(self._index / FILE)


def _put_back(file: Path, waiting: Path | None) -> None:
    """Let a file wait again where it did; one that did not, or was taken back meanwhile, goes."""
    if waiting is not None:
        with suppress(FileNotFoundError):
            file.rename(waiting)
    file.unlink(missing_ok=True)


def _free(path: Path) -> Path:
    """The path, or one that is named like it, where no file is yet."""
    number = 2
    free = path
    while free.exists():
        free, number = path.with_stem(f"{path.stem}-{number}"), number + 1
    return free


def _is_unread(source: str, report: Mapping[str, Any]) -> bool:
    """Whether nothing could be read in a file: it is skipped as a whole, which names no line."""
    skipped = (str(one["document"]) for one in report["skipped"] if not one["line"])
    return any(source.endswith(f"/{document}") for document in skipped)
