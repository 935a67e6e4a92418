"""Papers as BibTeX, RIS, CSV and Markdown."""

from __future__ import annotations

import csv
import io
import re
import time
from dataclasses import replace
from datetime import date

import pytest
from bibtexparser.entrypoint import parse_string
from hypothesis import given
from hypothesis import strategies as st

from assistant.datamodels import Kind, Paper, PaperDate, Version
from assistant.explore.bibtex import bibtex, entry_type, keys, latex, to_bibtex
from assistant.explore.exports import FORMATS, reference, to_csv, to_markdown, to_ris
from ingest.sources import bibtex as reader
from ingest.sources.document import Document
from ingest.sources.records import Context

PAPER = Paper(
    id="local-vs-global",
    title="Local vs Global: 100% of CNNs & the $L_2$ norm",
    abstract="We gain 5% on C_1 for $5 {each}, # ~ ^ \\ < > naïve.\n\nIt is “fine”.",
    scope="group",
    authors=("Giulia Lanzillotta", "Johannes von Oswald", "Francesco Lässig", "João Sacramento"),
    date=PaperDate(2024, 7, 23),
    category="LG",
    venue="Journal of Replay & Memory",
    doi="10.1000/182_a",
    url="https://example.org/a_b?x=1&y=%7E",
)
BARE = Paper(id="bare", title="Untitled thoughts", abstract="", scope="related")


def read(text: str) -> tuple[Paper, ...]:
    """What this project's own reader makes of a BibTeX file."""
    contents = reader.parse(Document("x.bib", text), Context(scope="group", retrieved=date(2026, 1, 1)))
    assert contents.skipped == ()
    return contents.papers


def test_bibtex_comes_back_as_it_was() -> None:
    again, bare = read(to_bibtex([PAPER, BARE]))
    for name in ("title", "authors", "authors_complete", "date", "venue", "doi", "url"):
        assert getattr(again, name) == getattr(PAPER, name), name
    assert again.abstract == " ".join(PAPER.abstract.split())
    assert (bare.title, bare.authors, bare.date, bare.abstract) == ("Untitled thoughts", (), None, "")


@pytest.mark.parametrize(
    ("written", "in_bibtex", "in_ris"),
    [
        ("Emmy Noether", "Emmy Noether", "Noether, Emmy"),
        ("Noether EA", "Noether, E. A.", "Noether, E. A."),
        ("Noether, E. A.", "Noether, E. A.", "Noether, E. A."),
        ("Jan van der Berg", "Jan van der Berg", "van der Berg, Jan"),
        ("Berg, J. van der", "van der Berg, J.", "van der Berg, J."),
        ("Downs, J. H. 3rd", "Downs, 3rd, J. H.", "Downs, J. H., 3rd"),
        ("Herd Study Group", "{Herd Study Group}", "Herd Study Group"),
    ],
)
def test_names_however_written(written: str, in_bibtex: str, in_ris: str) -> None:
    paper = replace(BARE, authors=(written,), authors_complete=True)
    assert f"author = {{{in_bibtex}}}" in bibtex(paper)
    assert f"AU  - {in_ris}\r\n" in to_ris([paper])


def test_volume_issue_and_pages_are_exported() -> None:
    paper = replace(PAPER, volume="12", issue="3", pages="5-17")
    (again,) = read(bibtex(paper))
    assert (again.volume, again.issue, again.pages) == ("12", "3", "5–17")
    assert "pages = {5--17}" in bibtex(paper)
    assert "VL  - 12\r\nIS  - 3\r\nSP  - 5\r\nEP  - 17\r\n" in to_ris([paper])
    assert "SP  - e4\r\nUR" in to_ris([replace(PAPER, pages="e4", category=None, abstract="", doi=None)])


def test_another_reader_takes_it_too() -> None:
    library = parse_string(to_bibtex([PAPER, replace(PAPER, id="2"), BARE]))
    assert library.failed_blocks == []
    assert [entry.key for entry in library.entries] == [
        "lanzillotta2024local",
        "lanzillotta2024localb",
        "anonymousuntitled",
    ]
    fields = {field.key: field.value for field in library.entries[0].fields}
    assert fields["title"] == r"Local vs Global: 100{\%} of {CNNs} {\&} the $L_2$ norm"
    assert r"Francesco L{\"a}ssig" in fields["author"]
    assert (fields["year"], fields["month"], fields["day"]) == ("2024", "jul", "23")


def test_a_cut_list_of_authors_ends_with_others() -> None:
    cut = replace(PAPER, authors_complete=False)
    assert "Sacramento and others}" in bibtex(cut)
    (again,) = read(bibtex(cut))
    assert (again.authors, again.authors_complete) == (PAPER.authors, False)
    assert "N1  - The list of authors is cut" in to_ris([cut])
    assert "João Sacramento et al. **Local" in reference(cut)
    complete = replace(PAPER, authors_complete=True)
    assert "others" not in bibtex(complete)
    assert "N1  -" not in to_ris([complete])


@pytest.mark.parametrize(
    ("kind", "venue", "entry", "ris"),
    [
        (None, "Neural Computation", "article", "JOUR"),
        (None, "NeurIPS", "inproceedings", "CONF"),
        (None, "arXiv", "misc", "UNPB"),
        (None, None, "misc", "GEN"),
        ("article", "PNAS", "article", "JOUR"),
        ("conference paper", "Robotics: Science and Systems", "inproceedings", "CONF"),
        ("preprint", "bioRxiv", "misc", "UNPB"),
        ("thesis", None, "phdthesis", "THES"),
        ("chapter", "Handbook of Drones", "incollection", "CHAP"),
        ("software", None, "misc", "COMP"),
    ],
)
def test_the_entry_type_is_what_is_known(kind: Kind | None, venue: str | None, entry: str, ris: str) -> None:
    paper = replace(PAPER, kind=kind, venue=venue)
    assert entry_type(paper) == entry
    assert bibtex(paper).startswith(f"@{entry}{{")
    assert to_ris([paper]).startswith(f"TY  - {ris}\r\n")


