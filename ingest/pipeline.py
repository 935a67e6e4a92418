"""The ingest line: parse -> merge -> passages -> encode -> snapshot -> report."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
from filelock import FileLock

from assistant.corpus import Corpus
from assistant.datamodels import Paper, Passage, Profile, Scope
from assistant.embedding import Encoder, Vectors
from assistant.errors import SnapshotError, SourceError
from assistant.lexical import LexicalIndex
from assistant.snapshot import (
    SCHEMA,
    Manifest,
    SnapshotFiles,
    SourceRecord,
    current_snapshot,
    publish,
    to_line,
    write_jsonl,
    write_manifest,
)
from assistant.vectorstore import write_store
from ingest.embed import Progress, embed
from ingest.merge import merge
from ingest.sources import ParsedSource, Skipped, find_sources, read_source

KEEP = 2
"""Snapshots that stay on disk: the published one and the one before, which a chat may still read."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an ingest did. Counts are papers, `skipped` the damaged records; `encoded` counts texts."""

    snapshot: Path
    group: int
    related: int
    added: int
    updated: int
    unchanged: int
    removed: int
    skipped: tuple[Skipped, ...]
    encoded: int
    seconds: float


def ingest(
    paths: Sequence[Path],
    index: Path,
    encoder: Encoder,
    *,
    scope: Scope | None = None,
    retrieved: date | None = None,
    progress: Progress = lambda step, done, total: None,
) -> Report:
    """Make `index` hold exactly the papers of `paths` and publish it; unchanged sources change nothing.

    Only texts that the published snapshot has no vector for are encoded. Raises SourceError where a
    document is in no known form or no paper is left, SnapshotError where `index` can't be written.
    """
    started = time.monotonic()
    files = find_sources(paths)
    sources = [read_source(path, scope=scope, retrieved=retrieved) for path in files]
    result = merge(sources)
    skipped = tuple(s for source in sources for s in source.skipped)
    if not result.papers:
        raise SourceError(
            f"No paper was found in {', '.join(map(str, paths))}: {len(skipped)} records were skipped. "
            f"See docs/formats.md for the forms that can be read."
        )
    _make_directory(index)
    with FileLock(index / "lock"):
        published = _readable_snapshot(index)
        snapshot, old = published or (None, None)
        before = {p.id: p for p in old.papers} if old else {}
        records = _source_records(files, sources)
        content = _content_hash(result.papers, result.profiles, records, encoder.name)
        encoded = 0
        if old is None or old.manifest.content_hash != content:
            keep = {snapshot.directory.name} if snapshot else set()
            snapshot, encoded = build(
                index,
                result.papers,
                encoder,
                content,
                profiles=result.profiles,
                sources=records,
                old=old,
                progress=progress,
            )
            publish(index, snapshot)
            _remove_old(index, keep=keep | {snapshot.directory.name})
    assert snapshot is not None
    after = {p.id: p for p in result.papers}
    unchanged = sum(before.get(p.id) == p for p in result.papers)
    added = len(after.keys() - before.keys())
    return Report(
        snapshot=snapshot.directory,
        group=sum(p.scope == "group" for p in result.papers),
        related=sum(p.scope == "related" for p in result.papers),
        added=added,
        updated=len(after) - added - unchanged,
        unchanged=unchanged,
        removed=len(before.keys() - after.keys()),
        skipped=skipped,
        encoded=encoded,
        seconds=time.monotonic() - started,
    )


