"""Full texts out of PDFs: what the papers of tests/pdfs print, and files that mean harm."""

from __future__ import annotations

import io
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hostile_pdfs import ANY, HOSTILE, READ, good
from reportlab.pdfgen.canvas import Canvas
from zoo import REPOSITORY

from assistant.errors import SourceError
from assistant.index.fulltext import NOWHERE, Fulltext, read_fulltext
from bench.fulltext import run
from ingest.fulltext import reading
from ingest.fulltext.chars import read_chars
from ingest.fulltext.header import ids_in
from ingest.fulltext.lines import runs, sheet
from ingest.fulltext.pdf import read_pdf
from ingest.fulltext.pdfium import opened, page_of
from ingest.fulltext.reading import Read, Unread, read_fulltexts
from ingest.fulltext.writing import Words

PDFS = REPOSITORY / "tests" / "pdfs"


def fulltext(name: str) -> Fulltext:
    return read_pdf((PDFS / f"{name}.pdf").read_bytes())


def of_part(text: Fulltext, part: str) -> str:
    return "\n\n".join(text.text[one.start : one.end] for one in text.sections if one.part == part)


# What is read


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    return run(sorted(PDFS.glob("*.pdf")))


@pytest.mark.process
def test_sentences_are_read_verbatim_in_the_order_of_reading(measured: dict[str, Any]) -> None:
    assert measured["unread"] == []
    assert measured["order"] >= 0.99, measured["wrong"]


@pytest.mark.process
def test_the_boxes_of_each_sentence_hold_its_letters_and_no_others(measured: dict[str, Any]) -> None:
    assert measured["boxes"] == 1.0, measured["wrong"]


@pytest.mark.process
@pytest.mark.parametrize(
    "kind",
    [
        "title",
        "authors",
        "doi",
        "arxiv_id",
        "year",
        "headings",
        "headings_real",
        "caption",
        "footnote",
        "references",
    ],
)
def test_what_a_paper_says_of_itself_and_its_parts_are_found(measured: dict[str, Any], kind: str) -> None:
    assert measured[kind] == 1.0, measured["wrong"]


@pytest.mark.process
def test_words_that_line_ends_cut_are_whole(measured: dict[str, Any]) -> None:
    # "re-examined" and "inter-rater" stand once, cut at their hyphen: nothing tells that it is theirs.
    wrong = [said for said in measured["wrong"] if said.startswith("cut_words")]
    assert [said.rsplit(" ", 1)[1] for said in wrong] == ["Inter-rater", "re-examined"]


def test_a_sentence_over_two_columns_has_boxes_in_both() -> None:
    text = fulltext("memory-latex")
    over = [
        boxes
        for match in re.finditer(r"[A-Z][^.]{40,}\.", of_part(text, "body"))
        if (at := text.text.find(match[0])) >= 0 and (boxes := text.boxes(at, at + len(match[0])))
        if boxes[0].page == boxes[-1].page and boxes[-1].top < boxes[0].top
    ]
    assert over


def test_a_sentence_over_two_pages_is_not_interrupted() -> None:
    text = fulltext("owls-latex")
    ends = [
        at
        for at in range(1, len(text.text))
        if text.places[at - 1, 0] >= 0 and text.places[at, 0] == NOWHERE and text.text[at] == " "
        if text.places[at + 1, 0] == text.places[at - 1, 0] + 1
    ]
    assert ends
    assert "\n" not in text.text[ends[0] - 40 : ends[0] + 40]


def test_detached_accents_and_ligatures_are_letters() -> None:
    text = fulltext("owls-latex")
    assert "Lindström and Gauthier described the difficulty" in text.text
    assert "Dvořák" in of_part(text, "references")
    at = text.text.index("difficulty")
    boxes = text.places[at + 2 : at + 5]  # f, f, i of one glyph
    assert (boxes[1:, 1] >= boxes[:-1, 1]).all()
    assert (boxes[1:, 1] - boxes[:-1, 3] <= 1).all()


def test_calls_to_notes_are_left_out_and_the_note_stands_behind_the_text() -> None:
    text = fulltext("owls-latex")
    assert "free-living owls. Here we report" in text.text
    assert of_part(text, "footnote").startswith("1The experiment was approved")


def test_running_heads_and_page_numbers_are_left_out() -> None:
    text = fulltext("owls-latex").text
    assert "A running head on even pages" not in text
    assert not re.search(r"^\d+$", text, re.MULTILINE)


def test_the_abstract_is_found_without_its_heading() -> None:
    text = fulltext("memory-ligatures")
    (section,) = [one for one in text.sections if one.part == "abstract"]
    assert section.heading == ""
    assert text.text[section.start :].startswith("Students who take notes by hand")


