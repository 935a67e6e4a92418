"""Full texts that GROBID wrote: TEI, with the boxes of lines where they were asked for (`teiCoordinates`).

https://grobid.readthedocs.io/en/latest/Coordinates-in-PDF/: `coords` is "page,x,y,width,height" for each
line, separated by semicolons; pages count from 1, and points from the top left corner.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from assistant.errors import SourceError
from assistant.index.fulltext import Box, Fulltext, Header, Page, Part
from ingest.fulltext.parts import section_part
from ingest.fulltext.told import Stretch, Told, fulltext_of
from ingest.sources.identifiers import normal_arxiv_id, normal_doi
from ingest.sources.xml_records import Element

_T = "{http://www.tei-c.org/ns/1.0}"
_BACK: dict[str, Part] = {"references": "references"}
_LARGEST = 14_400.0  # points: see pdf.py


def read_tei(data: bytes) -> Fulltext:
    """The full text in a TEI document of GROBID. Raises SourceError where there is none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        raise SourceError(f"is no whole TEI ({problem.msg})") from problem
    sections = [*_front(root), *_body(root)]
    if not any(section.paragraphs for section in sections if section.part in ("abstract", "body")):
        raise SourceError("is TEI without a text; let GROBID write it with processFulltextDocument")
    pages = [_page(surface) for surface in root.iter(f"{_T}surface")]
    most = max(
        (box.page for section in sections for one in _stretches(section) for box in one.boxes), default=-1
    )
    pages += [Page(0.0, 0.0)] * (most + 1 - len(pages))  # whose sizes the document does not give
    return fulltext_of(sections, pages, _header(root))


def _front(root: Element) -> Iterator[Told]:
    title = root.find(f".//{_T}fileDesc/{_T}titleStmt/{_T}title")
    if title is not None:
        yield Told("front", paragraphs=[[_stretch(title)]])
    abstract = root.find(f".//{_T}profileDesc/{_T}abstract")
    if abstract is not None:
        yield Told("abstract", paragraphs=list(_paragraphs(abstract)))


def _body(root: Element) -> Iterator[Told]:
    for name in ("body", "back"):
        for division in root.iterfind(f".//{_T}text/{_T}{name}/*"):
            yield from _division(division)


def _division(division: Element) -> Iterator[Told]:
    """The sections of one division, and what floats in it."""
    if division.tag == f"{_T}figure":
        yield from _figure(division)
        return
    if division.tag == f"{_T}note":
        yield Told("footnote", paragraphs=[_sentences(division)])
        return
    part = _BACK.get(division.get("type", ""), "body")
    if part == "references":
        entries = [_reference(one) for one in division.iter(f"{_T}biblStruct")]
        yield Told("references", Stretch("References"), [[one] for one in entries if one.text])
        return
    for inner in division.iterfind(f"{_T}div"):
        yield from _division(inner)
    head = division.find(f"{_T}head")
    heading = _stretch(head) if head is not None else Stretch("")
    if head is not None and head.get("n"):
        heading = Stretch(f"{head.get('n')} {heading.text}", heading.boxes)
    yield Told(section_part(heading.text), heading, list(_paragraphs(division)))
    for floating in division.iterfind(f"{_T}figure"):
        yield from _figure(floating)
    for note in division.iterfind(f"{_T}note"):
        yield Told("footnote", paragraphs=[_sentences(note)])


def _paragraphs(element: Element) -> Iterator[list[Stretch]]:
    """The paragraphs of a division, each formula with the paragraph that it interrupts."""
    if element.tag == f"{_T}abstract" and element.find(f".//{_T}p") is None and _text(element):
        yield [_stretch(element)]
        return
    blocks = [
        one for one in element.iter(f"{_T}p", f"{_T}formula", f"{_T}item") if not _within_apart(one, element)
    ]
    for block in blocks:
        if sentences := _sentences(block):
            yield sentences


def _within_apart(one: Element, top: Element) -> bool:
    """Whether an element belongs to an inner division, a figure or a note, or to another paragraph."""
    for above in one.iterancestors():
        if above is top:
            return False
        if above.tag in (f"{_T}figure", f"{_T}note", f"{_T}p"):
            return True
        if above.tag == f"{_T}div" and top.tag == f"{_T}div":
            return True
    return False


