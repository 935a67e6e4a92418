"""A document of HAL: https://api.archives-ouvertes.fr/docs/search/?schema=fields#fields."""

from __future__ import annotations

from typing import Any

from ingest.sources.objects.values import Json, text, texts

_VENUES = ("journalTitle_s", "conferenceTitle_s", "bookTitle_s", "authorityInstitution_s", "publisher_s")


def recognises(item: Json) -> bool:
    return "title_s" in item or "halId_s" in item


def fields(item: Json) -> dict[str, Any]:
    names = item.get("authFullName_s") or []
    known = {"hal": text(item.get("halId_s")), "pmid": text(item.get("pubmedId_s"))}
    return {
        "title": text(item.get("title_s")) or text(item.get("en_title_s")),
        "abstract": text(item.get("abstract_s")) or text(item.get("en_abstract_s")),
        "authors": texts(names if isinstance(names, list) else [names]),
        "date": text(item.get("publicationDate_s"))
        or text(item.get("producedDate_s"))
        or text(item.get("producedDateY_i")),
        "venue": next((found for name in _VENUES if (found := text(item.get(name)))), ""),
        "volume": text(item.get("volume_s")),
        "issue": text(item.get("issue_s")),
        "pages": text(item.get("page_s")),
        "doi": text(item.get("doiId_s")),
        "arxiv_id": text(item.get("arxivId_s")),
        "url": text(item.get("uri_s")),
        "type": text(item.get("docType_s")),
        "keywords": texts(item.get("keyword_s") or item.get("en_keyword_s") or []),
        "language": text(item.get("language_s")),
        "licence": text(item.get("licence_s")),
        "identifiers": {name: number for name, number in known.items() if number},
    }
