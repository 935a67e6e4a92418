"""The published snapshot as an ingest sees it: what it need not compute again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.columns import Columns
from assistant.corpus import Corpus, open_papers, open_passages
from assistant.datamodels import Paper
from assistant.errors import SnapshotError
from assistant.integrity import damaged_files
from assistant.papers import Papers
from assistant.passagetable import KINDS, PassageTable, PassageVectors
from assistant.snapshot import SCHEMA, Manifest, SnapshotFiles, current_snapshot, read_manifest, read_papers
from assistant.tokens import Tokens

EARLIER = 2
"""The schema before this one. Vectors of texts encoded one by one, the dear part, are taken over."""


@dataclass(frozen=True)
class Published:
    """`files` hold the vectors. `tokens` and `store` are None where a snapshot has none that can be used."""

    snapshot: SnapshotFiles
    manifest: Manifest
    papers: Papers
    table: PassageTable
    vectors: PassageVectors
    files: Sequence[Path]
    tokens: Tokens | None = None
    store: Path | None = None

    def row(self, paper: Paper, line: str) -> int:
        """The row of `paper` where its title and abstract are the same here, else -1. `line` is its line."""
        row = self.papers.columns.rows.get(paper.id, -1)
        if row < 0 or self.papers.line(row) == line.encode():
            return row
        before = self.papers[row]
        return row if (before.title, before.abstract) == (paper.title, paper.abstract) else -1

    def is_whole(self) -> bool:
        """Whether readers can open it."""
        try:
            Corpus.open(self.snapshot).close()
        except SnapshotError:
            return False
        return True


def read_published(index: Path, *, sums: bool = False) -> Published | None:
    """The published snapshot, or None where there is none, or none whose files are all there.

    With `sums` every file is read, and must be what was written; else their sizes do.
    """
    try:
        snapshot = current_snapshot(index)
        if snapshot is None:
            return None
        manifest = read_manifest(snapshot, schemas=(EARLIER, SCHEMA))
        if manifest.schema == EARLIER:
            return _earlier(snapshot, manifest)
        papers = open_papers(snapshot)
        table, vectors = open_passages(snapshot, manifest)
    except SnapshotError:  # see salvage.py
        return None
    if len(papers) != len(table.vectors):
        return None
    if any(damaged_files(snapshot, manifest, sums=sums)):
        return None
    return Published(
        snapshot,
        manifest,
        papers,
        table,
        vectors,
        sorted(snapshot.vectors.glob("*.npy")),
        _tokens(snapshot, len(papers)),
        snapshot.chroma if snapshot.chroma.is_dir() else None,
    )


def _tokens(snapshot: SnapshotFiles, papers: int) -> Tokens | None:
    try:
        tokens = Tokens.open(snapshot.tokens)
    except (OSError, EOFError, ValueError):
        return None
    return tokens if len(tokens.titles) == papers else None


def _earlier(snapshot: SnapshotFiles, manifest: Manifest) -> Published | None:
    """A snapshot whose passages are lines of JSON and whose vectors are one file in their order."""
    file = snapshot.directory / "vectors.npy"
    try:
        papers = read_papers(snapshot.papers)
        with snapshot.papers.open("rb") as lines:
            offsets = np.cumsum([0, *map(len, lines)], dtype=np.int64)
        columns = Columns.of(papers)
        with (snapshot.directory / "passages.jsonl").open(encoding="utf-8") as lines:
            passages = [json.loads(line) for line in lines]
        owners = np.array([columns.rows[p["paper_id"]] for p in passages], dtype=np.int64)
        first = np.cumsum([0, *np.bincount(owners, minlength=len(papers))], dtype=np.int64)
        table = PassageTable(
            first,
            first[:-1],
            np.array([KINDS.index(p["kind"]) for p in passages], dtype=np.int8),
            np.array([p["start"] for p in passages], dtype=np.int32),
            np.array([p["end"] for p in passages], dtype=np.int32),
        )
        vectors = np.load(file, mmap_mode="r")
    except (OSError, EOFError, ValueError, KeyError, TypeError, SnapshotError):
        return None
    if vectors.shape != (len(passages), manifest.dimension) or (np.diff(owners) < 0).any():
        return None
    return Published(
        snapshot,
        manifest,
        Papers(snapshot.papers, offsets, columns),
        table,
        PassageVectors(table, [vectors]),
        [file],
    )
