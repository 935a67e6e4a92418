"""The vector store, on vectors in the plane."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.errors import SnapshotError
from assistant.vectorstore import VectorStore, write_store

# At 0, 60, 90 and 180 degrees: the cosines to the first are 1, 1/2, 0 and -1.
ANGLES = {"east": 0, "near": 60, "north": 90, "west": 180}
VECTORS = np.array([[np.cos(a), np.sin(a)] for a in np.radians(list(ANGLES.values()))], dtype=np.float32)
SCOPES = ["group", "related", "group", "related"]


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("store") / "chroma"
    write_store(directory, list(ANGLES), VECTORS, [{"scope": scope} for scope in SCOPES])
    return directory


def test_cosine_similarity_best_first(directory: Path) -> None:
    store = VectorStore.open(directory)
    assert store.count() == 4
    found = store.search(VECTORS[0], top_k=4)
    assert [identity for identity, _ in found] == ["east", "near", "north", "west"]
    assert [similarity for _, similarity in found] == pytest.approx([1, 0.5, 0, -1], abs=1e-5)


def test_top_k_and_a_filter(directory: Path) -> None:
    store = VectorStore.open(directory)
    assert [i for i, _ in store.search(VECTORS[3], top_k=1)] == ["west"]
    assert [i for i, _ in store.search(VECTORS[0], top_k=4, where={"scope": "related"})] == ["near", "west"]
    assert [i for i, _ in store.search(VECTORS[0], top_k=9)] == ["east", "near", "north", "west"]
    assert store.search(VECTORS[0], top_k=4, where={"scope": "nobody"}) == []


def test_more_records_than_one_batch_takes(tmp_path: Path) -> None:
    angles = np.radians(np.arange(5_600) / 5_600 * 90)
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    write_store(tmp_path / "chroma", [f"p{n}" for n in range(5_600)], vectors, [{"scope": "group"}] * 5_600)
    assert VectorStore.open(tmp_path / "chroma").count() == 5_600


def test_a_missing_store_is_an_error_and_stays_missing(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="holds no Chroma store"):
        VectorStore.open(tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize("content", [b"", b"this is no database " * 99])
def test_a_damaged_store_is_an_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "chroma.sqlite3").write_bytes(content)
    with pytest.raises(SnapshotError, match="can't be opened"):
        VectorStore.open(tmp_path)
