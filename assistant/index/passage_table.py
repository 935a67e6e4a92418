"""The passages of a snapshot and their vectors, as arrays mapped into memory and read when needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Passage
from assistant.index.arrays import open_array
from assistant.models.encoders import Vectors

KINDS: tuple[Any, ...] = ("abstract", "window", "sentence", "keywords")
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class PassageTable:
    """The passages of all papers, in the order of the papers; of each paper the whole abstract comes first.

    `first`, shape (papers + 1,), is the first row of each paper's passages, and the number of all passages.
    `vectors`, shape (papers,), is the row of each paper's first vector, counted through all files of vectors.
    `kinds` (positions in KINDS), `starts` and `ends` (characters of the abstract) have one entry a passage.
    """

    first: Rows
    vectors: Rows
    kinds: NDArray[np.int8]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]

    def save(self, directory: Path) -> None:
        directory.mkdir()
        for name in _ARRAYS:
            np.save(directory / f"{name}.npy", getattr(self, name))

    @classmethod
    def open(cls, directory: Path) -> PassageTable:
        """The table in `directory`. Raises OSError, EOFError or ValueError where a file is damaged."""
        table = cls(**{name: open_array(directory / f"{name}.npy") for name in _ARRAYS})
        sizes = {len(table.kinds), len(table.starts), len(table.ends), int(table.first[-1])}
        if len(sizes) > 1 or len(table.first) != len(table.vectors) + 1:
            raise ValueError("its files don't fit together")
        return table


_ARRAYS = ("first", "vectors", "kinds", "starts", "ends")


class Passages(Sequence[Passage]):
    """The passages as Passage records, each made at its use."""

    def __init__(self, table: PassageTable, ids: Sequence[str]) -> None:
        """The passages of `table`; `ids` are the ids of the papers."""
        self._table, self._ids = table, ids

    def __len__(self) -> int:
        return len(self._table.kinds)

    @overload
    def __getitem__(self, at: int) -> Passage: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Passage, ...]: ...
    def __getitem__(self, at: int | slice) -> Passage | tuple[Passage, ...]:
        if isinstance(at, slice):
            return tuple(self[row] for row in range(*at.indices(len(self))))
        row, table = range(len(self))[at], self._table
        paper = self._ids[int(np.searchsorted(table.first, row, side="right")) - 1]
        return Passage(paper, KINDS[table.kinds[row]], int(table.starts[row]), int(table.ends[row]))


class PassageVectors:
    """The vectors of all passages, shape (passages, dim), in the order of the table.

    `files` are arrays of shape (n, dim), of 32 or 16 bits a number; the vectors of one paper stand together
    in one file.
    """

    def __init__(self, table: PassageTable, files: Sequence[Vectors]) -> None:
        self._table, self._files = table, tuple(files)
        self._begin = np.cumsum([0, *(len(file) for file in files)])
        self._dimension = int(files[0].shape[1]) if files else 0
        # After a first ingest, one file has all vectors in the order of the table: row i is vector i.
        self._straight = len(files) == 1 and bool(np.array_equal(table.first[:-1], table.vectors))

    @property
    def shape(self) -> tuple[int, int]:
        return len(self._table.kinds), self._dimension

    def __len__(self) -> int:
        return len(self._table.kinds)

    def __getitem__(self, rows: Any) -> Vectors:
        """The vector of one row, shape (dim,), or the vectors of several rows, shape (rows, dim)."""
        if isinstance(rows, slice):
            rows = np.arange(*rows.indices(len(self)))
        wanted = np.asarray(rows, dtype=np.int64)
        found = self.at(self._places(wanted.reshape(-1)))
        return found[0] if wanted.ndim == 0 else found

    def __array__(self, dtype: Any = None, copy: Any = None) -> Vectors:
        return np.asarray(self[:], dtype=dtype)

    def at(self, places: Rows) -> Vectors:
        """The vectors at `places`, positions counted through all files; shape (len(places), dim)."""
        if len(self._files) == 1:
            return np.asarray(self._files[0][places], dtype=np.float32)
        found = np.empty((len(places), self._dimension), dtype=np.float32)
        holder = np.searchsorted(self._begin, places, side="right") - 1
        for number in np.unique(holder):
            here = holder == number
            found[here] = self._files[number][places[here] - self._begin[number]]
        return found

    def _places(self, rows: Rows) -> Rows:
        if self._straight:
            return rows
        paper = np.searchsorted(self._table.first, rows, side="right") - 1
        return np.asarray(self._table.vectors[paper] + rows - self._table.first[paper], dtype=np.int64)


class VectorsAt:
    """Rows of `vectors` as a table of their own, shape (len(rows), dim), each read when it is asked for."""

    def __init__(self, vectors: PassageVectors, rows: Rows) -> None:
        self._vectors, self._rows = vectors, rows

    def __getitem__(self, rows: Any) -> Vectors:
        return self._vectors[self._rows[rows]]


def open_files(directory: Path) -> list[Vectors]:
    """The arrays of vectors in `directory` Raises OSError, EOFError or ValueError where damaged."""
    return [open_array(path) for path in sorted(directory.glob("*.npy"))]
