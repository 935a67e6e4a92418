"""INSPIRE: what a query finds in high-energy physics. https://github.com/inspirehep/rest-api-doc"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.errors import ServiceError
from ingest.online.answers import Answer
from ingest.online.copies import Ask

PAGE = 100
MOST = 10_000
"""Results of one query, the most that it gives."""

_FIELDS = (
    "titles abstracts authors.full_name authors.ids author_count dois arxiv_eprints publication_info "
    "imprints preprint_date earliest_date document_type keywords control_number languages license"
)


def pages(value: str, ask: Ask) -> Iterator[Answer]:
    """What a query such as `a J.Carberry.1` finds, the newest first."""
    query = {"q": value, "sort": "mostrecent", "size": str(PAGE), "fields": ",".join(_FIELDS.split())}
    for page in range(1, MOST // PAGE + 1):
        mark = (lambda answer: answer.json().get("hits")) if page == 1 else None
        answer = ask("inspire", "api/literature", query | {"page": str(page)}, mark=mark)
        if answer.found("hits", "hits", kind=list):
            yield answer
        if page * PAGE >= answer.found("hits", "total", kind=int):
            return
    raise ServiceError(f"INSPIRE finds more than {MOST:,} papers for {value!r}; narrow the source.")
