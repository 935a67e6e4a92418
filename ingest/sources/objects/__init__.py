"""One object of JSON -> values under our names (paper_fields.py): a module for each system that writes such.

A module has `recognises(item)` and `fields(item)`. A new system is a module, and its name in the table below.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

from ingest.sources.objects import (
    crossref,
    csl,
    datacite,
    dblp,
    europe_pmc,
    hal,
    inspire,
    openalex,
    orcid,
    ours,
    semantic_scholar,
)
from ingest.sources.objects.values import Json
from ingest.sources.paper_fields import Found

SYSTEMS = (
    openalex,
    orcid,
    crossref,
    datacite,
    inspire,
    hal,
    europe_pmc,
    dblp,
    semantic_scholar,
    csl,
    ours,
)
"""In the order of asking: the surest signs first."""

_AROUND = ("paper", "citingPaper", "citedPaper", "work", "work-summary", "_source")
"""Under these names answers of APIs have the record beside what tells why it is there."""


def as_ours(item: Any, line: int) -> Found:
    """What is found in an object that begins on `line`."""
    if not isinstance(item, dict):
        return Found(line, broken="this is JSON, but no object")
    record = _unwrapped(item)
    return Found(line, system_of(record).fields(record))


def system_of(record: Json) -> ModuleType:
    """The module for objects such as this one."""
    return next(system for system in SYSTEMS if system.recognises(record))


def _unwrapped(item: Json) -> Json:
    if "title" in item:
        return item
    for name in _AROUND:
        inner = item.get(name)
        if isinstance(inner, list) and inner:
            inner = inner[0]  # of an ORCID group of one work as several sources state it, the preferred one
        if isinstance(inner, dict):
            return inner
    return item
