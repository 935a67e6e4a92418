"""DOIs, arXiv identifiers and addresses, brought to one form so that records can be matched."""

from __future__ import annotations

import re
from typing import Any

_DOI = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(?P<doi>10\.[0-9][0-9.]{0,15}/\S+)", re.IGNORECASE
)
_ARXIV_ID = r"(?:[0-9]{4}\.[0-9]{4,5}|[a-z][a-z-]*(?:\.[A-Z]{2})?/[0-9]{7})"
_ARXIV = re.compile(
    rf"(?:https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf)/|arxiv:\s*)?(?P<id>{_ARXIV_ID})"
    r"(?:v[0-9]{1,3})?(?:\.pdf)?(?:\s*\[[\w.-]+\])?",
    re.IGNORECASE,
)
_ARXIV_WITHIN = re.compile(rf"arxiv(?:\.org/(?:abs|pdf)/|:)\s*(?P<id>{_ARXIV_ID})", re.IGNORECASE)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(?P<id>.+)", re.IGNORECASE)
_ORCID = re.compile(r"(?:https?://)?(?:orcid\.org/|orcid:\s*)?(?P<id>(?:[0-9]{4}-){3}[0-9]{3}[0-9X])/?", re.I)
_CATALOGUES = {
    "pmid": re.compile(
        r"(?:https?://pubmed\.ncbi\.nlm\.nih\.gov/|pmid:?\s*)?(?P<id>[1-9][0-9]{0,8})/?", re.I
    ),
    "pmcid": re.compile(r"(?:https?://\S+/)?(?P<id>PMC[0-9]{1,9})/?", re.I),
    "openalex": re.compile(r"(?:https?://(?:api\.)?openalex\.org/(?:works/)?)?(?P<id>W[0-9]{1,12})", re.I),
}
"""Catalogues of works, and how each writes its numbers; other catalogues' are kept as they are."""
_URL = re.compile(r"https?://[^\s<>\"'\x00-\x1f]+", re.IGNORECASE)


def normal_doi(text: str) -> str | None:
    """`https://doi.org/10.1000/ABC` as `10.1000/abc` (DOIs ignore case); None if it is no DOI."""
    match = _DOI.fullmatch(text.strip())
    return match["doi"].rstrip(".,;").lower() if match else None


def normal_arxiv_id(text: str) -> str | None:
    """`arXiv:1906.00695v4` as `1906.00695`, without the version; None if it is no arXiv identifier."""
    match = _ARXIV.fullmatch(text.strip())
    return match["id"] if match else None


def arxiv_id_within(*texts: str) -> str | None:
    """The first arXiv identifier in an arXiv address, an arXiv DOI or a note such as `arXiv:1906.00695`."""
    for text in texts:
        if match := _ARXIV_DOI.fullmatch(text.strip()):
            return normal_arxiv_id(match["id"])
        if match := _ARXIV_WITHIN.search(text):
            return match["id"]
    return None


def own_link(url: str, arxiv_id: str) -> str:
    """`url`, or nothing where it only says `arxiv_id` again, as our exports do for a paper without a link."""
    return "" if arxiv_id and url == f"https://arxiv.org/abs/{arxiv_id}" else url


def normal_url(text: str) -> str | None:
    """A web address, or None: only http and https are safe to show as a link."""
    match = _URL.fullmatch(text.strip())
    return match[0] if match else None


def normal_orcid(text: str) -> str | None:
    """`https://orcid.org/0000-0002-1825-0097` as `0000-0002-1825-0097`; None if it is no ORCID."""
    match = _ORCID.fullmatch(text.strip())
    return match["id"].upper() if match else None


def normal_identifiers(numbers: Any) -> dict[str, str]:
    """The numbers of a work in catalogues, by the catalogues' names; what is no number is left out."""
    found: dict[str, str] = {}
    for name, value in numbers.items() if isinstance(numbers, dict) else ():
        text = str(value).strip() if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
        pattern = _CATALOGUES.get(name)
        match = pattern.fullmatch(text) if pattern else None
        if match or (text and not pattern and text.isprintable()):
            found[name] = match["id"].upper() if match else text
    return found
