"""arXiv: what a query finds, or one paper. https://info.arxiv.org/help/api/user-manual.html"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from assistant.errors import ServiceError
from ingest.online.answers import Answer
from ingest.online.batches import batched
from ingest.online.copies import Ask
from ingest.sources.identifiers import normal_arxiv_id

PAGE = 100
MOST = 30_000
"""Results of one query, the most that it gives."""

_ATOM, _SEARCH = "{http://www.w3.org/2005/Atom}", "{http://a9.com/-/spec/opensearch/1.1/}"


def pages(value: str, ask: Ask) -> Iterator[Answer]:
    """What a query such as `au:Carberry AND cat:cs.LG` finds, the newest first; or the paper `1906.00695`."""
    if id := normal_arxiv_id(value):
        yield from by_ids([id], ask)
        return
    query = {"search_query": value, "sortBy": "submittedDate", "sortOrder": "descending"}
    for start in range(0, MOST, PAGE):
        params = query | {"start": str(start), "max_results": str(PAGE)}
        answer = ask("arxiv", "api/query", params, form="xml", mark=None if start else _mark, whole=_whole)
        if _entries(answer):
            yield answer
        if start + PAGE >= _total(answer):
            return
    raise ServiceError(f"arXiv finds more than {MOST:,} papers for {value!r}; narrow the source.")


def by_ids(ids: Iterable[str], ask: Ask) -> Iterator[Answer]:
    """The papers with these identifiers."""
    for some in batched(ids, PAGE):
        params = {"id_list": ",".join(some), "max_results": str(PAGE)}
        answer = ask("arxiv", "api/query", params, form="xml")
        if _entries(answer):
            yield answer


def by_title(title: str, author: str, ask: Ask) -> Iterator[Answer]:
    """A few papers of this title; a quotation mark would end the title."""
    plain = " ".join("".join(c if c.isalnum() else " " for c in title).split())
    query = f'ti:"{plain}"' + (f' AND au:"{author}"' if author else "")
    answer = ask("arxiv", "api/query", {"search_query": query, "max_results": "5"}, form="xml")
    if _entries(answer):
        yield answer


def _entries(answer: Answer) -> list[Any]:
    """The papers of an answer. Raises ServiceError where arXiv says that it does not understand the query."""
    entries: list[Any] = answer.xml().findall(f"{_ATOM}entry")
    for entry in entries:
        if "/api/errors" in (entry.findtext(f"{_ATOM}id") or ""):
            said = " ".join((entry.findtext(f"{_ATOM}summary") or "").split())[:200]
            raise ServiceError(f"arXiv does not understand the query ({said}); correct the source.")
    return entries


def _total(answer: Answer) -> int:
    text = answer.xml().findtext(f"{_SEARCH}totalResults")
    if text is None or not text.strip().isdecimal():
        raise ServiceError(
            f"arXiv ({answer.service.host}) answered without the number of results that it documents: "
            "it may have changed; what was fetched before stays in use."
        )
    return int(text)


def _whole(answer: Answer) -> bool:
    """Whether a page has papers where it must have some: under load arXiv sends empty ones."""
    start = int(answer.xml().findtext(f"{_SEARCH}startIndex") or 0)
    return bool(_entries(answer)) or _total(answer) <= start


def _mark(answer: Answer) -> Any:
    """The number of results and the newest; the feed itself also says when it was made."""
    return _total(answer), [etree.tostring(entry) for entry in _entries(answer)]
