"""Chroma, and nothing else of it anywhere: vectors and filter fields, nearest neighbours.

Texts stay in the snapshot's JSONL files: without documents Chroma inserts four times as fast on
a fraction of the disk. One process writes a store, once, into a fresh directory: Chroma shows a
reader nothing that another process adds later, and two writers corrupt it silently.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import chromadb
from chromadb.api.client import Client
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings as ChromaSettings

from assistant.embedding import Vectors
from assistant.errors import SnapshotError

COLLECTION = "passages"
_BATCH = 5000  # Chroma refuses more than 5,461 records at once

Metadata = Mapping[str, str | int | float | bool]


def write_store(directory: Path, ids: Sequence[str], vectors: Vectors, metadatas: Sequence[Metadata]) -> None:
    """Write a new store: `vectors` of shape (len(ids), dim), rows of length 1, a metadata record each."""
    client = _client(directory)
    try:
        collection = client.create_collection(
            COLLECTION, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
        )
        for first in range(0, len(ids), _BATCH):
            rows = slice(first, first + _BATCH)
            collection.add(
                ids=list(ids[rows]),
                embeddings=vectors[rows],
                metadatas=[dict(m) for m in metadatas[rows]],
            )
    finally:
        client.close()


class VectorStore:
    """A store opened for reading."""

    def __init__(self, client: Client, collection: Collection) -> None:
        self._client, self._collection = client, collection

    @classmethod
    def open(cls, directory: Path) -> VectorStore:
        """Open a store. Raises SnapshotError where it is missing or damaged."""
        if not (directory / "chroma.sqlite3").is_file():
            raise SnapshotError(f"{directory} holds no Chroma store. Run `python -m ingest` again.")
        try:
            client = _client(directory)
            return cls(client, client.get_collection(COLLECTION, embedding_function=None))
        except Exception as problem:  # Chroma raises a family of its own and bare ones of its Rust core
            raise SnapshotError(
                f"The Chroma store in {directory} can't be opened ({problem}). Run `python -m ingest` again."
            ) from problem

    def count(self) -> int:
        return self._collection.count()

    def search(
        self, vector: Vectors, *, top_k: int, where: Mapping[str, Any] | None = None
    ) -> list[tuple[str, float]]:
        """The `top_k` nearest passages of `vector` (shape (dim,)): (id, cosine similarity), best first."""
        result = self._collection.query(
            query_embeddings=[vector.tolist()],
            n_results=top_k,
            where=dict(where) if where else None,
            include=["distances"],
        )
        distances = (result["distances"] or [[]])[0]
        # Chroma's cosine distance is 1 - similarity: here, and only here, it is turned round.
        return [(identity, 1.0 - d) for identity, d in zip(result["ids"][0], distances, strict=True)]

    def close(self) -> None:
        self._client.close()


def _client(directory: Path) -> Client:
    client = chromadb.PersistentClient(
        path=str(directory), settings=ChromaSettings(anonymized_telemetry=False)
    )
    assert isinstance(client, Client)  # its declared type has no close()
    return client
