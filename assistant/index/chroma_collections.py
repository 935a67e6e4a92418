"""Collections of Chroma: how they are made, filled and searched, on this disk and on a server alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from contextlib import AbstractContextManager
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.index.vector_store import SCOPES, ByScope, Changes
from assistant.models.encoders import Vectors

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

BATCH = 5000  # Chroma refuses more than 5,461 records at once
COSINE: Any = {"hnsw": {"space": "cosine"}}
"""The configuration of every collection."""


def add(collection: Collection, change: Changes, *, batch: int = BATCH) -> None:
    """Add what is new in `change`, `batch` records at a time."""
    for first in range(0, len(change.ids), batch):
        rows = slice(first, first + batch)
        collection.add(ids=list(change.ids[rows]), embeddings=np.asarray(change.vectors[rows]))


Collections = Mapping[str, Sequence[tuple["Collection", Set[str]]]]
"""Of each kind some collections, each with the ids in it that are no longer meant."""


class OpenCollections(ByScope):
    """The part of an OpenStore that searches."""

    def __init__(
        self, collections: Callable[[], Collections], failing: Callable[[], AbstractContextManager[None]]
    ) -> None:
        """`collections` is called once, at the first use.

        `failing` turns what Chroma raises into errors of this project.
        """
        self._open, self._failing = collections, failing
        self._lock = RLock()
        self._opened: Collections | None = None

    @property
    def _collections(self) -> Collections:
        with self._lock:
            if self._opened is None:
                self._opened = self._open()
            return self._opened

    @cached_property
    def _counts(self) -> Mapping[str, int]:
        with self._failing():
            return {
                kind: sum(collection.count() - len(gone) for collection, gone in parts)
                for kind, parts in self._collections.items()
            }

    def begin(self) -> None:
        """Open the collections now, which the first search does else."""
        assert self._collections is not None

    def count(self) -> int:
        """How many papers there are."""
        return sum(self._counts.get(scope, 0) for scope in SCOPES)

    def nearest(self, name: str, vector: Vectors, top_k: int) -> Iterable[tuple[str, float]]:
        for collection, gone in self._collections[name] if self._counts.get(name) else ():
            yield from self._nearest(collection, gone, vector, top_k)

    def _nearest(
        self, collection: Collection, gone: Set[str], vector: Vectors, top_k: int
    ) -> list[tuple[str, float]]:
        with self._failing():
            result: Any = collection.query(
                query_embeddings=np.asarray(vector)[None, :],
                n_results=top_k + len(gone),
                include=["distances"],
            )
        # Chroma's cosine distance is 1 - similarity; this is the only place that converts the distance.
        pairs = zip(result["ids"][0], result["distances"][0], strict=True)
        return [(identity, 1.0 - distance) for identity, distance in pairs if identity not in gone]
