"""Zotero: a library or a collection, of zotero.org or of the program on this machine, as CSL items.

https://www.zotero.org/support/dev/web_api/v3/basics and .../v3/local_api
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.errors import ServiceError, SourceError
from ingest.online.answers import Answer
from ingest.online.copies import Ask

PAGE = 100
PAGES = 1000

_LIBRARY = re.compile(r"(?P<library>local|(?:users|groups)/[0-9]+)(?P<collection>/collections/[A-Z0-9]{8})?")


def pages(value: str, ask: Ask) -> Iterator[Answer]:
    """The items of `users/123`, `groups/123` or `local`, or of one collection:
    `users/123/collections/ABCD2345`.
    """
    match = _LIBRARY.fullmatch(value)
    if not match:
        raise SourceError(
            f"zotero:{value} is no library; expected zotero:users/123, zotero:groups/123 or zotero:local, "
            "with /collections/ABCD2345 for one collection."
        )
    local = match["library"] == "local"
    service, library = ("zotero-local", "users/0") if local else ("zotero", match["library"])
    path = f"{library}{match['collection'] or ''}/items/top"
    for start in range(0, PAGE * PAGES, PAGE):
        params = {"format": "csljson", "limit": str(PAGE), "start": str(start), "sort": "dateAdded"}
        headers = {"Zotero-API-Version": "3"}
        mark = None if start else (lambda answer: (answer.json(), answer.headers.get("total-results")))
        answer = ask(service, path, params, headers=headers, mark=mark)
        if answer.found("items", kind=list):
            yield answer
        if start + PAGE >= _total(answer):
            return
    raise ServiceError(f"zotero:{value} has more than {PAGE * PAGES:,} items; name a collection.")


def _total(answer: Answer) -> int:
    text = answer.headers.get("total-results", "")
    if not text.isdecimal():
        raise ServiceError(
            f"{answer.service.name} ({answer.service.host}) answered without the header Total-Results that "
            "it documents: it may have changed; what was fetched before stays in use."
        )
    return int(text)
