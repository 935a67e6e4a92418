"""A hit of a search in DBLP: https://dblp.org/faq/13501473.html."""

from __future__ import annotations

import re
from typing import Any

from ingest.sources.objects.values import Json, at, text

_NUMBER = re.compile(r"\s+[0-9]{4}$")
"""What tells people of one name apart: "Jane Doe 0002"."""


def recognises(item: Json) -> bool:
    info = item.get("info", item)
    return at(info, "authors", "author") is not None or "dblp.org/rec" in text(at(info, "url"))


def fields(item: Json) -> dict[str, Any]:
    info = item.get("info", item)
    people = at(info, "authors", "author")
    names = [text(at(one, "text")) or text(one) for one in (people if isinstance(people, list) else [people])]
    page = text(info.get("ee"))
    return {
        "title": text(info.get("title")).removesuffix("."),
        "authors": [name_of(name) for name in names if name],
        "date": text(info.get("year")),
        "venue": text(info.get("venue")),
        "volume": "" if text(info.get("volume")).startswith("abs/") else text(info.get("volume")),
        "issue": text(info.get("number")),
        "pages": text(info.get("pages")),
        "doi": text(info.get("doi")),
        "url": page or text(info.get("url")),
        "type": text(info.get("type")),
        "identifiers": {"dblp": key} if (key := text(info.get("key"))) else {},
    }


def name_of(name: str) -> str:
    """A name without the number that DBLP gives to people of one name."""
    return _NUMBER.sub("", name)
