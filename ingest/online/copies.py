"""The answers of the services, kept beside the index: one folder a source, its files named after the source.

    INDEX/fetched/orcid-0000-0002-1825-0097/
      answers.jsonl                       of each answer: its address, when it was asked, its file, the ETag
      orcid-0000-0002-1825-0097.1.json    the answers as they came

While a source is fetched they lie in a folder of their own, NAME.new, from which a run goes on that was
broken off, and which takes the place of the old one once all is there. So a source that fails keeps its last
good copy.

Not asked again are an answer of a run that was broken off less than a day ago, and, where the beginnings of
all lists so far are as they were, any answer that is younger than a week.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from assistant.errors import ServiceError
from assistant.services import Service
from ingest.online.answers import Answer, Form
from ingest.online.client import Client, url_of

NOTE = "answers.jsonl"
RESUMED = timedelta(days=1)
FRESH = timedelta(days=7)
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def name_of(spec: str) -> str:
    """The name of a source's folder: the source, with a short hash where that is no name of a file."""
    plain = _UNSAFE.sub("-", spec).strip("-.")[:60]
    same = plain == spec.replace(":", "-", 1)
    return plain if same else f"{plain}-{hashlib.sha256(spec.encode()).hexdigest()[:6]}"


class Ask(Protocol):
    """What the modules of the services ask with: `Copy.ask` with its client, or `Client.ask`."""

    def __call__(
        self,
        service: str,
        path: str,
        params: Mapping[str, str] | None = None,
        *,
        form: Form = "json",
        headers: Mapping[str, str] | None = None,
        mark: Callable[[Answer], Any] | None = None,
        whole: Callable[[Answer], bool] | None = None,
    ) -> Answer: ...


@dataclass(frozen=True, slots=True)
class _Kept:
    """An answer on disk, read where it is needed. `document` says that papers are read from it."""

    service: Service
    form: Form
    asked: str
    headers: Mapping[str, str]
    sha256: str
    file: Path
    document: bool = False

    @property
    def time(self) -> datetime:
        return datetime.fromisoformat(self.asked).astimezone(UTC)

    def answer(self, url: str) -> Answer:
        return Answer(self.service, url, self.file.read_bytes(), self.form, self.asked, self.headers)

    def same(self, other: _Kept) -> bool:
        """Whether both are one answer, wherever its file lies."""
        return replace(self, file=other.file) == other


