"""The answers of the services that have papers, in the shapes that they document; see standin.py."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol
from xml.sax.saxutils import escape

from standin_works import AUTHOR, IDHAL, NAMESAKE, ORCID, PID, ROR, Work


class Asked(Protocol):
    """What the answers are made from: the papers that a service has, and the requests so far as a clock."""

    version: int

    @property
    def asked(self) -> list[Any]: ...

    def of(self, service: str) -> list[Work]: ...


Body = tuple[bytes, str, dict[str, str]] | None
Json = dict[str, Any]


def _json(value: Any, **headers: str) -> Body:
    return json.dumps(value, ensure_ascii=False).encode(), "application/json", headers


def _orcid(server: Asked, path: str, params: Json) -> Body:
    if path == f"v3.0/{ORCID}/person":
        return _json(
            {
                "name": {
                    "given-names": {"value": "Josiah"},
                    "family-name": {"value": "Carberry"},
                    "credit-name": None,
                }
            }
        )
    if path != f"v3.0/{ORCID}/works":
        return None
    return _json(
        {
            "last-modified-date": {"value": 1},
            "group": [_orcid_group(w, n) for n, w in enumerate(server.of("orcid"))],
        }
    )


def _orcid_group(work: Work, number: int) -> Json:
    ids = [("doi", work.doi), ("arxiv", work.arxiv)]
    external = [
        {"external-id-type": name, "external-id-value": value, "external-id-relationship": "self"}
        for name, value in ids
        if value
    ]
    summary = {
        "put-code": 100 + number,
        "title": {"title": {"value": work.title}, "subtitle": None},
        "external-ids": {"external-id": external},
        "type": "journal-article",
        "publication-date": {"year": {"value": work.year}, "month": None, "day": None},
        "journal-title": {"value": work.venue},
    }
    return {"external-ids": {"external-id": external}, "work-summary": [summary]}


def _openalex(server: Asked, path: str, params: Json) -> Body:
    works = server.of("openalex")
    if path.startswith("authors/"):
        return (
            _json({"id": f"https://openalex.org/{AUTHOR}", "display_name": "Josiah Carberry"})
            if AUTHOR in path
            else None
        )
    if path.startswith("works/W"):
        found = [w for w in works if path == f"works/{_w(w)}"]
        return _json(_openalex_work(found[0])) if found else None
    name, _, value = params.get("filter", "").partition(":")
    if name == "doi":
        works = [
            w for w in works if w.doi in value.split("|") or f"10.48550/arxiv.{w.arxiv}" in value.split("|")
        ]
    elif "search" in params:
        value = params["search"].strip('"')
        works = [
            w for w in works if set(value.lower().split()) <= set(w.title.lower().replace("-", " ").split())
        ]
    elif value not in (ORCID, AUTHOR, f"https://ror.org/{ROR}"):
        works = []
    works = sorted(works, key=lambda w: w.date, reverse=True)
    start = 0 if params.get("cursor", "*") == "*" else int(params["cursor"].removeprefix("c"))
    size = int(params["per_page"])
    last = start + size >= len(works)
    meta = {
        "count": len(works),
        "db_response_time_ms": len(server.asked),
        "per_page": size,
        "next_cursor": None if last else f"c{start + size}",
    }
    return _json(
        {"meta": meta, "results": [_openalex_work(w) for w in works[start : start + size]], "group_by": []}
    )


def _w(work: Work) -> str:
    return f"W{int(hashlib.sha256(work.title.encode()).hexdigest()[:7], 16)}"


def _openalex_work(work: Work) -> Json:
    doi = work.doi or (f"10.48550/arxiv.{work.arxiv}" if work.arxiv else "")
    index: dict[str, list[int]] = {}
    for place, word in enumerate(work.abstract.split() if "openalex" in work.told else ()):
        index.setdefault(word, []).append(place)
    return {
        "id": f"https://openalex.org/{_w(work)}",
        "doi": f"https://doi.org/{doi}" if doi else None,
        "title": work.title,
        "publication_date": work.date,
        "publication_year": int(work.year),
        "type": "article",
        "authorships": [
            {
                "author_position": "first",
                "author": {"id": f"https://openalex.org/{AUTHOR}", "display_name": name, "orcid": None},
                "institutions": [],
            }
            for name in work.authors
        ],
        "primary_location": {"source": {"display_name": work.venue}, "landing_page_url": None},
        "abstract_inverted_index": index or None,
        "biblio": {"volume": "5", "issue": None, "first_page": None, "last_page": None},
        "keywords": [],
        "cited_by_count": 3,
    }


def _crossref(server: Asked, path: str, params: Json) -> Body:
    works = [w for w in server.of("crossref") if w.doi]
    if path.startswith("works/"):
        found = [w for w in works if w.doi == path.removeprefix("works/")]
        return (
            _json({"status": "ok", "message-type": "work", "message": _crossref_work(found[0])})
            if found
            else None
        )
    if "filter" in params:
        wanted = {part.removeprefix("doi:") for part in params["filter"].split(",")}
        works = [w for w in works if w.doi in wanted]
    else:
        works = sorted(works, key=lambda w: w.title != params["query.bibliographic"])[: int(params["rows"])]
    message = {"total-results": len(works), "items": [_crossref_work(w) for w in works]}
    return _json({"status": "ok", "message-type": "work-list", "message": message})


def _crossref_work(work: Work) -> Json:
    item: Json = {
        "DOI": work.doi,
        "type": "journal-article",
        "title": [work.title],
        "author": [
            {"given": n.rpartition(" ")[0], "family": n.rpartition(" ")[2], "sequence": "first"}
            for n in work.authors
        ],
        "container-title": [work.venue],
        "issued": {"date-parts": [[int(part) for part in work.date.split("-")]]},
        "URL": f"https://doi.org/{work.doi}",
    }
    if "crossref" in work.told:
        item["abstract"] = f"<jats:title>Abstract</jats:title><jats:p>{work.abstract}</jats:p>"
    return item


def _datacite(server: Asked, path: str, params: Json) -> Body:
    if path != "dois/10.5061/dryad.pots":
        return None
    attributes = {
        "doi": "10.5061/dryad.pots",
        "titles": [{"title": "Data From Twelve Firings of a Kiln"}],
        "creators": [{"name": "Carberry, Josiah", "givenName": "Josiah", "familyName": "Carberry"}],
        "publisher": "Dryad",
        "publicationYear": 2021,
        "types": {"resourceTypeGeneral": "Dataset"},
        "descriptions": [],
    }
    return _json({"data": {"id": "10.5061/dryad.pots", "type": "dois", "attributes": attributes}})


def _dblp(server: Asked, path: str, params: Json) -> Body:
    if path != f"pid/{PID}.bib":
        return None
    entries = [
        f"@article{{DBLP:journals/x/{_w(w)},\n  author = {{{' and '.join(w.authors)}}},\n"
        f"  title = {{{w.title}}},\n"
        f"  journal = {{{w.venue}}},\n  year = {{{w.year}}},\n  doi = {{{w.doi}}}\n}}\n"
        for w in server.of("dblp")
    ]
    return "\n".join(entries).encode(), "application/x-bibtex", {}


def _arxiv(server: Asked, path: str, params: Json) -> Body:
    works = [w for w in server.of("arxiv") if w.arxiv]
    if ids := params.get("id_list"):
        works = [w for w in works if w.arxiv in ids.split(",")]
    else:
        query = params["search_query"].lower()
        works = [
            w
            for w in works
            if query.startswith("au:") or all(x in query for x in w.title.lower().replace("-", " ").split())
        ]
    start, size = int(params.get("start", 0)), int(params["max_results"])
    entries = [
        f"<entry><id>http://arxiv.org/abs/{w.arxiv}v1</id><updated>{w.date}T00:00:00Z</updated>"
        f"<published>{w.date}T00:00:00Z</published><title>{escape(w.title)}</title>"
        f"<summary>{escape(w.abstract if 'arxiv' in w.told else '')}</summary>"
        + "".join(f"<author><name>{escape(name)}</name></author>" for name in w.authors)
        + '<arxiv:primary_category term="cs.CE"/></entry>'
        for w in works[start : start + size]
    ]
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom">\n'
        f"<id>http://arxiv.org/api/{len(server.asked)}</id><title>arXiv Query</title>"
        f"<updated>2026-11-29T00:00:{len(server.asked) % 60:02d}Z</updated>\n"
        f"<opensearch:totalResults>{len(works)}</opensearch:totalResults><opensearch:startIndex>{start}</opensearch:startIndex>"
        f"<opensearch:itemsPerPage>{size}</opensearch:itemsPerPage>\n" + "\n".join(entries) + "\n</feed>\n"
    )
    return text.encode(), "application/atom+xml", {}


def _pubmed(server: Asked, path: str, params: Json) -> Body:
    works = [w for w in server.of("pubmed") if w.pmid]
    if path.endswith("esearch.fcgi"):
        term = params["term"]
        if "[aid]" in term:
            works = [w for w in works if w.doi and f'"{w.doi}"' in term]
        elif "[Title]" in term:
            title = term.partition("[Title]")[0].lower()
            works = [w for w in works if w.title.lower().replace("-", " ") == title]
        start, size = int(params["retstart"]), int(params["retmax"])
        found = {
            "count": str(len(works)),
            "retmax": str(size),
            "retstart": str(start),
            "idlist": [w.pmid for w in works[start : start + size]],
        }
        return _json({"header": {"type": "esearch"}, "esearchresult": found})
    wanted = params["id"].split(",")
    articles = [_pubmed_article(w) for w in works if w.pmid in wanted]
    return (
        f'<?xml version="1.0" ?>\n<PubmedArticleSet>{"".join(articles)}</PubmedArticleSet>'.encode(),
        "text/xml",
        {},
    )


def _pubmed_article(work: Work) -> str:
    names = "".join(
        f"<Author><LastName>{n.rpartition(' ')[2]}</LastName>"
        f"<ForeName>{n.rpartition(' ')[0]}</ForeName></Author>"
        for n in work.authors
    )
    abstract = (
        f"<Abstract><AbstractText>{escape(work.abstract)}</AbstractText></Abstract>"
        if "pubmed" in work.told
        else ""
    )
    return (
        f'<PubmedArticle><MedlineCitation><PMID Version="1">{work.pmid}</PMID><Article>'
        "<Journal><JournalIssue>"
        f"<PubDate><Year>{work.year}</Year></PubDate></JournalIssue><Title>{work.venue}</Title></Journal>"
        f"<ArticleTitle>{escape(work.title)}</ArticleTitle>{abstract}<AuthorList>{names}</AuthorList></Article></MedlineCitation>"
        f'<PubmedData><ArticleIdList><ArticleId IdType="pubmed">{work.pmid}</ArticleId>'
        f'<ArticleId IdType="doi">{work.doi}</ArticleId></ArticleIdList></PubmedData></PubmedArticle>'
    )


def _inspire(server: Asked, path: str, params: Json) -> Body:
    works = server.of("inspire")
    size, page = int(params["size"]), int(params["page"])
    hits = [
        {
            "id": str(1000 + number),
            "metadata": {
                "control_number": 1000 + number,
                "titles": [{"title": w.title}],
                "abstracts": [{"value": w.abstract}] if "inspire" in w.told else [],
                "authors": [{"full_name": ", ".join(reversed(n.split(" ", 1)))} for n in w.authors],
                "dois": [{"value": w.doi}],
                "publication_info": [{"journal_title": w.venue, "year": int(w.year)}],
                "earliest_date": w.date,
                "document_type": ["article"],
            },
        }
        for number, w in enumerate(works)
    ]
    return _json({"hits": {"hits": hits[(page - 1) * size : page * size], "total": len(hits)}, "links": {}})


def _hal(server: Asked, path: str, params: Json) -> Body:
    works = server.of("hal") if IDHAL in params["q"] or ":" in params["q"].replace("authIdHal_s:", "") else []
    start, size = int(params["start"]), int(params["rows"])
    docs = [
        {
            "docid": str(number),
            "halId_s": f"hal-{number}",
            "title_s": [w.title],
            "authFullName_s": list(w.authors),
            "publicationDate_s": w.date,
            "docType_s": "ART",
            "journalTitle_s": w.venue,
            "doiId_s": w.doi,
        }
        | ({"abstract_s": [w.abstract]} if "hal" in w.told else {})
        for number, w in enumerate(works)
    ]
    return _json({"response": {"numFound": len(docs), "start": start, "docs": docs[start : start + size]}})


def _zotero(server: Asked, path: str, params: Json) -> Body:
    if path not in ("users/0/items/top", "users/123/items/top", "groups/7/collections/ABCD2345/items/top"):
        return None
    works = server.of("zotero")
    start, size = int(params["start"]), int(params["limit"])
    items = [
        {
            "id": f"123/{_w(w)}",
            "type": "article-journal",
            "title": w.title,
            "container-title": w.venue,
            "DOI": w.doi,
            "author": [{"family": n.rpartition(" ")[2], "given": n.rpartition(" ")[0]} for n in w.authors],
            "issued": {"date-parts": [w.date.split("-")]},
        }
        | ({"abstract": w.abstract} if "zotero" in w.told else {})
        for w in works[start : start + size]
    ]
    return _json(
        {"items": items}, **{"Total-Results": str(len(works)), "Last-Modified-Version": str(server.version)}
    )


def _semantic_scholar(server: Asked, path: str, params: Json) -> Body:
    works = server.of("semanticscholar")
    if path.endswith("/paper/search/match"):
        found = [w for w in works if w.title == params["query"]]
        found.sort(key=lambda w: w is not NAMESAKE)
        return _json({"data": [_s2(found[0]) | {"matchScore": 99.0}]}) if found else None
    by_id = {f"DOI:{w.doi}": w for w in works if w.doi} | {f"ARXIV:{w.arxiv}": w for w in works if w.arxiv}
    return _json([_s2(by_id[id]) if id in by_id else None for id in json.loads(params["body"])["ids"]])


def _s2(work: Work) -> Json:
    return {
        "paperId": hashlib.sha1(work.title.encode()).hexdigest(),
        "externalIds": {k: v for k, v in (("DOI", work.doi), ("ArXiv", work.arxiv)) if v},
        "title": work.title,
        "abstract": work.abstract if "semanticscholar" in work.told else None,
        "authors": [{"authorId": "1", "name": name} for name in work.authors],
        "year": int(work.year),
        "publicationDate": work.date,
        "venue": work.venue,
    }


ANSWERS: Mapping[str, Callable[[Asked, str, Json], Body]] = {
    "orcid": _orcid,
    "openalex": _openalex,
    "crossref": _crossref,
    "datacite": _datacite,
    "dblp": _dblp,
    "arxiv": _arxiv,
    "pubmed": _pubmed,
    "inspire": _inspire,
    "hal": _hal,
    "zotero": _zotero,
    "zotero-local": _zotero,
    "semanticscholar": _semantic_scholar,
}