def test_the_label_of_an_abstract_is_its_heading() -> None:
    (section,) = [one for one in fulltext("charters-run-in").sections if one.part == "abstract"]
    assert section.heading == "Abstract"


def test_sections_do_not_overlap_and_headings_stand_between_them() -> None:
    for path in PDFS.glob("*.pdf"):
        text = read_pdf(path.read_bytes())
        for before, after in zip(text.sections, text.sections[1:], strict=False):
            assert before.end <= after.start
        for one in text.sections:
            assert text.text[one.start : one.end].strip()


# Files that mean harm


@pytest.mark.process
def test_hostile_files_cost_nothing_but_a_line(tmp_path: Path) -> None:
    paths = []
    for name, (make, _) in HOSTILE.items():
        for file, data in ((f"{name}.pdf", make()), (f"{name} and a good one.pdf", good() + name.encode())):
            (tmp_path / file).write_bytes(data)
            paths.append(tmp_path / file)
    results = list(read_fulltexts(paths, tmp_path / "into", processes=2, seconds=3, memory=1 << 30))
    assert [result.path for result in results] == paths
    for (name, (_, said)), bad, fine in zip(HOSTILE.items(), results[::2], results[1::2], strict=True):
        assert isinstance(fine, Read), fine
        if said == READ:
            assert isinstance(bad, Read), bad
            assert "Owls hunt at night" in read_fulltext(bad.file).text
        elif said != ANY:
            assert isinstance(bad, Unread), name
            assert re.match(said, bad.reason), (name, bad.reason)
            assert "\n" not in bad.reason
    assert sorted(path.suffix for path in (tmp_path / "into").iterdir()) == [".fulltext"] * sum(
        isinstance(result, Read) for result in results
    )


# The processes that read


PRETENDER = """
import json, os, signal, sys, time
from pathlib import Path
for line in sys.stdin:
    request = json.loads(line)
    if Path(request["path"]).name == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if Path(request["path"]).name == "sleep":
        time.sleep(600)
    print(json.dumps({"reason": "was seen"}), flush=True)
"""


