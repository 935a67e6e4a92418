"""ORCID: the works that a researcher lists. https://info.orcid.org/documentation/api-tutorials

A list at ORCID has titles and identifiers, but neither authors nor abstracts. So the works come from
OpenAlex: those that it knows to be by this ORCID, which also finds what the list lacks, and those that the
list has by their DOIs; from Crossref what OpenAlex does not have; from the list itself what has no DOI.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.errors import SourceError
from ingest.online import crossref, openalex
from ingest.online.answers import Answer
from ingest.online.copies import Ask
from ingest.sources.identifiers import normal_doi

_HEADERS = {"Accept": "application/json"}


def pages(value: str, ask: Ask) -> Iterator[Answer]:
    """The works of one ORCID iD."""
    id = checked(value)
    listed = ask(
        "orcid", f"v3.0/{id}/works", headers=_HEADERS, mark=lambda answer: answer.json().get("group")
    )
    wanted = _dois(listed)
    known: set[str] = set()
    for answer in openalex.works(f"authorships.author.orcid:{id}", ask):
        yield answer
        known |= openalex.dois_of([answer])
    for answer in openalex.by_dois(sorted(wanted - known), ask):
        yield answer
        known |= openalex.dois_of([answer])
    yield from crossref.by_dois(sorted(wanted - known), ask)
    if listed.found("group", kind=list):  # last: its titles are as somebody typed them
        yield listed


def name_of(value: str, ask: Ask) -> str:
    """The name on an ORCID record; empty where it is not public."""
    name = ask("orcid", f"v3.0/{checked(value)}/person", headers=_HEADERS).json().get("name") or {}
    parts = [(name.get(part) or {}).get("value") for part in ("given-names", "family-name")]
    credit = (name.get("credit-name") or {}).get("value")
    return str(credit or " ".join(filter(None, parts)))


def checked(value: str) -> str:
    """An ORCID iD as `0000-0002-1825-0097`, from that or its address.

    Its last character is a checksum, ISO 7064 mod 11-2:
    https://support.orcid.org/hc/en-us/articles/360006897674. Raises SourceError where it is none.
    """
    id = value.strip().rstrip("/").rpartition("/")[2].upper()
    digits = id.replace("-", "")
    total = 0
    for digit in digits[:15]:
        total = (total + (int(digit) if digit.isdecimal() else 0)) * 2
    rest = (12 - total % 11) % 11
    right = len(digits) == 16 and digits[:15].isdecimal() and digits[15] == ("X" if rest == 10 else str(rest))
    if not right:
        raise SourceError(f"{value!r} is no ORCID iD; expected sixteen digits such as 0000-0002-1825-0097.")
    return "-".join(digits[start : start + 4] for start in (0, 4, 8, 12))


def _dois(listed: Answer) -> set[str]:
    """The DOIs of the works themselves, not of what they are part of."""
    found = set()
    for group in listed.found("group", kind=list):
        for one in _ids(group):
            if one.get("external-id-type") == "doi" and one.get("external-id-relationship", "self") == "self":
                found.add(normal_doi(str(one.get("external-id-value") or "")) or "")
    return found - {""}


def _ids(group: Any) -> list[dict[str, Any]]:
    ids = ((group or {}).get("external-ids") or {}).get("external-id") if isinstance(group, dict) else None
    return [one for one in ids or () if isinstance(one, dict)]
