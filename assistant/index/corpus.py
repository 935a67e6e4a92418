"""A Corpus: one snapshot opened for reading, with its papers, passages, vectors and lexical index."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.config import command_line
from assistant.datamodels import Paper, Profile
from assistant.errors import SnapshotError
from assistant.index.arrays import open_array
from assistant.index.bodies import Bodies
from assistant.index.columns import Columns
from assistant.index.damage import damaged
from assistant.index.integrity import Verification
from assistant.index.lexical import LexicalIndex
from assistant.index.locks import Lease
from assistant.index.members import members_of
from assistant.index.open_files import have_enough
from assistant.index.owner import Owner, owner_of
from assistant.index.papers import Papers
from assistant.index.passage_table import KINDS, Passages, PassageTable, PassageVectors, open_files
from assistant.index.snapshot import Manifest, SnapshotFiles, current_snapshot, read_manifest, read_profiles
from assistant.index.stores import BESIDE, Stores
from assistant.index.themes import Theme, themes_of
from assistant.index.vector_store import OpenStore
from assistant.index.vocabulary import Vocabulary
from assistant.models.encoders import Vectors
from assistant.text.sentences import Span

THEMED = 600
"""Papers that are read for themes, at most: half a second of work."""

_THEMES_KEPT = 15


class Corpus:
    """The papers of one snapshot, their passages, vectors and lexical index, each read when needed.

    Rows of the lexical index are positions in `papers`. Rows of `vectors`, of shape (len(passages), dim), are
    positions in `passages`. The passages of one paper stand together, the whole abstract first: see `table`.
    """

    def __init__(
        self,
        manifest: Manifest,
        papers: Papers,
        profiles: tuple[Profile, ...],
        table: PassageTable,
        vectors: PassageVectors,
        store: OpenStore,
        vocabulary: Vocabulary,
        bodies: Bodies | None = None,
    ) -> None:
        self.manifest = manifest
        self.papers = papers
        self.profiles = profiles
        self.table = table
        self.passages = Passages(table, papers.columns.ids)
        self.vectors = vectors
        self.store = store
        self.vocabulary = vocabulary
        self.lexical = vocabulary.lexical
        self.bodies = bodies or Bodies(Path(), {})
        self.name = ""  # of the snapshot
        self._themes: dict[tuple[object, ...], tuple[Theme, ...]] = {}
        self._verification: Verification | None = None
        self._closed: Callable[[], object] = store.close

    @classmethod
    def open(cls, snapshot: SnapshotFiles, stores: Stores = BESIDE, *, sizes_only: bool = False) -> Corpus:
        """Open `snapshot`. Raises SnapshotError where a file of it is missing or damaged.

        `stores` knows the server that has its vectors, if one does: StoreError where that does not answer.
        With `sizes_only` the sums of its files are not looked at.
        """
        try:
            lease = Lease(snapshot.manifest)
        except FileNotFoundError as problem:
            raise SnapshotError(f"{snapshot.directory} is no longer there.") from problem
        except OSError as problem:
            raise damaged(snapshot.manifest, problem) from problem
        try:
            corpus = cls._open(snapshot, stores, sizes_only=sizes_only)
        except BaseException:
            lease.end()
            raise
        # A corpus that a newer one replaces may still be in use: the end of its last reference closes it.
        corpus.name = snapshot.directory.name
        corpus._closed = weakref.finalize(corpus, _close, corpus.store, lease)
        return corpus

    @classmethod
    def _open(cls, snapshot: SnapshotFiles, stores: Stores, *, sizes_only: bool) -> Corpus:
        manifest = read_manifest(snapshot)
        verification = Verification(snapshot, manifest, sizes_only=sizes_only)
        papers = open_papers(snapshot)
        table, vectors = open_passages(snapshot, manifest)
        lexical = LexicalIndex.open(snapshot.lexical)
        if not len(papers) == len(table.vectors) == lexical.size:
            sizes = f"{len(papers)}, {len(table.vectors)} and {lexical.size}"
            raise damaged(snapshot.papers, f"the files beside it are of {sizes} papers")
        profiles, bodies = read_profiles(snapshot.profiles), Bodies.open(snapshot.bodies)
        vocabulary = Vocabulary(snapshot.words, lexical)
        # Last, since it has to be closed: a server holds a lease for it.
        store = stores.reading(snapshot).open(snapshot, check=verification.check_store)
        corpus = cls(manifest, papers, profiles, table, vectors, store, vocabulary, bodies)
        corpus._verification = verification
        verification.begin()
        return corpus

    def check(self, *, wait: bool = False) -> None:
        """Raises SnapshotError where a file was found not to be as written, after the corpus was opened.

        With `wait`, when all have been read.
        """
        if self._verification:
            self._verification.check(wait=wait)

    @property
    def vector_server(self) -> str:
        """ "there" or "away": whether the server that has the vectors answers; "" where none has."""
        if not self.store.on_server:
            return ""
        return "away" if self.store.away else "there"

    @property
    def rows(self) -> Mapping[str, int]:
        """The row of a paper, by the id of the paper."""
        return self.papers.columns.rows

    @property
    def snapshot_id(self) -> str:
        """The first 12 digits of the hash over the contents of the snapshot."""
        return self.manifest.content_hash[:12]

    @cached_property
    def captured(self) -> dict[str, str]:
        """The day on which each document was retrieved, as an ISO date."""
        return {source.document: source.retrieved for source in self.manifest.sources}

    @cached_property
    def members(self) -> frozenset[str]:
        """The names of the group's members, as the papers write them: see `members_of`."""
        return members_of(self.papers, self.profiles)

    @cached_property
    def owner(self) -> Owner:
        """Whose papers these are."""
        return owner_of(self.manifest, self.profiles)

    def paper(self, paper_id: str) -> Paper:
        """The paper with the id `paper_id`. Raises KeyError where no paper has the id."""
        return self.papers[self.rows[paper_id]]

    @property
    def paper_vectors(self) -> Vectors:
        """The vector of each paper's abstract (its title where there is none), shape (len(papers), dim)."""
        return self.vectors[self.blocks[:-1]]

    def vectors_of(self, rows: NDArray[np.int64]) -> Vectors:
        """The vectors of `paper_vectors` of the papers in `rows`, shape (len(rows), dim)."""
        return self.vectors[self.blocks[rows]]

    @property
    def blocks(self) -> NDArray[np.int64]:
        """The first row of each paper in `passages`, and the number of passages; shape (len(papers) + 1,)."""
        return self.table.first

    @property
    def kinds(self) -> NDArray[np.int8]:
        """The kind of each passage, as a position in KINDS; shape (len(passages),)."""
        return self.table.kinds

    def passage_rows(self, paper_id: str) -> dict[str, list[int]]:
        """The rows of a paper's passages, by their kind."""
        row = self.rows[paper_id]
        rows: dict[str, list[int]] = {}
        for at in range(int(self.blocks[row]), int(self.blocks[row + 1])):
            rows.setdefault(KINDS[self.kinds[at]], []).append(at)
        return rows

    def sentence_rows(self, paper_id: str, spans: Sequence[Span]) -> list[list[int]]:
        """For each span of a paper's abstract, the rows of the passages of kind "sentence" within the span.

        A long sentence may be cut into several passages.
        """
        single = [(self.passages[row], row) for row in self.passage_rows(paper_id).get("sentence", [])]
        return [[row for p, row in single if start <= p.start and p.end <= end] for start, end in spans]

    def themes(self, papers: Sequence[Paper], *, most: int = 5, beside: str = "") -> tuple[Theme, ...]:
        """At most `most` themes of some of the papers of this corpus; see `themes_of`.

        The themes of more than THEMED papers are those of so many of them, evenly over `papers`. Themes that
        were asked for lately are kept.
        """
        read = evenly(papers)
        rows = [self.rows[paper.id] for paper in read]
        key = (beside, most, *rows)
        kept = self._themes.get(key)
        if kept is None:
            kept = themes_of(read, self.vectors_of(np.array(rows, dtype=np.int64)), most=most, beside=beside)
            self._themes = {**dict(list(self._themes.items())[-_THEMES_KEPT:]), key: kept}
        return kept

    def close(self) -> None:
        """End reading, so that the snapshot may be removed; garbage collection does the same."""
        self._closed()