def test_an_export_prints_the_most_final_form_whole() -> None:
    early = Version("Local vs Global", "conference paper", ("G. Lanzillotta",), venue="ICLR", doi="10.1000/1")
    paper = replace(PAPER, versions=(early,))
    for form in FORMATS.values():
        assert form.write([paper]) == form.write([PAPER])


def test_an_arxiv_paper_says_so() -> None:
    paper = replace(BARE, arxiv_id="1906.00695", category="cs.LG", venue="arXiv")
    assert "eprint = {1906.00695},\n  archiveprefix = {arXiv},\n  primaryclass = {cs.LG}" in bibtex(paper)
    (again,) = read(bibtex(paper))
    assert (again.arxiv_id, again.category, again.venue) == ("1906.00695", "cs.LG", "arXiv")


def test_names_that_bibtex_would_misread() -> None:
    paper = replace(BARE, authors=("Martin L. King, Jr.", "Research and Development", "OpenAI"))
    text = bibtex(replace(paper, authors_complete=True))
    assert "{King, Jr., Martin L. and {Research and Development} and OpenAI}" in text
    assert read(text)[0].authors == ("Martin L. King Jr.", "Research and Development", "OpenAI")


def test_keys_are_unique_however_many_are_alike() -> None:
    many = keys([PAPER] * 60)
    assert len(set(many)) == 60
    assert all(re.fullmatch("[a-z0-9]+", key) for key in many)


def test_a_title_of_one_long_word_takes_no_time() -> None:
    began = time.thread_time()  # what else this machine does is not counted
    bibtex(replace(PAPER, title="x" * 40_000))
    assert time.thread_time() - began < 5


def test_mathematics_stays_and_commands_do_not() -> None:
    assert latex("an $x_1^{2}$ of 3") == "an $x_1^{2}$ of 3"
    assert latex("from $5 to $10") == r"from {\$}5 to {\$}10"
    assert "$" not in latex(r"$\input{/etc/passwd}$").replace(r"{\$}", "")
    assert latex("$}{$") == r"{\$}{\textbraceright}{\textbraceleft}{\$}"


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=60))
def test_no_text_breaks_a_file(text: str) -> None:
    hostile = replace(PAPER, title=f"T {text}", abstract=text, authors=(f"{text} A",), venue=text, url=None)
    library = parse_string(to_bibtex([hostile, BARE]), parse_stack=[])
    assert len(library.entries) == 2
    assert library.failed_blocks == []
    assert len(re.findall(r"(?m)^ER  - \r$", to_ris([hostile, BARE]))) == 2
    rows = list(csv.reader(io.StringIO(to_csv([hostile, BARE]))))
    assert len(rows) == 3
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert to_markdown([hostile, BARE]).count("\n") == 2


def test_ris_follows_its_specification() -> None:
    lines = to_ris([PAPER]).split("\r\n")
    assert lines[:3] == ["TY  - JOUR", "ID  - local-vs-global", f"TI  - {PAPER.title}"]
    assert lines[-2:] == ["ER  - ", ""]
    assert {"AU  - von Oswald, Johannes", "PY  - 2024", "DA  - 2024/07/23/"} <= set(lines)
    assert {"JO  - Journal of Replay & Memory", "DO  - 10.1000/182_a", "KW  - LG"} <= set(lines)
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])


def test_csv_is_a_table_without_formulas() -> None:
    evil = replace(BARE, title='=HYPERLINK("http://evil.test")', authors=("@A", "B"))
    text = to_csv([PAPER, evil])
    assert text.startswith("\ufeffid,title,authors")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[0]["authors"] == "; ".join(PAPER.authors)
    assert (rows[0]["year"], rows[0]["date"], rows[0]["scope"]) == ("2024", "2024-07-23", "group")
    assert rows[0]["abstract"] == PAPER.abstract
    assert rows[1]["title"] == '\'=HYPERLINK("http://evil.test")'
    assert rows[1]["authors"] == "'@A; B"


@pytest.mark.parametrize("title", ["＝1+1", ";=1+1", " ; =1+1", "－1", "@A", "\t=1"])
def test_no_cell_is_a_formula_however_a_spreadsheet_reads_it(title: str) -> None:
    assert f"'{title}" in to_csv([replace(BARE, title=title)])


def test_a_reference_is_one_line() -> None:
    broken = replace(PAPER, venue="Journal\nof\r\n\n# Replay", authors=("A\nB", "C"))
    assert len(to_markdown([broken]).splitlines()) == 1


def test_markdown_is_a_reference_list() -> None:
    first, second = to_markdown([replace(PAPER, authors_complete=True), BARE]).splitlines()
    assert first.startswith("1. Giulia Lanzillotta, Johannes von Oswald")
    assert first.endswith("Journal of Replay &amp; Memory, 2024-07-23. <https://example.org/a_b?x=1&y=%7E>")
    assert second == "2. **Untitled thoughts.** no date."


def test_every_format_writes() -> None:
    assert [format.suffix for format in FORMATS.values()] == ["bib", "ris", "csv", "md"]
    assert all(PAPER.title.split(":")[0] in format.write([PAPER]) for format in FORMATS.values())
