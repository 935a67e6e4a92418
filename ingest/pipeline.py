"""The ingest line: parse -> merge -> passages -> encode -> snapshot -> report."""

from __future__ import annotations

import gc
import hashlib
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Paper, Profile, Scope
from assistant.errors import SnapshotError, SourceError
from assistant.index.cleanup import remove_unread
from assistant.index.columns import Columns, Mask
from assistant.index.integrity import known_files, record_files
from assistant.index.lexical import LexicalIndex
from assistant.index.locks import writing
from assistant.index.passage_table import PassageTable, PassageVectors, open_files
from assistant.index.snapshot import (
    SCHEMA,
    Manifest,
    SnapshotFiles,
    SourceRecord,
    publish,
    to_line,
    write_jsonl,
    write_manifest,
)
from assistant.index.tokens import Tokens
from assistant.index.vector_store import Changes, carry_store, write_store
from assistant.index.vocabulary import write_vocabulary
from assistant.models.encoders import Encoder
from ingest.directory import check_directory, writes_to
from ingest.embed import Progress, embed
from ingest.inputs import inputs_of, note_inputs, skipped_before
from ingest.merge import merge
from ingest.published import Published, read_published
from ingest.salvage import salvage
from ingest.sources import ParsedSource, Skipped, find_sources, read_source

CARRIED = 0.1
"""Share of the papers that may have changed for the vector store to be copied and brought up to date: Chroma
deletes and inserts into an index that is there several times as slowly as it builds one."""


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


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of cycles, which would walk over millions of records again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@_uncollected()
def ingest(
    paths: Sequence[Path],
    index: Path,
    encoder: Encoder,
    *,
    scope: Scope | None = None,
    retrieved: date | None = None,
    progress: Progress = lambda step, done, total: None,
    verify: bool = False,
    wait: bool = True,
    say: Callable[[str], None] = lambda line: None,
) -> Report:
    """Make `index` hold exactly the papers of `paths` and publish it; unchanged sources change nothing.

    Only texts that the published snapshot has no vector for are encoded; of a damaged one, what its papers
    and vectors still tell is taken over. To find damage, `verify` reads all files, else their sizes are
    compared. Another ingest into `index` is waited for and `say` told so; without `wait` it is an error.

    Raises SourceError where a document is in no known form or no paper is left, SnapshotError where `index`
    is not ours or can't be written.
    """
    started = time.monotonic()
    files = find_sources(paths)
    inputs = inputs_of(files, scope=scope, retrieved=retrieved, model=encoder.name)
    if (index / "CURRENT").exists():
        check_directory(index)
        with writing(index, wait=wait, say=say), writes_to(index):
            if report := _unchanged(index, inputs, started, verify=verify):
                return report
    sources = [read_source(path, scope=scope, retrieved=retrieved) for path in files]
    result = merge(sources)
    skipped = tuple(s for source in sources for s in source.skipped)
    if not result.papers:
        raise SourceError(
            f"No paper was found in {', '.join(map(str, paths))}: {len(skipped)} records were skipped. "
            f"See docs/formats.md for the forms that can be read."
        )
    check_directory(index)
    lines = [to_line(paper) for paper in result.papers]
    with writing(index, wait=wait, say=say), writes_to(index):
        old = read_published(index, sums=verify)
        if old is not None:  # what a killed ingest left; its room may be needed
            remove_unread(index, published=old.snapshot.directory.name)
        usable = old is not None
        old = old or salvage(index, sums=verify)
        records = _source_records(files, sources)
        content = content_hash(lines, result.profiles, records, encoder.name)
        encoded, snapshot = 0, old.snapshot if old else None
        if not usable or old is None or old.manifest.content_hash != content or not old.is_whole():
            snapshot, encoded = build(
                index,
                result.papers,
                encoder,
                content,
                profiles=result.profiles,
                sources=records,
                given=[str(path.absolute()) for path in paths],
                old=old,
                lines=lines,
                progress=progress,
            )
            publish(index, snapshot)
        assert snapshot is not None
        remove_unread(index, published=snapshot.directory.name)
        if inputs == inputs_of(files, scope=scope, retrieved=retrieved, model=encoder.name):
            note_inputs(index, snapshot, inputs, skipped)  # else a document changed while it was read
    before = old.papers.columns.rows if old else {}
    unchanged = (
        sum(_is_same(old, p, line) for p, line in zip(result.papers, lines, strict=True)) if old else 0
    )
    added = sum(p.id not in before for p in result.papers)
    return Report(
        snapshot=snapshot.directory,
        group=sum(p.scope == "group" for p in result.papers),
        related=sum(p.scope == "related" for p in result.papers),
        added=added,
        updated=len(lines) - added - unchanged,
        unchanged=unchanged,
        removed=len(before) - (len(lines) - added),
        skipped=skipped,
        encoded=encoded,
        seconds=time.monotonic() - started,
    )


