"""The papers of a snapshot, each parsed from papers.jsonl at its first use."""

from __future__ import annotations

import json
import mmap
import re
from collections.abc import Iterator, Mapping, Sequence
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
"""Parsed papers that stay in memory, some 100 MB; most corpora have fewer papers."""


class Papers(Sequence[Paper]):
    """All papers of papers.jsonl in order, and their columns. Safe to share between threads."""

    def __init__(self, path: Path, offsets: NDArray[np.int64], columns: Columns) -> None:
        """Open `path`, whose line i is the bytes `offsets[i]` to `offsets[i + 1]`.

        Raises SnapshotError where the length of the file does not fit the offsets.
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
        """Every paper, parsed anew, so that a loop over all papers does not fill the memory."""
        return (self._read_anew(row) for row in range(len(self)))

    def line(self, row: int) -> bytes:
        """The line of papers.jsonl for a paper, as `assistant.index.snapshot.to_line` wrote the line."""
        return self._bytes[int(self._offsets[row]) : int(self._offsets[row + 1])]

    def texts(self) -> Iterator[tuple[str, str, str]]:
        """Title, authors and abstract of every paper, in half the time that parsing whole papers takes."""
        for row in range(len(self)):
            record = self._record(row)
            yield record.get("title", ""), ", ".join(record.get("authors", ())), record.get("abstract", "")

    def mentioning(self, text: str) -> Iterator[Paper]:
        """The papers with `text` in some field; the letters a to z match in upper and lower case."""
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
    """A choice of papers, given by rows, in the order of the rows; a paper is parsed at its first use.

    A paper is in the form of which `forms` has the number by its row, else in its most final form.
    """

    def __init__(
        self, papers: Sequence[Paper], rows: Sequence[int], forms: Mapping[int, int] | None = None
    ) -> None:
        self._papers, self.rows, self._forms = papers, rows, forms or {}

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, at: int) -> Paper: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Paper, ...]: ...
    def __getitem__(self, at: int | slice) -> Paper | tuple[Paper, ...]:
        if isinstance(at, slice):
            return tuple(self._at(row) for row in self.rows[at])
        return self._at(self.rows[at])

    def _at(self, row: int) -> Paper:
        return self._papers[row].in_form(self._forms.get(row, 0))


def texts_of(papers: Sequence[Paper]) -> Iterator[tuple[str, str, str]]:
    """Title, authors and abstract of each of `papers`."""
    if isinstance(papers, Papers):
        return papers.texts()
    return ((paper.title, ", ".join(paper.authors), paper.abstract) for paper in papers)


def columns_of(papers: Sequence[Paper]) -> Columns:
    """The columns of `papers`: those of the snapshot, or computed where `papers` is an ordinary sequence."""
    return papers.columns if isinstance(papers, Papers) else Columns.of(papers)
