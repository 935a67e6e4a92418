"""MEDLINE, the tagged text that PubMed saves (.nbib): https://www.nlm.nih.gov/bsd/mms/medlineelements.html.

PMID- 12345678
TI  - Sleep and memory
      in mice.
FAU - Doe, Jane A
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ingest.sources.document import Document
from ingest.sources.paper_fields import Found, contents_of
from ingest.sources.records import Contents, Context
from ingest.sources.tagged import Block, blocks, found

_TAG = re.compile(r"(?P<tag>[A-Z]{2,4}) {0,2}- ?(?P<value>.*)$")
_START = re.compile(r"^PMID ?- ?[0-9]+", re.MULTILINE)
_NAMES = {
    "title": "TI BTI TT",
    "abstract": "AB OAB",
    "date": "DP DEP",
    "venue": "JT TA BTI PB",
    "volume": "VI",
    "issue": "IP",
    "pages": "PG",
    "language": "LA",
    "keywords": "OT",
}
_DOI = re.compile(r"(?P<doi>10\.\S+) \[doi\]")


def recognises(document: Document) -> bool:
    """Whether a line begins a record: `PMID- 12345678`."""
    return bool(_START.search(document.text))


def parse(document: Document, context: Context) -> Contents:
    """The papers of a MEDLINE document. Never raises: bad records are reported."""
    return contents_of(document, context, _records(document))


def _records(document: Document) -> Iterator[Found]:
    for block in blocks(document, _TAG, first="PMID"):
        fields, lines = block.fields(_NAMES)
        fields["title"] = fields.get("title", "").strip("[]").removesuffix(".").strip("[]")
        fields["date"] = fields.get("date", "").split("-")[0]  # "2020 Mar-Apr"
        fields["authors"] = _authors(block)
        subjects = [value.text for tag in ("OT", "MH") for value in block.all(tag)]
        fields["keywords"] = list(dict.fromkeys(subjects))
        types = [value.text for value in block.all("PT")]
        fields["type"] = sorted(types, key=lambda stated: stated != "Preprint")
        places = [match["doi"] for value in block.all("LID", "AID") if (match := _DOI.search(value.text))]
        fields["doi"] = places[0] if places else ""
        fields["identifiers"] = {"pmid": block.text("PMID"), "pmcid": block.text("PMC")}
        if first := block.first("FAU", "AU", "CN"):
            lines["authors"] = first.line
        yield found(block, fields, lines)


def _authors(block: Block) -> list[dict[str, Any]]:
    """The authors, each with what follows the name: FAU, AU, AUID, AD; a group (CN) is an author, too."""
    name = "FAU" if block.all("FAU") else "AU"
    people: list[dict[str, Any]] = []
    for value in block.values:
        if value.tag in (name, "CN") and value.text:
            people.append({"name": value.text, "orcid": "", "affiliations": []})
        elif people and value.tag == "AUID" and "ORCID" in value.text.upper():
            people[-1]["orcid"] = value.text
        elif people and value.tag == "AD" and value.text:
            people[-1]["affiliations"].append(value.text)
    return people
