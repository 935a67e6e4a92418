"""A damaged index: what is wrong is said in one sentence, and mended without embedding anew."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from fakes import FakeEncoder
from waiting import until
from zoo import REPOSITORY, ZOO

from assistant.config import DEFAULT_MODEL
from assistant.errors import SnapshotError
from assistant.index.corpus import open_corpus
from assistant.index.integrity import DATABASE, damaged_files
from assistant.index.snapshot import SnapshotFiles, current_snapshot, read_manifest
from ingest.pipeline import ingest
from ingest.repair import repair

FILES = (
    "manifest.json papers.jsonl papers.npy profiles.jsonl columns/columns.npz columns/names.json "
    "passages/first.npy passages/vectors.npy passages/kinds.npy passages/starts.npy passages/ends.npy "
    "vectors/0000.npy vectors/model tokens/vocabulary.txt tokens/ids.npy tokens/first.npy tokens/titles.npy "
    "lexical/first.npy lexical/documents.npy lexical/scores.npy lexical/size.npy lexical/terms.txt "
    "words/words.txt words/stems.txt words/pairs.npy words/titles.npy words/title_rows.npy "
    "words/numbered.json words/acronyms.json chroma/chroma.sqlite3"
).split()
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
    assert manifest["files"].keys() == found - {"manifest.json"}


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
    assert "doctor --repair" in str(told.value)
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


@pytest.mark.parametrize("name", sorted(set(FILES) - {DATABASE, "manifest.json"}))
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
            until(lambda: corpus._verification and corpus._verification.problem)
            corpus.check()
        finally:
            corpus.close()

    with pytest.raises(SnapshotError, match=r"doctor --repair") as told:
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
    published(index).columns.joinpath("names.json").unlink()
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
