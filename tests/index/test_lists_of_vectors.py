"""Lists of near vectors: what they find of thousands, and what is read for it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.errors import SnapshotError
from assistant.index import chroma_embedded, nearest
from assistant.index.chroma_embedded import EmbeddedStore
from assistant.index.nearest import NearestStore
from assistant.index.snapshot import SnapshotFiles
from assistant.index.vector_store import Carried, Changes
from assistant.models.encoders import Vectors


def snapshot(folder: Path, number: int = 1) -> SnapshotFiles:
    directory = folder / "index" / "snapshots" / f"20261130T00000{number}-0123456789ab"
    directory.mkdir(parents=True)
    return SnapshotFiles(directory)


def near_one_another(count: int, *, seed: int = 0) -> Vectors:
    """Vectors around 60 topics, as papers are; their numbers are 24."""
    choose = np.random.default_rng(seed)
    topics = np.random.default_rng(7).standard_normal((60, 24))
    made = topics[choose.integers(60, size=count)] + 0.7 * choose.standard_normal((count, 24))
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


def exactly(vectors: Vectors, vector: Vectors, top_k: int) -> set[str]:
    return {f"p{at}" for at in np.argsort(-(vectors @ vector))[:top_k].tolist()}


def test_it_reads_a_tenth_and_finds_nearly_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest, "READ", 2_000)
    vectors, made = near_one_another(20_000), snapshot(tmp_path)
    related = Changes([f"p{n}" for n in range(20_000)], vectors)
    NearestStore().write(made, lambda: {"group": Changes([], vectors[:0]), "related": related})
    opened = NearestStore().open(made)
    assert opened.count() == 20_000
    asked = near_one_another(50, seed=1)
    found = [opened.search(vector, top_k=20) for vector in asked]
    shares = [
        len(exactly(vectors, vector, 20) & {id for id, _ in own}) / 20
        for vector, own in zip(asked, found, strict=True)
    ]
    assert np.mean(shares) > 0.95
    for vector, own in zip(asked, found, strict=True):
        true = [float(vectors[int(id[1:])] @ vector) for id, _ in own]
        assert [similarity for _, similarity in own] == pytest.approx(true, abs=1e-6)
        assert true == sorted(true, reverse=True)


def test_few_changes_keep_the_centres_and_many_do_not(tmp_path: Path) -> None:
    first, second, third = (snapshot(tmp_path, number) for number in (1, 2, 3))
    store, vectors = NearestStore(), near_one_another(1_000)
    names = [f"p{n}" for n in range(1_000)]
    store.write(first, lambda: {"related": Changes(names[:400], vectors[:400])})
    added = Changes(names[400:450], vectors[400:450], gone=names[:50])
    store.write(second, lambda: {}, carried=Carried(first, {"related": added}))
    grown = Changes(names[450:], vectors[450:])
    store.write(third, lambda: {}, carried=Carried(second, {"related": grown}))
    centres = [len(np.load(made.nearest / "related.npz")["centres"]) for made in (first, second, third)]
    assert centres[0] == centres[1] < centres[2]
    for made, held in ((second, range(50, 450)), (third, range(50, 1_000))):
        opened = store.open(made)
        assert opened.count() == len(held)
        own = [opened.search(vectors[n], top_k=1)[0][0] for n in held]
        assert own == [f"p{n}" for n in held]


def test_a_large_snapshot_beside_its_files_has_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chroma_embedded, "LARGE", 100)
    store, vectors = EmbeddedStore(), near_one_another(100)
    small, large = snapshot(tmp_path), snapshot(tmp_path, 2)
    names = [f"p{n}" for n in range(100)]
    store.write(small, lambda: {"group": Changes(names[:99], vectors[:99])})
    both = {"group": Changes(names[:60], vectors[:60]), "related": Changes(names[60:], vectors[60:])}
    store.write(large, lambda: both, carried=Carried(small, {"group": Changes(["p99"], vectors[99:])}))
    assert [path.name for path in small.directory.iterdir()] == ["chroma"]
    assert [path.name for path in large.directory.iterdir()] == ["nearest"]
    opened = store.open(large)
    assert opened.count() == 100
    assert opened.search(vectors[70], top_k=1)[0][0] == "p70"
    assert opened.search(vectors[70], top_k=1, scope="group")[0][0] != "p70"


@pytest.mark.parametrize("name", ["group.npz", "group.codes.npy", "group.vectors.npy"])
def test_a_cut_file_is_told_in_one_sentence(tmp_path: Path, name: str) -> None:
    made, vectors = snapshot(tmp_path), near_one_another(50)
    NearestStore().write(made, lambda: {"group": Changes([f"p{n}" for n in range(50)], vectors)})
    path = made.nearest / name
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(SnapshotError, match="nearest"):
        NearestStore().open(made)
