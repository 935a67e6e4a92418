"""Contents -> snapshot: the papers, passages and vectors of an index, written into a folder of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Paper, Scope
from assistant.index.cleanup import remove
from assistant.index.columns import Columns, Mask
from assistant.index.integrity import known_files, record_files
from assistant.index.lexical import LexicalIndex
from assistant.index.owner import name_of_group
from assistant.index.passage_table import PassageTable, PassageVectors, VectorsAt, open_files
from assistant.index.snapshot import SCHEMA, Manifest, SnapshotFiles, write_jsonl, write_manifest
from assistant.index.stores import BESIDE, Stores
from assistant.index.tokens import Tokens
from assistant.index.vector_store import Carried, Changes, Contents, VectorStore, WithBodies
from assistant.index.vocabulary import write_vocabulary
from assistant.models.encoders import Encoder, arithmetic_of
from ingest.contents import SnapshotContents
from ingest.embed import Progress, embed
from ingest.embed_bodies import body_changes, embed_bodies
from ingest.published import Published
from ingest.workers import HERE, Workers

CARRIED = 0.1
"""Share of the papers that may have changed for the vector store to be copied and brought up to date: Chroma
deletes and inserts into an index that is there several times as slowly as it builds one."""


def build(
    index: Path,
    contents: SnapshotContents,
    encoder: Encoder,
    *,
    old: Published | None = None,
    progress: Progress = lambda step, done, total: None,
    stores: Stores = BESIDE,
    workers: Workers = HERE,
) -> tuple[SnapshotFiles, int]:
    """Write a snapshot of `contents` (one paper at least), and return it with the number of texts encoded.

    Readers do not see the snapshot before `publish`. What `old` has of the same papers is taken over: vectors
    as links, tokens, and a copy of the vector store.
    """
    now = datetime.now(UTC)
    papers = contents.papers
    content_hash = contents.hash(encoder.name)
    snapshot = _new_folder(index, f"{now:%Y%m%dT%H%M%S}-{content_hash[:12]}")
    try:
        kept = _rows_in(old, contents)
        table, encoded = embed(papers, encoder, old, kept, snapshot.vectors, progress, workers)
        snapshot.model.write_text(f"{encoder.name}\n", encoding="utf-8")
        table.save(snapshot.passages)
        columns = Columns.of(papers)
        columns.save(snapshot.columns)
        _write_papers(snapshot, contents.lines)
        write_jsonl(snapshot.profiles, contents.profiles)
        _write_words(snapshot, papers, old, kept)
        vectors = PassageVectors(table, open_files(snapshot.vectors))
        same = old if old and old.manifest.embedding_model == encoder.name else None
        bodies = same.bodies if same else None
        encoded += embed_bodies(papers, contents.bodies, encoder, bodies, snapshot.bodies, progress, workers)
        store = stores.writing(old.snapshot if old else None)
        _write_store(store, snapshot, columns, vectors, table, same, kept)
        manifest = Manifest(
            schema=SCHEMA,
            content_hash=content_hash,
            created=now.isoformat(timespec="seconds"),
            embedding_model=encoder.name,
            dimension=vectors.shape[1],
            group_papers=int(columns.group.sum()),
            related_papers=int((~columns.group).sum()),
            passages=vectors.shape[0],
            sources=contents.sources,
            files=record_files(snapshot, known=known_files(old.snapshot, old.manifest) if old else {}),
            given=tuple(contents.given),
            group=_group(contents, old),
            arithmetic=_arithmetic(encoder, same, encoded),
        )
        write_manifest(snapshot, manifest)
    except BaseException:
        remove(snapshot, stores)
        raise
    return snapshot, encoded


def _group(contents: SnapshotContents, old: Published | None) -> str:
    """The name of the group; where its file is gone, as in a repair on another machine, that of before."""
    same = old is not None and old.manifest.given == tuple(contents.given)
    return name_of_group(contents.given) or (old.manifest.group if old and same else "")


def _arithmetic(encoder: Encoder, same: Published | None, encoded: int) -> tuple[str, ...]:
    """What the vectors were computed in: those of `same`, which are taken over, and those encoded now."""
    before = set(same.manifest.arithmetic) if same else set()
    now = {arithmetic_of(encoder)} if encoded else set()
    return tuple(sorted((before | now) - {""}))


def _new_folder(index: Path, name: str) -> SnapshotFiles:
    snapshot = SnapshotFiles(index / "snapshots" / name)
    while snapshot.directory.exists():  # made in this second: damaged since, or by a killed ingest
        snapshot = SnapshotFiles(snapshot.directory.with_name(f"{snapshot.directory.name}-again"))
    snapshot.directory.mkdir(parents=True)
    return snapshot


def _rows_in(old: Published | None, contents: SnapshotContents) -> NDArray[np.int64]:
    """For each paper its row in `old`, or -1 where another text is read of it there."""
    pairs = zip(contents.papers, contents.lines, strict=True)
    return np.array([old.row(paper, line) if old else -1 for paper, line in pairs], dtype=np.int64)


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
        tokens = Tokens.of((paper.title, paper.searchable) for paper in papers)
    else:
        fresh = [(papers[i].title, papers[i].searchable) for i in np.flatnonzero(kept < 0).tolist()]
        tokens = Tokens.carried(old.tokens, kept.tolist(), fresh)
    tokens.save(snapshot.tokens)
    LexicalIndex.of(tokens).save(snapshot.lexical)
    write_vocabulary(snapshot.words, papers, tokens)


def _write_store(
    store: VectorStore,
    snapshot: SnapshotFiles,
    columns: Columns,
    vectors: PassageVectors,
    table: PassageTable,
    old: Published | None,
    kept: NDArray[np.int64],
) -> None:
    """Index whole abstracts for search; windows and sentences are compared among the papers it finds.

    The passages of full texts are indexed beside them. Where few papers have changed, the store may go on
    with what it has of the published snapshot.
    """
    scopes: dict[Scope, Mask] = {"group": columns.group, "related": ~columns.group}

    def contents() -> Contents:
        own: Contents = {s: _all_of(mask, columns, vectors, table) for s, mask in scopes.items()}
        return WithBodies(own, lambda: body_changes(snapshot.bodies, _scopes(columns), None, {}))

    carried = None
    if old is not None and old.store:
        changes: Contents = {
            s: _changes(s, mask, columns, vectors, table, old, kept) for s, mask in scopes.items()
        }
        if sum(len(c.ids) + len(c.gone) for c in changes.values()) <= CARRIED * len(columns.ids):
            bodies = body_changes(
                snapshot.bodies, _scopes(columns), old.snapshot.bodies, _scopes(old.papers.columns)
            )
            carried = Carried(old.snapshot, {**changes, **bodies})
    store.write(snapshot, contents, carried=carried)


def _scopes(columns: Columns) -> dict[str, Scope]:
    group = columns.group.tolist()
    return {id: "group" if own else "related" for id, own in zip(columns.ids, group, strict=True)}


def _all_of(mask: Mask, columns: Columns, vectors: PassageVectors, table: PassageTable) -> Changes:
    rows = np.flatnonzero(mask)
    return Changes([columns.ids[row] for row in rows.tolist()], VectorsAt(vectors, table.first[rows]))


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
    return Changes([columns.ids[row] for row in rows.tolist()], VectorsAt(vectors, table.first[rows]), ids)
