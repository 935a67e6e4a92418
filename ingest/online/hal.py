"""HAL: the papers of a person, or what a query finds. https://api.archives-ouvertes.fr/docs/search"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.errors import ServiceError
from ingest.online.answers import Answer
from ingest.online.copies import Ask

PAGE = 100
MOST = 10_000

_FIELDS = (
    "docid halId_s title_s abstract_s authFullName_s publicationDate_s producedDate_s docType_s "
    "journalTitle_s conferenceTitle_s bookTitle_s doiId_s arxivId_s uri_s keyword_s volume_s issue_s page_s "
    "authorityInstitution_s publisher_s pubmedId_s language_s licence_s"
)


def pages(value: str, ask: Ask) -> Iterator[Answer]:
    """The papers of an idHAL such as `ada-byron`, or of a query with a colon: `authFullName_t:Byron`."""
    query = value if ":" in value else f'authIdHal_s:"{value}"'
    params = {
        "q": query,
        "wt": "json",
        "rows": str(PAGE),
        "sort": "docid desc",
        "fl": ",".join(_FIELDS.split()),
    }
    for start in range(0, MOST, PAGE):
        mark = None if start else (lambda answer: answer.json().get("response"))
        answer = ask("hal", "search/", params | {"start": str(start)}, mark=mark)
        if answer.found("response", "docs", kind=list):
            yield answer
        if start + PAGE >= answer.found("response", "numFound", kind=int):
            return
    raise ServiceError(f"HAL finds more than {MOST:,} papers for {value!r}; narrow the source.")
