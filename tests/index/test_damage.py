"""A damaged index: what is wrong is said in one sentence, and mended without embedding anew."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEncoder
from zoo import REPOSITORY, ZOO

from assistant.config import DEFAULT_MODEL, Settings
from assistant.errors import SnapshotError
from assistant.index.chroma_embedded import write_store
from assistant.index.chroma_files import DATABASE
from assistant.index.corpus import open_corpus
from assistant.index.integrity import damaged_files
from assistant.index.snapshot import SnapshotFiles, current_snapshot, read_manifest, write_manifest
from assistant.index.vector_store import Changes
from assistant.ops.doctor import examine, healthy
from ingest.pipeline import ingest
from ingest.repair import repair

FILES = (
    "manifest.json papers.jsonl papers.npy profiles.jsonl columns/columns.npz "
    "passages/first.npy passages/vectors.npy passages/kinds.npy passages/starts.npy passages/ends.npy "
    "vectors/0000.npy vectors/model tokens/vocabulary.txt tokens/ids.npy tokens/first.npy tokens/titles.npy "
    "lexical/first.npy lexical/documents.npy lexical/scores.npy lexical/terms.npz "
    "lexical/title_terms.npy lexical/title_first.npy "
    "words/words.txt words/stems.txt words/pairs.npy words/titles.npy words/title_rows.npy "
    "words/numbered.json words/acronyms.json chroma/chroma.sqlite3"
).split()
MEND = r"`python -m (assistant doctor --repair|ingest .* --verify)"
CANONICAL = {"papers.jsonl", "profiles.jsonl", "vectors/0000.npy"}
"""What all else is made from; they are made from the documents."""


@pytest.fixture
def index(zoo: Path, tmp_path: Path) -> Path:
    """A copy of the zoo's index to damage."""
    return Path(shutil.copytree(zoo, tmp_path / "index"))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "zoo.jsonl"
    path.write_text("\n".join(map(json.dumps, ZOO)), encoding="utf-8")
    return path


def published(index: Path) -> SnapshotFiles:
    snapshot = current_snapshot(index)
    assert snapshot
    return snapshot


def titles(index: Path) -> set[str]:
    corpus = open_corpus(index)
    try:
        assert corpus.store.count() == len(corpus.papers)
        assert all(corpus.store.search(vector, top_k=1) for vector in corpus.paper_vectors)
        assert corpus.vocabulary.has_word("lions")
        return {paper.title for paper in corpus.papers}
    finally:
        corpus.close()


