"""An item of CSL-JSON, as Zotero, Mendeley, doi.org and citation-js write it: https://docs.citationstyles.org."""

from __future__ import annotations

from typing import Any

from ingest.sources.objects.values import Json, at, day, dicts, text

_FIELDS = {
    "venue": ("container-title", "event-title", "publisher"),
    "doi": ("DOI",),
    "url": ("URL",),
    "pages": ("page",),
    "keywords": ("keyword",),
}
"""Our names, and those of CSL; the first that has a value counts."""


def recognises(item: Json) -> bool:
    people = item.get("author")
    return bool(dicts(people)) or isinstance(item.get("issued"), dict) or "container-title" in item


def fields(item: Json) -> dict[str, Any]:
    found = {
        name: next((value for key in keys if (value := text(item.get(key)))), "")
        for name, keys in _FIELDS.items()
    }
    numbers = {name.lower(): text(item.get(name)) for name in ("PMID", "PMCID")}
    stated = {
        "authors": [named for one in dicts(item.get("author")) if (named := person(one))],
        "date": date_of(item.get("issued")),
        "identifiers": {name: number for name, number in numbers.items() if number},
    }
    return {**item, **{name: value for name, value in (found | stated).items() if value}}


def person(one: Json) -> str:
    """A name of CSL in one piece."""
    if literal := text(one.get("literal")) or text(one.get("name")):
        return literal
    family = " ".join(filter(None, (text(one.get("non-dropping-particle")), text(one.get("family")))))
    words = (text(one.get("given")), text(one.get("dropping-particle")), family, text(one.get("suffix")))
    return " ".join(filter(None, words))


def date_of(issued: Any) -> str:
    """A date of CSL: its parts, else its text."""
    parts = at(issued, "date-parts")
    first = parts[0] if isinstance(parts, list) and parts else None
    return day(first) or text(at(issued, "raw")) or text(at(issued, "literal"))