def build(
    index: Path,
    papers: Sequence[Paper],
    encoder: Encoder,
    content: str,
    *,
    profiles: Sequence[Profile] = (),
    sources: tuple[SourceRecord, ...] = (),
    old: Corpus | None = None,
    progress: Progress = lambda step, done, total: None,
) -> tuple[SnapshotFiles, int]:
    """Build a snapshot of `papers` (one at least) aside; returns it with the number of texts encoded.

    `content` is the hash that names it. Nothing reads it before `publish`.
    """
    now = datetime.now(UTC)
    snapshot = SnapshotFiles(index / "snapshots" / f"{now:%Y%m%dT%H%M%S}-{content[:12]}")
    shutil.rmtree(snapshot.directory, ignore_errors=True)  # what a killed ingest of this second left
    snapshot.directory.mkdir(parents=True)
    try:
        spans, vectors, encoded = embed(papers, encoder, old, progress)
        write_jsonl(snapshot.papers, papers)
        write_jsonl(snapshot.profiles, profiles)
        write_jsonl(snapshot.passages, spans)
        np.save(snapshot.vectors, vectors)
        LexicalIndex.build(
            f"{paper.title}\n{paper.title}\n{paper.abstract}"
            for paper in papers  # a title counts twice
        ).save(snapshot.lexical)
        _write_chroma(snapshot, papers, spans, vectors)
        manifest = Manifest(
            schema=SCHEMA,
            content_hash=content,
            created=now.isoformat(timespec="seconds"),
            embedding_model=encoder.name,
            dimension=vectors.shape[1],
            group_papers=sum(p.scope == "group" for p in papers),
            related_papers=sum(p.scope == "related" for p in papers),
            passages=len(spans),
            sources=sources,
        )
        write_manifest(snapshot, manifest)
    except BaseException:
        shutil.rmtree(snapshot.directory, ignore_errors=True)
        raise
    return snapshot, encoded


def _write_chroma(
    snapshot: SnapshotFiles, papers: Sequence[Paper], spans: Sequence[Passage], vectors: Vectors
) -> None:
    """Index whole abstracts for search; windows and sentences are compared among the papers it finds."""
    by_id = {paper.id: paper for paper in papers}
    rows = [row for row, span in enumerate(spans) if span.kind == "abstract"]
    metadatas = [{"paper_id": spans[r].paper_id, "scope": by_id[spans[r].paper_id].scope} for r in rows]
    write_store(snapshot.chroma, [spans[r].id for r in rows], vectors[rows], metadatas)


def _source_records(files: Sequence[Path], sources: Sequence[ParsedSource]) -> tuple[SourceRecord, ...]:
    return tuple(
        SourceRecord(
            document=source.info.document,
            kind=source.info.kind,
            subject=source.info.subject or "",
            scope=source.info.scope,
            retrieved=source.info.retrieved.isoformat(),
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            records=len(source.papers),
            skipped=len(source.skipped),
        )
        for path, source in zip(files, sources, strict=True)
    )


def _content_hash(
    papers: Iterable[Paper], profiles: Iterable[Profile], sources: Iterable[SourceRecord], model: str
) -> str:
    digest = hashlib.sha256(f"{SCHEMA}\n{model}\n".encode())
    for record in (*papers, *profiles, *sources):
        digest.update(to_line(record).encode())
    return digest.hexdigest()


def _make_directory(index: Path) -> None:
    try:
        index.mkdir(parents=True, exist_ok=True)
        strangers = [
            p.name for p in index.iterdir() if p.name not in {"CURRENT", "CURRENT.new", "lock", "snapshots"}
        ]
    except OSError as problem:
        raise SnapshotError(f"The index directory {index} can't be written: {problem.strerror}.") from problem
    if strangers and not (index / "CURRENT").exists():
        raise SnapshotError(
            f"{index} holds other files ({sorted(strangers)[0]!r}) and no index. "
            "Give --index an empty directory."
        )


def _readable_snapshot(index: Path) -> tuple[SnapshotFiles, Corpus] | None:
    """The published snapshot, or None where there is none, or one that is damaged or of another schema.

    Its store is closed again; the papers, passages and vectors are what an ingest compares with.
    """
    try:
        snapshot = current_snapshot(index)
        if snapshot is None:
            return None
        corpus = Corpus.open(snapshot)
    except SnapshotError:  # it will be replaced whole
        return None
    corpus.close()
    return snapshot, corpus


def _remove_old(index: Path, *, keep: set[str]) -> None:
    names = sorted((p.name for p in (index / "snapshots").iterdir()), reverse=True)
    for name in [n for n in names if n not in keep][max(0, KEEP - len(keep)) :]:
        shutil.rmtree(index / "snapshots" / name, ignore_errors=True)
