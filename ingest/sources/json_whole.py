"""JSON that is no JSON Lines: a list of objects, such as CSL-JSON, or an API's answer saved as a file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from ingest.sources.document import Document
from ingest.sources.json_values import items_in
from ingest.sources.objects import as_ours
from ingest.sources.paper_fields import Found, contents_of
from ingest.sources.records import Contents, Context

_HEAD = re.compile(r'\[\s*(?:\{\s*"|\])|\{[ \t]*\n\s*"')


def recognises(document: Document) -> bool:
    """Whether the document is one JSON value on several lines, or begins like one."""
    text = document.text.strip()
    return bool(_HEAD.match(text)) or (text.startswith("{") and "\n" in text and _is_json(text))


def parse(document: Document, context: Context) -> Contents:
    """The papers of a JSON document. Never raises; where the text breaks, what stands before is read."""
    return contents_of(document, context, _records(document.text))


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _records(text: str) -> Iterator[Found]:
    line, counted = 1, 0
    items = items_in(text)
    while True:
        try:
            at, item = next(items)
        except StopIteration:
            return
        except json.JSONDecodeError as error:
            yield Found(error.lineno, broken=f"here the JSON breaks ({error.msg}); what follows is not read")
            return
        except (ValueError, RecursionError):
            yield Found(line, broken="here the JSON is too deep or too large; what follows is not read")
            return
        line += text.count("\n", counted, at)
        counted = at
        yield as_ours(item, line)
