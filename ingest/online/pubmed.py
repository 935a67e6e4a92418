"""PubMed: what a query finds, by the E-utilities of NCBI. https://www.ncbi.nlm.nih.gov/books/NBK25499/"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from assistant.errors import ServiceError
from ingest.online.answers import Answer
from ingest.online.batches import batched
from ingest.online.copies import Ask

PAGE = 200
MOST = 10_000
"""Results of one query, the most that it gives."""

_WHO = {"db": "pubmed", "tool": "group-research-assistant"}
_DOIS = 40


def pages(value: str, ask: Ask) -> Iterator[Answer]:
    """What a query such as `Carberry J[Author]` finds, the newest first."""
    for start in range(0, MOST, PAGE):
        ids, total = _ids(value, ask, start=start)
        yield from _papers(ids, ask)
        if start + PAGE >= total:
            return
    raise ServiceError(f"PubMed finds more than {MOST:,} papers for {value!r}; narrow the source.")


def by_dois(dois: Iterable[str], ask: Ask) -> Iterator[Answer]:
    """The papers with these DOIs, as far as PubMed has them."""
    for some in batched(dois, _DOIS):
        term = " OR ".join(f'"{doi}"[aid]' for doi in some if '"' not in doi)
        yield from _papers(_ids(term, ask)[0], ask)


def by_title(title: str, author: str, ask: Ask) -> Iterator[Answer]:
    """A few papers of this title."""
    plain = " ".join("".join(c if c.isalnum() else " " for c in title).split())
    term = f"{plain}[Title]" + (f" AND {author}[Author]" if author else "")
    yield from _papers(_ids(term, ask)[0][:5], ask)


def _ids(term: str, ask: Ask, *, start: int = 0) -> tuple[list[str], int]:
    """The identifiers that a query finds, from one place on, and how many it finds in all."""
    params = {
        "term": term,
        "retmode": "json",
        "retstart": str(start),
        "retmax": str(PAGE),
        "sort": "pub_date",
    }
    answer = ask("pubmed", "entrez/eutils/esearch.fcgi", _WHO | params, mark=None if start else _mark)
    found = answer.found("esearchresult", kind=dict)
    if said := found.get("ERROR"):
        raise ServiceError(f"PubMed does not understand the query ({str(said)[:200]}); correct the source.")
    ids = [id for id in answer.found("esearchresult", "idlist", kind=list) if str(id).isdecimal()]
    return ids, int(answer.found("esearchresult", "count", kind=(str, int)))


def _papers(ids: list[str], ask: Ask) -> Iterator[Answer]:
    if ids:
        params = {"id": ",".join(ids), "retmode": "xml"}
        yield ask("pubmed", "entrez/eutils/efetch.fcgi", _WHO | params, form="xml")


def _mark(answer: Answer) -> Any:
    found = answer.found("esearchresult", kind=dict)
    return found.get("count"), found.get("idlist")
