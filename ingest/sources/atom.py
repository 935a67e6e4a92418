"""arXiv's answer, an Atom feed: https://info.arxiv.org/help/api/user-manual.html."""

from __future__ import annotations

from typing import Any

from ingest.sources.document import Document
from ingest.sources.paper_fields import contents_of
from ingest.sources.records import Contents, Context
from ingest.sources.xml_records import Element, records, root_name, text, texts

_A = "{http://www.w3.org/2005/Atom}"
_X = "{http://arxiv.org/schemas/atom}"


def recognises(document: Document) -> bool:
    """Whether the root element is an Atom feed, or one entry of it."""
    return root_name(document.text) in ("feed", "entry") and "http://www.w3.org/2005/Atom" in document.text


def parse(document: Document, context: Context) -> Contents:
    """The papers of a feed. Never raises: bad entries are reported."""
    return contents_of(document, context, records(document.text, ("entry",), _fields))


def _fields(entry: Element) -> dict[str, Any]:
    page = text(entry, f"{_A}id")
    on_arxiv = "arxiv.org/abs/" in page
    category = entry.find(f"{_X}primary_category")
    return {
        "title": text(entry, f"{_A}title"),
        "abstract": text(entry, f"{_A}summary"),
        "authors": [
            {"name": name, "affiliations": texts(one, f"{_X}affiliation")}
            for one in entry.iterfind(f"{_A}author")
            if (name := text(one, f"{_A}name"))
        ],
        "date": text(entry, f"{_A}published"),
        "venue": "arXiv" if on_arxiv else "",
        "category": category.get("term", "") if category is not None else "",
        "arxiv_id": page.rpartition("/abs/")[2] if on_arxiv else "",
        "url": "" if on_arxiv else page,
        "type": "preprint" if on_arxiv else "",
    }
