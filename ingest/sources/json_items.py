"""Objects of other systems as the fields that jsonl.py reads: CSL items, works of OpenAlex, Semantic Scholar.

CSL: https://docs.citationstyles.org; OpenAlex: https://docs.openalex.org/api-entities/works/work-object;
Semantic Scholar: https://api.semanticscholar.org/api-docs/graph.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]

_CSL = {
    "venue": "container-title",
    "doi": "DOI",
    "url": "URL",
    "pages": "page",
    "keywords": "keyword",
}
"""The fields of CSL by our names."""


def as_ours(record: Json) -> dict[str, Any]:
    """`record` with its fields under the names of jsonl.py; one that has these already is left as it is."""
    fields = dict(record)
    if isinstance(record.get("authorships"), list):
        return fields | _filled(_of_openalex(record))
    if isinstance(record.get("author"), list) or isinstance(record.get("issued"), dict):
        return fields | _filled(_of_csl(record))
    people = record.get("authors")
    if isinstance(people, list) and people and all(isinstance(person, dict) for person in people):
        return fields | _filled(_of_semantic_scholar(record))
    return fields


def _filled(fields: Json) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}


def _of_csl(item: Json) -> Json:
    found: dict[str, Any] = {name: _text(item.get(key)) for name, key in _CSL.items()}
    found["authors"] = [_csl_name(person) for person in _list(item.get("author"))]
    parts = _list(_dict(item.get("issued")).get("date-parts"))
    numbers = [int(part) for part in _list(parts[0] if parts else ()) if str(part).isdigit()]
    found["date"] = "-".join([f"{number:02d}" for number in numbers[:3]])
    return found


def _csl_name(person: Any) -> str:
    name = _dict(person)
    if _text(name.get("literal")):
        return _text(name["literal"])
    words = (name.get("given"), name.get("non-dropping-particle"), name.get("family"), name.get("suffix"))
    return " ".join(filter(None, map(_text, words)))


def _of_openalex(work: Json) -> Json:
    place = _dict(_dict(work.get("primary_location")).get("source"))
    people = [_dict(_dict(one).get("author")) for one in _list(work.get("authorships"))]
    at = _dict(work.get("abstract_inverted_index"))
    bounds = _dict(work.get("biblio"))
    words = sorted((place, word) for word, places in at.items() for place in _list(places))
    return {
        "authors": [_text(person.get("display_name")) for person in people],
        "date": _text(work.get("publication_date")) or str(work.get("publication_year") or ""),
        "venue": _text(place.get("display_name")),
        "abstract": " ".join(word for _, word in words) or _text(work.get("abstract")),
        "volume": _text(bounds.get("volume")),
        "issue": _text(bounds.get("issue")),
        "pages": "-".join(filter(None, (_text(bounds.get(end)) for end in ("first_page", "last_page")))),
        "keywords": [_text(_dict(one).get("display_name")) for one in _list(work.get("keywords"))],
    }


def _of_semantic_scholar(paper: Json) -> Json:
    numbers = _dict(paper.get("externalIds"))
    types = _list(paper.get("publicationTypes"))
    return {
        "authors": [_text(_dict(person).get("name")) for person in _list(paper.get("authors"))],
        "date": _text(paper.get("publicationDate")) or str(paper.get("year") or ""),
        "doi": _text(numbers.get("DOI")),
        "arxiv_id": _text(numbers.get("ArXiv")),
        "type": _text(types[0]) if types else "",
        "volume": _text(_dict(paper.get("journal")).get("volume")),
        "pages": _text(_dict(paper.get("journal")).get("pages")),
    }


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _dict(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
