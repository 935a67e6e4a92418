"""Full texts come in as documents do: matched to papers, read once, taken over, and gone with their file."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import FakeEncoder

from assistant.config import DEFAULT_MODEL
from assistant.errors import SourceError
from assistant.index.corpus import Corpus, open_corpus
from assistant.index.snapshot import current_snapshot
from ingest.bodies import FOLDER
from ingest.made_of import read_made_of
from ingest.pipeline import Report, ingest
from ingest.repair import repair
from ingest.review import review

PDFS = Path(__file__).parents[1] / "pdfs"
NOTES = "Does Handwriting Improve the Recollection of Lectures? Evidence from Four Classrooms"
RECORD = (
    f"@article{{s, title={{{NOTES}}}, author={{Szűcs, Nóra}}, journal={{Fictional Education}}, year=2024}}"
)

pytestmark = pytest.mark.process  # each file is read in one of its own

Run = Callable[..., Report]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    return folder


@pytest.fixture
def run(folder: Path, tmp_path: Path) -> Run:
    encoder = FakeEncoder(DEFAULT_MODEL)

    def run(*paths: Path, **options: object) -> Report:
        return ingest(paths or [folder], tmp_path / "index", encoder, **options)  # type: ignore[arg-type]

    return run


def put(folder: Path, name: str, to: str = "") -> Path:
    return Path(shutil.copy(PDFS / f"{name}.pdf", folder / (to or f"{name}.pdf")))


def opened(folder: Path) -> Corpus:
    return open_corpus(folder.parent / "index")


def test_a_pdf_alone_becomes_a_paper(folder: Path, run: Run) -> None:
    put(folder, "memory-latex")
    report = run()
    assert (report.added, report.texts, report.skipped) == (1, 1, ())
    corpus = opened(folder)
    (paper,) = corpus.papers
    assert paper.title == NOTES
    assert paper.authors == ("Nóra Szűcs", "Giuseppe D’Angelo", "Hye-jin Seo")
    assert paper.doi == "10.5555/fiction.memory.88"
    assert paper.abstract.startswith("Students who take notes by hand are said")
    assert str(paper.origins["title"]) == "memory-latex.pdf, page 1"
    body = corpus.bodies.of(paper.id)
    assert body is not None
    at = body.fulltext.text.index("We recruited 264 undergraduates")
    section = body.fulltext.section_at(at)
    assert section is not None
    assert section.heading == "Participants"
    assert len(body.passages.spans) == len(body.passages.vectors) > 5
    corpus.close()


def test_a_paper_of_which_only_a_pdf_tells_is_doubtful(folder: Path, run: Run) -> None:
    put(folder, "memory-latex")
    put(folder, "owls-latex")
    (folder / "mine.bib").write_text(RECORD, encoding="utf-8")
    run()
    corpus = opened(folder)
    items = review(corpus, read_made_of(folder.parent / "index", corpus.name), ()).items
    assert {item.paper.title: [d.kind for d in item.doubts] for item in items} == {
        NOTES: [],
        "Offspring of Urban Owls Suffer from Artificial Light: A Field Experiment": ["only a PDF"],
    }
    corpus.close()


def test_a_pdf_is_the_text_of_the_paper_that_a_record_tells_of(folder: Path, run: Run) -> None:
    put(folder, "memory-latex")
    (folder / "mine.bib").write_text(RECORD, encoding="utf-8")
    assert run().added == 1
    corpus = opened(folder)
    (paper,) = corpus.papers
    assert (paper.venue, paper.year) == ("Fictional Education", 2024)  # the record's, whatever the PDF says
    assert paper.abstract.startswith("Students who take notes by hand are said")  # which no record had
    assert paper.id in corpus.bodies
    corpus.close()


def test_a_record_names_its_file(folder: Path, run: Run) -> None:
    elsewhere = folder / "files"
    elsewhere.mkdir()
    pdf = put(elsewhere, "memory-latex", "x.pdf")
    bib = folder / "mine.bib"
    bib.write_text("@article{s, title={Under another name}, file={PDF:files/x.pdf:application/pdf}}", "utf-8")
    run(bib)
    corpus = opened(folder)
    (paper,) = corpus.papers
    body = corpus.bodies.of(paper.id)
    assert paper.title == "Under another name"
    assert body is not None
    assert Path(body.held.path) == pdf
    corpus.close()
    assert run(bib).unchanged == 1
    put(elsewhere, "owls-latex", "x.pdf")  # it is read again when it changes
    run(bib)
    corpus = opened(folder)
    body = corpus.bodies.of(corpus.papers[0].id)
    assert body is not None
    assert "owl" in body.fulltext.text
    corpus.close()


def test_two_papers_more_read_and_encode_these_alone(folder: Path, run: Run) -> None:
    put(folder, "memory-latex")
    run()
    kept = folder.parent / "index" / FOLDER
    (read,) = kept.iterdir()
    began = read.stat().st_mtime_ns
    before = current_snapshot(folder.parent / "index")
    assert before is not None
    (vectors,) = before.bodies.glob("*.npz")
    node = vectors.stat().st_ino
    put(folder, "owls-latex")
    report = run()
    assert (report.added, report.unchanged, report.texts) == (1, 1, 2)
    after = current_snapshot(folder.parent / "index")
    assert after is not None
    assert (after.bodies / vectors.name).stat().st_ino == node
    assert read.stat().st_mtime_ns == began
    corpus = opened(folder)
    found = corpus.store.search_bodies(FakeEncoder(DEFAULT_MODEL).encode(["owls"])[0], top_k=1000)
    counts = [len(body.passages.spans) for paper in corpus.papers if (body := corpus.bodies.of(paper.id))]
    assert len(found) == sum(counts)
    assert corpus.store.count() == 2
    corpus.close()


def test_what_is_gone_leaves_nothing(folder: Path, run: Run) -> None:
    (folder / "mine.bib").write_text(RECORD, encoding="utf-8")
    pdf = put(folder, "memory-latex")
    run()
    pdf.unlink()
    report = run()
    assert (report.updated, report.texts) == (1, 0)  # its abstract was the PDF's
    assert list((folder.parent / "index" / FOLDER).iterdir()) == []
    corpus = opened(folder)
    assert len(corpus.bodies) == 0
    assert corpus.store.search_bodies(FakeEncoder(DEFAULT_MODEL).encode(["notes"])[0], top_k=5) == []
    corpus.close()


def test_a_report_tells_what_became_of_each_pdf(folder: Path, run: Run) -> None:
    (folder / "mine.bib").write_text(RECORD[:-1] + ", doi={10.5555/fiction.memory.88}}", "utf-8")
    assert run().texts_read == ()  # of the first ingest all is new
    put(folder, "memory-latex")
    put(folder, "owls-latex")
    before = {
        (text.document, text.title.split()[0], text.by, text.new) for text in run(preview=True).texts_read
    }
    assert before == {
        ("memory-latex.pdf", "Does", "doi", True),
        ("owls-latex.pdf", "Offspring", "alone", True),
    }
    report = run()
    assert {(text.document, text.title.split()[0], text.by, text.new) for text in report.texts_read} == before
    assert report.news.new == ("Offspring of Urban Owls Suffer from Artificial Light: A Field Experiment",)
    assert run().texts_read == ()
    put(folder, "memory-latex", "twice.pdf")
    (text,) = run().texts_read
    assert (text.document, text.by, text.new) == ("twice.pdf", "doi", False)


def test_a_text_without_a_title_is_told(folder: Path, run: Run) -> None:
    put(folder, "memory-latex")
    body = "<text><body><div><p>We watched forty owls at night.</p></div></body></text>"
    (folder / "owls.tei.xml").write_text(f'<TEI xmlns="http://www.tei-c.org/ns/1.0">{body}</TEI>', "utf-8")
    (skipped,) = run().skipped
    assert str(skipped.place) == "owls.tei.xml"
    assert skipped.reason == "prints no title that can be told; give its record, too"


def test_a_pdf_of_the_index_that_can_not_be_read_is_told(folder: Path, run: Run) -> None:
    put(folder, "memory-latex")
    run()
    (added := folder.parent / "index" / "added").mkdir()
    (added / "cut.pdf").write_bytes(b"%PDF-1.7\nnothing else")
    (skipped,) = run(folder, added / "cut.pdf").skipped  # what came in by the page is nothing that was named
    assert skipped.place == "cut.pdf"
    put(added, "owls-latex")
    assert run(folder, added).texts == 2  # as documents say: the folder is named
    with pytest.raises(SourceError, match="is no whole PDF"):
        run(folder, Path(shutil.copy(added / "cut.pdf", folder / "cut.pdf")))


def test_what_can_not_be_read_is_told_and_costs_nothing_else(folder: Path, run: Run) -> None:
    put(folder, "memory-latex")
    whole = (folder / "memory-latex.pdf").read_bytes()
    (folder / "cut.pdf").write_bytes(b"%PDF-1.7\nnothing else")
    report = run()
    assert (report.added, report.texts) == (1, 1)
    (skipped,) = report.skipped
    assert skipped.place == "cut.pdf"
    (folder / "cut.pdf").write_bytes(whole)  # the same text twice is one paper's
    report = run()
    assert (report.added, report.removed, report.texts, report.skipped) == (0, 0, 1, ())


def test_a_preview_leaves_no_trace(folder: Path, run: Run) -> None:
    put(folder, "memory-latex")
    assert run(preview=True).added == 1
    assert not (folder.parent / "index").exists()


def test_an_index_without_full_texts_has_no_trace_of_them(folder: Path, run: Run) -> None:
    (folder / "mine.bib").write_text(RECORD, encoding="utf-8")
    run()
    snapshot = current_snapshot(folder.parent / "index")
    assert snapshot is not None
    assert not snapshot.bodies.exists()
    assert not (folder.parent / "index" / FOLDER).exists()


def test_a_repair_keeps_them(folder: Path, run: Run) -> None:
    put(folder, "memory-latex")
    run()
    index = folder.parent / "index"
    snapshot = current_snapshot(index)
    assert snapshot is not None
    (snapshot.bodies / next(snapshot.bodies.glob("*.npz")).name).write_bytes(b"")
    shutil.rmtree(snapshot.chroma)
    repair(index, FakeEncoder(DEFAULT_MODEL))
    corpus = opened(folder)
    body = corpus.bodies.of(corpus.papers[0].id)
    assert body is not None
    assert len(body.passages.spans) > 5
    corpus.close()
