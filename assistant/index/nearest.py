"""The vector store beside a very large snapshot: lists of vectors that are near one another, in mapped files.

Chroma holds all vectors and their graph in memory, and takes half a millisecond of a processor to insert one.
From LARGE papers up there is instead an inverted file with 8-bit codes (Jégou, Douze and Schmid 2011,
"Product Quantization for Nearest Neighbor Search", section 4, here with a code a number): k-means gives the
centres of lists, each vector is in the list of its nearest centre, and a search reads the lists whose centres
are nearest: first the codes, a byte a number, then the vectors of the best as they are.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import SnapshotError
from assistant.index.arrays import highest, open_array, open_arrays, save_arrays
from assistant.index.damage import damaged
from assistant.index.snapshot import SnapshotFiles
from assistant.index.strings import Strings
from assistant.index.vector_store import SCOPES, ByScope, Carried, Changes, Contents
from assistant.models.encoders import Vectors

LARGE = 100_000
"""From so many papers on, vectors are in lists, and have 16 bits a number: Chroma then takes longer to fill
than all else of a snapshot, and 200 MB of memory to search (docs/benchmarks.md, Growth)."""

LISTS = 4
"""Lists for n vectors, as a multiple of the square root of n: at the lower end of what the authors of Faiss
advise (https://github.com/facebookresearch/faiss/wiki/Guidelines-to-choose-an-index)."""

READ = 8_000
"""Vectors whose codes a search reads, at least, in 5 ms."""

_SAMPLE = 32  # vectors for each list, from which the centres are computed
_ROUNDS = 6  # of k-means; further ones move hardly a vector
_GROWN = 2  # times as many vectors as the centres were made for: then they are computed anew
_CHUNK = 4_000  # vectors in memory at a time, with their similarities to all centres
_EXACT = 4  # times as many as are asked for are compared exactly

Lists = NDArray[np.int32]


@dataclass(frozen=True)
class _Collection:
    """Vectors of one kind, list by list.

    List k has the rows `first[k]:first[k + 1]` of `codes` (int8) and `vectors` (float32), both of shape (n,
    dim), and of `ids`. Row i is about `codes[i] * scales[i]`. The centres, shape (lists, dim), were computed
    of `made_of` vectors.
    """

    ids: Strings
    centres: Vectors
    first: NDArray[np.int64]
    scales: NDArray[np.float32]
    made_of: int
    codes: NDArray[np.int8]
    vectors: Vectors

    @classmethod
    def open(cls, directory: Path, name: str) -> _Collection:
        """Raises OSError, EOFError, ValueError or KeyError where a file is missing or damaged."""
        arrays = open_arrays(directory / f"{name}.npz")
        codes, vectors = (open_array(directory / f"{name}.{part}.npy") for part in ("codes", "vectors"))
        ids, first = Strings.among(arrays, "ids"), arrays["first"]
        rows = len(ids), arrays["centres"].shape[1]
        if codes.shape != rows or vectors.shape != rows or not len(ids) == len(arrays["scales"]) == first[-1]:
            raise ValueError(f"the files of {name} don't fit together")
        return cls(ids, arrays["centres"], first, arrays["scales"], int(arrays["made_of"]), codes, vectors)

    @property
    def lists(self) -> Lists:
        """The list of each row, shape (n,)."""
        return np.repeat(np.arange(len(self.centres), dtype=np.int32), np.diff(self.first))

    def nearest(self, vector: Vectors, top_k: int) -> list[tuple[str, float]]:
        """The `top_k` rows nearest to `vector`, shape (dim,): (id, cosine similarity), best first."""
        wanted = min(len(self.ids), max(READ, _EXACT * top_k))
        lists = np.argsort(-(self.centres @ vector), kind="stable")
        read = lists[: int(np.searchsorted(np.cumsum(np.diff(self.first)[lists]), wanted)) + 1]
        runs = [slice(int(self.first[at]), int(self.first[at + 1])) for at in np.sort(read)]
        rows = np.concatenate([np.arange(run.start, run.stop) for run in runs])
        about = [(self.codes[run].astype(np.float32) @ vector) * self.scales[run] for run in runs]
        likely = rows[highest(np.concatenate(about), _EXACT * top_k)]
        similar = self.vectors[likely] @ vector
        return [(self.ids[int(likely[at])], float(similar[at])) for at in highest(similar, top_k)]


class NearestStore:
    """The vector store of a snapshot with very many papers."""

    def check(self) -> None:
        """Nothing: the disk is asked as it is written to."""

    def write(
        self,
        snapshot: SnapshotFiles,
        contents: Callable[[], Contents],
        *,
        carried: Carried | None = None,
    ) -> None:
        """Write all vectors into lists; where few have changed, into those of the snapshot before."""
        directory = snapshot.nearest
        directory.mkdir()
        if carried is not None and (old := _opened(carried.snapshot.nearest)) is not None:
            for name, change in carried.changes.items():
                _write(directory, name, change, old.get(name))
        else:
            for name, own in contents().items():
                _write(directory, name, own)

    def open(self, snapshot: SnapshotFiles, *, check: Callable[[], None] = lambda: None) -> OpenLists:
        """Open the lists. Raises SnapshotError where a file is missing or damaged."""
        directory = snapshot.nearest
        try:
            return OpenLists(directory, _collections(directory))
        except _DAMAGE as problem:
            raise damaged(directory, problem) from problem

    def drop(self, snapshot: SnapshotFiles) -> bool:
        shutil.rmtree(snapshot.nearest, ignore_errors=True)
        return True


class OpenLists(ByScope):
    """The lists of one snapshot, opened for search. Safe to share between threads."""

    on_server = away = False

    def __init__(self, directory: Path, collections: Mapping[str, _Collection]) -> None:
        self._directory, self._collections = directory, collections

    def begin(self) -> None:
        """Nothing: they are open."""

    def count(self) -> int:
        return sum(len(own.ids) for name, own in self._collections.items() if name in SCOPES)

    def close(self) -> None:
        """Nothing: what is mapped goes with the last array that is in use."""

    def nearest(self, name: str, vector: Vectors, top_k: int) -> Iterable[tuple[str, float]]:
        if (own := self._collections.get(name)) is None:
            return []
        if own.vectors.shape[1:] != vector.shape:
            raise SnapshotError(
                f"{self._directory} has vectors of the dimension {own.vectors.shape[1]}, and was asked "
                f"for one of {len(vector)}: ask with the model that the index was made with."
            )
        return own.nearest(vector, top_k)


def _collections(directory: Path) -> Mapping[str, _Collection]:
    names = [path.stem for path in sorted(directory.glob("*.npz"))]
    if not names:
        raise FileNotFoundError(f"{directory} has no lists")
    return {name: _Collection.open(directory, name) for name in names}


def _opened(directory: Path) -> Mapping[str, _Collection] | None:
    """The collections in `directory`; None where they can't be carried on."""
    try:
        return _collections(directory)
    except _DAMAGE:
        return None


def _write(directory: Path, name: str, change: Changes, old: _Collection | None = None) -> None:
    """Write a collection: that of `old` with its `change`. One without vectors has no files."""
    count = len(change.ids) + (len(old.ids) - len(change.gone) if old else 0)
    if not count:
        return
    before = old.vectors if old else change.vectors[:0]
    kept = np.ones(len(before), dtype=bool)
    if old:
        kept[[number for id in change.gone if (number := old.ids.find(id)) is not None]] = False
    rows = _Joined(before, np.flatnonzero(kept), change.vectors, len(change.ids))
    if old and count <= _GROWN * old.made_of:
        centres, made_of = old.centres, old.made_of
        lists = np.concatenate([old.lists[kept], _lists_of(change.vectors, len(change.ids), centres)])
    else:
        centres, made_of = _centres(rows, count), count
        lists = _lists_of(rows, count, centres)
    order = np.argsort(lists, kind="stable")
    scales = _write_rows(directory, name, rows, order)
    named = [*(old.ids[row] for row in np.flatnonzero(kept).tolist()), *change.ids] if old else change.ids
    first = np.append(0, np.cumsum(np.bincount(lists, minlength=len(centres))))
    arrays = {"centres": centres, "first": first, "scales": scales, "made_of": np.array(made_of)}
    ids = Strings.of(named[at] for at in order.tolist())
    save_arrays(directory / f"{name}.npz", arrays | ids.arrays("ids"))


def _write_rows(directory: Path, name: str, rows: _Joined, order: NDArray[np.int64]) -> NDArray[np.float32]:
    """Write the vectors and their codes in this order; returns the scale of each."""
    shape = len(order), rows.dimension
    kinds: Mapping[str, Any] = {"codes": np.int8, "vectors": np.float32}
    codes, vectors = (
        np.lib.format.open_memmap(directory / f"{name}.{part}.npy", mode="w+", dtype=kind, shape=shape)
        for part, kind in kinds.items()
    )
    scales = np.empty(len(order), dtype=np.float32)
    for begin in range(0, len(order), _CHUNK):
        part = slice(begin, begin + _CHUNK)
        own = rows[order[part]]
        scales[part] = np.maximum(np.abs(own).max(axis=1), 1e-9) / 127
        vectors[part], codes[part] = own, np.rint(own / scales[part, None])
    codes.flush()
    vectors.flush()
    return scales


class _Joined:
    """The rows of two tables of vectors as of one, taken out as they are needed."""

    def __init__(self, old: Vectors, kept: NDArray[np.int64], new: Any, count: int) -> None:
        """The rows `kept` of `old`, and the `count` rows of `new`."""
        self._old, self._kept, self._new = old, kept, new
        self._count = count
        self.dimension = int((old if len(kept) else new[:1]).shape[1])

    def __getitem__(self, rows: Any) -> Vectors:
        if isinstance(rows, slice):
            rows = np.arange(*rows.indices(len(self._kept) + self._count))
        found = np.empty((len(rows), self.dimension), dtype=np.float32)
        before = rows < len(self._kept)
        found[before] = self._old[self._kept[rows[before]]]
        if not before.all():
            found[~before] = self._new[rows[~before] - len(self._kept)]
        return found


def _centres(rows: _Joined, count: int) -> Vectors:
    """The centres of the lists for `count` vectors, shape (lists, dim), of length 1: spherical k-means."""
    lists = min(count, round(LISTS * count**0.5))
    choose = np.random.default_rng(0)
    sample = rows[np.sort(choose.permutation(count)[: _SAMPLE * lists])]
    centres = sample[choose.permutation(len(sample))[:lists]]
    for _ in range(_ROUNDS if lists > 1 else 0):
        nearest = _lists_of(sample, len(sample), centres)
        order = np.argsort(nearest, kind="stable")
        held, begins = np.unique(nearest[order], return_index=True)
        sums = centres.copy()  # a list without vectors keeps its centre
        sums[held] = np.add.reduceat(sample[order], begins, axis=0)
        centres = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return centres


def _lists_of(vectors: Any, count: int, centres: Vectors) -> Lists:
    """The list of each of the `count` rows of `vectors`: that of the nearest centre."""
    if len(centres) == 1:
        return np.zeros(count, dtype=np.int32)
    parts = [
        np.argmax(vectors[begin : begin + _CHUNK] @ centres.T, axis=1).astype(np.int32)
        for begin in range(0, count, _CHUNK)
    ]
    return np.concatenate([np.empty(0, dtype=np.int32), *parts])


_DAMAGE = (OSError, EOFError, ValueError, KeyError)
