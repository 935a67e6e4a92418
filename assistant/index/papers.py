"""The papers of a snapshot, each parsed from papers.jsonl at its first use."""

from __future__ import annotations

import json
import mmap
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Paper
from assistant.index.columns import Columns
from assistant.index.damage import damaged
from assistant.index.labels import Ints
from assistant.index.snapshot import read_paper

_KEPT = 20_000
"""Parsed papers that stay in memory, some 100 MB; most corpora have fewer papers."""

_IDENTIFIERS = (b'"arxiv_id": "', b'"doi": "', b'"url": "')
"""What stands before an identifier in a line of papers.jsonl; in a text the quotation marks are escaped."""

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')
_VERSION = re.compile(r"v\d+$")


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

    def identified(self, name: str) -> Iterator[Paper]:
        """The papers with an identifier that is `name` in small letters, and perhaps others.

        The version of an arXiv number counts for nothing, nor does a slash at the end of an address.
        """
        keys, rows = self._identifiers
        wanted = _key(name)
        found = rows[np.searchsorted(keys, wanted, "left") : np.searchsorted(keys, wanted, "right")]
        return (self[row] for row in sorted(set(found.tolist())))

    @cached_property
    def _identifiers(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The keys of all identifiers, ascending, and the rows of their papers; read at the first use.

        They are found in the bytes of the file: parsing 100,000 papers takes seconds.
        """
        found: list[tuple[int, int]] = []  # key, and place in the file
        for opening in _IDENTIFIERS:
            at = self._bytes.find(opening)
            while at >= 0:
                if written := _STRING.match(self._bytes, at + len(opening) - 1):
                    found.append((_key(json.loads(written.group())), at))
                at = self._bytes.find(opening, at + len(opening))
        keys, places = np.array(found, dtype=np.int64).reshape(-1, 2).T
        order = np.argsort(keys, kind="stable")
        return keys[order], np.searchsorted(self._offsets, places[order], side="right") - 1

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

    A paper is in the form of which `forms` has the number by its row, else in its most final form. A part of
    a choice is a choice, and what the columns tell of the papers parses none.
    """

    def __init__(
        self, papers: Sequence[Paper], rows: Sequence[int], forms: Mapping[int, int] | None = None
    ) -> None:
        self._papers, self.rows, self._forms = papers, rows, forms or {}

    @classmethod
    def of(cls, papers: Sequence[Paper]) -> Chosen:
        """`papers` as a choice: itself, where it is one."""
        return papers if isinstance(papers, Chosen) else cls(papers, range(len(papers)))

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, at: int) -> Paper: ...
    @overload
    def __getitem__(self, at: slice) -> Chosen: ...
    def __getitem__(self, at: int | slice) -> Paper | Chosen:
        if isinstance(at, slice):
            return self._with(self.rows[at])
        return self._at(self.rows[at])

    def at(self, places: Iterable[int], forms: Iterable[int] | None = None) -> Chosen:
        """The papers at `places`, positions in this choice, in their order; `forms` numbers their forms."""
        rows = [self.rows[place] for place in places]
        return self._with(rows, None if forms is None else dict(zip(rows, forms, strict=True)))

    def among(self, ids: Collection[str]) -> Chosen:
        """Those of the papers whose ids are among `ids`."""
        rows = self._rows_of(ids)
        return self._with([row for row in self.rows if row in rows])

    def without(self, ids: Collection[str]) -> Chosen:
        """Those of the papers whose ids are not among `ids`."""
        rows = self._rows_of(ids)
        return self._with([row for row in self.rows if row not in rows])

    def in_time(self, *, newest_first: bool = True) -> Chosen:
        """The papers in order of time, undated papers last, papers of one day by title."""
        day = self.day.astype(np.int64) * (-1 if newest_first else 1)
        order = np.lexsort((self.columns.place[self.numbers], day, self.day == 0))
        return self.at(order.tolist())

    @cached_property
    def columns(self) -> Columns:
        return columns_of(self._papers)

    @cached_property
    def numbers(self) -> NDArray[np.int64]:
        """The rows as an array."""
        return np.array(self.rows, dtype=np.int64)

    @cached_property
    def forms(self) -> NDArray[np.int64]:
        """Where in `columns.forms` the form of each paper stands."""
        first = self.columns.forms.first[self.numbers]
        if not self._forms:
            return first
        return first + np.array([self._forms.get(row, 0) for row in self.rows], dtype=np.int64)

    @property
    def day(self) -> Ints:
        """The date of each paper, in the form of `Columns.day`."""
        return self.columns.forms.day[self.forms]

    @property
    def ids(self) -> list[str]:
        ids = self.columns.ids
        return [ids[row] for row in self.rows]

    def _rows_of(self, ids: Collection[str]) -> frozenset[int]:
        known = self.columns.rows
        return frozenset(known[id] for id in ids if id in known)

    def _with(self, rows: Sequence[int], forms: Mapping[int, int] | None = None) -> Chosen:
        chosen = Chosen(self._papers, rows, self._forms if forms is None else forms)
        if "columns" in self.__dict__:  # of an ordinary sequence they are computed once
            chosen.columns = self.columns
        return chosen

    def _at(self, row: int) -> Paper:
        return self._papers[row].in_form(self._forms.get(row, 0))


def _key(name: str) -> int:
    """A number that stands for an identifier: equal ones have equal numbers, others rarely."""
    return hash(_VERSION.sub("", name.casefold().rstrip("/")))


def texts_of(papers: Sequence[Paper]) -> Iterator[tuple[str, str, str]]:
    """Title, authors and abstract of each of `papers`."""
    if isinstance(papers, Papers):
        return papers.texts()
    return ((paper.title, ", ".join(paper.authors), paper.abstract) for paper in papers)


def columns_of(papers: Sequence[Paper]) -> Columns:
    """The columns of `papers`: those of the snapshot, or computed where `papers` is an ordinary sequence."""
    return papers.columns if isinstance(papers, Papers) else Columns.of(papers)
