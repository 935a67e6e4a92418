"""Checks of an index and of what it needs: each with what was found, and the command that mends it."""

from __future__ import annotations

import hashlib
import os
import shlex
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from assistant.config import Settings, command_line
from assistant.errors import AssistantError, SnapshotError, StoreError
from assistant.index.cleanup import leftovers, snapshots
from assistant.index.corpus import Corpus
from assistant.index.damage import ingesting
from assistant.index.disk import free
from assistant.index.integrity import damaged_files, is_canonical
from assistant.index.locks import writer
from assistant.index.open_files import have_enough
from assistant.index.snapshot import Manifest, SnapshotFiles, current_snapshot, read_manifest
from assistant.index.store_check import check_store
from assistant.index.store_place import read_place
from assistant.index.stores import Stores
from assistant.models.centred import model_for, stored_as
from assistant.models.encoders import Encoder, open_encoder
from assistant.ops.hosts import contacts
from assistant.ops.ingesting import run_ingest
from assistant.services import is_spec, said_by
from assistant.text.plaintext import as_seen

State = Literal["ok", "note", "problem"]

SPACE = 2.0
"""An ingest may need room for all of the index once more, and for what is new."""

_BESIDE = (
    "README.md",
    "sources.toml",
    "group.toml",
)  # in a directory of documents, and none


@dataclass(frozen=True, slots=True)
class Finding:
    """One check. `mend` is the command or the deed that helps, empty where nothing is to be done."""

    check: str
    state: State
    found: str
    mend: str = ""


def examine(
    settings: Settings, *, share: bool = False, encoder: Callable[[str], Encoder] = open_encoder
) -> list[Finding]:
    """Every check, in the order in which one would mend. Nothing is changed.

    Raises LimitError where the system lets too few files be opened.
    """
    have_enough()
    index, stores = settings.index, Stores.of(settings)
    findings = [_directory(index), *_lock(index)]
    snapshot, manifest, found = _published(index)
    findings += found
    if snapshot and manifest:
        findings += _files(snapshot, manifest, index)
        findings += _answers(snapshot, index, stores)
        findings.append(_model(settings, manifest, encoder))
        findings.append(_sources(manifest, index))
    findings += [_space(index), *_leftovers(index, snapshot), *_hosts(settings, share=share)]
    return findings


def healthy(findings: list[Finding]) -> bool:
    return not any(finding.state == "problem" for finding in findings)


def to_text(findings: list[Finding]) -> str:
    """A line for each check, with what helps beside each problem."""
    width = max(len(f.check) for f in findings)
    lines = [
        f"{f.state:<7}  {f.check:<{width}}  {f.found}{f' -> {f.mend}' if f.mend else ''}" for f in findings
    ]
    problems = sum(f.state == "problem" for f in findings)
    said = {0: "Healthy.", 1: "1 problem."}.get(problems, f"{problems} problems.")
    return "\n".join([*map(as_seen, lines), said])


def to_record(findings: list[Finding]) -> dict[str, Any]:
    return {"healthy": healthy(findings), "findings": [asdict(finding) for finding in findings]}


def repair(settings: Settings) -> bool:
    """Rebuild what its own papers and vectors suffice for, remove what nobody reads; whether that went well.

    Another process does it: a process must not read a Chroma store that it has written.
    """
    return not run_ingest(settings, "--repair")


def _mending(index: Path) -> str:
    return f"{command_line('doctor')} --repair --index {shlex.quote(str(index))}"


def _directory(index: Path) -> Finding:
    if not index.is_dir():
        return Finding("directory", "problem", f"{index} is not there", ingesting(index))
    if not os.access(index, os.R_OK | os.X_OK):
        return Finding("directory", "problem", f"{index} can't be read", "get the right to read it")
    if not (index / "CURRENT").exists() and not (index / "snapshots").is_dir() and any(index.iterdir()):
        return Finding(
            "directory", "problem", f"{index} holds other files and no index", "give another --index"
        )
    if not os.access(index, os.W_OK):
        return Finding(
            "directory", "note", f"{index} is read-only: questions are answered, no ingest can be made"
        )
    return Finding("directory", "ok", str(index.absolute()))


