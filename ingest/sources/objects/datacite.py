"""A DOI of DataCite, as its API and doi.org answer: https://support.datacite.org/docs/api-get-doi."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingest.sources.objects.values import Json, at, dicts, pages, text, texts

_DAYS = ("Issued", "Available", "Submitted", "Created")


def recognises(item: Json) -> bool:
    record = item.get("attributes", item)
    return bool(dicts(at(record, "titles"))) and at(record, "creators") is not None


def fields(item: Json) -> dict[str, Any]:
    record = item.get("attributes", item)
    days = {text(one.get("dateType")): text(one.get("date")) for one in dicts(record.get("dates"))}
    abstracts = [
        text(one.get("description"))
        for one in dicts(record.get("descriptions"))
        if text(one.get("descriptionType")) == "Abstract"
    ]
    year = text(record.get("publicationYear"))
    exact = next((found for name in _DAYS if (found := days.get(name, "")).startswith(year)), "")
    place = record.get("container")
    publisher = record.get("publisher")
    return {
        "title": text([one.get("title") for one in dicts(record["titles"])]),
        "abstract": text(abstracts),
        "authors": list(_authors(record)),
        "date": exact or year,
        "venue": text(at(place, "title")) or text(publisher) or text(at(publisher, "name")),
        "volume": text(at(place, "volume")),
        "issue": text(at(place, "issue")),
        "pages": pages(at(place, "firstPage"), at(place, "lastPage")),
        "doi": text(record.get("doi")) or text(item.get("id")),
        "url": text(record.get("url")),
        "type": [text(at(record, "types", name)) for name in ("resourceTypeGeneral", "citeproc", "bibtex")],
        "keywords": texts(one.get("subject") for one in dicts(record.get("subjects"))),
        "language": text(record.get("language")),
        "licence": text(
            [one.get("rightsIdentifier") or one.get("rights") for one in dicts(record.get("rightsList"))]
        ),
        "citations": text(record.get("citationCount")),
    }


def _authors(record: Json) -> Iterator[dict[str, Any]]:
    for one in dicts(record.get("creators")):
        name = text(one.get("name")) or text(one.get("creatorName"))
        if not name:
            continue
        numbers = [text(number.get("nameIdentifier")) for number in dicts(one.get("nameIdentifiers"))]
        places = one.get("affiliation")
        listed = places if isinstance(places, list) else [places]
        yield {
            "name": name,
            "orcid": next(
                (number for number in numbers if "orcid" in number.lower() or number.count("-") == 3), ""
            ),
            "affiliations": [place for one in listed if (place := text(one) or text(at(one, "name")))],
        }
