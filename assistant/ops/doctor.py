"""Checks of an index and of what it needs: each with what was found, and the command that mends it."""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from assistant.config import Settings, command_line
from assistant.errors import AssistantError, SnapshotError
from assistant.index.cleanup import leftovers, snapshots
from assistant.index.corpus import Corpus
from assistant.index.integrity import damaged_files, is_canonical
from assistant.index.locks import writer
from assistant.index.snapshot import Manifest, SnapshotFiles, current_snapshot, read_manifest
from assistant.models.centred import model_for, stored_as
from assistant.models.encoders import Encoder, open_encoder
from assistant.ops.first_run import run_ingest
from assistant.ops.hosts import contacts

State = Literal["ok", "note", "problem"]

SPACE = 2.0
"""An ingest may need room for all of the index once more, and for what is new."""

_SUFFIXES = (".bib", ".jsonl", ".txt")  # of the documents that are taken from a directory


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
    """Every check, in the order in which one would mend. Nothing is changed."""
    index = settings.index
    findings = [_directory(index), *_lock(index)]
    snapshot, manifest, found = _published(index)
    findings += found
    if snapshot and manifest:
        findings += _files(snapshot, manifest, index)
        findings.append(_opens(snapshot, index))
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
    return "\n".join([*lines, said])


def to_record(findings: list[Finding]) -> dict[str, Any]:
    return {"healthy": healthy(findings), "findings": [asdict(finding) for finding in findings]}


def repair(settings: Settings) -> bool:
    """Rebuild what its own papers and vectors suffice for, remove what nobody reads; whether that went well.

    Another process does it: a process must not read a Chroma store that it has written.
    """
    return not run_ingest(settings, "--repair")


def _mending(index: Path) -> str:
    return f"{command_line('doctor')} --repair --index {shlex.quote(str(index))}"


def _ingesting(index: Path, manifest: Manifest | None = None) -> str:
    given = shlex.join(manifest.given) if manifest and manifest.given else "YOUR DOCUMENTS"
    return f"{command_line('ingest')} {given} --index {shlex.quote(str(index))}"


def _directory(index: Path) -> Finding:
    if not index.is_dir():
        return Finding("directory", "problem", f"{index} is not there", _ingesting(index))
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
            [Finding("snapshot", "problem", said, _mending(index) if lost else _ingesting(index))],
        )
    try:
        manifest = read_manifest(snapshot)
    except SnapshotError as problem:
        schema = "schema" in str(problem).partition(". ")[0]
        mend = _ingesting(index) if schema else _mending(index)
        return snapshot, None, [Finding("snapshot", "problem", str(problem).partition(". ")[0], mend)]
    counts = f"{manifest.group_papers} group, {manifest.related_papers} related papers, of {manifest.created}"
    return snapshot, manifest, [Finding("snapshot", "ok", f"{snapshot.directory.name}: {counts}")]


def _files(snapshot: SnapshotFiles, manifest: Manifest, index: Path) -> Iterator[Finding]:
    if not manifest.files:
        yield Finding(
            "files", "note", "this snapshot records no sums of its files", _ingesting(index, manifest)
        )
        return
    wrong = list(damaged_files(snapshot, manifest, sums=True))
    for name, what in wrong:
        mend = f"{_ingesting(index, manifest)} --verify" if is_canonical(name) else _mending(index)
        yield Finding("files", "problem", f"{name} {what}", mend)
    if not wrong:
        size = sum(record.size for record in manifest.files.values())
        yield Finding(
            "files", "ok", f"{len(manifest.files)} files, {size / 1e6:,.1f} MB, as they were written"
        )


def _opens(snapshot: SnapshotFiles, index: Path) -> Finding:
    """Whether the index opens, and Chroma finds a paper by its own vector."""
    try:
        corpus = Corpus.open(snapshot)
        try:
            row = next((row for row, vector in enumerate(corpus.paper_vectors[:8]) if np.any(vector)), 0)
            papers, stored = len(corpus.papers), corpus.store.count()
            found = corpus.store.search(corpus.paper_vectors[row], top_k=1)
            if stored != papers or not found:
                raise SnapshotError(f"Chroma holds {stored} of {papers} papers")
        finally:
            corpus.close()
    except AssistantError as problem:
        return Finding("answers", "problem", str(problem).partition(". ")[0], _mending(index))
    except BaseException as problem:  # what Chroma raises, see vectorstore.py
        if isinstance(problem, KeyboardInterrupt | SystemExit):
            raise
        return Finding("answers", "problem", f"a search fails ({problem})", _mending(index))
    return Finding("answers", "ok", f"opens, and Chroma answers for {papers} papers")


def _model(settings: Settings, manifest: Manifest, encoder: Callable[[str], Encoder]) -> Finding:
    name = settings.embedding_model
    if manifest.embedding_model != (wanted := stored_as(name)):
        said = f"the index was made with {manifest.embedding_model!r}, {wanted!r} is configured"
        anew = f"{_ingesting(settings.index, manifest)} --embedding-model {shlex.quote(name)}"
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
        return Finding("model", "problem", said, _ingesting(settings.index, manifest))
    return Finding("model", "ok", f"{name!r} loads, {dimension} dimensions")


def _sources(manifest: Manifest, index: Path) -> Finding:
    known = {source.document: source.sha256 for source in manifest.sources}
    if not manifest.given:
        return Finding("documents", "note", "where they lie is not recorded", _ingesting(index, manifest))
    gone = [path for path in manifest.given if not Path(path).exists()]
    if gone:
        return Finding("documents", "note", f"{gone[0]} is no longer there; the index goes on without")
    there = {path.name: _sum(path) for given in manifest.given for path in _documents(Path(given))}
    changed = sorted(n for n in known.keys() | there.keys() if known.get(n) != there.get(n))
    if changed:
        some = f"{len(changed)} changed since the index was made ({changed[0]})"
        return Finding("documents", "note", some, _ingesting(index, manifest))
    return Finding("documents", "ok", f"{len(known)}, unchanged since the index was made")


def _documents(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    else:
        yield from (
            p for p in path.iterdir() if p.suffix.lower() in _SUFFIXES and p.is_file() and p.name[0] != "."
        )


def _sum(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _space(index: Path) -> Finding:
    place = next(path for path in (index.absolute(), *index.absolute().parents) if path.exists())
    free = shutil.disk_usage(place).free
    sizes = [
        sum(p.stat().st_size for p in s.directory.rglob("*") if p.is_file()) for s in snapshots(index)[:1]
    ]
    needed = int(SPACE * sum(sizes)) + 10_000_000
    said = f"{free / 1e6:,.0f} MB are free"
    if free < needed:
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
