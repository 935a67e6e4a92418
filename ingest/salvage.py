"""What can be saved of a damaged snapshot: all that its canonical files, papers and vectors, still tell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Paper
from assistant.errors import SnapshotError
from assistant.index.arrays import open_array
from assistant.index.cleanup import snapshots
from assistant.index.columns import Columns
from assistant.index.integrity import damaged_files, is_canonical
from assistant.index.papers import Papers
from assistant.index.passage_table import KINDS, PassageTable, PassageVectors, open_files
from assistant.index.snapshot import (
    SCHEMA,
    Manifest,
    SnapshotFiles,
    current_snapshot,
    read_manifest,
    read_papers,
)
from ingest.passages import passages
from ingest.published import Published


def salvage(index: Path, *, sums: bool = False) -> Published | None:
    """The newest snapshot whose papers and vectors can be read, the published one first; None where none can.

    Nothing but these is taken from it: rows, passages and a lost manifest are worked out anew. With `sums`
    they are read to see whether they are what was written.
    """
    return next((saved for snapshot in _candidates(index) if (saved := _saved(snapshot, sums))), None)


def _candidates(index: Path) -> Iterator[SnapshotFiles]:
    try:
        published = current_snapshot(index)
    except SnapshotError:  # its manifest is lost, or the pointer itself
        published = None
        for snapshot in snapshots(index):
            if _names(index, snapshot):
                published = snapshot
    if published:
        yield published
    yield from (snapshot for snapshot in snapshots(index) if snapshot != published)


def _names(index: Path, snapshot: SnapshotFiles) -> bool:
    try:
        return (index / "CURRENT").read_bytes().strip() == snapshot.directory.name.encode()
    except OSError:
        return False


def _saved(snapshot: SnapshotFiles, sums: bool) -> Published | None:
    try:
        manifest = _manifest(snapshot)
        wrong = (name for name, _ in damaged_files(snapshot, manifest, sums=sums) if is_canonical(name))
        lost = {name for name in wrong if not name.startswith("bodies/")}
        if lost - {"profiles.jsonl"}:  # an ingest reads profiles and full texts anew
            return None
        papers = read_papers(snapshot.papers)
        with snapshot.papers.open("rb") as lines:
            offsets = np.cumsum([0, *map(len, lines)], dtype=np.int64)
        files = open_files(snapshot.vectors)
        table = _table(snapshot, papers, sum(len(file) for file in files), len(files))
        if not files or files[0].shape[1:] != (manifest.dimension,) or table is None:
            return None
        return Published(
            snapshot,
            manifest,
            Papers(snapshot.papers, offsets, Columns.of(papers)),
            table,
            PassageVectors(table, files),
            sorted(snapshot.vectors.glob("*.npy")),
        )
    except (OSError, EOFError, ValueError, IndexError, SnapshotError):
        return None


def _manifest(snapshot: SnapshotFiles) -> Manifest:
    """The manifest, or what the vectors tell of it where it is lost. Raises OSError or ValueError."""
    try:
        return read_manifest(snapshot)
    except SnapshotError:
        model = snapshot.model.read_text(encoding="utf-8").strip()
        dimension = int(open_files(snapshot.vectors)[0].shape[1])
        return Manifest(SCHEMA, "", "", model, dimension, 0, 0, 0, ())


def _table(
    snapshot: SnapshotFiles, papers: tuple[Paper, ...], stored: int, files: int
) -> PassageTable | None:
    """The passages as they are cut today; None where the vectors are of others."""
    found = [[passage for passage, _ in passages(paper)] for paper in papers]
    counts = np.array([len(own) for own in found], dtype=np.int64)
    first = np.concatenate([[0], np.cumsum(counts)])
    places: NDArray[np.int64] = first[:-1]
    try:
        places = open_array(snapshot.passages / "vectors.npy")
    except (OSError, EOFError, ValueError):
        if files > 1 or stored != int(first[-1]):
            return None  # in one file they lie in the order of the papers
    if len(places) != len(papers) or int((places + counts).max(initial=0)) > stored:
        return None
    flat = [passage for own in found for passage in own]
    return PassageTable(
        first,
        places,
        np.array([KINDS.index(p.kind) for p in flat], dtype=np.int8),
        np.array([p.start for p in flat], dtype=np.int32),
        np.array([p.end for p in flat], dtype=np.int32),
    )
