"""The objects in a JSON text, each with the place where it begins: of a list, or of an answer around one."""

from __future__ import annotations

import json
import re
from collections.abc import Generator
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

AROUND = frozenset(
    "results message items data hits hit response docs result resultList group bulk works activities-summary "
    "recommendedPapers".split()
)
"""The names under which APIs answer with the records that were asked for."""

_MOST_AROUND = 8
_SPACE = re.compile(r"[ \t\r\n]*")
_DECODE = json.JSONDecoder().raw_decode


def items_in(text: str) -> Generator[tuple[int, Any], None, None]:
    """The records of a JSON text, each with the offset at which it begins; one value alone is one record.

    What stands before a damage is given before the damage is raised.

    Raises:
        json.JSONDecodeError: where the text is no JSON, or breaks off.
        RecursionError, ValueError: where it is too deep, or has a number that is too long.
    """
    start = _skip(text, 0)
    if text.startswith("{", start) and not any(f'"{name}"' in text for name in AROUND):
        yield start, json.loads(text)  # several times as fast as member by member
        return
    end = yield from _items(text, start, 0)
    if _skip(text, end) < len(text):
        raise json.JSONDecodeError("Extra data", text, end)


def _items(text: str, at: int, depth: int) -> Generator[tuple[int, Any], None, int]:
    """The records in the value at `at`; returns where the value ends."""
    if text[at : at + 1] == "[":
        return (yield from _of_list(text, at, depth))
    if text[at : at + 1] == "{" and depth < _MOST_AROUND:
        return (yield from _of_object(text, at, depth))
    value, end = _DECODE(text, at)
    yield at, value
    return end


def _of_list(text: str, at: int, depth: int) -> Generator[tuple[int, Any], None, int]:
    at = _skip(text, at + 1)
    if text[at : at + 1] == "]":
        return at + 1
    while True:
        value, end = _DECODE(text, at)
        yield at, value
        at = _skip(text, end)
        mark = text[at : at + 1]
        if mark == "]":
            return at + 1
        if mark != ",":
            raise json.JSONDecodeError("Expecting ',' delimiter", text, at)
        at = _skip(text, at + 1)


def _of_object(text: str, start: int, depth: int) -> Generator[tuple[int, Any], None, int]:
    """The records under the names of AROUND; an object that has none of these is a record itself."""
    own: dict[str, Any] = {}
    around = False
    at = _skip(text, start + 1)
    while text[at : at + 1] != "}" or own or around:
        if text[at : at + 1] != '"':
            raise json.JSONDecodeError("Expecting property name enclosed in double quotes", text, at)
        name, at = scanstring(text, at + 1, True)
        at = _skip(text, at)
        if text[at : at + 1] != ":":
            raise json.JSONDecodeError("Expecting ':' delimiter", text, at)
        at = _skip(text, at + 1)
        if name in AROUND and text[at : at + 1] in ("[", "{"):
            around = True
            at = yield from _items(text, at, depth + 1)
        else:
            own[name], at = _DECODE(text, at)
        at = _skip(text, at)
        mark = text[at : at + 1]
        if mark == "}":
            break
        if mark != ",":
            raise json.JSONDecodeError("Expecting ',' delimiter", text, at)
        at = _skip(text, at + 1)
    if not around:
        yield start, own
    return at + 1


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
