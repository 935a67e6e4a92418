"""An index whose vectors are on a server: ingested, asked, carried on, moved, lost and found again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from fakes import FakeEncoder
from real_chroma import RealChroma
from waiting import free_port
from zoo import ZOO

from assistant.answering import open_assistant
from assistant.config import DEFAULT_MODEL, SEEDS, Settings
from assistant.errors import SnapshotError, StoreError
from assistant.index import chroma_server
from assistant.index.corpus import open_corpus
from assistant.index.locks import Lease
from assistant.index.snapshot import SnapshotFiles, current_snapshot, read_manifest
from assistant.index.store_place import StorePlace, read_place
from assistant.index.stores import BESIDE, Stores
from assistant.ops.doctor import Finding, examine
from assistant.ops.hosts import contacts
from ingest import cli
from ingest.pipeline import Report, ingest
from ingest.repair import repair

DEER = {"title": "Deer at Dawn", "abstract": "Deer graze at dawn in open meadows.", "date": "2022"}


def write(folder: Path, *papers: dict[str, object]) -> Path:
    source = folder / "zoo.jsonl"
    source.write_text("\n".join(map(json.dumps, papers)), encoding="utf-8")
    return source


def on(server: RealChroma) -> Stores:
    return Stores(server.address)


def made(folder: Path, stores: Stores, *papers: dict[str, object]) -> Report:
    return ingest([write(folder, *papers)], folder / "index", FakeEncoder(DEFAULT_MODEL), stores=stores)


def place(index: Path) -> StorePlace:
    snapshot = current_snapshot(index)
    assert snapshot
    place = read_place(snapshot)
    assert place
    return place


def count(index: Path) -> int:
    """How many papers the store of an index has, which is closed again."""
    corpus = open_corpus(index)
    try:
        return corpus.store.count()
    finally:
        corpus.close()


def kinds(server: RealChroma, name: str) -> set[str]:
    """The collections of a snapshot that the server has."""
    return {one.rpartition(".")[2] for one in server.names() if one.startswith(f"{name}.")}


def settings(index: Path, **more: str) -> Settings:
    return Settings(index=index, **more)  # type: ignore[arg-type]


def told(index: Path, check: str, **more: str) -> list[Finding]:
    findings = examine(settings(index, **more), encoder=FakeEncoder)
    return [finding for finding in findings if finding.check == check]


def test_the_seeds_are_found_as_in_the_embedded_store(chroma: RealChroma, tmp_path: Path) -> None:
    beside, there = tmp_path / "beside", tmp_path / "there"
    ingest([SEEDS], beside, FakeEncoder())
    ingest([SEEDS], there, FakeEncoder(), stores=on(chroma))
    snapshot = current_snapshot(there)
    assert snapshot
    assert not snapshot.chroma.exists()
    assert {"store.json"} < set(read_manifest(snapshot).files)
    one, other = open_corpus(beside), open_corpus(there)  # which says itself where the vectors are
    assert other.store.count() == 172
    for row in range(0, 172, 10):
        vector = np.asarray(one.vectors[one.blocks[row]])
        for scope in ("group", "related", "all"):
            found = one.store.search(vector, top_k=5, scope=scope)
            again = other.store.search(vector, top_k=5, scope=scope)
            assert [s for _, s in again] == pytest.approx([s for _, s in found], abs=1e-5)
    one.close()
    other.close()
    first, encoder = place(there), FakeEncoder()
    ingest([SEEDS, write(tmp_path, DEER | {"scope": "group"})], there, encoder)
    assert encoder.encoded
    assert all("Deer" in text for text in encoder.encoded)
    shared = place(there)
    assert shared.counts == {"group": 27, "related": 146}
    assert {kind: len(parts) for kind, parts in shared.parts.items()} == {"group": 2, "related": 1}
    assert kinds(chroma, first.name) == {"group", "related"}
    assert kinds(chroma, shared.name) == {"group", "leases"}
    assert [one.state for one in told(there, "answers", embedding_model="words-64")] == ["ok"]


def test_more_papers_encode_only_these_and_the_old_collections_go(chroma: RealChroma, tmp_path: Path) -> None:
    index = tmp_path / "index"
    made(tmp_path, on(chroma), *ZOO)
    first = place(index)
    assert first.counts == {"group": 3, "related": 1}
    encoder = FakeEncoder(DEFAULT_MODEL)
    report = ingest([write(tmp_path, *ZOO, DEER)], index, encoder)  # goes on in the same place
    assert report.added == 1
    assert encoder.encoded
    assert all("Deer" in text for text in encoder.encoded)
    second = place(index)
    assert (second.address, second.counts) == (chroma.address, {"group": 4, "related": 1})
    assert kinds(chroma, first.name) == set()
    assert kinds(chroma, second.name) == {"group", "related", "leases"}
    report = made(tmp_path, BESIDE, *ZOO, DEER)
    assert (report.unchanged, report.encoded, place(index)) == (5, 0, second)


def test_collections_that_are_read_outlive_the_next_ingest(
    chroma: RealChroma, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    made(tmp_path, on(chroma), *ZOO)
    first = place(index)
    with monkeypatch.context() as elsewhere:  # a reader on another machine holds no lock of this one
        elsewhere.setattr(Lease, "__init__", lambda self, manifest: setattr(self, "_descriptor", None))
        reader = open_corpus(index)
    made(tmp_path, BESIDE, *ZOO, DEER)
    assert reader.store.search(np.asarray(reader.vectors[0]), top_k=1)
    reader.close()
    made(tmp_path, BESIDE, *ZOO)
    assert kinds(chroma, first.name) == set()
    assert len(list((index / "snapshots").iterdir())) == 1


def test_vectors_move_there_and_back_without_an_encoder(chroma: RealChroma, tmp_path: Path) -> None:
    index, encoder = tmp_path / "index", FakeEncoder(DEFAULT_MODEL)
    made(tmp_path, BESIDE, *ZOO)
    with pytest.raises(SnapshotError, match=f"in the index itself, .* --repair --store {chroma.url} --index"):
        open_corpus(index, on(chroma))
    repair(index, encoder, stores=on(chroma))
    there = place(index)
    assert count(index) == 4
    with pytest.raises(SnapshotError, match=f"on the Chroma server {chroma.url}, .* says embedded"):
        open_corpus(index, Stores("embedded"))
    snapshot = repair(index, encoder, stores=Stores("embedded"))
    assert snapshot.chroma.is_dir()
    assert encoder.encoded == []
    assert count(index) == 4
    assert kinds(chroma, there.name) == set()


def test_a_server_has_another_address_from_elsewhere(chroma: RealChroma, tmp_path: Path) -> None:
    made(tmp_path, on(chroma), *ZOO)
    index, other = tmp_path / "index", chroma.url.replace("127.0.0.1", "localhost")
    corpus = open_corpus(index, Stores.of(settings(index, store=other)))
    assert corpus.store.count() == 4
    corpus.close()
    with pytest.raises(StoreError, match="does not answer"):
        open_corpus(index, Stores.of(settings(index, store=f"chroma://127.0.0.1:{free_port()}")))


@pytest.mark.process
class TestLosses:
    def test_a_server_lost_in_an_ingest(
        self, own_chroma: RealChroma, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        index, add = tmp_path / "index", chroma_server.add
        made(tmp_path, on(own_chroma), *ZOO)
        before, pointer = place(index), (index / "CURRENT").read_text()

        def add_and_die(*arguments: object, **options: object) -> None:
            add(*arguments, **options)  # type: ignore[arg-type]
            own_chroma.kill()

        with monkeypatch.context() as dying:
            dying.setattr(chroma_server, "add", add_and_die)
            with pytest.raises(StoreError, match=r"does not answer .* then try again\."):
                made(tmp_path, BESIDE, *ZOO, DEER)
        assert (index / "CURRENT").read_text() == pointer
        (half,) = [one for one in (index / "snapshots").iterdir() if one.name not in pointer]
        assert [file.name for file in half.iterdir()] == ["store.json"]
        left = read_place(SnapshotFiles(half))
        assert left
        own_chroma.start()
        assert count(index) == 4  # the old papers go on
        assert kinds(own_chroma, left.name) == {"group"}
        made(tmp_path, BESIDE, *ZOO, DEER)
        assert count(index) == 5
        assert kinds(own_chroma, left.name) == set()
        assert not half.exists()
        assert kinds(own_chroma, before.name) == set()

    def test_a_server_lost_in_a_question(self, own_chroma: RealChroma, tmp_path: Path) -> None:
        made(tmp_path, on(own_chroma), *ZOO)
        assistant = open_assistant(settings(tmp_path / "index"), encoder=FakeEncoder(DEFAULT_MODEL))
        question = "What has this group done on swimming tigers?"
        answer = assistant.ask(question)
        assert not answer.abstained
        own_chroma.kill()
        with pytest.raises(StoreError, match="keeps the vectors, does not answer"):
            assistant.ask(question)
        own_chroma.start()
        assert assistant.ask(question).text == answer.text
        own_chroma.kill()
        assistant.corpus.close()  # quietly: its lease runs out


def test_an_ingest_without_its_server_ends_before_it_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, address = write(tmp_path, *ZOO), f"chroma://127.0.0.1:{free_port()}"
    status = cli.main([str(source), "--index", str(tmp_path / "index"), "--store", address])
    said = capsys.readouterr().err.splitlines()
    assert status == 1
    assert len(said) == 1
    assert said[0].startswith(
        f"ingest: The Chroma server at {address[9:]}, which keeps the vectors, does not"
    )
    assert not (tmp_path / "index" / "snapshots").exists()


def test_the_doctor_and_the_hosts_name_the_server(chroma: RealChroma, tmp_path: Path) -> None:
    index = tmp_path / "index"
    made(tmp_path, on(chroma), *ZOO)
    name = place(index).name
    (healthy,) = told(index, "store")
    assert (healthy.state, healthy.found) == ("ok", f"{chroma.url} has 4 vectors in {name}")
    assert [one.state for one in told(index, "answers")] == ["ok"]
    assert chroma.address.server in [contact.host for contact in contacts(settings(index))]
    named = contacts(settings(tmp_path / "none", store="chromas://db.example.org/t/d"))
    assert "db.example.org:443" in [contact.host for contact in named]

    (away,) = told(index, "store", store=f"chroma://127.0.0.1:{free_port()}")
    assert (away.state, away.mend[:9]) == ("problem", "Start it,")
    chroma.client.delete_collection(f"{name}.group")
    (gone,) = told(index, "store")
    assert gone.state == "problem"
    assert f"no longer has the vectors of this index (Collection [{name}.group] does not exist)" in gone.found
    assert "doctor --repair" in gone.mend
    encoder = FakeEncoder(DEFAULT_MODEL)
    repair(index, encoder)
    assert ([one.state for one in told(index, "store")], encoder.encoded) == (["ok"], [])


def test_a_damaged_note_of_the_place_is_mended_with_its_name(chroma: RealChroma, tmp_path: Path) -> None:
    index = tmp_path / "index"
    made(tmp_path, on(chroma), *ZOO)
    snapshot = current_snapshot(index)
    assert snapshot
    snapshot.store.write_text("{}")
    with pytest.raises(SnapshotError, match=r"store\.json"):
        open_corpus(index)
    with pytest.raises(SnapshotError, match="Repair the index with --store"):
        repair(index, FakeEncoder(DEFAULT_MODEL))
    repair(index, FakeEncoder(DEFAULT_MODEL), stores=on(chroma))
    assert count(index) == 4
