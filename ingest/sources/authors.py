"""The authors of a record: a list of names or of objects with a name, or one text with all names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from assistant.datamodels import Person
from ingest.sources.identifiers import normal_orcid
from ingest.sources.markup import plain_text
from ingest.sources.names import first_name_first, listed, split_names, strip_cut
from ingest.sources.records import RecordError

_AND = re.compile(r",?\s+and\s+|\s+&\s+")

Authors = tuple[tuple[str, ...], bool, tuple[Person, ...]]


def authors_of(value: Any) -> Authors:
    """The names, whether the list is complete, and of whom more is told than the name.

    Raises RecordError where `value` is no list of names or of objects with a "name", and no text.
    """
    if value is None:
        return (), False, ()
    if isinstance(value, str):
        return *_of_text(_name(value)), ()
    entries = [{"name": entry} if isinstance(entry, str) else entry for entry in _items(value)]
    named = [entry for entry in entries if isinstance(entry, Mapping) and isinstance(entry.get("name"), str)]
    if len(named) < len(entries):
        raise RecordError("its authors are neither a list of strings nor one string")
    printed, complete = listed(name for entry in named if (name := _name(entry["name"])))
    names = tuple(map(first_name_first, printed))
    people = (_person(entry) for entry in named)
    return (
        names,
        complete,
        tuple(one for one in people if one.name in names and (one.orcid or one.affiliations)),
    )


def _items(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise RecordError("its authors are neither a list of strings nor one string")
    return value


def _name(text: str) -> str:
    return " ".join(plain_text(text).split())


def _person(entry: Mapping[str, Any]) -> Person:
    places = entry.get("affiliations")
    texts = [_name(place) for place in places if isinstance(place, str)] if isinstance(places, list) else []
    return Person(
        first_name_first(_name(entry["name"])),
        normal_orcid(str(entry.get("orcid") or "")),
        tuple(dict.fromkeys(filter(None, texts))),
    )


def _of_text(text: str) -> tuple[tuple[str, ...], bool]:
    """`A, B and C`, or `Last, First; Last, First`, or `Last, First and Last, First`."""
    text, complete = strip_cut(text)
    parts = [part for part in (text.split(";") if ";" in text else _AND.split(text)) if part.strip()]
    one_comma_each = len(parts) > 1 and all(part.count(",") == 1 for part in parts)
    if ";" in text or one_comma_each:
        names = tuple(first_name_first(part) for part in parts)
    else:
        names = tuple(name for part in parts for name in split_names(part)[0])
    return names, complete and bool(names)
