"""EndNote's tagged text (.enw), also called Refer: https://en.wikipedia.org/wiki/EndNote#Tags_and_fields.

%0 Journal Article
%T Sleep and memory in mice
%A Doe, Jane
%D 2020
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.sources.document import Document
from ingest.sources.paper_fields import Found, contents_of
from ingest.sources.records import Contents, Context
from ingest.sources.tagged import blocks, found

_TAG = re.compile(r"%(?P<tag>[0-9A-Za-z@!#$&(*+?>\[\]~^]) (?P<value>.*)$")
_START = re.compile(r"^%0 [A-Z]", re.MULTILINE)
_NAMES = {
    "title": "T",
    "abstract": "X",
    "authors": "A",
    "date": "D",
    "venue": "J B S I",
    "volume": "V",
    "issue": "N",
    "pages": "P",
    "doi": "R",
    "url": "U",
    "type": "0",
    "language": "G",
    "affiliations": "+",
}


def recognises(document: Document) -> bool:
    """Whether a line begins a record: `%0 Journal Article`."""
    return bool(_START.search(document.text))


def parse(document: Document, context: Context) -> Contents:
    """The papers of an EndNote document. Never raises: bad records are reported."""
    return contents_of(document, context, _records(document))


def _records(document: Document) -> Iterator[Found]:
    for block in blocks(document, _TAG, first="0"):
        fields, lines = block.fields(_NAMES)
        exact = block.text("8", "7")
        if any(char.isdigit() for char in exact) and fields.get("date", "") in exact:
            fields["date"] = exact
        fields["keywords"] = [part for value in block.all("K") for part in value.parts]
        yield found(block, fields, lines)
