"""DBLP's XML, of a person or of one record: https://dblp.org/xml/."""

from __future__ import annotations

from typing import Any

from ingest.sources.document import Document
from ingest.sources.objects.dblp import name_of
from ingest.sources.paper_fields import contents_of
from ingest.sources.records import Contents, Context
from ingest.sources.xml_records import Element, records, root_name, text, texts

_TYPES = {
    "article": "article",
    "inproceedings": "inproceedings",
    "incollection": "incollection",
    "book": "book",
    "phdthesis": "phdthesis",
    "mastersthesis": "mastersthesis",
    "data": "dataset",
}


def recognises(document: Document) -> bool:
    """Whether the root element is DBLP's."""
    return root_name(document.text) in ("dblp", "dblpperson")


def parse(document: Document, context: Context) -> Contents:
    """The papers of DBLP's XML. Never raises: bad records are reported."""
    return contents_of(document, context, records(document.text, _TYPES, _fields))


def _fields(record: Element) -> dict[str, Any]:
    informal = record.get("publtype", "").startswith("informal") or text(record, "journal") == "CoRR"
    links = texts(record, "ee")
    return {
        "title": text(record, "title").removesuffix("."),
        "authors": [
            {"name": name_of(text(one)), "orcid": one.get("orcid", "")}
            for one in record.iterfind("author")
            if text(one)
        ],
        "date": text(record, "year"),
        "venue": text(record, "journal")
        or text(record, "booktitle")
        or text(record, "school")
        or text(record, "publisher"),
        "volume": "" if informal else text(record, "volume"),
        "issue": text(record, "number"),
        "pages": text(record, "pages"),
        "url": links[0] if links else "",
        "type": "preprint" if informal else _TYPES[record.tag],
        "identifiers": {"dblp": record.get("key", "")},
    }
