"""Directories and zips with documents in any form; files in forms that are not read are named."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from pathlib import Path

import pytest
from fakes import FakeEncoder

from assistant.errors import SourceError
from ingest.pipeline import ingest
from ingest.sources import archives, find_sources, read_documents, read_source

FORMS = Path(__file__).with_name("forms")


def zipped(path: Path, files: dict[str, bytes | str], **options: int) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


@pytest.mark.process  # a PDF is read in one of its own
def test_a_directory_of_anything(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    folder.mkdir()
    for path in FORMS.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "README.md").write_text("About these files.")
    (folder / ".hidden.ris").write_text("TY  - JOUR")
    (folder / "sources.toml").write_text('["zotero.ris"]\nscope = "related"\n')
    (folder / "minutes.txt").write_text("Dear all,\n\nplease find the minutes attached.\n")
    (folder / "paper.pdf").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    (folder / "empty.ris").write_text("\n")
    report = ingest([folder], tmp_path / "index", FakeEncoder())
    refused = {s.document: s.reason for s in report.skipped if s.line == 0}
    assert sorted(refused) == ["empty.ris", "minutes.txt", "paper.pdf"]
    assert refused["paper.pdf"].startswith("is no whole PDF")
    assert "none of the known forms" in refused["minutes.txt"]
    assert report.group > 5
    again = ingest([folder], tmp_path / "index", FakeEncoder())
    assert (again.skipped, again.unchanged) == (report.skipped, report.group + report.related)


@pytest.mark.process
def test_a_file_that_is_named_must_be_read(tmp_path: Path) -> None:
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"%PDF-1.7\n")
    with pytest.raises(SourceError, match=r"paper\.pdf is no whole PDF"):
        ingest([FORMS / "zotero.ris", paper], tmp_path / "index", FakeEncoder())


@pytest.mark.process
def test_where_nothing_can_be_read_the_first_reason_is_told(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "a.pdf").write_bytes(b"%PDF-1.7\n")
    with pytest.raises(SourceError, match=r"No paper .* 1 records .*\(the first: a\.pdf: is no whole PDF"):
        ingest([tmp_path / "papers"], tmp_path / "index", FakeEncoder())


def test_a_zip_is_read_as_a_directory_is(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {f"mine/{path.name}": path.read_bytes() for path in FORMS.iterdir()}
    files |= {"mine/README.md": "x", "__MACOSX/._a": "x", ".x/a.ris": "x", "mine/notes.txt": "Milk."}
    path = zipped(tmp_path / "mine.zip", files)
    assert find_sources([tmp_path]) == [path]
    reading = read_documents(path)
    assert [source.info.document for source in reading.sources] == sorted(
        f"mine.zip/mine/{path.name}" for path in FORMS.iterdir()
    )
    assert [refused.document for refused in reading.refused] == ["mine.zip/mine/notes.txt"]
    paper = reading.sources[-1].papers[0]
    assert paper.records[0].document == reading.sources[-1].info.document
    assert sorted(file.name for file in tmp_path.iterdir()) == ["mine.zip"]  # nothing is written
    with pytest.raises(SourceError, match=f"holds {len(list(FORMS.iterdir()))} documents"):
        read_source(path)


def test_a_path_that_leads_out_of_a_zip_is_only_a_name(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"../../out.ris": (FORMS / "zotero.ris").read_bytes()})
    (source,) = read_documents(path).sources
    assert source.papers
    assert list(tmp_path.rglob("out.ris")) == []


def nested() -> bytes:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.ris", "TY  - JOUR\nTI  - Mice\nER  - \n")
    return inner.getvalue()


def test_what_no_zip_may_hold_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path) -> str:
        with pytest.raises(SourceError) as caught:
            read_documents(path)
        assert str(path) in str(caught.value)
        assert "\n" not in str(caught.value)
        return str(caught.value)

    assert "a zip within a zip; unpack it" in refused(zipped(tmp_path / "n.zip", {"inner.zip": nested()}))
    assert "holds no document" in refused(zipped(tmp_path / "none.zip", {"README.md": "x"}))
    broken = zipped(tmp_path / "broken.zip", {"a.ris": "TY  - JOUR\n" * 100})
    broken.write_bytes(broken.read_bytes()[:-60])
    assert "a damaged zip" in refused(broken)
    bomb = zipped(tmp_path / "bomb.zip", {"a.txt": b"0" * 30_000_000})
    assert "unpacks to more than" in refused(bomb)
    many = zipped(tmp_path / "many.zip", {f"{n}.ris": "x" for n in range(30)})
    monkeypatch.setattr(archives, "MOST_FILES", 20)
    assert "holds 30 files, at most 20 are read" in refused(many)


def office(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, "<x/>")
    return out.getvalue()


def database(folder: Path, table: str) -> bytes:
    path = folder / "db.sqlite"
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as connection:
        connection.execute(f"CREATE TABLE {table} (id INTEGER)")
    connection.close()
    return path.read_bytes()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("itemAttachments", "a Zotero database; in Zotero, choose File > Export Library"),
        ("enl_refs", r"an EndNote library \(.enl\); in EndNote, choose File > Export"),
        ("other", "an SQLite database; export"),
        (office("word/document.xml"), "a Word document; export its references"),
        (office("xl/workbook.xml"), "an Excel workbook; in Excel, choose File > Save As"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "an old Word"),
        (b"Rar!\x1a\x07\x01\x00", "an archive that is no zip; unpack it"),
        (b"\x1f\x8b\x08\x00", "an archive that is no zip; unpack it"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a picture; leave it out"),
        (b"<!DOCTYPE html>\n<html><body>Papers</body></html>", "a web page; export the papers"),
        (b"{\\rtf1\\ansi Papers}", "a text in RTF"),
        (b"% a paper\n\\documentclass{article}\n", "a LaTeX document; give its .bib file"),
        (b'<?xml version="1.0"?>\n<modsCollection xmlns="http://www.loc.gov/mods/v3"/>', "in MODS; export"),
        (b"1: Doe J. Sleep. J Sleep. 2020 Mar 1. PMID: 123; PMCID: PMC1.", "a summary of PubMed; on PubMed"),
        (
            b'<?xml version="1.0"?><opml><body/></opml>',
            r"XML of a form that is not known \(its root is <opml>\)",
        ),
    ],
)
def test_a_form_that_is_not_read_is_named(data: bytes | str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "library.bin"
    path.write_bytes(database(tmp_path, data) if isinstance(data, str) else data)
    with pytest.raises(SourceError, match=words) as caught:
        read_source(path)
    assert str(caught.value).startswith(f"{path} is ")
    assert str(caught.value).endswith(".")


def test_documents_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    groups = []
    for name in ("lions", "tigers"):
        (tmp_path / name).mkdir()
        groups.append(tmp_path / name / "source.bib")
        groups[-1].write_text(f"@article{{a, title={{On {name}}}, year={{soon}}}}")
    report = ingest([*groups, FORMS / "zotero.ris"], tmp_path / "index", FakeEncoder())
    places = [s.place for s in report.skipped if "soon" in s.reason]
    assert places == ["lions/source.bib:1", "tigers/source.bib:1"]
