"""What may stand before the colon of a source, and the module that asks for it.

A new service is a line here, its module, and a table in assistant/services.toml.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ingest.online import arxiv, crossref, dblp, hal, inspire, openalex, orcid, pubmed, zotero
from ingest.online.answers import Answer
from ingest.online.copies import Ask

Pages = Callable[[str, Ask], Iterator[Answer]]
"""The answers, one after another, from which the papers of a source are read."""

PAGES: Mapping[str, Pages] = {
    "orcid": orcid.pages,
    "openalex": openalex.pages,
    "ror": openalex.of_institution,
    "dblp": dblp.pages,
    "arxiv": arxiv.pages,
    "pubmed": pubmed.pages,
    "inspire": inspire.pages,
    "hal": hal.pages,
    "zotero": zotero.pages,
    "doi": crossref.pages,
}
