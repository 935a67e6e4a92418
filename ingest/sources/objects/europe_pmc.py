"""A result of Europe PMC, core or lite: https://europepmc.org/RestfulWebService."""

from __future__ import annotations

from typing import Any

from ingest.sources.objects.values import Json, at, dicts, text, texts


def recognises(item: Json) -> bool:
    return "authorString" in item or isinstance(at(item, "authorList", "author"), list)


def fields(item: Json) -> dict[str, Any]:
    place = at(item, "journalInfo")
    known = {"pmid": text(item.get("pmid")), "pmcid": text(item.get("pmcid"))}
    listed = [_author(one) for one in dicts(at(item, "authorList", "author"))]
    types = at(item, "pubTypeList", "pubType") or item.get("pubType")
    return {
        "title": text(item.get("title")).removesuffix("."),
        "abstract": text(item.get("abstractText")),
        "authors": [one for one in listed if one["name"]] or text(item.get("authorString")).removesuffix("."),
        "date": text(item.get("firstPublicationDate")) or text(item.get("pubYear")),
        "venue": text(at(place, "journal", "title"))
        or text(item.get("journalTitle"))
        or text(at(item, "bookOrReportDetails", "publisher")),
        "volume": text(at(place, "volume")) or text(item.get("journalVolume")),
        "issue": text(at(place, "issue")) or text(item.get("issue")),
        "pages": text(item.get("pageInfo")),
        "doi": text(item.get("doi")),
        "type": ["preprint"] if text(item.get("source")) == "PPR" else types,
        "keywords": texts(at(item, "keywordList", "keyword")),
        "language": text(item.get("language")),
        "licence": text(item.get("license")),
        "citations": text(item.get("citedByCount")),
        "identifiers": {name: number for name, number in known.items() if number},
    }


def _author(one: Json) -> dict[str, Any]:
    given, family = (text(one.get(name)) for name in ("firstName", "lastName"))
    whole = f"{given} {family}" if given and family else text(one.get("fullName"))
    places = dicts(at(one, "authorAffiliationDetailsList", "authorAffiliation"))
    orcid = one.get("authorId")
    return {
        "name": whole or text(one.get("collectiveName")),
        "orcid": text(at(orcid, "value")) if text(at(orcid, "type")) == "ORCID" else "",
        "affiliations": texts(place.get("affiliation") for place in places),
    }
