"""RIS, as reference managers and publishers export it: https://en.wikipedia.org/wiki/RIS_(file_format).

TY  - JOUR
TI  - Sleep and memory in mice
AU  - Doe, Jane
PY  - 2020/03/01
ER  -
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.sources.attachments import listed_files
from ingest.sources.document import Document
from ingest.sources.identifiers import arxiv_id_within, own_link
from ingest.sources.objects.values import pages
from ingest.sources.paper_fields import Found, contents_of
from ingest.sources.records import Contents, Context
from ingest.sources.tagged import Block, blocks, found

_TAG = re.compile(r"\s{0,3}(?P<tag>[A-Z][A-Z0-9]) {1,2}-(?: (?P<value>.*)|\s*$)")
_START = re.compile(r"^\s{0,3}TY {1,2}- *[A-Z]{2,}", re.MULTILINE)
_NAMES = {
    "title": "TI T1 CT",
    "abstract": "AB N2",
    "authors": "AU A1",
    "date": "DA Y1 PY",
    "venue": "T2 JF JO JA J2 J1 BT C3",
    "volume": "VL",
    "issue": "IS",
    "pages": "SP",
    "doi": "DO",
    "url": "UR L1 L2",
    "type": "TY",
    "keywords": "KW",
    "affiliations": "AD",
    "language": "LA",
    "category": "C8",
}
"""Our names, and the tags that may have the value."""

_IN_VOLUMES = frozenset("JOUR CONF CPAPER CHAP EJOUR MGZN NEWS JFULL ABST INPR".split())
_CUT = re.compile(r"list of authors is cut", re.IGNORECASE)


def recognises(document: Document) -> bool:
    """Whether a line begins a record: `TY  - JOUR`."""
    return bool(_START.search(document.text))


def parse(document: Document, context: Context) -> Contents:
    """The papers of a RIS document. Never raises: bad records are reported."""
    return contents_of(document, context, _records(document))


def _records(document: Document) -> Iterator[Found]:
    for block in blocks(document, _TAG, first="TY", last="ER"):
        fields, lines = block.fields(_NAMES)
        fields["date"] = _date(block)
        fields["pages"] = pages(fields.get("pages"), block.text("EP"))
        if files := [path for one in block.all("L1") for path in listed_files(one.text)]:
            fields["files"] = files
        for number in block.all("AN", "M1", "N1"):
            if identifier := arxiv_id_within(number.text):
                fields["arxiv_id"], lines["arxiv_id"] = identifier, number.line
        fields["url"] = own_link(fields.get("url", ""), fields.get("arxiv_id", ""))
        publisher = block.first("PB")
        if publisher and "venue" not in fields and block.text("TY") not in _IN_VOLUMES:
            fields["venue"], lines["venue"] = publisher.text, publisher.line
        if fields.get("category") in fields.get("keywords", ()):
            fields["keywords"].remove(fields["category"])
        if "authors" in fields and any(_CUT.search(note.text) for note in block.all("N1")):
            fields["authors"].append("et al.")
        yield found(block, fields, lines, end="ER")


def _date(block: Block) -> str:
    """The most exact date that a record states: `2020/03/01/note` without what is empty, and the note."""
    stated = [_plain(value.text) for value in block.all("DA", "Y1", "PY")]
    return max(stated, key=lambda date: date.count("-"), default="")


def _plain(date: str) -> str:
    parts = [part.strip() for part in date.split("/")[:3]]
    known = parts[: parts.index("")] if "" in parts else parts
    return "-".join(known) if all(part.isdigit() for part in known) else date
