"""JSON Lines: one object per line, under our names (paper_fields.py) or as others write them (objects/).

{"title": str, "abstract": str, "authors": [str, ...] or str, "date": str or year, "venue": str, ...}
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from ingest.sources.document import Document, Line, damage
from ingest.sources.json_values import items_in
from ingest.sources.objects import as_ours
from ingest.sources.paper_fields import Found, contents_of
from ingest.sources.records import Contents, Context


def recognises(document: Document) -> bool:
    """Whether a line of the document is a JSON object."""
    return any(line.text.startswith("{") and _is_object(line.text) for line in document.lines)


def resembles(document: Document) -> bool:
    """Whether the first line starts like a JSON object, though no line is a whole one."""
    return document.lines[0].text.startswith('{"')


def parse(document: Document, context: Context) -> Contents:
    """The papers of a JSON Lines document. Never raises: bad lines are reported."""
    return contents_of(document, context, (record for line in document.lines for record in _records(line)))


def _is_object(text: str) -> bool:
    try:
        return bool(json.loads(text))
    except (ValueError, RecursionError):
        return False


def _records(line: Line) -> Iterator[Found]:
    if reason := damage(line.text):
        yield Found(line.number, broken=reason)
        return
    try:
        items = [item for _, item in items_in(line.text)]
    except (ValueError, RecursionError) as error:
        detail = error.msg if isinstance(error, json.JSONDecodeError) else "it is too deep or too large"
        yield Found(line.number, broken=f"this is no JSON object on one line ({detail})")
        return
    for item in items:
        yield as_ours(item, line.number)
