"""A work of Crossref: https://api.crossref.org/swagger-ui/index.html. Its abstract is JATS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingest.sources.objects.csl import date_of, person
from ingest.sources.objects.values import Json, dicts, text, texts

_DATES = ("published", "issued", "published-print", "published-online", "posted", "created")


def recognises(item: Json) -> bool:
    return "DOI" in item and isinstance(item.get("title"), list)


def fields(work: Json) -> dict[str, Any]:
    subtitle = text(work.get("subtitle"))
    title = text(work.get("title"))
    preprint = text(work.get("type")) == "posted-content"
    server = text([one.get("name") for one in dicts(work.get("institution"))])
    return {
        "title": f"{title}: {subtitle}" if title and subtitle and subtitle not in title else title,
        "abstract": text(work.get("abstract")),
        "authors": list(_authors(work)),
        "date": next((found for name in _DATES if (found := date_of(work.get(name)))), ""),
        "venue": text(work.get("container-title"))
        or (preprint and (server or text(work.get("group-title"))))
        or text(work.get("publisher"))
        * (text(work.get("type")) in ("book", "monograph", "dissertation", "report")),
        "volume": text(work.get("volume")),
        "issue": text(work.get("issue")),
        "pages": text(work.get("page")) or text(work.get("article-number")),
        "doi": text(work.get("DOI")),
        "url": text(work.get("URL")),
        "type": [text(work.get("subtype")), text(work.get("type"))],
        "keywords": texts(work.get("subject")),
        "language": text(work.get("language")),
        "licence": text([one.get("URL") for one in dicts(work.get("license"))]),
        "citations": text(work.get("is-referenced-by-count")),
    }


def _authors(work: Json) -> Iterator[dict[str, Any]]:
    for one in dicts(work.get("author")):
        if name := person(one):
            places = texts(place.get("name") for place in dicts(one.get("affiliation")))
            yield {"name": name, "orcid": text(one.get("ORCID")), "affiliations": places}
