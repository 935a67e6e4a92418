"""A Corpus: one snapshot opened for reading, with everything a question may need of it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Paper, Passage, Profile
from assistant.embedding import Vectors
from assistant.errors import SnapshotError
from assistant.lexical import LexicalIndex
from assistant.snapshot import (
    Manifest,
    SnapshotFiles,
    current_snapshot,
    read_manifest,
    read_papers,
    read_passages,
    read_profiles,
)
from assistant.vectorstore import VectorStore

KINDS = ("abstract", "window", "sentence")


class Corpus:
    """The papers of one snapshot, their passages, vectors and lexical index.

    Rows of the lexical index are positions in `papers`; rows of `vectors`, of shape
    (len(passages), dim), are positions in `passages`.
    """

    def __init__(
        self,
        manifest: Manifest,
        papers: tuple[Paper, ...],
        profiles: tuple[Profile, ...],
        passages: tuple[Passage, ...],
        vectors: Vectors,
        store: VectorStore,
        lexical: LexicalIndex,
    ) -> None:
        self.manifest = manifest
        self.papers = papers
        self.profiles = profiles
        self.passages = passages
        self.vectors = vectors
        self.store = store
        self.lexical = lexical
        self.rows = {paper.id: row for row, paper in enumerate(papers)}

    @classmethod
    def open(cls, snapshot: SnapshotFiles) -> Corpus:
        """Open `snapshot`. Raises SnapshotError where a file of it is missing or damaged."""
        manifest = read_manifest(snapshot)
        papers, passages = read_papers(snapshot.papers), read_passages(snapshot.passages)
        try:
            vectors = np.load(snapshot.vectors, mmap_mode="r")
        except (OSError, EOFError, ValueError) as problem:
            raise SnapshotError(
                f"{snapshot.vectors} is damaged ({problem}). "
                "Run `python -m ingest` again to rebuild the index."
            ) from problem
        if vectors.shape != (len(passages), manifest.dimension):
            raise SnapshotError(
                f"{snapshot.vectors} has the shape {vectors.shape}, its manifest says "
                f"{(len(passages), manifest.dimension)}. Run `python -m ingest` again to rebuild the index."
            )
        return cls(
            manifest,
            papers,
            read_profiles(snapshot.profiles),
            passages,
            vectors,
            VectorStore.open(snapshot.chroma),
            LexicalIndex.open(snapshot.lexical),
        )

    @property
    def snapshot_id(self) -> str:
        """What tells this snapshot from one with other contents."""
        return self.manifest.content_hash[:12]

    @cached_property
    def captured(self) -> dict[str, str]:
        """The day of capture of each document, as an ISO date."""
        return {source.document: source.retrieved for source in self.manifest.sources}

    def paper(self, paper_id: str) -> Paper:
        """The paper with this id. Raises KeyError where there is none."""
        return self.papers[self.rows[paper_id]]

    @cached_property
    def passage_rows(self) -> dict[str, dict[str, list[int]]]:
        """Rows of `passages` by paper id and kind."""
        rows: dict[str, dict[str, list[int]]] = {paper.id: {} for paper in self.papers}
        for row, passage in enumerate(self.passages):
            rows[passage.paper_id].setdefault(passage.kind, []).append(row)
        return rows

    @cached_property
    def passage_row(self) -> dict[str, int]:
        """Row of a passage by its id."""
        return {passage.id: row for row, passage in enumerate(self.passages)}

    @cached_property
    def paper_vectors(self) -> Vectors:
        """A vector for each of `papers`, of shape (len(papers), dim): its abstract's, or 0 without one."""
        rows = [self.passage_rows[paper.id].get("abstract", [None])[0] for paper in self.papers]
        found = np.zeros((len(rows), self.manifest.dimension), dtype=self.vectors.dtype)
        for position, row in enumerate(rows):
            if row is not None:
                found[position] = self.vectors[row]
        return found

    @cached_property
    def blocks(self) -> NDArray[np.int64]:
        """Where the passages of each paper begin, shape (len(papers) + 1,).

        Those of one paper stand together, in the order of `papers`, its whole abstract first.
        """
        counts = np.zeros(len(self.papers) + 1, dtype=np.int64)
        np.add.at(counts, [self.rows[passage.paper_id] + 1 for passage in self.passages], 1)
        return np.cumsum(counts)

    @cached_property
    def kinds(self) -> NDArray[np.int8]:
        """The kind of each passage, as its place in KINDS."""
        return np.array([KINDS.index(passage.kind) for passage in self.passages], dtype=np.int8)

    @cached_property
    def abstract_owner(self) -> dict[str, int]:
        """The row of the paper whose whole abstract a passage is, by the passage's id."""
        return {self.passages[first].id: row for row, first in enumerate(self.blocks[:-1])}

    def close(self) -> None:
        self.store.close()


def open_corpus(index: Path) -> Corpus:
    """Open the published snapshot of `index`. Raises SnapshotError where there is none."""
    snapshot = current_snapshot(index)
    if snapshot is None:
        raise SnapshotError(f"{index} holds no index. Run `python -m ingest --index {index}` first.")
    return Corpus.open(snapshot)
