"""The fields of BibTeX entries as texts: strings put in for their names, what `#` joins in one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.text.plaintext import printable
from ingest.sources.bibtex_entries import Part, RawEntry
from ingest.sources.latex_commands import journal_strings
from ingest.sources.records import RecordError

_LONGEST_STRING = 2_000
"""Characters that a string may come to; a name of a journal has a hundred."""
_LONGEST_VALUE = 20_000
"""Characters that several parts may come to together."""
_NAME = re.compile(r"[^\W\d_][\w:.-]*")
_MONTHS = frozenset("jan feb mar apr may jun jul aug sep oct nov dec".split())
_JOINED = {"keywords": "; ", "keyword": "; ", "author": " and "}
"""Fields that some programs write several times instead of a list."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an entry: its lower name, its text as it is written, its line (from 1)."""

    name: str
    value: str
    line: int


Fields = Mapping[str, Field]


def strings_of(entries: Sequence[RawEntry]) -> dict[str, str | None]:
    """What the document's strings stand for, by their lower names; None where that is too long."""
    strings: dict[str, str | None] = {}
    for entry in entries:
        if entry.type == "string":
            for item in entry.fields:
                try:
                    text = _joined(item.parts, strings, lambda name: None)
                except RecordError:
                    text = " " * (_LONGEST_STRING + 1)
                strings[item.name] = text if len(text) <= _LONGEST_STRING else None
    return strings


def preamble_of(entries: Sequence[RawEntry]) -> str:
    """All preambles, in which macros may be defined."""
    parts = [
        part.text
        for entry in entries
        if entry.type == "preamble"
        for item in entry.fields
        for part in item.parts
    ]
    return "".join(parts)


def resolved(
    entry: RawEntry, strings: Mapping[str, str | None], report: Callable[[int, str], None]
) -> Fields:
    """The fields of an entry that are not empty, by their lower names.

    Raises RecordError where a value is too long by the strings in it.
    """
    fields: dict[str, Field] = {}
    for item in entry.fields:
        unknown: list[str] = []
        value = _joined(item.parts, strings, unknown.append)
        if not value.strip(" {}\n\t\r"):
            continue
        known = fields.get(item.name)
        if known is None:
            fields[item.name] = Field(item.name, value, item.line)
            if unknown and item.name in _TOLD:
                report(
                    item.line,
                    f"the string '{printable(unknown[0])}' is defined nowhere; it is kept as it stands",
                )
        elif item.name in _JOINED and value not in known.value:
            fields[item.name] = Field(item.name, f"{known.value}{_JOINED[item.name]}{value}", known.line)
        elif " ".join(value.split()) != " ".join(known.value.split()) and item.name in _TOLD:
            report(item.line, f"its {item.name} stands there twice; the first is kept")
    return fields


def _joined(parts: Sequence[Part], strings: Mapping[str, str | None], unknown: Callable[[str], None]) -> str:
    texts: list[str] = []
    length = 0
    for part in parts:
        text = part.text if not part.bare else _string(part.text, strings, unknown)
        length += len(text)
        if length > _LONGEST_VALUE and len(parts) > 1:
            raise RecordError(f"its strings stand for more than {_LONGEST_VALUE} characters")
        texts.append(text)
    return "".join(texts)


def _string(name: str, strings: Mapping[str, str | None], unknown: Callable[[str], None]) -> str:
    key = name.lower()
    if key in strings:
        text = strings[key]
        if text is None:
            raise RecordError(
                f"the string '{printable(name)}' stands for more than {_LONGEST_STRING} characters"
            )
        return text
    if key in journal_strings():
        return journal_strings()[key]
    if _NAME.fullmatch(name) and key not in _MONTHS:
        unknown(name)
    return name


_TOLD = frozenset(
    """
    title subtitle author abstract journal journaltitle booktitle year date doi url eprint volume pages
    """.split()
)
"""Fields that are read, so that it is told what becomes of them."""
