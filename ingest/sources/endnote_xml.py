"""EndNote's XML: File > Export > XML. Its texts are in elements of styles, which are read through."""

from __future__ import annotations

from typing import Any

from ingest.sources.document import Document
from ingest.sources.paper_fields import contents_of
from ingest.sources.records import Contents, Context
from ingest.sources.xml_records import Element, records, root_name, text, texts

_PATHS = {
    "title": ("titles/title",),
    "abstract": ("abstract",),
    "venue": ("periodical/full-title", "titles/secondary-title", "alt-periodical/full-title", "publisher"),
    "volume": ("volume",),
    "issue": ("number", "issue"),
    "pages": ("pages",),
    "doi": ("electronic-resource-num",),
    "url": ("urls/related-urls/url", "urls/web-urls/url"),
    "language": ("language",),
}


def recognises(document: Document) -> bool:
    """Whether the root element is EndNote's, with records in it."""
    return root_name(document.text) in ("xml", "records") and "<record" in document.text


def parse(document: Document, context: Context) -> Contents:
    """The papers of EndNote's XML. Never raises: bad records are reported."""
    return contents_of(document, context, records(document.text, ("record",), _fields))


def _fields(record: Element) -> dict[str, Any]:
    found = {name: _first(record, paths) for name, paths in _PATHS.items()}
    year, day = text(record, "dates/year"), text(record, "dates/pub-dates/date")
    kind = record.find("ref-type")
    exact = day if year and year in day else f"{day} {year}" if day[:1].isalpha() else ""
    return {
        **found,
        "authors": texts(record, "contributors/authors/author"),
        "date": (exact or year).replace("/", "-") if exact[:4].isdigit() else exact or year,
        "type": kind.get("name", "") if kind is not None else "",
        "keywords": texts(record, "keywords/keyword"),
        "affiliations": [address] if (address := text(record, "auth-address")) else [],
    }


def _first(record: Element, paths: tuple[str, ...]) -> str:
    return next((found for path in paths if (found := text(record, path))), "")
