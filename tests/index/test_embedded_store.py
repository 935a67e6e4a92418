"""The embedded vector store, beyond what every store promises (test_store_contract.py)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import chromadb
import numpy as np
import pytest
from chromadb.config import Settings as ChromaSettings
from plane import at, holding

from assistant.datamodels import Scope
from assistant.errors import SnapshotError
from assistant.index import chroma_embedded
from assistant.index.chroma_embedded import OpenDirectory, carry_store, write_store
from assistant.index.vector_store import Changes


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("store") / "chroma"
    write_store(directory, {"group": holding("east", "north"), "related": holding("near", "west")})
    return directory


def test_a_copy_is_brought_up_to_date_while_the_old_store_is_read(directory: Path, tmp_path: Path) -> None:
    reader = OpenDirectory.open(directory)
    changes = {"group": holding(gone=("north",)), "related": holding("north", gone=("west",))}
    carry_store(directory, tmp_path / "chroma", changes)
    carried = OpenDirectory.open(tmp_path / "chroma")
    assert [i for i, _ in carried.search(at("east")[0], top_k=9)] == ["east", "near", "north"]
    assert [i for i, _ in carried.search(at("east")[0], top_k=9, scope="group")] == ["east"]
    assert reader.count() == 4
    assert [i for i, _ in reader.search(at("east")[0], top_k=9)] == ["east", "near", "north", "west"]


@pytest.mark.parametrize("changes", [{"group": holding(gone=("nobody",))}, {"group": holding("east")}])
def test_a_copy_that_does_not_hold_what_it_should_is_an_error(
    directory: Path, tmp_path: Path, changes: dict[Scope, Changes]
) -> None:
    with pytest.raises(SnapshotError, match="can't be carried on"):
        carry_store(directory, tmp_path / "chroma", changes)


def test_a_missing_store_is_an_error_and_stays_missing(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="holds no Chroma store"):
        OpenDirectory.open(tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize("content", [b"", b"this is no database " * 99])
def test_a_damaged_store_is_an_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "chroma.sqlite3").write_bytes(content)
    with pytest.raises(SnapshotError, match="can't be opened"):
        OpenDirectory.open(tmp_path)


def test_a_vector_of_another_dimension_is_told_in_one_sentence(directory: Path) -> None:
    store = OpenDirectory.open(directory)
    with pytest.raises(SnapshotError, match=r"can't be searched .* doctor --repair"):
        store.search(np.ones(3, dtype=np.float32), top_k=1)


def test_a_store_without_a_collection_of_papers_is_not_carried_on(tmp_path: Path) -> None:
    write_store(tmp_path / "old", {"group": holding("east"), "related": holding()})
    client = chromadb.PersistentClient(str(tmp_path / "old"), ChromaSettings(anonymized_telemetry=False))
    client.delete_collection("related")
    client.close()
    with pytest.raises(SnapshotError, match="can't be carried on"):
        carry_store(tmp_path / "old", tmp_path / "chroma", {"related": holding("west")})


def test_chroma_is_opened_by_the_first_search(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    client = chroma_embedded._client
    monkeypatch.setattr(chroma_embedded, "_client", lambda path: opened.append(path) or client(path))
    store = OpenDirectory.open(directory)
    store.close()
    assert opened == []
    store = OpenDirectory.open(directory)
    for _ in range(2):
        assert [i for i, _ in store.search(at("north")[0], top_k=1)] == ["north"]
    store.close()
    assert opened == [directory]


def test_a_store_without_a_collection_is_an_error_before_it_is_searched(tmp_path: Path) -> None:
    write_store(tmp_path, {"group": holding("east"), "related": holding()})
    with closing(sqlite3.connect(tmp_path / "chroma.sqlite3")) as database:
        database.execute("DELETE FROM collections WHERE name = 'related'")
        database.commit()
    with pytest.raises(SnapshotError, match=r"no collection 'related'\. .*doctor --repair"):
        OpenDirectory.open(tmp_path)


def test_passages_come_to_a_store_that_had_none(directory: Path, tmp_path: Path) -> None:
    carry_store(directory, tmp_path / "chroma", {"group": holding(), "group-bodies": holding("near")})
    store = OpenDirectory.open(tmp_path / "chroma")
    assert store.count() == 4
    assert [i for i, _ in store.search_bodies(at("east")[0], top_k=3)] == ["near"]