def _sentences(element: Element) -> list[Stretch]:
    sentences = [_stretch(one) for one in element.iterfind(f"{_T}s")]
    return [one for one in sentences or [_stretch(element)] if one.text]


def _figure(figure: Element) -> Iterator[Told]:
    described = figure.find(f"{_T}figDesc")
    head = _text(figure.find(f"{_T}head"))
    said = _text(described)
    # "Fig. 1 ." is the head of "Fig. 1. A lamp."
    caption = said if _squeezed(said).startswith(_squeezed(head)) else f"{head} {said}".strip()
    if caption:
        boxes = _boxes(described) or _boxes(figure)
        yield Told("caption", paragraphs=[[Stretch(caption, boxes)]])
    rows = [" ".join(filter(None, map(_text, row.iter(f"{_T}cell")))) for row in figure.iter(f"{_T}row")]
    if any(rows):
        yield Told(
            "table", paragraphs=[[Stretch(" ".join(filter(None, rows)), _boxes(figure.find(f"{_T}table")))]]
        )


def _reference(entry: Element) -> Stretch:
    """An entry as it was printed, where GROBID keeps that; else its parts in their order."""
    raw = next((one for one in entry.iter(f"{_T}note") if one.get("type") == "raw_reference"), None)
    if raw is not None:
        return Stretch(_text(raw), _boxes(entry))
    names = [_name(one) for one in entry.iter(f"{_T}persName")]
    titles = [_text(one) for one in entry.iter(f"{_T}title")]
    dates = [one.get("when") or _text(one) for one in entry.iter(f"{_T}date")]
    text = ". ".join(filter(None, [", ".join(filter(None, names)), *titles, *filter(None, dates)]))
    return Stretch(text, _boxes(entry))


def _header(root: Element) -> Header:
    about = root.find(f".//{_T}sourceDesc/{_T}biblStruct")
    title = _text(root.find(f".//{_T}fileDesc/{_T}titleStmt/{_T}title"))
    if about is None:
        return Header(title=title)
    names = [_name(one) for one in about.iterfind(f"{_T}analytic/{_T}author/{_T}persName")]
    ids = {one.get("type", "").casefold(): _text(one) for one in about.iter(f"{_T}idno")}
    when = [one.get("when", "") for one in about.iter(f"{_T}date")]
    year = next((int(match[0]) for date in when if (match := re.match(r"\d{4}", date))), None)
    return Header(
        title=title,
        authors=tuple(filter(None, names)),
        doi=normal_doi(ids.get("doi", "")),
        arxiv_id=normal_arxiv_id(re.sub(r"\s*\[.*", "", ids.get("arxiv", ""))),
        year=year,
    )


def _name(person: Element) -> str:
    return " ".join(
        filter(
            None,
            (_text(one) for one in person if one.tag in (f"{_T}forename", f"{_T}surname", f"{_T}genName")),
        )
    )


def _stretch(element: Element) -> Stretch:
    return Stretch(_text(element), _boxes(element))


def _squeezed(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _text(element: Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def _boxes(element: Element | None) -> tuple[Box, ...]:
    """The boxes that `coords` names; what is damaged in it is left out."""
    found = []
    for group in (element.get("coords") or "").split(";") if element is not None else ():
        try:
            page, x, y, width, height = (float(number) for number in group.split(","))
        except ValueError:
            continue
        inside = 1 <= page <= 10_000 and all(-_LARGEST <= at <= _LARGEST for at in (x, y, width, height))
        if inside and page.is_integer():
            found.append(
                Box(int(page) - 1, max(x, 0.0), max(y, 0.0), max(x + width, 0.0), max(y + height, 0.0))
            )
    return tuple(found)


def _stretches(section: Told) -> Iterator[Stretch]:
    yield section.heading
    for paragraph in section.paragraphs:
        yield from paragraph


def _page(surface: Element) -> Page:
    def number(name: str) -> float:
        try:
            return float(surface.get(name, "0"))
        except ValueError:
            return 0.0

    return Page(number("lrx") - number("ulx"), number("lry") - number("uly"))
