"""Web of Science: the tagged text, and the same two-letter tags as the head of a table.

FN Clarivate Analytics Web of Science
PT J
AU Doe, J
   Roe, R
TI Sleep and memory in mice
ER
EF
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ingest.sources.document import Document
from ingest.sources.objects.values import pages
from ingest.sources.paper_fields import Found, contents_of
from ingest.sources.records import Contents, Context
from ingest.sources.tagged import blocks, found

_TAG = re.compile(r"(?P<tag>[A-Z][A-Z0-9])(?: (?P<value>.*)|\s*$)")
_START = re.compile(r"^PT [A-Z]\s*\n(?:[A-Z][A-Z0-9] |   )", re.MULTILINE)
_NAMES = {
    "title": "TI",
    "abstract": "AB",
    "venue": "SO",
    "volume": "VL",
    "issue": "IS",
    "pages": "BP AR",
    "doi": "DI",
    "language": "LA",
    "citations": "TC Z9",
}


def recognises(document: Document) -> bool:
    """Whether a line begins a record: `PT J`, with further tags below."""
    return bool(_START.search(document.text))


def parse(document: Document, context: Context) -> Contents:
    """The papers of a Web of Science document. Never raises: bad records are reported."""
    return contents_of(document, context, _records(document))


def _records(document: Document) -> Iterator[Found]:
    for block in blocks(document, _TAG, first="PT", last="ER"):
        fields, lines = block.fields(_NAMES)
        names = block.first("AF", "AU", "CA")
        values = {value.tag: value.parts for value in block.values}
        fields |= meant(
            {tag: block.text(tag) for tag in values},
            names=list(names.parts) if names else [],
            places=values.get("C1", []),
        )
        fields["pages"] = pages(block.text("BP"), block.text("EP")) or block.text("AR")
        if names:
            lines["authors"] = names.line
        yield found(block, fields, lines, end="ER")


def meant(values: Mapping[str, str], *, names: Sequence[str], places: Sequence[str]) -> dict[str, Any]:
    """What of several tags makes one value: the date, the types, keywords, and the people with their places.

    `places` are as in C1: "[Doe, Jane; Roe, Rick] ETH, Zurich, Switzerland".
    """
    orcids = dict(_orcid(entry) for entry in values.get("OI", "").split(";") if "/" in entry)
    at: dict[str, list[str]] = {}
    for place in places:
        people, _, address = place.rstrip(".").rpartition("] ")
        for person in people.strip("[").split(";"):
            at.setdefault(person.strip(), []).append(address)
    authors = [
        {"name": name, "orcid": orcids.get(name, ""), "affiliations": at.get(name, [])}
        for name in map(str.strip, names)
        if name
    ]
    day = values.get("PD", "").split("-")[0].strip()  # "MAR-APR"
    year = values.get("PY") or values.get("EA", "")
    return {
        "authors": authors,
        "date": f"{day} {year}" if day and year else year,
        "type": [part.strip() for part in values.get("DT", "").split(";")],
        "keywords": [
            word.strip() for tag in ("DE", "ID") for word in values.get(tag, "").split(";") if word.strip()
        ],
        "identifiers": {"wos": values.get("UT", ""), "pmid": values.get("PM", "")},
    }


def _orcid(entry: str) -> tuple[str, str]:
    name, _, number = entry.rpartition("/")
    return name.strip(), number.strip()