def evenly(papers: Sequence[Any]) -> list[Any]:
    """All of `papers` (or their rows); of more than THEMED so many, evenly over their order."""
    count = min(len(papers), THEMED)
    return [papers[at * len(papers) // count] for at in range(count)]


def _close(store: OpenStore, lease: Lease) -> None:
    store.close()
    lease.end()


def open_papers(snapshot: SnapshotFiles) -> Papers:
    """The papers of a snapshot. Raises SnapshotError where a file of the papers is missing or damaged."""
    try:
        offsets = open_array(snapshot.offsets)
        columns = Columns.open(snapshot.columns)
    except (OSError, EOFError, ValueError, KeyError) as problem:
        raise damaged(snapshot.columns, problem) from problem
    return Papers(snapshot.papers, offsets, columns)


def open_passages(snapshot: SnapshotFiles, manifest: Manifest) -> tuple[PassageTable, PassageVectors]:
    """The passages of a snapshot and their vectors. Raises SnapshotError where a file is damaged."""
    try:
        table = PassageTable.open(snapshot.passages)
    except (OSError, EOFError, ValueError, IndexError) as problem:
        raise damaged(snapshot.passages, problem) from problem
    try:
        files = open_files(snapshot.vectors)
        stored = sum(len(file) for file in files)
    except (OSError, EOFError, ValueError, TypeError) as problem:
        raise damaged(snapshot.vectors, problem) from problem
    counts = np.diff(table.first)
    needed = int((table.vectors + counts).max(initial=0))
    shapes = [file.shape for file in files]
    if stored < needed or any(shape[1:] != (manifest.dimension,) for shape in shapes):
        expected = (needed, manifest.dimension)
        raise damaged(snapshot.vectors, f"it has the shapes {shapes}, manifest and passages say {expected}")
    return table, PassageVectors(table, files)


def open_corpus(index: Path, stores: Stores = BESIDE) -> Corpus:
    """Open the published snapshot of `index`. Raises SnapshotError where that is not possible."""
    have_enough()
    while True:
        snapshot = current_snapshot(index)
        if snapshot is None:
            raise SnapshotError(
                f"{index} holds no index. Run `{command_line('ingest')} --index {index}` first."
            )
        try:
            return Corpus.open(snapshot, stores)
        except SnapshotError:
            if current_snapshot(index) == snapshot:
                raise  # otherwise an ingest has just published a new snapshot and removed this one
