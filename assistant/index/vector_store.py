"""The vector store: nearest neighbours among the vectors of whole abstracts. Only this module uses Chroma.

The store has one collection a scope: among 100,000 papers, Chroma's filter by metadata takes 100 times as
long (298 ms) as a separate collection. Texts stay in the snapshot's JSONL files: without documents Chroma
inserts four times as fast and needs a fraction of the disk. One process writes a store, once, into a new
directory or into a copy without readers: Chroma does not show a reader what another process adds later, and
two writers corrupt a store silently.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings as ChromaSettings

from assistant.datamodels import Scope, ScopeFilter
from assistant.errors import SnapshotError
from assistant.index.damage import mending
from assistant.models.encoders import Vectors

SCOPES: tuple[Scope, ...] = ("group", "related")
DATABASE = "chroma.sqlite3"
_BATCH = 5000  # Chroma refuses more than 5,461 records at once


@dataclass(frozen=True)
class Changes:
    """Changes in one scope: `ids` and `vectors` (len(ids), dim) are added, `gone` (ids) removed."""

    ids: Sequence[str]
    vectors: Vectors
    gone: Sequence[str] = field(default=())


def write_store(directory: Path, contents: Mapping[Scope, Changes]) -> None:
    """Write a new store; rows of the vectors have length 1. Raises SnapshotError where Chroma fails."""
    with _failing(f"The Chroma store {directory} can't be written"):
        client = _client(directory)
        try:
            for scope in SCOPES:
                collection = client.create_collection(
                    scope, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
                )
                if scope in contents:
                    _add(collection, contents[scope])
        finally:
            client.close()


def carry_store(old: Path, directory: Path, changes: Mapping[Scope, Changes]) -> None:
    """Write a store with the contents of `old` and `changes`. `old`, which may have readers, is only copied.

    Raises SnapshotError where the copy can't be used: Chroma changes its files in place, and a crash may have
    left files that can't be opened.
    """
    copy = directory.with_name(
        f"{directory.name}-copy"
    )  # Chroma can't open a path again, in the same process, once it has failed there
    shutil.copytree(old, copy)
    try:
        client = _client(copy)
        try:
            for scope, change in changes.items():
                collection = client.get_collection(scope, embedding_function=None)
                count = collection.count()
                for first in range(0, len(change.gone), _BATCH):
                    collection.delete(ids=list(change.gone[first : first + _BATCH]))
                _add(collection, change)
                if collection.count() != count - len(change.gone) + len(change.ids):
                    raise ValueError(f"it holds {collection.count()} papers of the scope {scope}")
        finally:
            client.close()
        VectorStore.open(copy).close()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as problem:  # see _failing
        shutil.rmtree(copy, ignore_errors=True)
        raise SnapshotError(f"The Chroma store in {old} can't be carried on ({problem}).") from problem
    copy.rename(directory)


def _add(collection: Collection, change: Changes) -> None:
    for first in range(0, len(change.ids), _BATCH):
        rows = slice(first, first + _BATCH)
        collection.add(ids=list(change.ids[rows]), embeddings=np.asarray(change.vectors[rows]))


class VectorStore:
    """A store opened for reading."""

    def __init__(
        self,
        client: Client,
        collections: Mapping[Scope, Collection],
        directory: Path,
        *,
        copy: Path | None = None,
    ) -> None:
        """`copy`, if given, is the directory that is read instead of `directory`, and removed by `close`."""
        self._client, self._collections = client, collections
        self._directory, self._copy = directory, copy

    @classmethod
    def open(cls, directory: Path) -> VectorStore:
        """Open a store. Raises SnapshotError where the store is missing or damaged."""
        if not (directory / DATABASE).is_file():
            raise SnapshotError(f"{directory} holds no Chroma store. {mending()}")
        copy = None
        if not os.access(directory, os.W_OK) or not os.access(directory / DATABASE, os.W_OK):
            copy = Path(tempfile.mkdtemp(prefix="chroma-"))  # Chroma must write to a store even to read it
            shutil.copytree(directory, copy, copy_function=shutil.copyfile, dirs_exist_ok=True)
            copy.chmod(0o700)
        try:
            with _failing(f"The Chroma store in {directory} can't be opened"):
                client = _client(copy or directory)
                collections = {s: client.get_collection(s, embedding_function=None) for s in SCOPES}
        except SnapshotError:
            if copy:
                shutil.rmtree(copy, ignore_errors=True)
            raise
        return cls(client, collections, directory, copy=copy)

    @cached_property
    def _counts(self) -> dict[Scope, int]:
        return {scope: collection.count() for scope, collection in self._collections.items()}

    def count(self) -> int:
        return sum(self._counts.values())

    def search(self, vector: Vectors, *, top_k: int, scope: ScopeFilter = "all") -> list[tuple[str, float]]:
        """The `top_k` papers nearest to `vector` (shape (dim,)): (id, cosine similarity), best first."""
        asked = SCOPES if scope == "all" else (scope,)
        found = [hit for one in asked if self._counts[one] for hit in self._nearest(one, vector, top_k)]
        return sorted(found, key=lambda hit: -hit[1])[:top_k]

    def _nearest(self, scope: Scope, vector: Vectors, top_k: int) -> list[tuple[str, float]]:
        with _failing(f"The Chroma store in {self._directory} can't be searched"):
            result: Any = self._collections[scope].query(
                query_embeddings=np.asarray(vector)[None, :], n_results=top_k, include=["distances"]
            )
        # Chroma's cosine distance is 1 - similarity; this is the only place that converts the distance.
        pairs = zip(result["ids"][0], result["distances"][0], strict=True)
        return [(identity, 1.0 - distance) for identity, distance in pairs]

    def close(self) -> None:
        self._client.close()
        if self._copy:
            shutil.rmtree(self._copy, ignore_errors=True)


@contextmanager
def _failing(what: str) -> Iterator[None]:
    """Turn all errors of Chroma into SnapshotError: its own family, and panics of its Rust core.

    The panics derive from BaseException and not from Exception.
    """
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as problem:
        raise SnapshotError(f"{what} ({problem}). {mending()}") from problem


def _client(directory: Path) -> Client:
    client = chromadb.PersistentClient(
        path=str(directory), settings=ChromaSettings(anonymized_telemetry=False)
    )
    assert isinstance(client, Client)  # its declared type has no close()
    return client