class Copy:
    """What is kept of one source, and what a new run of it asks.

    `now` is the time of the run. Raises OSError where the disk can't be written.
    """

    def __init__(self, directory: Path, spec: str, services: Mapping[str, Service], now: datetime) -> None:
        self.name = name_of(spec)
        self.broken = False
        """Whether a service failed in this run, which may be gone on with later."""
        self._there, self._new = directory / self.name, directory / f"{self.name}.new"
        self._services, self._now = services, now
        away = directory / f"{self.name}.old"
        if away.is_dir() and not self._there.exists():  # a run was killed between two renames
            away.rename(self._there)
        self._old = self._read(self._there)
        self._run: dict[str, _Kept] = {}
        self._before: dict[str, _Kept] = {}  # of a run that was broken off
        self._still = True  # whether the beginnings of all lists so far are as they were

    def documents(self) -> list[Path]:
        """The files of the last good copy from which papers are read, in their order."""
        return [kept.file for kept in self._old.values() if kept.document]

    def begin(self) -> None:
        """Begin a run, or go on with one that was broken off."""
        limit = self._now - RESUMED
        self._before = {url: kept for url, kept in self._read(self._new).items() if kept.time > limit}
        if not self._before:
            self.drop()
        self._new.mkdir(parents=True, exist_ok=True)
        (self._new / NOTE).unlink(missing_ok=True)
        for number, (url, kept) in enumerate(self._before.items()):
            path = self._new / f"before.{number}"  # the names of answers are those of this run
            kept.file.rename(path)
            self._before[url] = replace(kept, file=path)
            self._note(url, self._before[url])

    def ask(
        self,
        client: Client,
        service: str,
        path: str,
        params: Mapping[str, str] | None = None,
        *,
        form: Form = "json",
        headers: Mapping[str, str] | None = None,
        mark: Callable[[Answer], Any] | None = None,
        whole: Callable[[Answer], bool] | None = None,
    ) -> Answer:
        """An answer, from disk where it need not be asked for.

        `mark` is given for the beginning of a list: what it makes of an answer is equal where nothing is new.
        `whole` is as in `Client.ask`.
        """
        url = url_of(self._services[service], path, params)
        old = self._old.get(url)
        if done := self._run.get(url) or self._before.get(url):
            self._still = self._still and old is not None and old.sha256 == done.sha256
            return self._take(url, done)
        fresh = old is not None and old.time > self._now - FRESH
        if old and fresh and mark is None and self._still:
            return self._take(url, old)
        known = {**(headers or {}), **(_conditions(old) if old else {})}
        try:
            answer = client.ask(service, path, params, form=form, headers=known, whole=whole)
        except ServiceError:
            self.broken = True
            raise
        if old and (answer.unchanged or (fresh and mark and mark(answer) == mark(old.answer(url)))):
            return self._take(url, old)
        self._still = False
        return self._take(url, self._write(url, answer))

    def document(self, answer: Answer) -> None:
        """Papers are to be read from this answer."""
        self._run[answer.url] = replace(self._run[answer.url], document=True)

    def finish(self) -> None:
        """Put what was fetched in the place of what was there, if it is anything else."""
        if len(self._run) == len(self._old) and all(
            one.same(other) for one, other in zip(self._run.values(), self._old.values(), strict=True)
        ):
            self.drop()
            return
        (self._new / NOTE).unlink(missing_ok=True)
        for url, kept in self._run.items():
            self._note(url, kept)
        wanted = {NOTE, *(kept.file.name for kept in self._run.values())}
        for path in self._new.iterdir():
            if path.name not in wanted:
                path.unlink()
        away = self._there.with_name(f"{self.name}.old")
        shutil.rmtree(away, ignore_errors=True)
        if self._there.exists():
            self._there.rename(away)
        self._new.rename(self._there)
        shutil.rmtree(away, ignore_errors=True)
        self._old = self._read(self._there)

    def drop(self) -> None:
        """Remove what this run, and one that was broken off, has fetched."""
        shutil.rmtree(self._new, ignore_errors=True)

    def _place(self, form: Form) -> Path:
        return self._new / f"{self.name}.{len(self._run) + 1}.{form}"

    def _take(self, url: str, kept: _Kept) -> Answer:
        """Make an answer that is on disk one of this run."""
        if url not in self._run:
            path = self._place(kept.form)
            if kept.file != path:
                path.unlink(missing_ok=True)
                _link(kept.file, path)
            self._run[url] = replace(kept, file=path, document=False)
            self._note(url, self._run[url])
        return self._run[url].answer(url)

    def _write(self, url: str, answer: Answer) -> _Kept:
        path = self._place(answer.form)
        path.unlink(missing_ok=True)
        sha256 = hashlib.sha256(answer.body).hexdigest()
        old = self._old.get(url)
        if old and old.sha256 == sha256:
            _link(old.file, path)  # the same file keeps its day
        else:
            path.write_bytes(answer.body)
        return _Kept(answer.service, answer.form, answer.asked, answer.headers, sha256, path)

    def _note(self, url: str, kept: _Kept) -> None:
        record = {
            "url": url,
            "service": kept.service.id,
            "form": kept.form,
            "asked": kept.asked,
            "headers": dict(kept.headers),
            "sha256": kept.sha256,
            "file": kept.file.name,
            "document": kept.document,
        }
        with (self._new / NOTE).open("a", encoding="utf-8") as note:
            note.write(json.dumps(record, ensure_ascii=False) + "\n")

    def _read(self, directory: Path) -> dict[str, _Kept]:
        """The answers in a folder, by their addresses; a damaged one is as if it were not there."""
        found: dict[str, _Kept] = {}
        try:
            lines = (directory / NOTE).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return {}
        for line in lines:
            try:
                record = json.loads(line)
                url, path = record.pop("url"), directory / Path(record.pop("file")).name
                service = self._services[record.pop("service")]
                kept = _Kept(service=service, file=path, **record)
                with path.open("rb") as file:
                    if kept.time and hashlib.file_digest(file, "sha256").hexdigest() == kept.sha256:
                        found[url] = kept
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                continue
        return found


def _conditions(kept: _Kept) -> dict[str, str]:
    """The headers that ask for an answer only where it has changed."""
    if version := kept.headers.get("last-modified-version"):  # Zotero's own
        return {"If-Modified-Since-Version": version}
    if tag := kept.headers.get("etag"):
        return {"If-None-Match": tag}
    return {"If-Modified-Since": kept.headers["last-modified"]} if "last-modified" in kept.headers else {}


def _link(source: Path, target: Path) -> None:
    """The same file once more; where the disk has no links, a copy that keeps its day."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