@pytest.fixture
def pretending(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers that crash or sleep as the name of a file says."""

    def start(memory: int) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", PRETENDER]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    monkeypatch.setattr(reading, "_start", start)
    monkeypatch.setattr(reading, "_STARTING", 20.0)


def files(folder: Path, names: Sequence[str]) -> list[Path]:
    for name in names:
        (folder / name).write_text(name)
    return [folder / name for name in names]


@pytest.mark.process
@pytest.mark.usefixtures("pretending")
def test_a_crash_costs_its_file_only(tmp_path: Path) -> None:
    results = list(read_fulltexts(files(tmp_path, ["a", "crash", "b"]), tmp_path / "into", processes=1))
    reasons = [result.reason for result in results if isinstance(result, Unread)]
    assert reasons[::2] == ["was seen", "was seen"]
    assert "made its reader stop (SIGSEGV)" in reasons[1]


@pytest.mark.process
@pytest.mark.usefixtures("pretending")
def test_a_file_that_takes_too_long_costs_its_time_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_STARTING", 0.0)
    results = list(read_fulltexts(files(tmp_path, ["sleep"]), tmp_path / "into", processes=1, seconds=0.1))
    assert [result.reason for result in results if isinstance(result, Unread)] == ["took more than 0.1 s"]


@pytest.mark.process
def test_a_file_that_was_read_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.pdf").write_bytes(good())
    (first,) = read_fulltexts([tmp_path / "a.pdf"], tmp_path / "into")
    assert isinstance(first, Read)
    (tmp_path / "b.pdf").write_bytes(good())
    monkeypatch.setattr(reading, "_start", lambda memory: pytest.fail("a process was started"))
    (again,) = read_fulltexts([tmp_path / "b.pdf"], tmp_path / "into")
    assert again == Read(tmp_path / "b.pdf", first.sha256, first.file, first.header)


@pytest.mark.process
def test_a_damaged_result_is_written_anew(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(good())
    (first,) = read_fulltexts([tmp_path / "a.pdf"], tmp_path / "into")
    assert isinstance(first, Read)
    first.file.write_bytes(b"PK damaged")
    (again,) = read_fulltexts([tmp_path / "a.pdf"], tmp_path / "into")
    assert again == first
    assert "Owls" in read_fulltext(first.file).text


@pytest.mark.process
def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    (result,) = read_fulltexts([tmp_path / "none.pdf"], tmp_path / "into")
    assert result == Unread(tmp_path / "none.pdf", "can't be read (No such file or directory)")


@pytest.mark.process
def test_no_process_is_left_when_the_reading_is_broken_off(tmp_path: Path) -> None:
    """As Ctrl+C does: the first file is read, the second one keeps its reader busy for a minute."""
    program = (
        "import signal, sys, time\nfrom pathlib import Path\nfrom ingest.fulltext import reading\n"
        # Tests that a shell runs in the background inherit that they are not to hear Ctrl+C.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "start = reading._start\n"
        "def told(memory):\n"
        "    process = start(memory)\n    print(process.pid, flush=True)\n    return process\n"
        "reading._start = told\n"
        "for _ in reading.read_fulltexts([Path(sys.argv[2])], Path(sys.argv[1])):\n"
        "    print('read', flush=True)\n    time.sleep(600)\n"
    )
    (tmp_path / "a.pdf").write_bytes(good())
    command = [sys.executable, "-c", program, str(tmp_path / "into"), str(tmp_path / "a.pdf")]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=REPOSITORY
    ) as process:
        assert process.stdout is not None
        reader = int(process.stdout.readline())
        assert process.stdout.readline() == "read\n"
        os.kill(reader, 0)  # it waits for the next file
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
    with pytest.raises(ProcessLookupError):
        os.kill(reader, 0)


def test_a_reader_gets_no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    given = reading.environment()
    assert "secret" not in given.values()
    assert set(given) >= {"PATH", "PYTHONPATH"}


# Pages drawn for one thing each

PROSE = (
    "Owls hunt at night and rest by day in the shade of old trees, as everybody knows. "
    "Their young stay in the nest for a month and are fed with mice and voles. "
)


HEADINGS = ("2 NESTS OF OWLS", "3 FOOD", "5 SLEEP AND NOISE")


def drawn(draw: Callable[[Canvas, int], None], *, pages: int = 1, headings: str = "") -> Fulltext:
    """A document whose pages `draw` draws, each with twenty lines of prose in its middle.

    From the second page on, the first line is a heading in the font `headings`.
    """
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(612, 792))
    for page in range(pages):
        canvas.setFont("Times-Roman", 10)
        for line in range(2 if headings and page else 0, 20):
            said = f"{PROSE[7 * line + 5 * page :]}{PROSE}"
            canvas.drawString(100, 650 - 12 * line, said[:80].rsplit(" ", 1)[0])
        draw(canvas, page)
        if headings and page:
            canvas.setFont(headings, 10)
            canvas.drawString(100, 650, HEADINGS[page - 1])
        canvas.showPage()
    canvas.save()
    return read_pdf(out.getvalue())


def test_numbers_of_lines_are_left_out() -> None:
    def numbers(canvas: Canvas, page: int) -> None:
        for line in range(20):
            canvas.drawRightString(90, 650 - 12 * line, str(77 + line))

    assert not re.search(r"\d", drawn(numbers).text)


def test_a_column_of_other_numbers_beside_the_text_is_kept() -> None:
    def numbers(canvas: Canvas, page: int) -> None:
        for line, number in enumerate((12, 7, 31, 5, 90, 14, 2)):
            canvas.drawRightString(90, 650 - 12 * line, str(number))

    assert "31" in drawn(numbers).text


def test_heads_that_name_the_section_are_left_out_though_none_repeats() -> None:
    def head(canvas: Canvas, page: int) -> None:
        if page:
            canvas.drawString(100, 700, ("", "On the nests of owls", "On mice", "On voles and shrews")[page])

    text = drawn(head, pages=4).text
    assert "On mice" not in text
    assert "On voles" not in text


@pytest.mark.parametrize(("font", "pages"), [("Times-Bold", 3), ("Times-Roman", 2)])
def test_headings_at_the_top_of_pages_are_no_heads(font: str, pages: int) -> None:
    text = drawn(lambda canvas, page: None, pages=pages, headings=font)
    assert tuple(one.heading for one in text.sections if one.heading) == HEADINGS[: pages - 1]


def test_the_words_of_a_picture_stand_behind_the_text() -> None:
    def picture(canvas: Canvas, page: int) -> None:
        canvas.beginForm("picture", 0, 0, 200, 60)
        canvas.rect(0, 0, 200, 60)
        canvas.drawString(10, 20, "Time in days")
        canvas.endForm()
        canvas.translate(100, 330)
        canvas.doForm("picture")

    text = drawn(picture)
    assert "Time in days" in of_part(text, "table")
    assert "Time in days" not in of_part(text, "body")


def test_letters_of_no_size_to_speak_of_are_read() -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setFont("Times-Roman", 0.05)
    for line in range(9):
        canvas.drawString(100, 700 - line, PROSE)
    canvas.save()
    assert "Owls hunt at night" in read_pdf(out.getvalue()).text


def test_letters_that_are_printed_upwards_are_no_text() -> None:
    def label(canvas: Canvas, page: int) -> None:
        canvas.rotate(90)
        canvas.drawString(300, -40, "Body mass in grams")

    assert "Body mass" not in drawn(label).text


def test_a_scan_with_a_stamp_has_no_text() -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(100, 100, "Scanned 2020")
    canvas.save()
    with pytest.raises(SourceError, match="has no text, so it is a scan"):
        read_pdf(out.getvalue())


@pytest.mark.parametrize(
    ("text", "before", "after", "kept"),
    [
        ("Some part-night lamps are here.", "part", "night", True),
        ("Some partnight lamps are here.", "part", "night", False),
        ("Nothing is known.", "experi", "ments", False),  # an English word
        ("Nothing is known.", "State", "of-the-art", True),
        ("Nothing is known.", "light", "sensitive", True),  # two English words, and together none
        ("Nothing is known.", "Kaplan", "Meier", True),
        ("Nothing is known.", "spectro", "gramatic", False),
    ],
)
def test_the_hyphen_at_a_line_end_stays_where_it_is_the_words_own(
    text: str, before: str, after: str, *, kept: bool
) -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 700, text)
    canvas.save()
    with opened(out.getvalue()) as document, page_of(document, 0) as (page, handle):
        words = Words(runs(sheet(0, read_chars(page, handle))))
    assert words.keeps_hyphen(before, after) == kept


# What a first page says


@pytest.mark.parametrize(
    ("page", "doi", "arxiv", "year"),
    [
        (
            "Received 3 May 2019\nPublished 7 Jan 2020\nhttps://doi.org/10.1000/zoo.7.",
            "10.1000/zoo.7",
            None,
            2020,
        ),
        ("Zoo Letters 12 (2015) 7-19, doi:10.1000/(zoo)7).", "10.1000/(zoo)7", None, 2015),
        ("DOI 10.1016/j.\njzoo.2018.07.001 and more", "10.1016/j.jzoo.2018.07.001", None, 2018),
        ("arXiv:1906.00695v4 [cs.LG]", None, "1906.00695", 2019),
        ("arXiv:hep-th/9901001", None, "hep-th/9901001", None),
        ("As Smyth wrote in 1999, owls sleep.", None, None, 1999),
        ("Owls sleep.\n" * 400 + "Conference 1999, arXiv:1906.00695", None, None, None),
        ("10.5 and 10.1/2 are no identifiers", None, None, None),
    ],
)
def test_identifiers_and_the_year_of_a_first_page(
    page: str, doi: str | None, arxiv: str | None, year: int | None
) -> None:
    assert ids_in(page) == (doi, arxiv, year)


def test_the_stamp_at_the_margin_says_the_arxiv_identifier() -> None:
    assert ids_in("Owls", "arXiv:2103.01234v2 [cs.CL] 3 Mar 2021")[1:] == ("2103.01234", 2021)


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        (["Ada Byron, Kurt Gödel and Emmy Noether"], ("Ada Byron", "Kurt Gödel", "Emmy Noether")),
        (["Ada Byron", "Columbia University, New York"], ("Ada Byron",)),
        (["Ada M. Byron, Ph.D., Juan de la Cruz"], ("Ada M. Byron", "Juan de la Cruz")),
        (["ada@zoo.example", "Received 3 May 2019"], ()),
    ],
)
def test_authors_are_the_names_behind_the_title(lines: list[str], authors: tuple[str, ...]) -> None:
    def front(canvas: Canvas, page: int) -> None:
        canvas.setFont("Times-Bold", 18)
        canvas.drawString(100, 740, "Lions at Night in the City")
        canvas.setFont("Times-Roman", 11)
        for at, line in enumerate(lines):
            canvas.drawString(100, 715 - 14 * at, line)

    header = drawn(front).header
    assert header.title == "Lions at Night in the City"
    assert header.authors == authors


def test_references_without_a_heading_begin_with_the_first_number() -> None:
    def references(canvas: Canvas, page: int) -> None:
        canvas.drawString(100, 380, "[1] J. Smyth. Prides. Zoo Letters 7, 1999.")
        canvas.drawString(100, 368, "[2] A. Byron. Lions at night and by day. Zoo Letters 9, 2001.")

    assert of_part(drawn(references), "references") == (
        "[1] J. Smyth. Prides. Zoo Letters 7, 1999.\n\n"
        "[2] A. Byron. Lions at night and by day. Zoo Letters 9, 2001."
    )
