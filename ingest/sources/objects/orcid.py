"""A work of an ORCID record, whole or its summary: https://info.orcid.org/documentation/api-tutorials/."""

from __future__ import annotations

from typing import Any

from ingest.sources.objects.values import Json, at, day, dicts, text


def recognises(item: Json) -> bool:
    return "put-code" in item or isinstance(at(item, "title", "title"), dict)


def fields(work: Json) -> dict[str, Any]:
    when = at(work, "publication-date")
    title, subtitle = (text(at(work, "title", name, "value")) for name in ("title", "subtitle"))
    numbers: dict[str, str] = {}
    for one in dicts(at(work, "external-ids", "external-id")):
        if text(one.get("external-id-relationship")).lower() in ("self", ""):
            value = text(at(one, "external-id-normalized", "value")) or text(one.get("external-id-value"))
            numbers.setdefault(text(one.get("external-id-type")), value)
    people = dicts(at(work, "contributors", "contributor"))
    return {
        "title": f"{title}: {subtitle}" if title and subtitle else title,
        "abstract": text(work.get("short-description")),
        "authors": [
            {"name": name, "orcid": text(at(one, "contributor-orcid", "path"))}
            for one in people
            if (name := text(at(one, "credit-name", "value")))
        ],
        "date": day([text(at(when, part, "value")) for part in ("year", "month", "day")]),
        "venue": text(at(work, "journal-title", "value")),
        "doi": numbers.get("doi", ""),
        "arxiv_id": numbers.get("arxiv", ""),
        "url": text(at(work, "url", "value")),
        "type": text(work.get("type")),
        "language": text(work.get("language-code")),
        "identifiers": {
            name: number for name, key in (("pmid", "pmid"), ("pmcid", "pmc")) if (number := numbers.get(key))
        },
    }
