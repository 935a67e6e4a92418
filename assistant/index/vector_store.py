"""The seam between a snapshot and what searches its vectors.

A `VectorStore` is where snapshots have their vectors: beside their files (chroma_embedded.py) or on a server
(chroma_server.py). There are those of whole abstracts and, where there are any, those of the passages of full
texts, a collection a scope: among 100,000 papers, Chroma's filter by metadata takes 100 times as long (298
ms) as a separate collection. Texts stay in the snapshot's files: without documents Chroma inserts four times
as fast and needs a fraction of the disk.

What is written is seen by nobody before CURRENT names its snapshot (snapshot.py), and never changed.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from assistant.datamodels import Scope, ScopeFilter
from assistant.index.snapshot import SnapshotFiles
from assistant.models.encoders import Vectors

SCOPES: tuple[Scope, ...] = ("group", "related")
BODIES: Mapping[Scope, str] = {"group": "group-bodies", "related": "related-bodies"}
"""The collections of the passages of full texts."""


class Rows(Protocol):
    """Vectors, shape (n, dim): an array, or what reads the rows that it is asked for."""

    def __getitem__(self, rows: Any, /) -> Any: ...


@dataclass(frozen=True)
class Changes:
    """Changes in one collection: `ids` and `vectors` (len(ids), dim) are added, `gone` (ids) removed."""

    ids: Sequence[str]
    vectors: Rows
    gone: Sequence[str] = field(default=())


Contents = Mapping[str, Changes]
"""What collections are to hold, by their names; rows of the vectors have length 1."""


@dataclass(frozen=True)
class Carried:
    """A snapshot that differs by a few `changes` from the one that is written."""

    snapshot: SnapshotFiles
    changes: Contents


class OpenStore(Protocol):
    """The vectors of one snapshot, opened for search.

    `on_server` tells whether a server has them, rather than files beside those of the snapshot, and `away`
    whether that did not answer when it was last asked.
    """

    @property
    def on_server(self) -> bool: ...

    @property
    def away(self) -> bool: ...

    def begin(self) -> None:
        """Open what is opened at the first use. Raises SnapshotError where that fails."""

    def count(self) -> int:
        """How many papers there are."""

    def search(self, vector: Vectors, *, top_k: int, scope: ScopeFilter = "all") -> list[tuple[str, float]]:
        """The `top_k` papers nearest to `vector` (shape (dim,)): (id, cosine similarity), best first.

        Raises SnapshotError where they can't be searched, StoreError where a server does not answer.
        """

    def search_bodies(
        self, vector: Vectors, *, top_k: int, scope: ScopeFilter = "all"
    ) -> list[tuple[str, float]]:
        """The `top_k` passages of full texts nearest to `vector`, as `search` gives papers."""

    def close(self) -> None:
        """End reading: the vectors may be removed then."""


class ByScope(ABC):
    """The part of an OpenStore that knows which collections are of a scope."""

    @abstractmethod
    def nearest(self, name: str, vector: Vectors, top_k: int) -> Iterable[tuple[str, float]]:
        """The `top_k` of the collection `name`, or of each of its parts, nearest to `vector`."""

    def search(self, vector: Vectors, *, top_k: int, scope: ScopeFilter = "all") -> list[tuple[str, float]]:
        return self._among(SCOPES if scope == "all" else (scope,), vector, top_k)

    def search_bodies(
        self, vector: Vectors, *, top_k: int, scope: ScopeFilter = "all"
    ) -> list[tuple[str, float]]:
        return self._among([BODIES[one] for one in SCOPES if scope in ("all", one)], vector, top_k)

    def _among(self, names: Sequence[str], vector: Vectors, top_k: int) -> list[tuple[str, float]]:
        found = [hit for name in names for hit in self.nearest(name, vector, top_k)]
        return sorted(found, key=lambda hit: -hit[1])[:top_k]


class WithBodies(Mapping[str, Changes]):
    """Contents of which those of full texts are read where they are asked for: a carried store needs none."""

    def __init__(self, papers: Contents, bodies: Callable[[], Contents]) -> None:
        self._papers, self._read = papers, bodies

    @cached_property
    def _bodies(self) -> Contents:
        return self._read()

    def __getitem__(self, name: str) -> Changes:
        return self._papers[name] if name in self._papers else self._bodies[name]

    def __iter__(self) -> Iterator[str]:
        yield from self._papers
        yield from self._bodies

    def __len__(self) -> int:
        return len(self._papers) + len(self._bodies)


class VectorStore(Protocol):
    """Where snapshots have their vectors. All methods raise StoreError where a server does not answer."""

    def check(self) -> None:
        """Raise where nothing could be written now, before an ingest does its work."""

    def write(
        self,
        snapshot: SnapshotFiles,
        contents: Callable[[], Contents],
        *,
        carried: Carried | None = None,
    ) -> None:
        """Write the vectors of a snapshot that is being built.

        `contents` gives all of them; a store that can goes on with those of another snapshot instead.
        """

    def open(self, snapshot: SnapshotFiles, *, check: Callable[[], None] = lambda: None) -> OpenStore:
        """Open what was written. Raises SnapshotError where it is missing, or not what was written.

        `check` is called before files of the snapshot are searched: Chroma may crash on a damaged graph.
        """

    def drop(self, snapshot: SnapshotFiles) -> bool:
        """Remove the vectors of a snapshot; whether nobody reads them, so that it was done."""
