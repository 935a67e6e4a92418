"""Sources -> snapshot, with an encoder that needs no model: what is built, kept, changed and refused."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from fakes import DIMENSION, FakeEncoder
from zoo import REPOSITORY

from assistant.config import SEEDS
from assistant.datamodels import Paper, PaperDate, Scope
from assistant.errors import SnapshotError, SourceError
from assistant.index.corpus import Corpus, open_corpus
from assistant.index.snapshot import SCHEMA, SnapshotFiles, current_snapshot, publish, read_manifest
from ingest import pipeline
from ingest.again import read_before
from ingest.pipeline import Report, ingest
from ingest.skipped import summed_up
from ingest.sources import Skipped

PAGE, FEED_C = "000_73abd244ec20f2f8.txt", "004_03954f259fd0efb2.txt"
VECTOR_NETWORKS = "Learning Compositional Latent Structure with Vector Networks"
ITS_LAST_WORDS = "fitting many behaviors into one shared dense parameter substrate."


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, FakeEncoder, Report]:
    """The seeds in an index that no test may write to."""
    index, encoder = tmp_path_factory.mktemp("built") / "index", FakeEncoder()
    return index, encoder, ingest([SEEDS], index, encoder)


@pytest.fixture
def index(built: tuple[Path, FakeEncoder, Report], tmp_path: Path) -> Path:
    """A copy of that index to write to."""
    return Path(shutil.copytree(built[0], tmp_path / "index"))


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A copy of the seeds to change."""
    return Path(shutil.copytree(SEEDS, tmp_path / "seeds"))


def papers(index: Path) -> dict[str, Paper]:
    """The papers of the published snapshot by their titles."""
    corpus = open_corpus(index)
    corpus.close()
    return {paper.title: paper for paper in corpus.papers}


def snapshots(index: Path) -> list[str]:
    return sorted(path.name for path in (index / "snapshots").iterdir())


def state(index: Path) -> dict[str, bytes]:
    """Every file that readers see, with its content (which Chroma touches with every opening of its own)."""
    files = (p for p in index.rglob("*") if p.is_file() and p.name != "lock")
    return {str(p.relative_to(index)): b"" if p.suffix == ".sqlite3" else p.read_bytes() for p in files}


