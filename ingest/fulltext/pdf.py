"""A PDF as a full text: its characters, lines, columns, sections and header, one after another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pypdfium2.raw as pdfium

from assistant.errors import SourceError
from assistant.index.fulltext import Fulltext, Header, Page, Section
from ingest.fulltext.blocks import CAPTION, blocks, usual
from ingest.fulltext.chars import Chars, read_chars
from ingest.fulltext.furniture import without_furniture
from ingest.fulltext.header import header
from ingest.fulltext.layout import Column, columns, usual_gutter
from ingest.fulltext.lines import in_pictures, joined, pieces, runs, sheet
from ingest.fulltext.parts import Portion, sections
from ingest.fulltext.pdfium import meta_text, opened, page_of
from ingest.fulltext.writing import Words, Writer

MOST_PAGES = 400
"""Pages of a document: a thesis has 300; longer are books and proceedings, whose pages are no one paper's."""

_LARGEST = 14_400
"""Points, the largest side that a page may have: PDF 32000-1, annex C.2."""


def read_pdf(data: bytes) -> Fulltext:
    """The full text of a PDF. Raises SourceError where it has none."""
    with opened(data) as document:
        count = pdfium.FPDF_GetPageCount(document)
        if count < 1:
            raise SourceError("is no whole PDF (it has no pages); fetch it again")
        if count > MOST_PAGES:
            raise SourceError(f"has {count:,} pages; of up to {MOST_PAGES} the text is read")
        sheets = [_chars(document, number) for number in range(count)]
        metadata = {tag: meta_text(document, tag) for tag in ("Title", "Author", "Subject", "Keywords")}
    letters = sum(len(chars) for chars in sheets)
    if letters < 20 * min(count, 5):
        raise SourceError("has no text, so it is a scan; run OCR (for example ocrmypdf) over it")
    if sum(chars.unknown for chars in sheets) > letters // 2:
        raise SourceError(
            "has fonts that do not say which letters they print; "
            "run OCR (for example ocrmypdf --force-ocr) over it"
        )
    return _fulltext(sheets, metadata)


def _chars(document: Any, number: int) -> Chars:
    with page_of(document, number) as (page, text):
        if page is None:
            raise SourceError(f"is no whole PDF (page {number + 1} can't be read); fetch it again")
        chars = read_chars(page, text)
    if not 0 < max(chars.width, chars.height) <= _LARGEST:
        raise SourceError(
            f"has a page of {chars.width:,.0f} by {chars.height:,.0f} points; a PDF may have {_LARGEST:,}"
        )
    return chars


def _fulltext(pages: Sequence[Chars], metadata: dict[str, str]) -> Fulltext:
    sheets = [sheet(number, chars) for number, chars in enumerate(pages)]
    printed = [pieces(one) for one in sheets]
    labels = [[one for one in in_pictures(page) if not CAPTION.match(one.text)] for page in printed]
    pictured = {line for page in labels for line in page}
    kept = without_furniture([[one for one in page if one not in pictured] for page in printed])
    gutter = usual_gutter(kept)
    read = [column for page in kept for column in columns(page, gutter)]
    body = usual(read)
    cut = blocks(read, body)
    found = sections(cut, body, [joined(inside) for inside in labels if inside])
    first = [block for block in cut if block.page == 0]
    aside = _sideways(sheets[0].aside)
    everything = "\n".join(line.text for line in joined(printed[0]))
    about, _ = header(first, everything, aside, body, metadata)
    return written(found, read, [Page(chars.width, chars.height) for chars in pages], about)


def written(
    found: Sequence[Portion], read: Sequence[Column], pages: Sequence[Page], about: Header
) -> Fulltext:
    """The record of a document, from its sections."""
    writer = Writer(Words(line for column in read for line in column.lines))
    sections = []
    for section in found:
        label = writer.joined(section.heading)[0] if section.heading else ""
        if section.heading:
            writer.paragraph(section.heading)
        start = end = None
        for at, paragraph in enumerate(section.paragraphs):
            low, end = writer.paragraph(paragraph)
            if section.skip and not at:
                label = writer.slice(low, low + section.skip).strip(" .:—–-")
                low += section.skip
            start = low if start is None else start
        if start is not None and end is not None and end > start:
            sections.append(Section(label, section.part, start, end))
    text, places = writer.text()
    return Fulltext(text, tuple(pages), tuple(sections), places, about)


def _sideways(chars: Chars) -> str:
    """What is printed in other directions, in the order of the file."""
    out = []
    for turn in range(4):
        some = chars.take(chars.turn == turn)
        if not len(some):
            continue
        turned = sheet(0, some)
        out.append(" ".join(line.text for line in runs(turned)))
    return "\n".join(out)
