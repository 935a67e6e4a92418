"""The vector store: nearest neighbours among the vectors of whole abstracts, and among those of full texts.

Only this module uses Chroma.

The store has one collection a scope: among 100,000 papers, Chroma's filter by metadata takes 100 times as
long (298 ms) as a separate collection. The passages of full texts have two more, where there are any. Texts
stay in the snapshot's files: without documents Chroma inserts four times as fast and needs a fraction of the
disk. One process writes a store, once, into a new directory or into a copy without readers: Chroma does not
show a reader what another process adds later, and two writers corrupt a store silently.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
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
from assistant.errors import AssistantError, SnapshotError
from assistant.index.damage import mending
from assistant.index.disk import is_full
from assistant.index.open_files import none_left, too_few_files
from assistant.models.encoders import Vectors

SCOPES: tuple[Scope, ...] = ("group", "related")
BODIES: Mapping[Scope, str] = {"group": "group-bodies", "related": "related-bodies"}
"""The collections of the passages of full texts."""
DATABASE = "chroma.sqlite3"
_BATCH = 5000  # Chroma refuses more than 5,461 records at once


@dataclass(frozen=True)
class Changes:
    """Changes in one collection: `ids` and `vectors` (len(ids), dim) are added, `gone` (ids) removed."""

    ids: Sequence[str]
    vectors: Vectors
    gone: Sequence[str] = field(default=())


def write_store(directory: Path, contents: Mapping[str, Changes]) -> None:
    """Write a new store of the collections in `contents`; rows of the vectors have length 1.

    Raises SnapshotError where Chroma fails.
    """
    with _failing(f"The Chroma store {directory} can't be written", directory):
        client = _client(directory)
        try:
            for name in dict.fromkeys((*SCOPES, *contents)):
                collection = _collection(client, name)
                if name in contents:
                    _add(collection, contents[name])
        finally:
            client.close()


def carry_store(old: Path, directory: Path, changes: Mapping[str, Changes]) -> None:
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
            for name, change in changes.items():
                collection = _collection(client, name, there=name in SCOPES)
                count = collection.count()
                for first in range(0, len(change.gone), _BATCH):
                    collection.delete(ids=list(change.gone[first : first + _BATCH]))
                _add(collection, change)
                if collection.count() != count - len(change.gone) + len(change.ids):
                    raise ValueError(f"it holds {collection.count()} records in {name}")
        finally:
            client.close()
        VectorStore.open(copy).close()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as problem:  # see _failing
        shutil.rmtree(copy, ignore_errors=True)
        raise SnapshotError(f"The Chroma store in {old} can't be carried on ({problem}).") from problem
    copy.rename(directory)


def _collection(client: Client, name: str, *, there: bool = False) -> Collection:
    """The collection of this name, made where it is not there; one that must be there is not."""
    if there:
        return client.get_collection(name, embedding_function=None)
    return client.get_or_create_collection(
        name, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
    )


def _add(collection: Collection, change: Changes) -> None:
    for first in range(0, len(change.ids), _BATCH):
        rows = slice(first, first + _BATCH)
        collection.add(ids=list(change.ids[rows]), embeddings=np.asarray(change.vectors[rows]))


class VectorStore:
    """A store opened for reading."""

    def __init__(
        self,
        client: Client,
        collections: Mapping[str, Collection],
        directory: Path,
        *,
        copy: Path | None = None,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        """`copy`, if given, is the directory that is read instead of `directory`, and removed by `close`."""
        self._client, self._collections = client, collections
        self._directory, self._copy, self._check = directory, copy, check

    @classmethod
    def open(cls, directory: Path, *, check: Callable[[], None] = lambda: None) -> VectorStore:
        """Open a store. Raises SnapshotError where the store is missing or damaged.

        `check` is called before anything is read: Chroma may crash on a damaged graph.
        """
        if not (directory / DATABASE).is_file():
            raise SnapshotError(f"{directory} holds no Chroma store. {mending()}")
        copy = None
        if not _is_writable(directory):
            copy = _copied(directory)
        try:
            with _failing(f"The Chroma store in {directory} can't be opened", directory):
                client = _client(copy or directory)
                there = {collection.name for collection in client.list_collections()}
                names = (*SCOPES, *(name for name in BODIES.values() if name in there))
                collections = {name: client.get_collection(name, embedding_function=None) for name in names}
        except AssistantError:
            if copy:
                shutil.rmtree(copy, ignore_errors=True)
            raise
        return cls(client, collections, directory, copy=copy, check=check)

    @cached_property
    def _counts(self) -> dict[str, int]:
        self._check()  # to count, Chroma reads the graph
        with _failing(f"The Chroma store in {self._directory} can't be searched", self._directory):
            return {name: collection.count() for name, collection in self._collections.items()}

    def count(self) -> int:
        """How many papers there are."""
        return sum(self._counts[scope] for scope in SCOPES)

    def search(self, vector: Vectors, *, top_k: int, scope: ScopeFilter = "all") -> list[tuple[str, float]]:
        """The `top_k` papers nearest to `vector` (shape (dim,)): (id, cosine similarity), best first."""
        return self._among(SCOPES if scope == "all" else (scope,), vector, top_k)

    def search_bodies(
        self, vector: Vectors, *, top_k: int, scope: ScopeFilter = "all"
    ) -> list[tuple[str, float]]:
        """The `top_k` passages of full texts nearest to `vector`, as `search` gives papers."""
        return self._among([BODIES[one] for one in SCOPES if scope in ("all", one)], vector, top_k)

    def _among(self, names: Sequence[str], vector: Vectors, top_k: int) -> list[tuple[str, float]]:
        found = [
            hit for name in names if self._counts.get(name) for hit in self._nearest(name, vector, top_k)
        ]
        return sorted(found, key=lambda hit: -hit[1])[:top_k]

    def _nearest(self, name: str, vector: Vectors, top_k: int) -> list[tuple[str, float]]:
        with _failing(f"The Chroma store in {self._directory} can't be searched", self._directory):
            result: Any = self._collections[name].query(
                query_embeddings=np.asarray(vector)[None, :], n_results=top_k, include=["distances"]
            )
        # Chroma's cosine distance is 1 - similarity; this is the only place that converts the distance.
        pairs = zip(result["ids"][0], result["distances"][0], strict=True)
        return [(identity, 1.0 - distance) for identity, distance in pairs]

    def close(self) -> None:
        self._client.close()
        if self._copy:
            shutil.rmtree(self._copy, ignore_errors=True)


def _is_writable(directory: Path) -> bool:
    """Whether Chroma can write to a store, which it must even to read it."""
    permitted = all(os.access(path, os.W_OK) for path in (directory, directory / DATABASE))
    return permitted and not is_full(directory)


def _copied(directory: Path) -> Path:
    """A copy of the store for this process alone. Raises SnapshotError where there is no room for one."""
    copy = None
    try:
        copy = Path(tempfile.mkdtemp(prefix="chroma-"))
        shutil.copytree(directory, copy, copy_function=shutil.copyfile, dirs_exist_ok=True)
        copy.chmod(0o700)
    except OSError as problem:
        if copy:
            shutil.rmtree(copy, ignore_errors=True)
        why = "the disk is full" if is_full(directory) else "it is read-only"
        raise SnapshotError(
            f"Chroma must write to {directory} even to read it: {why}, and no copy could be made in "
            f"{copy.parent if copy else 'TMPDIR'}. Make room on one of both, and run the same command again."
        ) from problem
    return copy


@contextmanager
def _failing(what: str, directory: Path) -> Iterator[None]:
    """Turn all errors of Chroma into SnapshotError: its own family, and panics of its Rust core.

    The panics derive from BaseException and not from Exception.
    """
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as problem:
        if none_left():
            raise too_few_files() from problem
        if is_full(directory, problem):
            raise SnapshotError(
                f"{what}: the disk is full. Make room, and run the same command again."
            ) from problem
        raise SnapshotError(f"{what} ({' '.join(str(problem).split())}). {mending()}") from problem


def _client(directory: Path) -> Client:
    client = chromadb.PersistentClient(
        path=str(directory), settings=ChromaSettings(anonymized_telemetry=False)
    )
    assert isinstance(client, Client)  # its declared type has no close()
    return client
