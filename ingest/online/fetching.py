"""The line of the services: source -> answers of its service -> files that are read like any other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from assistant.errors import ServiceError, SourceError
from assistant.services import asked_for
from ingest.online.client import Client
from ingest.online.copies import Copy
from ingest.online.registry import PAGES

FOLDER = "fetched"
"""Where the answers lie, in the directory of the index."""

NO_ANSWER = (AttributeError, KeyError, TypeError, ValueError)
"""What reading fails with where a service answers anything: that must cost no paper of before."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The files of one source.

    `problem` says why it could not be fetched now: the files are then the last ones.
    """

    spec: str
    documents: tuple[Path, ...]
    problem: str = ""


def fetch(
    specs: Sequence[str], index: Path, client: Client, *, offline: bool = False, now: datetime | None = None
) -> list[Fetched]:
    """The files of every source, fetched anew where there is news; those of before where `offline`.

    A source whose service fails keeps the files of before. The caller holds the writer's lock.

    Raises SourceError where a source is none, OSError where the disk can't be written.
    """
    directory = index / FOLDER
    directory.mkdir(parents=True, exist_ok=True)
    time = now or datetime.now(UTC)
    return [_fetched(spec, directory, client, time, offline=offline) for spec in dict.fromkeys(specs)]


def _fetched(spec: str, directory: Path, client: Client, now: datetime, *, offline: bool) -> Fetched:
    copy = Copy(directory, spec, client.services, now)
    if offline:
        problem = "" if copy.documents() else f"{spec} was not fetched yet, and --offline asks no service."
        return Fetched(spec, tuple(copy.documents()), problem)
    try:
        _run(spec, copy, client)
    except SourceError as problem:
        if not copy.broken:  # what it answered is no good: the next run asks for it anew
            copy.drop()
        if not isinstance(problem, ServiceError):
            raise
        return Fetched(spec, tuple(copy.documents()), str(problem))
    return Fetched(spec, tuple(copy.documents()))


def _run(spec: str, copy: Copy, client: Client) -> None:
    prefix, _, value = spec.partition(":")
    copy.begin()
    papers = False
    try:
        for answer in PAGES[prefix](value, partial(copy.ask, client)):
            copy.document(answer)
            papers = True
    except NO_ANSWER as problem:
        name = client.services[asked_for(spec)[0]].name
        raise ServiceError(
            f"{name} answered {spec} in a form that it does not document "
            f"({type(problem).__name__}: {problem}); what was fetched before stays in use."
        ) from problem
    if not papers:
        raise ServiceError(f"{spec} names no paper; check it.")
    copy.finish()
