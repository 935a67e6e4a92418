"""The published snapshot as an ingest sees it: what it need not compute again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.datamodels import Paper
from assistant.errors import SnapshotError
from assistant.index.bodies import Held, read_table
from assistant.index.corpus import Corpus, open_papers, open_passages
from assistant.index.integrity import damaged_files, is_small
from assistant.index.papers import Papers
from assistant.index.passage_table import PassageTable, PassageVectors
from assistant.index.snapshot import (
    Manifest,
    SnapshotFiles,
    current_snapshot,
    read_manifest,
)
from assistant.index.stores import BESIDE, Stores
from assistant.index.tokens import Tokens


@dataclass(frozen=True)
class Published:
    """`files` hold the vectors. What is None is not there, or can't be used: `bodies` are full texts.

    `texts` has the document of each paper that has one; `store` tells whether there is a vector store to go
    on with.
    """

    snapshot: SnapshotFiles
    manifest: Manifest
    papers: Papers
    table: PassageTable
    vectors: PassageVectors
    files: Sequence[Path]
    tokens: Tokens | None = None
    store: bool = False
    bodies: Path | None = None
    texts: Mapping[str, Held] = field(default_factory=dict)

    def row(self, paper: Paper, line: str) -> int:
        """The row of `paper` where all that is read of it is the same here, else -1; `line` is its line."""
        row = self.papers.columns.rows.get(paper.id, -1)
        if row < 0 or self.papers.line(row) == line.encode():
            return row
        before = self.papers[row]
        return (
            row
            if (before.title, before.abstract, before.keywords)
            == (paper.title, paper.abstract, paper.keywords)
            else -1
        )

    def is_whole(self, stores: Stores = BESIDE) -> bool:
        """Whether readers can open it, with its vectors where the next ingest would write them.

        Of a small index the sums, which `read_published` has read, tell that of Chroma's part; for others
        Chroma opens it.
        """
        try:
            if not stores.is_wanted(self.snapshot):
                return False
            corpus = Corpus.open(self.snapshot, stores, sizes_only=True)
            try:
                if not is_small(self.manifest):
                    corpus.store.begin()
            finally:
                corpus.close()
        except SnapshotError:
            return False
        return True


def read_published(index: Path, *, sums: bool = False) -> Published | None:
    """The published snapshot, or None where there is none, or none whose files are all there.

    With `sums`, or in a small index, all files are read, and must be what was written; else their sizes do.
    """
    try:
        snapshot = current_snapshot(index)
        if snapshot is None:
            return None
        manifest = read_manifest(snapshot)
        papers = open_papers(snapshot)
        table, vectors = open_passages(snapshot, manifest)
        texts = read_table(snapshot.bodies)
    except SnapshotError:  # see salvage.py
        return None
    if len(papers) != len(table.vectors):
        return None
    if any(damaged_files(snapshot, manifest, sums=sums or is_small(manifest))):
        return None
    return Published(
        snapshot,
        manifest,
        papers,
        table,
        vectors,
        sorted(snapshot.vectors.glob("*.npy")),
        _tokens(snapshot, len(papers)),
        any(path.exists() for path in (snapshot.chroma, snapshot.nearest, snapshot.store)),
        snapshot.bodies,
        texts,
    )


def _tokens(snapshot: SnapshotFiles, papers: int) -> Tokens | None:
    try:
        tokens = Tokens.open(snapshot.tokens)
    except (OSError, EOFError, ValueError):
        return None
    return tokens if len(tokens.titles) == papers else None
