"""OpenAlex: works of an author, an institution, or one work. https://developers.openalex.org

It joins authors by itself, from names, affiliations and ORCIDs: an id of OpenAlex may hold papers of two
people of one name, and a person may have several ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from assistant.errors import ServiceError, SourceError
from ingest.online.answers import Answer
from ingest.online.batches import batched
from ingest.online.copies import Ask
from ingest.sources.identifiers import normal_doi

PAGE = 100
"""Works of one answer, the most that it gives."""
PAGES = 1000
_DOIS = 40
"""DOIs of one request; it takes a hundred, but no address of more than 4 KB."""

_FIELDS = (
    "id doi ids title publication_date publication_year type language authorships primary_location locations "
    "abstract_inverted_index biblio keywords cited_by_count"
)
"""What papers are made of: whole works are ten times as long."""

_FILTERS = {"A": "authorships.author.id", "I": "authorships.institutions.id"}


def pages(value: str, ask: Ask) -> Iterator[Answer]:
    """The works of `A5023888391` (an author), `I35440088` (an institution) or `W2741809807` (a work)."""
    id = value.rpartition("/")[2].upper()
    if id[:1] == "W" and id[1:].isdecimal():
        yield ask("openalex", f"works/{id}", {"select": _select()})
    elif id[:1] in _FILTERS and id[1:].isdecimal():
        yield from works(f"{_FILTERS[id[0]]}:{id}", ask)
    else:
        raise SourceError(
            f"openalex:{value} is no id of OpenAlex; expected openalex:A5023888391, I... or W..."
        )


def of_institution(value: str, ask: Ask) -> Iterator[Answer]:
    """The works of an institution by its ROR id, `05a28rw58` or its address."""
    id = value.rpartition("/")[2].lower()
    if not (len(id) == 9 and id.isalnum() and id[0] == "0"):
        raise SourceError(
            f"ror:{value} is no ROR id; expected ror:05a28rw58, as in https://ror.org/05a28rw58."
        )
    yield from works(f"authorships.institutions.ror:https://ror.org/{id}", ask)


def works(filter: str, ask: Ask) -> Iterator[Answer]:
    """All works that pass a filter, the newest first, page by page."""
    params = {"filter": filter, "per_page": str(PAGE), "sort": "publication_date:desc", "select": _select()}
    cursor = "*"
    for _ in range(PAGES):
        answer = ask("openalex", "works", params | {"cursor": cursor}, mark=_mark if cursor == "*" else None)
        if not answer.found("results", kind=list):
            return
        yield answer
        cursor = answer.found("meta", kind=dict).get("next_cursor") or ""
        if not cursor:
            return
    raise ServiceError(f"OpenAlex has more than {PAGE * PAGES:,} works for {filter}; narrow the source.")


def by_dois(dois: Iterable[str], ask: Ask) -> Iterator[Answer]:
    """The works with these DOIs, as far as OpenAlex has them."""
    for some in batched(dois, _DOIS):
        params = {"filter": f"doi:{'|'.join(some)}", "per_page": str(PAGE), "select": _select()}
        answer = ask("openalex", "works", params)
        if answer.found("results", kind=list):
            yield answer


def by_title(title: str, author: str, ask: Ask) -> Iterator[Answer]:
    """A few works in which the words of a title follow one another; a quotation mark would end them."""
    plain = " ".join("".join(c if c.isalnum() else " " for c in title).split())
    yield ask("openalex", "works", {"search": f'"{plain}"', "per_page": "5", "select": _select()})


def dois_of(answers: Sequence[Answer]) -> set[str]:
    """The DOIs of the works in these answers."""
    found = (work.get("doi") for answer in answers for work in _works(answer))
    return {doi for text in found if isinstance(text, str) and (doi := normal_doi(text))}


def name_of(id: str, ask: Ask) -> str:
    """The name of an author, as OpenAlex displays it."""
    answer = ask("openalex", f"authors/{quote(id)}", {"select": "id,display_name"})
    return str(answer.found("display_name", kind=str))


def _works(answer: Answer) -> list[dict[str, Any]]:
    return [work for work in answer.found("results", kind=list) if isinstance(work, dict)]


def _mark(answer: Answer) -> Any:
    """The number of works and the newest of them.

    How long the search took, and how often a work is cited, make nothing new.
    """
    works = [{name: work[name] for name in work if name != "cited_by_count"} for work in _works(answer)]
    return answer.found("meta", kind=dict).get("count"), works


def _select() -> str:
    return ",".join(_FIELDS.split())