def _unchanged(index: Path, inputs: str, started: float, *, verify: bool) -> Report | None:
    """The report where the published snapshot was made from the same `inputs` and is whole, else None."""
    old = read_published(index, sums=verify)
    skipped = skipped_before(index, old.snapshot, inputs) if old else None
    if old is None or skipped is None or not old.is_whole():
        return None
    remove_unread(index, published=old.snapshot.directory.name)
    return Report(
        snapshot=old.snapshot.directory,
        group=old.manifest.group_papers,
        related=old.manifest.related_papers,
        added=0,
        updated=0,
        unchanged=len(old.papers),
        removed=0,
        skipped=skipped,
        encoded=0,
        seconds=time.monotonic() - started,
    )


def _is_same(old: Published, paper: Paper, line: str) -> bool:
    row = old.papers.columns.rows.get(paper.id)
    return row is not None and old.papers.line(row) == line.encode()


def build(
    index: Path,
    papers: Sequence[Paper],
    encoder: Encoder,
    content: str,
    *,
    profiles: Sequence[Profile] = (),
    sources: tuple[SourceRecord, ...] = (),
    given: Sequence[str] = (),
    old: Published | None = None,
    lines: Sequence[str] | None = None,
    progress: Progress = lambda step, done, total: None,
) -> tuple[SnapshotFiles, int]:
    """Build a snapshot of `papers` (one at least) aside; returns it with the number of texts encoded.

    `content` is the hash that names it; `lines` are the papers as `to_line` writes them. Nothing reads it
    before `publish`. What `old` has of the same papers is carried on: vectors as links, tokens, and a copy of
    the store.
    """
    now = datetime.now(UTC)
    lines = lines or [to_line(paper) for paper in papers]
    snapshot = SnapshotFiles(index / "snapshots" / f"{now:%Y%m%dT%H%M%S}-{content[:12]}")
    while snapshot.directory.exists():  # made in this second: damaged since, or by a killed ingest
        snapshot = SnapshotFiles(snapshot.directory.with_name(f"{snapshot.directory.name}-again"))
    snapshot.directory.mkdir(parents=True)
    try:
        kept = np.array(
            [old.row(p, line) if old else -1 for p, line in zip(papers, lines, strict=True)], dtype=np.int64
        )
        table, encoded = embed(papers, encoder, old, kept, snapshot.vectors, progress)
        snapshot.model.write_text(f"{encoder.name}\n", encoding="utf-8")
        table.save(snapshot.passages)
        columns = Columns.of(papers)
        columns.save(snapshot.columns)
        _write_papers(snapshot, lines)
        write_jsonl(snapshot.profiles, profiles)
        _write_words(snapshot, papers, old, kept)
        vectors = PassageVectors(table, open_files(snapshot.vectors))
        _write_chroma(snapshot, columns, vectors, table, old, kept, encoder.name)
        manifest = Manifest(
            schema=SCHEMA,
            content_hash=content,
            created=now.isoformat(timespec="seconds"),
            embedding_model=encoder.name,
            dimension=vectors.shape[1],
            group_papers=int(columns.group.sum()),
            related_papers=int((~columns.group).sum()),
            passages=len(table.kinds),
            sources=sources,
            files=record_files(snapshot, known=known_files(old.snapshot, old.manifest) if old else {}),
            given=tuple(given),
        )
        write_manifest(snapshot, manifest)
    except BaseException:
        shutil.rmtree(snapshot.directory, ignore_errors=True)
        raise
    return snapshot, encoded


