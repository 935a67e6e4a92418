"""A paper of Semantic Scholar: https://api.semanticscholar.org/api-docs/graph."""

from __future__ import annotations

from typing import Any

from ingest.sources.objects.values import Json, at, dicts, text


def recognises(item: Json) -> bool:
    people = item.get("authors")
    named = isinstance(people, list) and bool(people) and all("authorId" in one for one in dicts(people))
    return "paperId" in item or "externalIds" in item or (named and bool(dicts(people)))


def fields(paper: Json) -> dict[str, Any]:
    numbers = at(paper, "externalIds")
    known = {"pmid": text(at(numbers, "PubMed")), "s2": text(paper.get("paperId"))}
    return {
        "title": text(paper.get("title")),
        "abstract": text(paper.get("abstract")),
        "authors": [name for one in dicts(paper.get("authors")) if (name := text(one.get("name")))],
        "date": text(paper.get("publicationDate")) or text(paper.get("year")),
        "venue": text(paper.get("venue")) or text(at(paper, "journal", "name")),
        "volume": text(at(paper, "journal", "volume")),
        "pages": text(at(paper, "journal", "pages")),
        "doi": text(at(numbers, "DOI")) or text(paper.get("doi")),
        "arxiv_id": text(at(numbers, "ArXiv")),
        "url": text(paper.get("url")),
        "type": paper.get("publicationTypes") or [],
        "citations": text(paper.get("citationCount")),
        "licence": text(at(paper, "openAccessPdf", "license")),
        "identifiers": {name: number for name, number in known.items() if number},
        "scope": paper.get("scope"),
    }