def test_the_files_are_known(index: Path) -> None:
    snapshot = published(index)
    found = {
        p.relative_to(snapshot.directory).as_posix() for p in snapshot.directory.rglob("*") if p.is_file()
    }
    assert {name for name in found if not name.startswith("chroma/")} == set(FILES) - {DATABASE}
    manifest = json.loads(snapshot.manifest.read_text())
    assert manifest["files"].keys() == set(FILES) - {"manifest.json"}  # Chroma makes its others anew


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("cut", [False, True], ids=["missing", "truncated"])
def test_a_damaged_file(index: Path, source: Path, name: str, cut: bool) -> None:
    path = published(index).directory / name
    content = path.read_bytes()
    if cut and not content:
        pytest.skip("nothing to cut")
    path.unlink()
    if cut:
        path.write_bytes(content[: len(content) // 2])

    with pytest.raises(SnapshotError) as told:
        open_corpus(index)
    mend = f"zoo.jsonl --index {index} --verify" if name in CANONICAL else "doctor --repair"
    assert mend in str(told.value)
    assert "\n" not in str(told.value)

    if cut and not name.startswith(("manifest", "chroma", "tokens", "passages")):
        return  # said; to mend it is as below
    encoder = FakeEncoder(DEFAULT_MODEL)
    if cut:
        repair(index, encoder)
    else:
        ingest([source], index, encoder)
    assert encoder.encoded == [] or name in {"papers.jsonl", "vectors/0000.npy"}
    assert titles(index) == {str(paper["title"]) for paper in ZOO}
    assert list((index / "snapshots").iterdir()) == [published(index).directory]


@pytest.mark.parametrize("name", sorted(set(FILES) - {"manifest.json", DATABASE}))
@pytest.mark.parametrize("small", [True, False])
def test_a_flipped_byte_never_changes_an_answer(
    index: Path, name: str, small: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is found when the index is opened; in a large one a moment later, by the next question."""
    path = published(index).directory / name
    content = bytearray(path.read_bytes())
    if not content:
        pytest.skip("nothing to flip")
    content[len(content) // 2] ^= 1
    path.unlink()
    path.write_bytes(content)
    if not small:
        monkeypatch.setattr("assistant.index.integrity.AT_ONCE", 0)

    def opened_and_checked() -> None:
        corpus = open_corpus(index)
        try:
            corpus.check(wait=True)
        finally:
            corpus.close()

    with pytest.raises(SnapshotError, match=MEND) as told:
        opened_and_checked()
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("name", sorted(CANONICAL))
def test_what_only_the_documents_can_mend_is_said_to_be(index: Path, name: str) -> None:
    path = published(index).directory / name
    path.write_bytes(path.read_bytes()[:-7] + b"garbage" if path.stat().st_size else b"garbage")
    with pytest.raises(
        SnapshotError, match=r"can't be repaired .* Run `python -m ingest .*zoo\.jsonl --index .* --verify"
    ):
        repair(index, FakeEncoder(DEFAULT_MODEL))


def test_older_papers_do_not_come_back_unasked(index: Path, source: Path) -> None:
    reader = open_corpus(index)  # so that the old snapshot stays
    source.write_text('{"title": "Owls", "abstract": "Owls hear mice."}')
    ingest([source], index, FakeEncoder(DEFAULT_MODEL))
    new = published(index)
    new.papers.unlink()
    with pytest.raises(SnapshotError, match="can't be repaired"):
        repair(index, FakeEncoder(DEFAULT_MODEL))
    assert published(index) == new
    assert len(reader.papers) == len(ZOO)
    reader.close()


@pytest.mark.parametrize("name", ["papers.jsonl", "vectors/0000.npy", "tokens/ids.npy"])
def test_an_ingest_that_verifies_finds_what_sizes_do_not_tell(index: Path, source: Path, name: str) -> None:
    path = published(index).directory / name
    damaged = path.read_bytes()[:-3] + b"???"
    path.write_bytes(damaged)
    before = published(index)
    ingest([source], index, FakeEncoder(DEFAULT_MODEL), verify=True)
    assert published(index) != before
    assert (published(index).directory / name).read_bytes() != damaged
    assert titles(index) == {str(paper["title"]) for paper in ZOO}


@pytest.mark.parametrize("content", [b"", b"gone\n", b"\xff\xfe", b"../../etc\n", None])
def test_a_damaged_pointer(index: Path, content: bytes | None) -> None:
    before = titles(index)
    if content is None:
        (index / "CURRENT").unlink()
    else:
        (index / "CURRENT").write_bytes(content)
    with pytest.raises(SnapshotError):
        open_corpus(index)
    encoder = FakeEncoder(DEFAULT_MODEL)
    repair(index, encoder)
    assert (titles(index), encoder.encoded) == (before, [])


def test_a_whole_index_is_left_as_it_is(index: Path) -> None:
    before = published(index)
    assert repair(index, FakeEncoder(DEFAULT_MODEL)) == before


@pytest.mark.process
def test_what_chroma_writes_by_being_opened_is_no_damage(tmp_path: Path) -> None:
    source, index = tmp_path / "many.jsonl", tmp_path / "index"
    papers = [{"title": f"Owl {n}", "abstract": f"Owl {n} hears {n} mice."} for n in range(150)]
    source.write_text("\n".join(map(json.dumps, papers)))
    ingest([source], index, FakeEncoder(DEFAULT_MODEL))
    read = "import sys; from pathlib import Path; from assistant.index.corpus import open_corpus; "
    read += "c = open_corpus(Path(sys.argv[1])); print(len(c.store.search(c.paper_vectors[0], top_k=9)))"
    command = [sys.executable, "-c", read, str(index)]
    before = published(index)
    for _ in range(2):
        done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=False)
        assert done.stdout == b"9\n"
    assert list(damaged_files(before, read_manifest(before), sums=True)) == []
    assert repair(index, FakeEncoder(DEFAULT_MODEL)) == before


def test_an_index_of_another_model_is_not_repaired(index: Path) -> None:
    published(index).columns.joinpath("columns.npz").unlink()
    with pytest.raises(SnapshotError, match=r"of the model 'all-MiniLM-L6-v2', 'other' is configured"):
        repair(index, FakeEncoder("other"))


def test_bytes_that_changed_in_place_are_found_and_mended(index: Path) -> None:
    path = published(index).lexical / "scores.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(SnapshotError, match="other contents"):
        open_corpus(index)
    old = published(index)
    assert repair(index, FakeEncoder(DEFAULT_MODEL)) != old
    assert (published(index).lexical / "scores.npy").read_bytes() != bytes(content)


def test_a_manifest_that_tells_something_else_is_damaged(index: Path) -> None:
    path = published(index).manifest
    path.write_text(path.read_text().replace('"group_papers": 3', '"group_papers": 2'))
    with pytest.raises(SnapshotError, match=r"manifest.json is damaged .*other contents .*doctor --repair"):
        open_corpus(index)


@pytest.mark.parametrize("small", [True, False])
def test_a_row_that_changed_in_chromas_database_is_found_and_mended(
    index: Path, source: Path, small: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(published(index).directory / DATABASE)) as database:
        database.execute("UPDATE embeddings_queue SET id = 'x' || substr(id, 2)")
        database.commit()
    if not small:
        monkeypatch.setattr("assistant.index.integrity.AT_ONCE", 0)

    def ask() -> None:
        corpus = open_corpus(index)
        try:
            corpus.store.search(corpus.paper_vectors[0], top_k=1)
        finally:
            corpus.close()

    with pytest.raises(SnapshotError, match=r"sqlite3 has other contents than were written\. .*--repair"):
        ask()
    encoder = FakeEncoder(DEFAULT_MODEL)
    ingest([source], index, encoder, verify=True)
    assert encoder.encoded == []
    ask()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    papers = [{"title": f"Owl {n}", "abstract": f"Owl {n} hears {n * n} mice."} for n in range(1010)]
    (folder / "many.jsonl").write_text("\n".join(map(json.dumps, papers)))
    ingest([folder / "many.jsonl"], folder / "index", FakeEncoder(DEFAULT_MODEL))
    return folder / "index"


class TestAGraphThatChromaWroteOut:
    """It does so for a thousand papers. On a damaged one it may crash, or find others."""

    def test_it_is_checked_before_the_first_search(
        self, many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("assistant.index.integrity.AT_ONCE", 0)
        graph = [
            p for p in published(many).chroma.glob("*/*") if (p.parent / "index_metadata.pickle").exists()
        ]
        assert len(graph) == 5
        for number, path in enumerate(graph):
            index = Path(shutil.copytree(many, tmp_path / str(number)))
            content = bytearray(path.read_bytes())
            content[len(content) // 2] ^= 1
            (index / path.relative_to(many)).write_bytes(content)
            corpus = open_corpus(index)
            with pytest.raises(SnapshotError, match="has other contents"):
                corpus.store.search(corpus.paper_vectors[0], top_k=1)
            corpus.close()
            assert not healthy(examine(Settings(index=index), encoder=FakeEncoder))

    def test_what_is_opened_reads_no_sums_and_each_file_is_read_once(
        self, many: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read: list[tuple[str, int]] = []
        digest = hashlib.file_digest

        def noted(file: Any, name: str) -> Any:
            read.append((threading.current_thread().name, os.fstat(file.fileno()).st_size))
            return digest(file, name)

        monkeypatch.setattr("assistant.index.integrity.AT_ONCE", 0)
        monkeypatch.setattr(hashlib, "file_digest", noted)
        corpus = open_corpus(many)
        for _ in range(2):
            corpus.store.search(corpus.paper_vectors[0], top_k=1)
            corpus.check(wait=True)
        corpus.close()
        files = corpus.manifest.files
        assert {thread for thread, _ in read} == {"verification"}
        assert sum(size for _, size in read) == sum(f.size for name, f in files.items() if name != DATABASE)


def test_a_store_of_other_vectors_is_found_where_sums_tell_nothing(index: Path) -> None:
    """As in an index of an earlier version, or where it was written wrongly."""
    snapshot = published(index)
    corpus = open_corpus(index)
    ids, vectors = corpus.papers.columns.ids, corpus.paper_vectors[::-1]
    corpus.close()
    shutil.rmtree(snapshot.chroma)
    write_store(
        snapshot.chroma, {"group": Changes(ids[:3], vectors[:3]), "related": Changes(ids[3:], vectors[3:])}
    )
    manifest = read_manifest(snapshot)
    files = {name: record for name, record in manifest.files.items() if not name.startswith("chroma/")}
    write_manifest(snapshot, replace(manifest, files=files))
    findings = examine(Settings(index=index), encoder=FakeEncoder)
    assert [f.check for f in findings if f.state == "problem"] == ["answers"]
    assert repair(index, FakeEncoder(DEFAULT_MODEL)) != snapshot
    assert healthy(examine(Settings(index=index), encoder=FakeEncoder))