def _lock(index: Path) -> Iterator[Finding]:
    if who := writer(index):
        yield Finding("lock", "note", f"{who} is writing", "wait for it")
    else:
        yield Finding("lock", "ok", "nobody is writing")


def _published(index: Path) -> tuple[SnapshotFiles | None, Manifest | None, list[Finding]]:
    try:
        snapshot = current_snapshot(index)
    except SnapshotError as problem:
        return None, None, [Finding("snapshot", "problem", str(problem).partition(". ")[0], _mending(index))]
    if snapshot is None:
        lost = any(one.manifest.is_file() for one in snapshots(index))
        said = "CURRENT is missing" if lost else "there is no index yet"
        return (
            None,
            None,
            [Finding("snapshot", "problem", said, _mending(index) if lost else ingesting(index))],
        )
    try:
        manifest = read_manifest(snapshot)
    except SnapshotError as problem:
        schema = "schema" in str(problem).partition(". ")[0]
        mend = ingesting(index) if schema else _mending(index)
        return snapshot, None, [Finding("snapshot", "problem", str(problem).partition(". ")[0], mend)]
    counts = f"{manifest.group_papers} group, {manifest.related_papers} related papers, of {manifest.created}"
    return snapshot, manifest, [Finding("snapshot", "ok", f"{snapshot.directory.name}: {counts}")]


def _files(snapshot: SnapshotFiles, manifest: Manifest, index: Path) -> Iterator[Finding]:
    if not manifest.files:
        yield Finding(
            "files", "note", "this snapshot records no sums of its files", ingesting(index, manifest)
        )
        return
    wrong = list(damaged_files(snapshot, manifest, sums=True))
    for name, what in wrong:
        mend = f"{ingesting(index, manifest)} --verify" if is_canonical(name) else _mending(index)
        yield Finding("files", "problem", f"{name} {what}", mend)
    if not wrong:
        size = sum(record.size for record in manifest.files.values())
        yield Finding(
            "files", "ok", f"{len(manifest.files)} files, {size / 1e6:,.1f} MB, as they were written"
        )


def _answers(snapshot: SnapshotFiles, index: Path, stores: Stores) -> Iterator[Finding]:
    """Whether a server that has the vectors has them all, and then whether the index answers."""
    try:
        place = read_place(snapshot)
        if place:
            stores.reading(snapshot).open(snapshot).close()
    except StoreError as problem:
        what, _, mend = str(problem).partition(". ")
        yield Finding("store", "problem", what, mend)
        return
    except SnapshotError as problem:
        yield Finding("store", "problem", str(problem).partition(". ")[0], _mending(index))
        return
    if place:
        said = f"{stores.named or place.address} has {sum(place.counts.values()):,} vectors in {place.name}"
        yield Finding("store", "ok", said)
    yield _opens(snapshot, index, stores)


def _opens(snapshot: SnapshotFiles, index: Path, stores: Stores) -> Finding:
    """Whether the index opens, and Chroma finds papers by their own vectors."""
    try:
        corpus = Corpus.open(snapshot, stores)
        try:
            papers = len(corpus.papers)
            check_store(corpus)
        finally:
            corpus.close()
    except AssistantError as problem:
        return Finding("answers", "problem", str(problem).partition(". ")[0], _mending(index))
    return Finding("answers", "ok", f"opens, and Chroma answers for {papers} papers")


def _model(settings: Settings, manifest: Manifest, encoder: Callable[[str], Encoder]) -> Finding:
    name = settings.embedding_model
    if manifest.embedding_model != (wanted := stored_as(name)):
        said = f"the index was made with {manifest.embedding_model!r}, {wanted!r} is configured"
        anew = f"{ingesting(settings.index, manifest)} --embedding-model {shlex.quote(name)}"
        model = model_for(manifest.embedding_model)
        mend = f"set ASSISTANT_EMBEDDING_MODEL to {model!r}, or {anew}" if model else anew
        return Finding("model", "problem", said, mend)
    try:
        dimension = int(encoder(name).encode(["a test"]).shape[1])
    except Exception as problem:  # noqa: BLE001  every library fails in words of its own
        return Finding(
            "model", "problem", f"{name!r} does not load ({problem})", "give another embedding model"
        )
    if dimension != manifest.dimension:
        said = f"{name!r} gives vectors of {dimension} numbers, the index has {manifest.dimension}"
        return Finding("model", "problem", said, ingesting(settings.index, manifest))
    return Finding("model", "ok", f"{name!r} loads, {dimension} dimensions")


