"""What every vector store promises, whether it is beside a snapshot or a server: on vectors in the plane."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from plane import at, holding

from assistant.errors import SnapshotError
from assistant.index.chroma_embedded import EmbeddedStore
from assistant.index.chroma_server import ServerStore
from assistant.index.nearest import NearestStore
from assistant.index.snapshot import SnapshotFiles
from assistant.index.vector_store import Carried, Changes, OpenStore, VectorStore, WithBodies

FOUR = {"group": holding("east", "north"), "related": holding("near", "west")}


@pytest.fixture(params=["embedded", "lists", pytest.param("server", marks=pytest.mark.process)])
def store(request: pytest.FixtureRequest) -> VectorStore:
    if request.param == "embedded":
        return EmbeddedStore()
    if request.param == "lists":
        return NearestStore()
    return ServerStore(request.getfixturevalue("chroma").address)


def snapshot(folder: Path, number: int = 1) -> SnapshotFiles:
    directory = folder / "index" / "snapshots" / f"20261130T00000{number}-0123456789ab"
    directory.mkdir(parents=True)
    return SnapshotFiles(directory)


def written(store: VectorStore, folder: Path, contents: Mapping[str, Changes]) -> OpenStore:
    made = snapshot(folder)
    store.write(made, lambda: contents)
    return store.open(made)


def ids(found: list[tuple[str, float]]) -> list[str]:
    return [identity for identity, _ in found]


def test_cosine_similarity_best_first(store: VectorStore, tmp_path: Path) -> None:
    opened = written(store, tmp_path, FOUR)
    assert opened.count() == 4
    found = opened.search(at("east")[0], top_k=4)
    assert ids(found) == ["east", "near", "north", "west"]
    assert [similarity for _, similarity in found] == pytest.approx([1, 0.5, 0, -1], abs=1e-5)
    opened.close()


def test_top_k_and_a_scope(store: VectorStore, tmp_path: Path) -> None:
    opened = written(store, tmp_path, FOUR)
    assert ids(opened.search(at("west")[0], top_k=1)) == ["west"]
    assert ids(opened.search(at("east")[0], top_k=4, scope="related")) == ["near", "west"]
    assert ids(opened.search(at("east")[0], top_k=9)) == ["east", "near", "north", "west"]
    opened.close()


def test_a_scope_without_papers_finds_none(store: VectorStore, tmp_path: Path) -> None:
    opened = written(store, tmp_path, {"group": holding("east"), "related": holding()})
    assert opened.count() == 1
    assert opened.search(at("east")[0], top_k=3, scope="related") == []
    assert opened.search_bodies(at("east")[0], top_k=3) == []
    opened.close()


def test_passages_of_full_texts_are_no_papers(store: VectorStore, tmp_path: Path) -> None:
    opened = written(store, tmp_path, {**FOUR, "group-bodies": holding("near")})
    assert opened.count() == 4
    assert ids(opened.search_bodies(at("east")[0], top_k=3)) == ["near"]
    assert opened.search_bodies(at("east")[0], top_k=3, scope="related") == []
    opened.close()


def test_more_records_than_one_batch_takes(store: VectorStore, tmp_path: Path) -> None:
    angles = np.radians(np.arange(5_600) / 5_600 * 90)
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    opened = written(store, tmp_path, {"group": Changes([f"p{n}" for n in range(5_600)], vectors)})
    assert opened.count() == 5_600
    opened.close()


def test_a_snapshot_follows_another_which_goes_on(store: VectorStore, tmp_path: Path) -> None:
    old, new = snapshot(tmp_path), snapshot(tmp_path, 2)
    store.write(old, lambda: FOUR)
    reader = store.open(old)
    changes = {"group": holding(gone=("north",)), "related": holding("north", gone=("west",))}
    after = {"group": holding("east"), "related": holding("near", "north")}
    store.write(new, lambda: after, carried=Carried(old, changes))
    opened = store.open(new)
    assert ids(opened.search(at("east")[0], top_k=9)) == ["east", "near", "north"]
    assert ids(opened.search(at("east")[0], top_k=9, scope="group")) == ["east"]
    assert reader.count() == 4
    assert ids(reader.search(at("east")[0], top_k=9)) == ["east", "near", "north", "west"]
    reader.close()
    assert store.drop(old)
    assert ids(opened.search(at("east")[0], top_k=1)) == ["east"]
    opened.close()


def test_what_has_changed_is_found_as_it_is_now(store: VectorStore, tmp_path: Path) -> None:
    first, second, third = (snapshot(tmp_path, number) for number in (1, 2, 3))
    store.write(first, lambda: FOUR)
    turned = Changes(["east"], at("west"), ("east",))  # the paper "east" reads otherwise now
    rest = {"group": Changes(["north", "east"], at("north", "west")), "related": FOUR["related"]}
    store.write(second, lambda: rest, carried=Carried(first, {"group": turned, "related": holding()}))
    back = Changes(["east"], at("east"), ("east",))
    bodies = {"group-bodies": holding("near")}
    carried = Carried(second, {"group": back, "related": holding(gone=("near",)), **bodies})
    now = {"group": holding("east", "north"), "related": holding("west"), **bodies}
    store.write(third, lambda: now, carried=carried)
    for made, count, expected in (
        (first, 4, [("east", 1), ("near", 0.5), ("north", 0), ("west", -1)]),
        (second, 4, [("near", 0.5), ("north", 0), ("east", -1), ("west", -1)]),
        (third, 3, [("east", 1), ("north", 0), ("west", -1)]),
    ):
        opened = store.open(made)
        assert opened.count() == count
        found = opened.search(at("east")[0], top_k=9)
        assert sorted(found) == [(one, pytest.approx(s, abs=1e-5)) for one, s in sorted(expected)]
        assert ids(opened.search(at("east")[0], top_k=1)) == [expected[0][0]]
        assert ids(opened.search_bodies(at("east")[0], top_k=9)) == (["near"] if made is third else [])
        opened.close()


def test_what_is_dropped_can_not_be_opened(store: VectorStore, tmp_path: Path) -> None:
    made = snapshot(tmp_path)
    store.write(made, lambda: FOUR)
    assert store.drop(made)
    with pytest.raises(SnapshotError, match=r"Chroma|nearest"):
        store.open(made)
    assert store.drop(made)  # once more does no harm


def test_what_was_not_written_can_not_be_opened(store: VectorStore, tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="doctor --repair"):
        store.open(snapshot(tmp_path))


def test_a_vector_of_another_dimension_is_told_in_one_sentence(store: VectorStore, tmp_path: Path) -> None:
    opened = written(store, tmp_path, FOUR)
    with pytest.raises(SnapshotError, match="dimension"):
        opened.search(np.ones(3, dtype=np.float32), top_k=1)
    opened.close()


def test_it_says_whether_it_can_be_written_to(store: VectorStore) -> None:
    store.check()


def test_full_texts_are_not_read_where_a_store_goes_on(store: VectorStore, tmp_path: Path) -> None:
    def read() -> Mapping[str, Changes]:
        raise AssertionError("full texts were read")

    first, second = snapshot(tmp_path), snapshot(tmp_path, 2)
    store.write(first, lambda: FOUR)
    after = {"group": holding("east"), "related": FOUR["related"]}
    gone = {"group": holding(gone=("north",)), "related": holding()}
    store.write(second, lambda: WithBodies(after, read), carried=Carried(first, gone))
    opened = store.open(second)
    assert opened.count() == 3
    opened.close()
