"""The published snapshot as an ingest sees it: what it need not compute again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.datamodels import Paper
from assistant.errors import SnapshotError
from assistant.index.columns import Columns
from assistant.index.corpus import Corpus, open_papers, open_passages
from assistant.index.damage import damaged
from assistant.index.integrity import damaged_files
from assistant.index.papers import Papers
from assistant.index.passage_table import PassageTable, PassageVectors
from assistant.index.snapshot import (
    SCHEMA,
    Manifest,
    SnapshotFiles,
    current_snapshot,
    read_manifest,
    read_papers,
)
from assistant.index.tokens import Tokens

EARLIER = 4
"""The schema before this one, whose papers had no versions: all but its columns is taken over."""


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
        papers = _earlier(snapshot) if manifest.schema == EARLIER else open_papers(snapshot)
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


def _earlier(snapshot: SnapshotFiles) -> Papers:
    """The papers of a snapshot of the schema before. Raises SnapshotError where a file is damaged."""
    try:
        offsets = np.load(snapshot.offsets)
    except (OSError, EOFError, ValueError) as problem:
        raise damaged(snapshot.offsets, problem) from problem
    return Papers(snapshot.papers, offsets, Columns.of(read_papers(snapshot.papers)))