def _write_papers(snapshot: SnapshotFiles, lines: Sequence[str]) -> None:
    written = [line.encode() for line in lines]
    with snapshot.papers.open("wb") as file:
        file.writelines(written)
    np.save(snapshot.offsets, np.cumsum([0, *map(len, written)], dtype=np.int64))


def _write_words(
    snapshot: SnapshotFiles, papers: Sequence[Paper], old: Published | None, kept: NDArray[np.int64]
) -> None:
    """The tokens of unchanged papers are taken over; both indexes are made anew from all tokens."""
    if old is None or old.tokens is None:
        tokens = Tokens.of((paper.title, paper.abstract) for paper in papers)
    else:
        fresh = [(papers[i].title, papers[i].abstract) for i in np.flatnonzero(kept < 0).tolist()]
        tokens = Tokens.carried(old.tokens, kept.tolist(), fresh)
    tokens.save(snapshot.tokens)
    LexicalIndex.of(tokens).save(snapshot.lexical)
    write_vocabulary(snapshot.words, papers, tokens)


def _write_chroma(
    snapshot: SnapshotFiles,
    columns: Columns,
    vectors: PassageVectors,
    table: PassageTable,
    old: Published | None,
    kept: NDArray[np.int64],
    model: str,
) -> None:
    """Index whole abstracts for search; windows and sentences are compared among the papers it finds.

    Where few papers have changed, a copy of the published store is brought up to date, which is validated and
    made anew where it is not sound.
    """
    scopes: dict[Scope, Mask] = {"group": columns.group, "related": ~columns.group}
    if old is not None and old.store is not None and old.manifest.embedding_model == model:
        changes = {s: _changes(s, mask, columns, vectors, table, old, kept) for s, mask in scopes.items()}
        if sum(len(c.ids) + len(c.gone) for c in changes.values()) <= CARRIED * len(columns.ids):
            try:
                carry_store(old.store, snapshot.chroma, changes)
                return
            except SnapshotError:
                pass  # it is built anew
    write_store(snapshot.chroma, {s: _all_of(mask, columns, vectors, table) for s, mask in scopes.items()})


def _all_of(mask: Mask, columns: Columns, vectors: PassageVectors, table: PassageTable) -> Changes:
    rows = np.flatnonzero(mask)
    return Changes([columns.ids[row] for row in rows.tolist()], vectors[table.first[rows]])


def _changes(
    scope: Scope,
    mask: Mask,
    columns: Columns,
    vectors: PassageVectors,
    table: PassageTable,
    old: Published,
    kept: NDArray[np.int64],
) -> Changes:
    """What tells the collection of `scope`, whose papers are in `mask`, from the one in `old`."""
    before = old.papers.columns.group == (scope == "group")
    stays = mask & (kept >= 0) & before[kept]
    rows = np.flatnonzero(mask & ~stays)
    gone = before.copy()
    gone[kept[stays]] = False
    ids = [old.papers.columns.ids[row] for row in np.flatnonzero(gone).tolist()]
    return Changes([columns.ids[row] for row in rows.tolist()], vectors[table.first[rows]], ids)


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


def content_hash(
    lines: Iterable[str], profiles: Iterable[Profile], sources: Iterable[SourceRecord], model: str
) -> str:
    digest = hashlib.sha256(f"{SCHEMA}\n{model}\n".encode())
    for line in (*lines, *map(to_line, profiles), *map(to_line, sources)):
        digest.update(line.encode())
    return digest.hexdigest()
