"""A record of INSPIRE: https://github.com/inspirehep/rest-api-doc."""

from __future__ import annotations

import re
from typing import Any

from ingest.sources.objects.values import Json, at, dicts, pages, text, texts

_COUNT = re.compile(r"[0-9]{1,6}")


def recognises(item: Json) -> bool:
    record = item.get("metadata", item)
    return bool(dicts(at(record, "titles"))) and at(record, "creators") is None


def fields(item: Json) -> dict[str, Any]:
    record = item.get("metadata", item)
    place = next(iter(dicts(record.get("publication_info"))), {})
    preprint = next(iter(dicts(record.get("arxiv_eprints"))), {})
    papers = dicts(record.get("authors"))
    known = {"inspire": text(record.get("control_number")) or text(item.get("id"))}
    title, subtitle = (
        text([one.get(name) for one in dicts(record["titles"])]) for name in ("title", "subtitle")
    )
    return {
        "title": f"{title}: {subtitle}" if title and subtitle else title,
        "abstract": text([one.get("value") for one in dicts(record.get("abstracts"))]),
        "authors": [_author(one) for one in papers if text(one.get("full_name"))] + _cut(record, papers),
        "date": (text(place.get("year")) if place.get("journal_title") else "")
        or text(record.get("earliest_date"))
        or text(record.get("preprint_date"))
        or text([one.get("date") for one in dicts(record.get("imprints"))])
        or text(place.get("year")),
        "venue": text(place.get("journal_title")) or ("arXiv" if preprint else ""),
        "category": text(preprint.get("categories")),
        "volume": text(place.get("journal_volume")),
        "issue": text(place.get("journal_issue")),
        "pages": pages(place.get("page_start"), place.get("page_end")) or text(place.get("artid")),
        "doi": text([one.get("value") for one in dicts(record.get("dois"))]),
        "arxiv_id": text(preprint.get("value")),
        "type": texts(record.get("document_type")),
        "keywords": texts(one.get("value") for one in dicts(record.get("keywords"))),
        "language": text(record.get("languages")),
        "licence": text([one.get("license") for one in dicts(record.get("license"))]),
        "citations": text(record.get("citation_count")),
        "identifiers": {name: number for name, number in known.items() if number},
    }


def _author(one: Json) -> dict[str, Any]:
    numbers = dicts(one.get("ids"))
    return {
        "name": text(one.get("full_name")),
        "orcid": text([number.get("value") for number in numbers if text(number.get("schema")) == "ORCID"]),
        "affiliations": texts(place.get("value") for place in dicts(one.get("affiliations"))),
    }


def _cut(record: Json, listed: list[Json]) -> list[str]:
    """What ends a list of authors of which the answer has the first ones only."""
    stated = text(record.get("author_count"))
    return ["et al."] if listed and _COUNT.fullmatch(stated) and int(stated) > len(listed) else []
