"""What the tests of the services share: a client of the stand-in, and the papers in what it fetched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from standin import Standin
from standin_works import AUTHOR, IDHAL, ORCID, PID, ROR

from assistant.services import ENDPOINTS, services
from ingest.online.client import Client
from ingest.online.fetching import Fetched, fetch
from ingest.sources import read_source

SOURCES = {
    f"orcid:{ORCID}": "orcid",
    f"orcid:https://orcid.org/{ORCID}": "orcid",
    f"openalex:{AUTHOR}": "openalex",
    f"ror:{ROR}": "openalex",
    f"ror:https://ror.org/{ROR}": "openalex",
    f"dblp:{PID}": "dblp",
    f"dblp:https://dblp.org/pid/{PID}.html": "dblp",
    "arxiv:au:Carberry": "arxiv",
    "pubmed:Carberry J[Author]": "pubmed",
    "inspire:a J.Carberry.1": "inspire",
    f"hal:{IDHAL}": "hal",
    "zotero:users/123": "zotero",
    "zotero:groups/7/collections/ABCD2345": "zotero",
    "zotero:local": "zotero-local",
}
"""A source for each kind of list, and the service whose list it is."""

LISTS = {
    f"orcid:{ORCID}": ("orcid", "/works"),
    f"openalex:{AUTHOR}": ("openalex", "cursor"),
    f"dblp:{PID}": ("dblp", ".bib"),
    "arxiv:au:Carberry": ("arxiv", "query"),
    "pubmed:Carberry J[Author]": ("pubmed", "esearch"),
    "inspire:a J.Carberry.1": ("inspire", "literature"),
    f"hal:{IDHAL}": ("hal", "search"),
    "zotero:users/123": ("zotero", "items"),
}
"""One source of each service that has lists, and what marks the addresses of the list."""


def client_of(server: Standin, *, naps: list[float] | None = None, **environ: str) -> Client:
    """A client that asks `server` alone, and notes how long it would sleep instead of sleeping."""
    given = {ENDPOINTS: server.url, **environ}
    sleep = (naps if naps is not None else []).append
    return Client(services(given), contact="ada@example.org", environ=given, sleep=sleep)


def fetched(
    server: Standin,
    spec: str,
    index: Path,
    *,
    naps: list[float] | None = None,
    now: datetime | None = None,
    environ: Mapping[str, str] | None = None,
) -> Fetched:
    """One source, fetched into `index` by a client of its own."""
    (one,) = fetch([spec], index, client_of(server, naps=naps, **(environ or {})), now=now)
    return one


def titles(documents: Sequence[Path]) -> set[str]:
    """The titles of all papers in files."""
    return {paper.title for path in documents for paper in read_source(path).papers}
