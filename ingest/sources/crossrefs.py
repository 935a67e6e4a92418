"""Fields that a BibTeX entry takes over from another: the year of the volume that its `crossref` names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ingest.sources.bibtex_fields import Field, Fields

_OWN = frozenset(("author", "editor", "abstract", "doi", "url", "eprint", "keywords", "crossref", "xdata"))
"""Fields of a volume that are none of the papers in it."""


def with_inherited(fields: Fields, entries: Mapping[str, Fields]) -> dict[str, Field]:
    """The fields of an entry and those that it inherits; `entries` are the fields of all by their lower keys.

    A crossref is followed once. The title of the volume is the `booktitle` of a paper in it. An `xdata` entry
    hands on all of its fields.
    """
    result = dict(fields)
    for volume in _named(fields, "crossref", entries):
        for name, item in volume.items():
            if name not in _OWN and name != "title":
                result.setdefault(name, item)
        if "title" in volume and "journal" not in result:
            result.setdefault("booktitle", volume["title"])
    for data in _named(fields, "xdata", entries):
        for name, item in data.items():
            result.setdefault(name, item)
    return result


def volumes(entries: Mapping[str, Fields]) -> frozenset[str]:
    """The lower keys of entries that only hold what others inherit: volumes without authors, and xdata."""
    named = {key for fields in entries.values() for key in _keys(fields, "crossref")}
    data = {key for fields in entries.values() for key in _keys(fields, "xdata")}
    return frozenset(data | {key for key in named if "author" not in entries.get(key, {})})


def _named(fields: Fields, name: str, entries: Mapping[str, Fields]) -> Iterable[Fields]:
    return (entries[key] for key in _keys(fields, name) if key in entries)


def _keys(fields: Fields, name: str) -> list[str]:
    value = str(fields[name].value) if name in fields else ""
    return [key.strip().lower() for key in value.split(",") if key.strip()]
