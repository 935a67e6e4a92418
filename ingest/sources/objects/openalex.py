"""A work of OpenAlex: https://docs.openalex.org/api-entities/works/work-object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingest.sources.objects.values import Json, at, dicts, pages, text, texts


def recognises(item: Json) -> bool:
    return isinstance(item.get("authorships"), list) or "openalex.org/W" in text(item.get("id"))


def fields(work: Json) -> dict[str, Any]:
    place = at(work, "primary_location", "source", "display_name")
    bounds = at(work, "biblio")
    numbers = {"openalex": text(work.get("id")), "pmid": text(at(work, "ids", "pmid"))}
    return {
        "title": text(work.get("title")) or text(work.get("display_name")),
        "abstract": _abstract(at(work, "abstract_inverted_index")) or text(work.get("abstract")),
        "authors": list(_authors(work)),
        "date": text(work.get("publication_date")) or text(work.get("publication_year")),
        "venue": text(place),
        "volume": text(at(bounds, "volume")),
        "issue": text(at(bounds, "issue")),
        "pages": pages(at(bounds, "first_page"), at(bounds, "last_page")),
        "doi": text(work.get("doi")),
        "url": text(at(work, "primary_location", "landing_page_url")),
        "type": text(work.get("type_crossref")) or text(work.get("type")),
        "keywords": texts(one.get("display_name") for one in dicts(work.get("keywords"))),
        "language": text(work.get("language")),
        "licence": text(at(work, "primary_location", "license")),
        "citations": text(work.get("cited_by_count")),
        "identifiers": {name: number for name, number in numbers.items() if number},
        "scope": work.get("scope"),
    }


def _authors(work: Json) -> Iterator[dict[str, Any]]:
    for one in dicts(work.get("authorships")):
        name = text(at(one, "author", "display_name")) or text(one.get("raw_author_name"))
        if name:
            places = texts(place.get("display_name") for place in dicts(one.get("institutions")))
            orcid = text(at(one, "author", "orcid"))
            yield {"name": name, "orcid": orcid, "affiliations": places}


def _abstract(words: Any) -> str:
    """The text of an index from each word to its places."""
    index = words if isinstance(words, dict) else {}
    placed = [
        (place, word)
        for word, places in index.items()
        for place in (places if isinstance(places, list) else ())
        if isinstance(place, int)
    ]
    return " ".join(word for _, word in sorted(placed))
