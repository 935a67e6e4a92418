"""Crossref, and DataCite for the DOIs that Crossref did not register. https://api.crossref.org/swagger-ui"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from assistant.errors import SourceError
from ingest.online.answers import Answer
from ingest.online.batches import batched
from ingest.online.client import MissingError
from ingest.online.copies import Ask
from ingest.sources.identifiers import normal_doi

_DOIS = 50


def pages(value: str, ask: Ask) -> Iterator[Answer]:
    """The work with one DOI."""
    doi = normal_doi(value)
    if doi is None:
        raise SourceError(f"doi:{value} is no DOI; expected doi:10.1000/182.")
    try:
        yield ask("crossref", f"works/{quote(doi, safe='')}")
    except MissingError:
        yield ask("datacite", f"dois/{quote(doi, safe='')}")


def by_dois(dois: Iterable[str], ask: Ask) -> Iterator[Answer]:
    """The works with these DOIs, as far as Crossref has them.

    A comma would end a filter, so a DOI with one is left out.
    """
    for some in batched((doi for doi in dois if "," not in doi), _DOIS):
        filter = ",".join(f"doi:{doi}" for doi in some)
        answer = ask("crossref", "works", {"filter": filter, "rows": str(_DOIS)})
        if answer.found("message", "items", kind=list):
            yield answer


def by_title(title: str, author: str, ask: Ask) -> Iterator[Answer]:
    """A few works of about this title."""
    query = {"query.bibliographic": title} | ({"query.author": author} if author else {})
    yield ask("crossref", "works", query | {"rows": "5"})
