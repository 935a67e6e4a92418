"""Hostile values in every field of a document: how its form writes values is known, not what they mean.

A value stands in a place of the text: a string or number of JSON, a text or an attribute of XML, a cell of a
table, a part of a reference, a line of anything else.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ingest.sources.records import Kind

_JSON = re.compile(r'"(?:[^"\\]|\\.)*"(?=\s*[,}\]])|(?<=[:\[,\s])-?\d+(?=\s*[,}\]])')
_XML = re.compile(r'(?<=>)[^<>]*\S[^<>]*(?=<)|(?<==")[^"<>]*(?=")')
_CELL = r'"(?:[^"]|"")*"|[^\n"{mark}]+'
_PART = re.compile(r"[^\s*<>,.](?:[^*<>,.\n]|[.,](?=\w))*")
_LINE = re.compile(r"\S(?:.*\S)?")
_BEFORE = re.compile(r"(?:%\w |[A-Z][A-Z0-9]{1,3}(?:\s*- | )|\s*\w+\s*=\s*[{\"]?)?")
"""Of a line: the tag or name of its value."""
_BEHIND = re.compile(r"[}\",\s]*$")


@dataclass(frozen=True, slots=True)
class Syntax:
    """How a form writes values: the places where they stand, and a value as it is written there."""

    name: str
    places: re.Pattern[str]
    write: Callable[[str], str]


JSON = Syntax("JSON", _JSON, json.dumps)
XML = Syntax("XML", _XML, html.escape)
LINES = Syntax("lines", _LINE, str)
PARTS = Syntax("parts of lines", _PART, str)


def syntax_of(text: str, kind: Kind) -> Syntax:
    """The syntax of a document of this kind."""
    begin = text.lstrip()[:1]
    if kind == "references":
        return PARTS
    if kind == "table":
        mark = max(",;\t", key=text.partition("\n")[0].count)
        return Syntax("table", re.compile(_CELL.format(mark=mark)), _cell)
    return XML if begin == "<" else JSON if begin in ("{", "[") else LINES


def places(text: str, syntax: Syntax) -> Iterator[tuple[int, int]]:
    """Where the values stand; of a table, not in its head."""
    start = text.index("\n") + 1 if syntax.name == "table" else 0
    yield from (match.span() for match in syntax.places.finditer(text, start))


def behind(value: str, text: str, place: tuple[int, int], syntax: Syntax) -> str:
    """The document with `value` behind what stands in a place."""
    old = text[slice(*place)]
    if syntax is JSON:
        return _put(f"{json.loads(old)} {value}", text, place, syntax)
    if syntax.name == "table":
        return _put(f"{_bare(old)} {value}", text, place, syntax)
    end = place[0] + len(_BEHIND.sub("", old)) if syntax is LINES else place[1]
    return f"{text[:end]} {syntax.write(value)}{text[end:]}"


def instead(value: str, text: str, place: tuple[int, int], syntax: Syntax) -> str:
    """The document with `value` in the stead of what stands in a place."""
    if syntax is LINES:
        old = text[slice(*place)]
        tag = _BEFORE.match(old)
        end = len(_BEHIND.sub("", old))
        return _put(value, text, (place[0] + (tag.end() if tag else 0), place[0] + end), syntax)
    return _put(value, text, place, syntax)


def raw(code: str, text: str, place: tuple[int, int]) -> str:
    """The document with `code`, as it is, in the stead of a value."""
    return text[: place[0]] + code + text[place[1] :]


def _put(value: str, text: str, place: tuple[int, int], syntax: Syntax) -> str:
    return raw(syntax.write(value), text, place)


def _bare(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if cell.startswith('"') else cell


def _cell(value: str) -> str:
    quoted = value.replace('"', '""')
    return f'"{quoted}"'
