"""The full texts of a snapshot: of which papers there are any, their passages with vectors, and their words.

    bodies/
      papers.json        the document of each paper that has one
      KEY.fulltext       the text of a document, and where each character stands (fulltext.py)
      KEY.npz            its passages and their vectors

A snapshot without full texts has no such folder. Files of documents never change, and snapshots share them as
hard links.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeVar
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from assistant.index.damage import damaged
from assistant.index.fulltext import Fulltext, read_fulltext
from assistant.models.encoders import Vectors

Read = TypeVar("Read")

TABLE = "papers.json"
OPEN = 32
"""Full texts that are kept in memory: about a megabyte each."""


@dataclass(frozen=True, slots=True)
class Held:
    """A document whose text a snapshot has: its name in reports, and where it lay when it was read.

    `key` names its files: the SHA-256 of the document, and the version of what read it.
    """

    key: str
    document: str
    path: str

    @property
    def sha256(self) -> str:
        """Of the bytes of the document when it was read."""
        return self.key.partition("-")[0]


@dataclass(frozen=True)
class Body:
    """The full text of a paper: the document and its files, each read at its first use."""

    held: Held
    folder: Path

    @cached_property
    def fulltext(self) -> Fulltext:
        """Raises SnapshotError where the file is damaged."""
        return self._read("fulltext", read_fulltext)

    @cached_property
    def passages(self) -> BodyPassages:
        """Raises SnapshotError where the file is damaged."""
        return self._read("npz", read_passages)

    def _read(self, ending: str, read: Callable[[Path], Read]) -> Read:
        path = self.folder / f"{self.held.key}.{ending}"
        try:
            return read(path)
        except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile) as problem:
            raise damaged(path, problem) from problem


@dataclass(frozen=True, eq=False)
class BodyPassages:
    """The passages of a full text, `text[start:end]`, shape (n, 2), and their vectors, shape (n, dim)."""

    spans: NDArray[np.int32]
    vectors: Vectors


class Bodies:
    """The full texts of a snapshot by paper. Safe to share between threads."""

    def __init__(self, folder: Path, papers: Mapping[str, Held]) -> None:
        self._folder, self._papers = folder, papers
        self._body = lru_cache(maxsize=OPEN)(self._open)

    @classmethod
    def open(cls, folder: Path) -> Bodies:
        """Those in the folder of a snapshot, if it has any. Raises SnapshotError where it is damaged."""
        return cls(folder, read_table(folder))

    def __len__(self) -> int:
        """How many papers have one."""
        return len(self._papers)

    def __contains__(self, paper_id: object) -> bool:
        return paper_id in self._papers

    def of(self, paper_id: str) -> Body | None:
        """The full text of a paper."""
        held = self._papers.get(paper_id)
        return self._body(held) if held else None

    @cached_property
    def by_key(self) -> Mapping[str, str]:
        """The paper of each document, by the key of the document."""
        return {held.key: paper for paper, held in self._papers.items()}

    def _open(self, held: Held) -> Body:
        return Body(held, self._folder)


def read_table(folder: Path) -> dict[str, Held]:
    """The document of each paper; empty where there are none. Raises SnapshotError where it is damaged."""
    path = folder / TABLE
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        return {paper: Held(**held) for paper, held in table.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError) as problem:
        raise damaged(path, problem) from problem


def write_table(folder: Path, papers: Mapping[str, Held]) -> None:
    table = {paper: asdict(held) for paper, held in papers.items()}
    (folder / TABLE).write_text(json.dumps(table, ensure_ascii=True, indent=1) + "\n", encoding="utf-8")


def write_passages(path: Path, passages: BodyPassages) -> None:
    with path.open("wb") as file:
        np.savez(file, spans=passages.spans, vectors=passages.vectors)


def read_passages(path: Path) -> BodyPassages:
    """The passages in a file. Raises OSError, ValueError, KeyError, EOFError or BadZipFile where damaged."""
    with np.load(path) as file:
        spans, vectors = file["spans"], file["vectors"]
    if len(spans) != len(vectors):
        raise ValueError(f"it has {len(spans)} passages and {len(vectors)} vectors")
    return BodyPassages(spans, vectors)
