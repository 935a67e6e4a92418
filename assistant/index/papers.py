"""The papers of a snapshot, each read from papers.jsonl when it is looked at."""

from __future__ import annotations

import json
import mmap
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Paper
from assistant.index.columns import Columns
from assistant.index.damage import damaged
from assistant.index.snapshot import read_paper

_KEPT = 20_000
"""Papers that stay in memory once they are read: some 100 MB, all of most corpora."""


class Papers(Sequence[Paper]):
    """All papers of papers.jsonl in order, and their columns. Safe to share between threads."""

    def __init__(self, path: Path, offsets: NDArray[np.int64], columns: Columns) -> None:
        """Line i of `path` is the bytes `offsets[i]` to `offsets[i + 1]`.

        Raises SnapshotError where the file has another length.
        """
        self._path, self._offsets, self.columns = path, offsets, columns
        try:
            with path.open("rb") as file:
                self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as problem:
            raise damaged(path, problem) from problem
        if len(offsets) != len(columns.ids) + 1 or int(offsets[-1]) != len(self._bytes):
            raise damaged(path, ValueError(f"{len(self._bytes)} bytes, {offsets[-1:]} expected"))
        self._read = lru_cache(maxsize=_KEPT)(self._read_anew)

    def __len__(self) -> int:
        return len(self.columns.ids)

    @overload
    def __getitem__(self, at: int) -> Paper: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Paper, ...]: ...
    def __getitem__(self, at: int | slice) -> Paper | tuple[Paper, ...]:
        if isinstance(at, slice):
            return tuple(self[row] for row in range(*at.indices(len(self))))
        return self._read(range(len(self))[at])

    def __iter__(self) -> Iterator[Paper]:
        """Every paper; those that were not in memory don't stay there."""
        return (self._read_anew(row) for row in range(len(self)))

    def line(self, row: int) -> bytes:
        """The line of a paper, as `assistant.index.snapshot.to_line` wrote it."""
        return self._bytes[int(self._offsets[row]) : int(self._offsets[row + 1])]

    def texts(self) -> Iterator[tuple[str, str, str]]:
        """Title, authors and abstract of every paper, in half the time that the papers take."""
        for row in range(len(self)):
            record = self._record(row)
            yield record.get("title", ""), ", ".join(record.get("authors", ())), record.get("abstract", "")

    def mentioning(self, text: str) -> Iterator[Paper]:
        """The papers that have `text` in some field, whatever the case of its plain letters."""
        written, last = json.dumps(text, ensure_ascii=False)[1:-1].encode(), -1
        for match in re.finditer(re.escape(written), self._bytes, re.I):
            row = int(np.searchsorted(self._offsets, match.start(), side="right")) - 1
            if row != last:
                yield self[row]
            last = row

    def _record(self, row: int) -> dict[str, Any]:
        try:
            record = json.loads(self.line(row))
            if not isinstance(record, dict):
                raise ValueError(f"line {row + 1} is no object")
        except ValueError as problem:
            raise damaged(self._path, problem) from problem
        return record

    def _read_anew(self, row: int) -> Paper:
        try:
            return read_paper(self._record(row))
        except (ValueError, TypeError, KeyError, AttributeError) as problem:
            raise damaged(self._path, problem) from problem


class Chosen(Sequence[Paper]):
    """Some papers, by their rows, in an order of their own."""

    def __init__(self, papers: Sequence[Paper], rows: Sequence[int]) -> None:
        self._papers, self.rows = papers, rows

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, at: int) -> Paper: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Paper, ...]: ...
    def __getitem__(self, at: int | slice) -> Paper | tuple[Paper, ...]:
        if isinstance(at, slice):
            return tuple(self._papers[row] for row in self.rows[at])
        return self._papers[self.rows[at]]


def texts_of(papers: Sequence[Paper]) -> Iterator[tuple[str, str, str]]:
    """Title, authors and abstract of each of `papers`."""
    if isinstance(papers, Papers):
        return papers.texts()
    return ((paper.title, ", ".join(paper.authors), paper.abstract) for paper in papers)


def columns_of(papers: Sequence[Paper]) -> Columns:
    """The columns of `papers`, made anew where they come from no snapshot."""
    return papers.columns if isinstance(papers, Papers) else Columns.of(papers)