def _sources(manifest: Manifest, index: Path) -> Finding:
    known = {source.document: source.sha256 for source in manifest.sources}
    if not manifest.given:
        return Finding("documents", "note", "where they lie is not recorded", ingesting(index, manifest))
    given = [*manifest.given, *(text for path in manifest.given for text in _of_group(Path(path)))]
    paths = [Path(text) for text in given if not is_spec(text)]
    gone = [path for path in paths if not os.path.exists(path)]  # which no odd name makes fail
    if gone:
        return Finding("documents", "note", f"{gone[0]} is no longer there; the index goes on without")
    sums = {path: _sum(path) for place in paths for path in _documents(place)}
    there = {*sums.values(), *map(_sum, (index / "fetched").glob("*/*"))}
    packed = tuple(f"{path.name}/" for path in sums if zipfile.is_zipfile(path))
    changed = {name for name, sum in known.items() if sum not in there and not name.startswith(packed)}
    made = datetime.fromisoformat(manifest.created).timestamp()
    # What is new, or a zip: files that could not be read are not in the manifest either.
    own = known.values()
    changed |= {path.name for path, sum in sums.items() if sum not in own and _changed(path) > made}
    if changed:
        some = f"{len(changed)} changed since the index was made ({min(changed)})"
        return Finding("documents", "note", some, ingesting(index, manifest))
    return Finding("documents", "ok", f"{len(known)}, unchanged since the index was made")


def _of_group(path: Path) -> Iterator[str]:
    """The files and folders that a group.toml names; none where `path` is none."""
    said = said_by(path) if path.suffix == ".toml" else {}
    for key in ("sources", "related"):
        listed = said.get(key)
        for text in listed if isinstance(listed, list) else ():
            if isinstance(text, str) and not is_spec(text):
                yield str(path.parent / os.path.expanduser(text))


def _documents(path: Path) -> Iterator[Path]:
    if path.suffix == ".toml":
        return  # its documents are looked at
    if path.is_file():
        yield path
    else:
        yield from (p for p in path.iterdir() if p.is_file() and p.name[0] != "." and p.name not in _BESIDE)


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _sum(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _space(index: Path) -> Finding:
    sizes = [
        sum(p.stat().st_size for p in s.directory.rglob("*") if p.is_file()) for s in snapshots(index)[:1]
    ]
    needed = int(SPACE * sum(sizes)) + 10_000_000
    there = free(index)
    said = f"{there / 1e6:,.0f} MB are free"
    if there < needed:
        return Finding("disk", "problem", f"{said}, an ingest may need {needed / 1e6:,.0f}", "make room")
    return Finding("disk", "ok", said)


def _leftovers(index: Path, published: SnapshotFiles | None) -> Iterator[Finding]:
    if writer(index):
        return  # what is being built now is no leftover
    name = published.directory.name if published else None
    left = [snapshot for snapshot in leftovers(index, published=name) if published]
    if left:
        said = f"{len(left)} that nobody reads, from a killed ingest or an old snapshot"
        yield Finding("leftovers", "note", said, _mending(index))
    else:
        yield Finding("leftovers", "ok", "none")


def _hosts(settings: Settings, *, share: bool) -> Iterator[Finding]:
    found = contacts(settings, share=share)
    if all(contact.here for contact in found):
        yield Finding("hosts", "ok", "no other machine is spoken to")
    for contact in found:
        where = f"{contact.host} (this machine)" if contact.here else contact.host
        yield Finding("hosts", "ok" if contact.here else "note", f"{where}: {contact.why}")
