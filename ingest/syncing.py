"""Sources of any kind into an index: what services have is fetched, then all of it is ingested."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from assistant.datamodels import Scope
from assistant.errors import SnapshotError, SourceError, UsageError
from assistant.index.locks import writing
from assistant.index.snapshot import current_snapshot, read_manifest
from assistant.index.stores import BESIDE, Stores
from assistant.models.encoders import Encoder
from assistant.services import is_spec, services
from ingest.directory import check_directory, writes_to
from ingest.embed import Progress
from ingest.group import Source, read_group
from ingest.online.abstracts import Abstracts
from ingest.online.client import Client
from ingest.online.fetching import Fetched, fetch
from ingest.pipeline import Report, ingest
from ingest.sources import find_sources
from ingest.workers import HERE, Workers

CONTACT = "ASSISTANT_CONTACT"


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be ingested, and how services are asked.

    `given` is what the command named: documents, folders, group.toml files and specs such as `orcid:...`;
    `sources` are these with every group.toml opened. `fill` says whether missing abstracts are looked up,
    `known` whether those that were looked up before are used. `asked` are the specs that services are asked
    for: of the others, as of all where `offline`, what was fetched before is taken.
    """

    given: tuple[str, ...]
    sources: tuple[Source, ...]
    contact: str = ""
    fill: bool = False
    known: bool = True
    offline: bool = False
    asked: frozenset[str] = frozenset()

    @property
    def specs(self) -> list[str]:
        return [source.text for source in self.sources if is_spec(source.text)]


def requested(
    given: Sequence[str],
    *,
    contact: str = "",
    fill: bool | None = None,
    offline: bool = False,
    only: Collection[str] | None = None,
) -> Request:
    """The request of a command line.

    Services are asked for those specs that are in `only`, by default for all. Missing abstracts are looked up
    where a service is asked anyway, unless it or the group.toml says otherwise. Raises SourceError where a
    group.toml is wrong, UsageError where the contact is.
    """
    sources: list[Source] = []
    fills: list[bool] = []
    for text in given:
        if not is_spec(text) and text.endswith(".toml"):
            group = read_group(Path(text))
            sources += group.sources
            contact = contact or group.contact
            fills += [] if group.fill is None else [group.fill]
        else:
            sources.append(Source(text))
    if contact and not re.fullmatch(r"[!-~]+@[!-~]+", contact):
        raise UsageError(
            f"The contact address {contact!r} is none; expected an address such as ada@example.org."
        )
    specs = {source.text for source in sources if is_spec(source.text)}
    asked = frozenset() if offline else frozenset(specs if only is None else specs & {*only})
    wanted = fill if fill is not None else fills[0] if fills else bool(asked)
    wanted = wanted and not offline and (bool(asked) or only is None)
    names = tuple(text if is_spec(text) else str(Path(text).absolute()) for text in given)
    return Request(names, tuple(sources), contact, wanted, fill is not False, offline, asked)


def sync(
    request: Request,
    index: Path,
    encoder: Encoder,
    *,
    scope: Scope | None = None,
    retrieved: date | None = None,
    environ: Mapping[str, str],
    progress: Progress = lambda step, done, total: None,
    verify: bool = False,
    preview: bool = False,
    wait: bool = True,
    say: Callable[[str], None] = lambda line: None,
    stores: Stores = BESIDE,
    workers: Workers = HERE,
) -> Report:
    """Bring `index` in step with the sources: what is new, has changed, or is gone since.

    A source that can't be fetched keeps its papers of before, and the report says so. Raises as `ingest`
    does, and SourceError where nothing can be read, or papers would go for no other reason than that a
    service failed.
    """
    client = Client(services(environ), contact=request.contact, environ=environ, say=say)
    try:
        fetched = _fetched(request, index, client, wait=wait, say=say)
        paths, scopes = _documents(request.sources, fetched)
        report = ingest(
            paths,
            index,
            encoder,
            scope=scope,
            scopes=scopes,
            retrieved=retrieved,
            given=request.given,
            abstracts=Abstracts(index, client if request.fill and not preview else None, wait=wait, say=say)
            if request.known
            else None,
            progress=progress,
            verify=verify,
            preview=preview,
            wait=wait,
            say=say,
            stores=stores,
            workers=workers,
        )
    finally:
        client.close()
    failed = (one.problem for one in fetched if one.problem)
    return replace(report, problems=tuple(dict.fromkeys((*failed, *report.problems))))


def _fetched(
    request: Request, index: Path, client: Client, *, wait: bool, say: Callable[[str], None]
) -> list[Fetched]:
    """What services have, in files beside the index; asks nobody where no source names a service."""
    if not request.specs:
        return []
    if not request.contact and request.asked:
        say(f"no contact address is given (--contact, {CONTACT}): some services serve the nameless last")
    check_directory(index)
    with writing(index, wait=wait, say=say), writes_to(index):
        fetched = [
            one
            for offline in (False, True)
            for one in fetch(
                [spec for spec in request.specs if (spec not in request.asked) is offline],
                index,
                client,
                offline=offline,
            )
        ]
    lost = [one for one in fetched if not one.documents]
    before = _specs_before(index)
    if lost and (len(lost) == len(request.sources) or any(one.spec in before for one in lost)):
        raise SourceError(lost[0].problem)
    return fetched


def _specs_before(index: Path) -> set[str]:
    """The sources whose papers an index has, as far as it says: what was fetched for it."""
    try:
        snapshot = current_snapshot(index)
        given = read_manifest(snapshot).given if snapshot else ()
        opened = [
            source.text
            for text in given
            if text.endswith(".toml")
            for source in read_group(Path(text)).sources
        ]
    except (SnapshotError, SourceError):
        return set()
    return {*given, *opened}


def _documents(sources: Sequence[Source], fetched: Sequence[Fetched]) -> tuple[list[Path], dict[Path, Scope]]:
    """The files and folders of all sources in their order, and the scopes of files whose source has one."""
    by_spec = {one.spec: one.documents for one in fetched}
    paths: list[Path] = []
    scopes: dict[Path, Scope] = {}
    for source in sources:
        given = by_spec[source.text] if is_spec(source.text) else (Path(source.text),)
        paths += [path for path in given if path not in paths]
        if source.scope:
            scopes |= dict.fromkeys(find_sources(given), source.scope)
    return paths, scopes