def write_jsonl(path: Path, *records: dict[str, object]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.removed


class TestTheSeeds:
    def test_counts(self, built: tuple[Path, FakeEncoder, Report]) -> None:
        index, encoder, report = built
        assert (report.group, report.related, report.skipped) == (26, 146, ())
        assert counts(report) == (172, 0, 0, 0)
        assert report.encoded == len(encoder.encoded)
        assert report.snapshot.parent == index / "snapshots"

    def test_the_manifest_says_what_the_snapshot_is_made_of(self, index: Path) -> None:
        snapshot = current_snapshot(index)
        assert snapshot
        manifest = read_manifest(snapshot)
        assert (manifest.group_papers, manifest.related_papers) == (26, 146)
        assert (manifest.embedding_model, manifest.dimension) == ("words-64", DIMENSION)
        assert [(s.kind, s.scope, s.records, s.skipped) for s in manifest.sources] == [
            ("researcher", "group", 26, 0),
            ("profile", "group", 5, 0),
            ("feed", "related", 55, 0),
            ("feed", "related", 85, 0),
            ("feed", "related", 29, 0),
        ]
        assert {s.retrieved for s in manifest.sources} == {"2026-11-20"}

    def test_vectors_store_and_lexical_index_hold_the_same_papers(self, index: Path) -> None:
        corpus = open_corpus(index)
        assert corpus.vectors.shape == (len(corpus.passages), DIMENSION)
        np.testing.assert_allclose(np.linalg.norm(corpus.vectors, axis=1), 1, rtol=1e-5)
        assert corpus.lexical.size == len(corpus.papers) == 172
        assert corpus.store.count() == len(corpus.papers)
        row = next(row for row, p in enumerate(corpus.passages) if p.kind == "abstract")
        passage = corpus.passages[row]
        ((found, similarity),) = corpus.store.search(np.asarray(corpus.vectors[row]), top_k=1)
        assert (found, similarity) == (passage.paper_id, pytest.approx(1, abs=1e-5))
        other: Scope = "related" if corpus.paper(passage.paper_id).scope == "group" else "group"
        hits = corpus.store.search(np.asarray(corpus.vectors[row]), top_k=5, scope=other)
        assert {corpus.paper(i).scope for i, _ in hits} == {other}
        corpus.close()

    def test_dates_without_a_year(self, index: Path) -> None:
        inferred = [
            p for p in papers(index).values() if p.date and p.date.year_inferred and p.scope == "group"
        ]
        assert sorted((p.date.isoformat(), p.date.text) for p in inferred if p.date) == [
            ("2026-02-04", "Feb 4"),
            ("2026-05-27", "May 27"),
            ("2026-06-01", "Jun 1"),
        ]


class TestARerun:
    def test_unchanged_sources_change_nothing_and_encode_nothing(self, index: Path, seeds: Path) -> None:
        before, encoder = state(index), FakeEncoder()
        report = ingest([SEEDS], index, encoder)
        assert counts(report) == (0, 0, 172, 0)
        assert (report.encoded, encoder.encoded) == (0, [])
        assert state(index) == before
        assert counts(ingest([seeds], index, encoder)) == (0, 0, 172, 0)  # moved: only that is noted
        assert state(index) | {"inputs.json": b""} == before | {"inputs.json": b""}
        assert read_before(index).given == (str(seeds),)

    def test_a_changed_abstract_encodes_only_what_holds_the_change(self, index: Path, seeds: Path) -> None:
        page, more = seeds / PAGE, "Whales sing."
        page.write_text(page.read_text().replace(ITS_LAST_WORDS, f"{ITS_LAST_WORDS} {more}"))
        encoder = FakeEncoder()
        report = ingest([seeds], index, encoder)
        assert counts(report) == (0, 1, 171, 0)
        assert papers(index)[VECTOR_NETWORKS].abstract.endswith(f"substrate. {more}")
        # The abstract, its last window and the new sentence.
        assert report.encoded == len(encoder.encoded) == 3
        assert all(text.endswith(more) for text in encoder.encoded)

    def test_reused_vectors_stand_beside_their_own_passages(self, index: Path, seeds: Path) -> None:
        (seeds / FEED_C).unlink()
        assert ingest([seeds], index, FakeEncoder()).encoded == 0
        corpus = open_corpus(index)
        row = next(
            row
            for row, p in enumerate(corpus.passages)
            if p.kind == "sentence" and p.paper_id == corpus.papers[-1].id
        )
        passage = corpus.passages[row]
        sentence = corpus.papers[-1].abstract[passage.start : passage.end]
        np.testing.assert_allclose(corpus.vectors[row], FakeEncoder().encode([sentence])[0], rtol=1e-5)
        corpus.close()

    def test_a_removed_source_takes_its_own_papers_along(self, index: Path, seeds: Path) -> None:
        before = papers(index)
        from_c = {t: {place.document for place in p.records} for t, p in before.items()}
        only_c = {title for title, documents in from_c.items() if documents == {FEED_C}}
        (seeds / FEED_C).unlink()
        report = ingest([seeds], index, FakeEncoder())
        assert 0 < report.removed == len(only_c) < 29
        assert papers(index).keys() == before.keys() - only_c
        assert report.added == 0
        shared = {title for title, documents in from_c.items() if FEED_C in documents} - only_c
        assert report.updated == len(shared)

    def test_another_model_encodes_everything_again(self, tmp_path: Path) -> None:
        source = write_jsonl(
            tmp_path / "in" / "a.jsonl", {"title": "Cats", "abstract": "Cats sleep. Cats purr."}
        )
        first, second = FakeEncoder("one"), FakeEncoder("two")
        ingest([source], tmp_path / "index", first)
        report = ingest([source], tmp_path / "index", second)
        assert sorted(second.encoded) == sorted(first.encoded)
        assert counts(report) == (0, 0, 1, 0)
        assert open_corpus(tmp_path / "index").manifest.embedding_model == "two"

    def test_old_snapshots_go_once_nobody_reads_them(self, tmp_path: Path) -> None:
        readers = []
        for count, title in enumerate(("Cats", "Dogs", "Cows", "Bees"), start=1):
            source = write_jsonl(tmp_path / "in" / "a.jsonl", {"title": title, "abstract": f"{title} sleep."})
            ingest([source], tmp_path / "index", FakeEncoder())
            readers.append(open_corpus(tmp_path / "index"))
            assert len(snapshots(tmp_path / "index")) == count
        for reader, title in zip(readers, ("Cats", "Dogs", "Cows", "Bees"), strict=True):
            assert [paper.title for paper in reader.papers] == [title]
            assert len(reader.store.search(reader.vectors[0], top_k=1)) == 1
            reader.close()
        ingest([source], tmp_path / "index", FakeEncoder())
        assert len(snapshots(tmp_path / "index")) == 1
        assert papers(tmp_path / "index").keys() == {"Bees"}

    def test_a_reader_keeps_its_snapshot(self, index: Path, seeds: Path) -> None:
        reader = open_corpus(index)
        (seeds / FEED_C).unlink()
        ingest([seeds], index, FakeEncoder())
        assert len(reader.papers) == 172
        assert len(reader.store.search(np.asarray(reader.vectors[0]), top_k=3)) == 3
        assert len(papers(index)) < 172
        reader.close()

    @pytest.mark.parametrize(
        "part",
        [
            "manifest.json",
            "papers.jsonl",
            "papers.npy",
            "columns",
            "passages",
            "vectors",
            "lexical",
            "chroma",
        ],
    )
    def test_a_damaged_snapshot_is_built_anew(self, index: Path, part: str) -> None:
        snapshot = current_snapshot(index)
        assert snapshot
        damaged = snapshot.directory / part
        if damaged.is_dir():
            shutil.rmtree(damaged)
        else:
            damaged.write_bytes(damaged.read_bytes()[:100])
        with pytest.raises(SnapshotError):
            open_corpus(index)
        ingest([SEEDS], index, FakeEncoder())
        assert len(papers(index)) == 172

    def test_a_pointer_to_nothing_is_repaired(self, index: Path) -> None:
        (index / "CURRENT").write_text("gone\n")
        report = ingest([SEEDS], index, FakeEncoder())
        assert (counts(report), report.encoded) == (
            (0, 0, 172, 0),
            0,
        )  # saved from the snapshot that is there
        assert len(papers(index)) == 172


class TestAFailure:
    def test_an_encoder_that_breaks_down_leaves_the_old_snapshot(self, index: Path, seeds: Path) -> None:
        before = state(index)
        page = seeds / PAGE
        page.write_text(page.read_text().replace(ITS_LAST_WORDS, f"{ITS_LAST_WORDS} Whales sing."))
        with pytest.raises(MemoryError):
            ingest([seeds], index, FakeEncoder(fail_after=1))
        assert state(index) == before
        assert counts(ingest([seeds], index, FakeEncoder())) == (0, 1, 171, 0)

    def test_a_first_ingest_that_breaks_down_leaves_no_snapshot(self, tmp_path: Path) -> None:
        with pytest.raises(MemoryError):
            ingest([SEEDS], tmp_path / "index", FakeEncoder(fail_after=100))
        assert current_snapshot(tmp_path / "index") is None
        assert snapshots(tmp_path / "index") == []

    @pytest.mark.process
    def test_a_killed_process_leaves_the_old_snapshot_and_no_lock(self, index: Path, seeds: Path) -> None:
        (seeds / FEED_C).unlink()
        before = state(index)
        script = """
            import os, sys
            from pathlib import Path
            from fakes import FakeEncoder
            from ingest.pipeline import ingest

            class Killed(FakeEncoder):
                def encode(self, texts):
                    os.kill(os.getpid(), 9)

            ingest([Path(sys.argv[1])], Path(sys.argv[2]), Killed("another model"))
        """
        command = [sys.executable, "-c", textwrap.dedent(script), str(seeds), str(index)]
        environment = {"PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'tests'}"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == -9, done.stderr
        assert {name: content for name, content in state(index).items() if name in before} == before
        assert len(papers(index)) == 172
        ingest([seeds], index, FakeEncoder())
        assert len(papers(index)) < 172
        assert (
            len(snapshots(index)) == 1
        )  # what the killed one left is gone, and the old one, which nobody reads

    @pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\x00\x00", b"just some words\n"])
    def test_a_document_in_no_known_form_is_refused_by_name(
        self, index: Path, tmp_path: Path, content: bytes
    ) -> None:
        before = state(index)
        strange = tmp_path / "strange.txt"
        strange.write_bytes(content)
        with pytest.raises(SourceError, match=r"strange\.txt"):
            ingest([SEEDS, strange], index, FakeEncoder())
        assert state(index) == before

    def test_a_damaged_record_is_skipped_with_its_line(self, tmp_path: Path) -> None:
        source = tmp_path / "mine.jsonl"
        source.write_text('{"title": "Cats", "abstract": "Cats sleep."}\n{"title": \n{"title": "Dogs"}\n')
        report = ingest([source], tmp_path / "index", FakeEncoder())
        assert [(s.document, s.line) for s in report.skipped] == [("mine.jsonl", 2)]
        assert papers(tmp_path / "index").keys() == {"Cats", "Dogs"}

    def test_nothing_but_damaged_records_is_refused(self, tmp_path: Path) -> None:
        source = write_jsonl(tmp_path / "mine.jsonl", {"title": "Cats", "date": 2020.5})
        with pytest.raises(SourceError, match="No paper was found"):
            ingest([source], tmp_path / "index", FakeEncoder())
        assert not (tmp_path / "index").exists()

    def test_a_directory_that_is_not_ours_is_refused_and_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "photos").mkdir()
        (tmp_path / "photos" / "cat.jpg").write_bytes(b"meow")
        with pytest.raises(SnapshotError, match=r"cat\.jpg"):
            ingest([SEEDS], tmp_path / "photos", FakeEncoder())
        assert state(tmp_path / "photos") == {"cat.jpg": b"meow"}

    def test_a_file_is_no_index(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("text")
        for index in (tmp_path / "file", tmp_path / "file" / "below"):
            with pytest.raises(SnapshotError, match="can't be written"):
                ingest([SEEDS], index, FakeEncoder())


class TestAnotherGroup:
    CATS = """
        @article{cats, title = {Big {C}ats}, author = {G{\\"o}del, Kurt and Byron, Ada},
          year = {2020}, abstract = {Lions hunt at night. Tigers swim.}, doi = {10.1/2}}
        @inproceedings{owls, title = {Night Owls}, author = {Byron, Ada}, year = {2021}}
    """

    def test_from_bibtex(self, tmp_path: Path) -> None:
        source = tmp_path / "group.bib"
        source.write_text(textwrap.dedent(self.CATS))
        report = ingest([source], tmp_path / "index", FakeEncoder())
        assert (report.group, report.related, report.skipped) == (2, 0, ())
        cats = papers(tmp_path / "index")["Big Cats"]
        assert (cats.authors, cats.year, cats.doi) == (("Kurt Gödel", "Ada Byron"), 2020, "10.1/2")
        assert cats.abstract == "Lions hunt at night. Tigers swim."

    def test_from_json_lines(self, tmp_path: Path) -> None:
        source = write_jsonl(
            tmp_path / "group.jsonl",
            {"title": "Big Cats", "authors": ["Kurt Gödel"], "date": "Feb 4", "url": "https://x.test/p"},
        )
        ingest([source], tmp_path / "index", FakeEncoder(), retrieved=date(2026, 11, 20))
        cats = papers(tmp_path / "index")["Big Cats"]
        assert cats.date == PaperDate(2026, 2, 4)
        assert cats.date.year_inferred
        assert (cats.scope, cats.url, cats.abstract) == ("group", "https://x.test/p", "")

    def test_the_scope_given_beats_that_of_the_form(self, tmp_path: Path) -> None:
        report = ingest([SEEDS / FEED_C], tmp_path / "index", FakeEncoder(), scope="group")
        assert (report.group, report.related) == (29, 0)

    def test_two_scopes_in_one_index(self, tmp_path: Path) -> None:
        (tmp_path / "group.bib").write_text(textwrap.dedent(self.CATS))
        write_jsonl(
            tmp_path / "others.jsonl",
            {"title": "Small Birds", "scope": "related"},
            {"title": "Big Cats", "scope": "related", "authors": ["Ada Byron"]},  # the group's after all
        )
        index = tmp_path / "index"
        report = ingest([tmp_path / "group.bib", tmp_path / "others.jsonl"], index, FakeEncoder())
        assert (report.group, report.related) == (2, 1)
        assert {title: paper.scope for title, paper in papers(index).items()} == {
            "Big Cats": "group",
            "Night Owls": "group",
            "Small Birds": "related",
        }


def test_progress_is_told_up_to_the_end(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    report = ingest(
        [SEEDS / FEED_C],
        tmp_path / "index",
        FakeEncoder(),
        progress=lambda step, done, total: told.append((step, done, total)),
    )
    assert {(step, total) for step, _, total in told} == {("passages", report.encoded)}
    assert [done for _, done, _ in told] == sorted({done for _, done, _ in told})
    assert told[-1][1] == report.encoded > 64


def test_two_writers_at_once_take_turns(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "a.jsonl", {"title": "Cats", "abstract": "Cats sleep."})
    with ThreadPoolExecutor(2) as pool:
        work = [pool.submit(ingest, [source], tmp_path / "index", FakeEncoder()) for _ in range(2)]
    assert sorted(counts(job.result()) for job in work) == [(0, 0, 1, 0), (1, 0, 0, 0)]
    assert len(snapshots(tmp_path / "index")) == 1


class Computing(FakeEncoder):
    """Says what it computes in, as an encoder with matrix products does."""

    def __init__(self, arithmetic: str) -> None:
        super().__init__()
        self.arithmetic = arithmetic


def test_the_manifest_says_what_the_vectors_were_computed_in(tmp_path: Path) -> None:
    def said(document: Path, encoder: FakeEncoder) -> tuple[str, ...]:
        ingest([document], tmp_path / "index", encoder)
        snapshot = current_snapshot(tmp_path / "index")
        assert snapshot is not None
        return read_manifest(snapshot).arithmetic

    assert said(SEEDS / FEED_C, Computing("int8")) == ("int8",)
    assert said(SEEDS, Computing("f32")) == ("f32", "int8"), "those of the feed are taken over"
    assert said(SEEDS / PAGE, Computing("bf16")) == ("f32", "int8"), "nothing is encoded"
    ingest([SEEDS / PAGE], tmp_path / "silent", FakeEncoder())
    assert open_corpus(tmp_path / "silent").manifest.arithmetic == ()


def test_an_index_with_other_vectors_than_its_manifest_says_is_refused(index: Path) -> None:
    snapshot = current_snapshot(index)
    assert snapshot
    np.save(snapshot.vectors / "0000.npy", np.zeros((3, DIMENSION), dtype=np.float32))
    with pytest.raises(SnapshotError, match=r"0000\.npy has 896 bytes of .* ingest .* --verify"):
        Corpus.open(snapshot)


class TestWhatIsCarried:
    """From one snapshot to the next, so that ten papers more are not the work of all."""

    CATS = tuple({"title": f"Cat {n}", "abstract": f"Cat {n} sleeps. It purrs {n} times."} for n in range(20))

    def test_vectors_as_links_and_the_store_as_a_copy(self, tmp_path: Path) -> None:
        source, index = tmp_path / "a.jsonl", tmp_path / "index"
        first = ingest([write_jsonl(source, *self.CATS)], index, FakeEncoder()).snapshot
        reader = open_corpus(index)
        dog: dict[str, object] = {"title": "Dog", "abstract": "Dogs bark."}
        report = ingest([write_jsonl(source, dog, *self.CATS[:-1])], index, FakeEncoder())
        assert (counts(report), report.encoded) == ((1, 19, 0, 1), 3)  # the others stand on other lines now
        second = report.snapshot
        assert (first / "vectors" / "0000.npy").samefile(second / "vectors" / "0000.npy")
        assert (second / "vectors" / "0001.npy").exists()

        ingest([source], tmp_path / "fresh", FakeEncoder())
        carried, fresh = open_corpus(index), open_corpus(tmp_path / "fresh")
        assert list(carried.passages) == list(fresh.passages)
        np.testing.assert_array_equal(carried.vectors[:], fresh.vectors[:])
        np.testing.assert_array_equal(carried.vectors[5], fresh.vectors[5])
        asked = FakeEncoder().encode(["Dogs bark"])[0]
        for store in (carried.store, fresh.store):
            assert store.count() == 20
            assert store.search(asked, top_k=1)[0][0] == carried.papers[0].id
        for term in ("dog", "cat", "19"):
            np.testing.assert_array_equal(carried.lexical.scores([term]), fresh.lexical.scores([term]))
        assert carried.vocabulary.words == fresh.vocabulary.words
        assert len(reader.store.search(asked, top_k=99)) == len(reader.papers) == 20

    def test_files_of_vectors_are_written_to_one_where_much_is_gone(self, tmp_path: Path) -> None:
        source, index = tmp_path / "a.jsonl", tmp_path / "index"
        ingest([write_jsonl(source, *self.CATS)], index, FakeEncoder())
        assert ingest([write_jsonl(source, *self.CATS[15:])], index, FakeEncoder()).encoded == 0
        corpus = open_corpus(index)
        wanted = FakeEncoder().encode(["Cat 15. Cat 15 sleeps. It purrs 15 times."])[0]
        np.testing.assert_allclose(corpus.vectors[0], wanted, rtol=1e-6)
        snapshot = current_snapshot(index)
        assert snapshot
        (file,) = snapshot.vectors.glob("*.npy")
        assert len(np.load(file)) == len(corpus.passages)

    def test_a_store_that_is_damaged_is_built_anew(self, tmp_path: Path) -> None:
        source, index = tmp_path / "a.jsonl", tmp_path / "index"
        ingest([write_jsonl(source, *self.CATS)], index, FakeEncoder())
        snapshot = current_snapshot(index)
        assert snapshot
        (snapshot.chroma / "chroma.sqlite3").write_bytes(b"no database")
        report = ingest([write_jsonl(source, *self.CATS, {"title": "Dog"})], index, FakeEncoder())
        assert (counts(report), report.encoded) == ((1, 0, 20, 0), 1)
        assert open_corpus(index).store.count() == 21

    def test_the_vectors_of_the_schema_before(self, index: Path) -> None:
        """Its columns had their names in a file of their own."""
        snapshot = current_snapshot(index)
        assert snapshot
        corpus = open_corpus(index)
        corpus.close()
        (snapshot.columns / "columns.npz").rename(snapshot.columns / "names.json")
        manifest = json.loads(snapshot.manifest.read_text())
        manifest["files"]["columns/names.json"] = manifest["files"].pop("columns/columns.npz")
        snapshot.manifest.write_text(json.dumps(manifest | {"schema": SCHEMA - 1}))
        with pytest.raises(SnapshotError, match=r"has schema \d.*python -m ingest"):
            open_corpus(index)
        report = ingest([SEEDS], index, FakeEncoder())
        assert (counts(report), report.encoded) == ((0, 0, 172, 0), 0)
        again = open_corpus(index)
        np.testing.assert_array_equal(again.vectors[:], corpus.vectors[:])
        again.close()


def test_a_report_of_many_of_one_kind_is_summed_up() -> None:
    many = [Skipped("a.bib", line, f"its url 'x{line}' is not a web address") for line in range(1, 10)]
    few = [Skipped("a.bib", 20 + line, f"entry 'k{line}' has no title") for line in range(6)]
    lines = summed_up([*many, *few])
    assert lines[4:6] == [
        "a.bib:5: skipped: its url 'x5' is not a web address",
        "a.bib: ... and 4 more like it",
    ]
    assert lines[6:] == [f"a.bib:{20 + line}: skipped: entry 'k{line}' has no title" for line in range(6)]


def test_what_killed_first_ingests_left_is_gone_before_the_first_snapshot_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, source = tmp_path / "index", tmp_path / "mine.jsonl"
    source.write_text('{"title": "Owls at night", "abstract": "Owls hunt."}\n', encoding="utf-8")
    (index / "snapshots" / "20261130T000000-0123456789ab" / "vectors").mkdir(parents=True)
    there: list[int] = []

    def killed(index: Path, snapshot: SnapshotFiles) -> None:
        there.append(len(list((index / "snapshots").iterdir())))
        publish(index, snapshot)
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "publish", killed)
    with pytest.raises(KeyboardInterrupt):
        ingest([source], index, FakeEncoder())
    assert there == [1]
