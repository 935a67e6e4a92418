"""The files that records name: the PDFs beside a bibliography, as reference managers write their paths."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.sources import read_source
from ingest.sources.attachments import beside, bibtex_files


@pytest.mark.parametrize(
    ("value", "paths"),
    [
        ("Full Text PDF:files/12/Doe 2020.pdf:application/pdf", ["files/12/Doe 2020.pdf"]),  # Zotero
        (":Doe2020 - Owls.pdf:PDF", ["Doe2020 - Owls.pdf"]),  # JabRef
        (r":C$\backslash$:/papers/doe.pdf:pdf", ["C:/papers/doe.pdf"]),  # Mendeley
        (r"Fulltext:C\:\\papers\\doe.pdf:application/pdf", [r"C:\papers\doe.pdf"]),
        (r"A\; B:a\;b.pdf:application/pdf;Snapshot:page.html:text/html", ["a;b.pdf"]),
        ("papers/doe.pdf", ["papers/doe.pdf"]),
        ("doe.pdf:PDF", ["doe.pdf"]),
        ("C:/papers/doe.pdf", ["C:/papers/doe.pdf"]),
        ("notes.txt", []),
    ],
)
def test_the_field_file_of_bibtex(value: str, paths: list[str]) -> None:
    assert list(bibtex_files(value)) == paths


@pytest.mark.parametrize(
    "name",
    ["files/12/doe.pdf", "/home/ada/Zotero/files/12/doe.pdf", r"C:\Users\ada\files\12\doe.pdf", "12/doe.pdf"],
)
def test_a_file_is_looked_for_beside_the_document(tmp_path: Path, name: str) -> None:
    there = tmp_path / "files" / "12" / "doe.pdf"
    there.parent.mkdir(parents=True)
    there.write_bytes(b"%PDF-1.7")
    document = (tmp_path / "files" if name.startswith("12") else tmp_path) / "mine.bib"
    assert beside(document, name) == there


@pytest.mark.parametrize("name", ["https://example.org/doe.pdf", "doe.pdf", "a" * 5000 + ".pdf", "\0.pdf"])
def test_what_is_no_file_here_is_none(tmp_path: Path, name: str) -> None:
    assert beside(tmp_path / "mine.bib", name) is None


def test_a_document_brings_in_no_file_of_elsewhere(tmp_path: Path) -> None:
    private, mine = tmp_path / "private" / "review.pdf", tmp_path / "mine" / "mine.bib"
    for path in (private, mine):
        path.parent.mkdir()
        path.write_bytes(b"%PDF-1.7")
    (mine.parent / "linked.pdf").symlink_to(private)
    for name in (str(private), "../private/review.pdf", "linked.pdf", f"file://{private}"):
        assert beside(mine, name) is None
        assert beside(mine, name, [private.parent]) is not None  # which the ingest was given


RIS = "TY  - JOUR\nTI  - Owls at night\nAU  - Doe, Jane\nL1  - files/owls.pdf\nER  - \n"
CSV = (
    '"Item Type","Title","Author","File Attachments"\n'
    '"journalArticle","Owls at night","Doe, Jane","/z/a.html; /z/owls.pdf"\n'
)
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:z="http://www.zotero.org/namespaces/export#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:bib="http://purl.org/net/biblio#"
 xmlns:link="http://purl.org/rss/1.0/modules/link/">
 <bib:Article rdf:about="#item_1"><z:itemType>journalArticle</z:itemType><dc:title>Owls at night</dc:title>
  <link:link rdf:resource="#item_2"/></bib:Article>
 <z:Attachment rdf:about="#item_2"><z:itemType>attachment</z:itemType>
  <rdf:resource rdf:resource="files/2/owls.pdf"/>
 </z:Attachment></rdf:RDF>"""
BIB = "@article{a, title={Owls at night}, author={Doe, Jane}, file={PDF:files/2/owls.pdf:application/pdf}}"


@pytest.mark.parametrize(
    ("text", "path"),
    [(RIS, "files/owls.pdf"), (CSV, "/z/owls.pdf"), (RDF, "files/2/owls.pdf"), (BIB, "files/2/owls.pdf")],
    ids=["ris", "csv", "rdf", "bibtex"],
)
def test_records_name_the_files_of_their_papers(tmp_path: Path, text: str, path: str) -> None:
    document = tmp_path / "library.txt"
    document.write_text(text, encoding="utf-8")
    source = read_source(document)
    (paper,) = source.papers
    assert source.attached == {paper.records[0]: (path,)}
