"""Semantic Scholar: papers by identifier or title. https://api.semanticscholar.org/api-docs/graph"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ingest.online.answers import Answer
from ingest.online.batches import batched
from ingest.online.client import MissingError

_FIELDS = "title,abstract,authors,externalIds,year,publicationDate,venue"
_IDS = 500


def by_ids(ids: Iterable[str], ask: Callable[..., Answer]) -> Iterator[Answer]:
    """The papers with identifiers such as `DOI:10.1000/182` or `ARXIV:1906.00695`, as far as it has them."""
    for some in batched(ids, _IDS):
        yield ask("semanticscholar", "graph/v1/paper/batch", {"fields": _FIELDS}, body={"ids": list(some)})


def by_title(title: str, author: str, ask: Callable[..., Answer]) -> Iterator[Answer]:
    """The paper whose title is nearest to this one."""
    try:
        yield ask("semanticscholar", "graph/v1/paper/search/match", {"query": title, "fields": _FIELDS})
    except MissingError:
        return
