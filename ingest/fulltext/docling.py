"""Full texts that Docling wrote: a DoclingDocument as JSON, with the box of each paragraph.

https://docling-project.github.io/docling/concepts/docling_document/: `body` has the order of reading, by
references such as {"$ref": "#/texts/7"}; `prov` says on which page (from 1) and in which box a text stands,
and `charspan` which of its characters, where a paragraph goes on in another column. Boxes count points from
the bottom left corner of a page or from its top left, as each of them says.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.errors import SourceError
from assistant.index.fulltext import Box, Fulltext, Header, Page, Part
from ingest.fulltext.header import ids_in
from ingest.fulltext.parts import section_part
from ingest.fulltext.told import Stretch, Told, fulltext_of

_PARTS: Mapping[str, Part] = {"caption": "caption", "footnote": "footnote", "reference": "references"}
_LEFT_OUT = frozenset(
    {"page_header", "page_footer", "empty_value", "checkbox_selected", "checkbox_unselected"}
)
_REFERENCE = re.compile(r"#/(texts|groups|pictures|tables|key_value_items|form_items)/(\d{1,7})")


def read_docling(data: bytes) -> Fulltext:
    """The full text in a DoclingDocument. Raises SourceError where there is none."""
    try:
        document = json.loads(data)
    except ValueError as problem:
        raise SourceError(f"is no whole JSON of Docling ({problem})") from problem
    if not isinstance(document, dict) or document.get("schema_name") != "DoclingDocument":
        raise SourceError("is JSON, but no DoclingDocument")
    pages = _pages(document)
    sections, title, early = _sections(document, pages)
    if not any(section.paragraphs for section in sections if section.part in ("front", "abstract", "body")):
        raise SourceError("is a DoclingDocument without a text")
    doi, arxiv, year = ids_in(early)
    return fulltext_of(sections, pages, Header(title=title, doi=doi, arxiv_id=arxiv, year=year))


def _sections(document: Mapping[str, Any], pages: list[Page]) -> tuple[list[Told], str, str]:
    """The sections, the title, and all that the first page says."""
    sections, title, early = [Told("front")], "", list[str]()
    current = sections[0]
    for kind, item in _items(document):
        if kind == "tables":
            rows = _rows(item)
            if rows:
                sections.append(
                    Told("table", paragraphs=[[Stretch(" ".join(rows), _boxes(item, pages, None)[0])]])
                )
            continue
        label, text = str(item.get("label", "")), item.get("text")
        if kind != "texts" or not isinstance(text, str) or not text.strip() or label in _LEFT_OUT:
            continue
        if item.get("content_layer") == "furniture":
            continue
        stretches = _stretches(item, text, pages)
        if stretches[0].boxes and stretches[0].boxes[0].page == 0:
            early.append(text)
        if label == "title" or (label == "section_header" and not title and current.part == "front"):
            title = title or " ".join(text.split())
            current.paragraphs.append(stretches)
        elif label == "section_header":
            current = Told(section_part(text), Stretch(text, stretches[0].boxes))
            sections.append(current)
        elif label not in _PARTS and _parent(item).startswith("#/pictures/"):
            sections.append(Told("table", paragraphs=[stretches]))  # the words of a figure
        elif label in _PARTS and not (label == "reference" and current.part == "references"):
            sections.append(Told(_PARTS[label], paragraphs=[stretches]))
        else:
            current.paragraphs.append(stretches)
    return sections, title, "\n".join(early)


def _items(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """All items in the order of reading, each once, whatever refers to it."""
    waiting = _children(document.get("body"))
    seen: set[tuple[str, int]] = set()
    while waiting:
        kind, number = waiting.pop()
        items = document.get(kind)
        if (kind, number) in seen or not isinstance(items, list) or number >= len(items):
            continue
        seen.add((kind, number))
        item = items[number]
        if isinstance(item, dict):
            yield kind, item
            waiting += _children(item)


def _parent(item: Mapping[str, Any]) -> str:
    parent = item.get("parent")
    return str(parent.get("$ref", "")) if isinstance(parent, dict) else ""


def _children(item: Any) -> list[tuple[str, int]]:
    """What an item refers to, last first: its captions and footnotes, then its children."""
    if not isinstance(item, dict):
        return []
    found = []
    for name in ("captions", "footnotes", "children"):
        entries = item.get(name)
        for entry in entries if isinstance(entries, list) else ():
            said = entry.get("$ref", entry.get("cref")) if isinstance(entry, dict) else None
            if isinstance(said, str) and (match := _REFERENCE.fullmatch(said)):
                found.append((match[1], int(match[2])))
    return found[::-1]


def _stretches(item: Mapping[str, Any], text: str, pages: list[Page]) -> list[Stretch]:
    """A text cut where it goes on in another box."""
    boxes, spans = _boxes(item, pages, len(text))
    if len(boxes) < 2 or len(spans) != len(boxes):
        return [Stretch(text, boxes)]
    return [Stretch(text[low:high], (box,)) for box, (low, high) in zip(boxes, spans, strict=True)]


def _boxes(
    item: Mapping[str, Any], pages: list[Page], length: int | None
) -> tuple[tuple[Box, ...], list[tuple[int, int]]]:
    """The boxes of an item, and the characters in each, where these are all of its characters in order."""
    boxes, spans = list[Box](), list[tuple[int, int]]()
    entries = item.get("prov")
    for entry in entries if isinstance(entries, list) else ():
        box = _box(entry, pages)
        span = entry.get("charspan") if isinstance(entry, dict) else None
        if box is None:
            continue
        boxes.append(box)
        if isinstance(span, list) and len(span) == 2 and all(isinstance(one, int) for one in span):
            spans.append((span[0], span[1]))
    edges = [0, *(high for _, high in spans)]
    follow = [low for low, _ in spans] and all(
        0 <= low - edge <= 1 for (low, _), edge in zip(spans, edges, strict=False)
    )
    whole = length is not None and bool(spans) and length - 1 <= spans[-1][1] <= length
    return tuple(boxes), spans if follow and whole else []


def _box(entry: Any, pages: list[Page]) -> Box | None:
    try:
        page = int(entry["page_no"]) - 1
        left, top, right, bottom = (float(entry["bbox"][side]) for side in "ltrb")
        from_bottom = str(entry["bbox"].get("coord_origin", "BOTTOMLEFT")).upper().endswith("BOTTOMLEFT")
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    if not 0 <= page < len(pages) or not all(map(math.isfinite, (left, top, right, bottom))):
        return None
    if from_bottom:
        top, bottom = pages[page].height - top, pages[page].height - bottom

    def within(value: float, most: float) -> float:
        return min(max(value, 0.0), most)

    width, height = pages[page].width, pages[page].height
    return Box(
        page,
        within(min(left, right), width),
        within(min(top, bottom), height),
        within(max(left, right), width),
        within(max(top, bottom), height),
    )


def _pages(document: Mapping[str, Any]) -> list[Page]:
    """The pages by their numbers; one that is not described has no size."""
    found: dict[int, Page] = {}
    described = document.get("pages")
    for name, page in described.items() if isinstance(described, dict) else ():
        try:
            number = int(page.get("page_no", name))
            width, height = float(page["size"]["width"]), float(page["size"]["height"])
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
        if 1 <= number <= 10_000 and math.isfinite(width + height) and min(width, height) >= 0:
            found[number] = Page(width, height)
    return [found.get(number, Page(0.0, 0.0)) for number in range(1, max(found, default=0) + 1)]


def _rows(table: Mapping[str, Any]) -> list[str]:
    data = table.get("data")
    cells = data.get("table_cells") if isinstance(data, dict) else None
    return [
        " ".join(cell["text"].split())
        for cell in (cells if isinstance(cells, list) else ())
        if isinstance(cell, dict) and isinstance(cell.get("text"), str) and cell["text"].strip()
    ]
