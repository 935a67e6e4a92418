"""The identifiers and addresses of a BibTeX entry, from whichever field holds them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from assistant.text.plaintext import printable
from ingest.sources.addresses import plain_address
from ingest.sources.bibtex_dates import Report
from ingest.sources.identifiers import arxiv_id_within, normal_arxiv_id, normal_doi, normal_url

_WITHIN = re.compile(r"https?://[^\s<>\"'\x00-\x1f]+", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{1,300}>")
_DOI_WITHIN = re.compile(r"(?:doi\.org/|doi[:\s]\s*|^)(10\.[0-9]{4,9}/[^\s,;]+)", re.IGNORECASE)
_OLD_NUMBER = re.compile(r"[0-9]{7}(?:v[0-9]{1,2})?")
_CORR = re.compile(r"abs/(.+)")
_URLS = ("url", "link", "ee", "howpublished", "note", "bdsk-url-1", "eprint", "adsurl")
_ARXIV = (
    "arxivid",
    "arxiv",
    "url",
    "doi",
    "ee",
    "journal",
    "journaltitle",
    "note",
    "howpublished",
    "pages",
    "eid",
    "number",
    "institution",
)


def links_of(
    values: Mapping[str, str], used: dict[str, str], report: Report
) -> tuple[str | None, str | None, str | None]:
    """The DOI, the address and the arXiv identifier; `used` gets the field that each was read from.

    `values` are as written. Of several addresses in a field the first counts.
    """
    plain = {name: plain_address(html.unescape(value)) for name, value in values.items()}
    return _doi(plain, used, report), _url(plain, used, report), _arxiv_id(plain, used, report)


def _first(name: str, candidates: Iterable[tuple[str, str | None]], used: dict[str, str]) -> str | None:
    for source, value in candidates:
        if value:
            used[name] = source
            return value
    return None


def _doi(plain: Mapping[str, str], used: dict[str, str], report: Report) -> str | None:
    own = plain.get("doi", "")
    candidates = [("doi", _doi_in(own))] + [
        (key, _doi_in(plain[key], address=True)) for key in ("url", "ee") if key in plain
    ]
    doi = _first("doi", candidates, used)
    if own and used.get("doi") != "doi":
        report(
            "doi",
            f"its doi '{printable(own)}' is not a DOI such as 10.1000/182; the paper is kept without it",
        )
    return doi


def _doi_in(text: str, *, address: bool = False) -> str | None:
    if address and "doi.org/" not in text.lower():
        return None
    text = "".join(text.split()) if text.count("10.") == 1 and "doi.org" not in text else text
    text = unquote(text) if re.search(r"%2f|%28|%3c", text, re.IGNORECASE) else text
    if doi := normal_doi(text):
        return doi
    match = _DOI_WITHIN.search(text)
    return normal_doi(match[1]) if match else None


def _url(plain: Mapping[str, str], used: dict[str, str], report: Report) -> str | None:
    own = plain.get("url", "")
    candidates = ((key, _url_in(plain[key])) for key in _URLS if key in plain)
    url = _first("url", candidates, used)
    if own and used.get("url") != "url" and normal_doi(own) is None:
        report("url", f"its url '{printable(own)}' is not a web address; the paper is kept without it")
    return url


def _url_in(text: str) -> str | None:
    if whole := normal_url(text):
        return whole
    match = _WITHIN.search(_TAG.sub(" ", text) if "</" in text else text)
    return normal_url(match[0].rstrip(".,;)")) if match else None


def _arxiv_id(plain: Mapping[str, str], used: dict[str, str], report: Report) -> str | None:
    eprint, server = (
        plain.get("eprint", ""),
        plain.get("archiveprefix", plain.get("eprinttype", "arxiv")).lower(),
    )
    candidates: list[tuple[str, str | None]] = []
    if server == "arxiv" and eprint:
        subject = plain.get("primaryclass", plain.get("eprintclass", "")).split(".")[0]
        old = f"{subject}/{eprint}" if subject and _OLD_NUMBER.fullmatch(eprint) else eprint
        candidates.append(("eprint", normal_arxiv_id(old) or arxiv_id_within(eprint)))
    for key in _ARXIV:
        text = plain.get(key, "")
        own = key in ("arxivid", "arxiv") or (key == "number" and "arxiv" in text.lower())
        candidates.append((key, (normal_arxiv_id(text) if own else None) or arxiv_id_within(text)))
    if corr := _CORR.fullmatch(plain.get("volume", "")):  # DBLP: CoRR abs/1906.00695
        candidates.append(("volume", normal_arxiv_id(corr[1])))
    arxiv_id = _first("arxiv_id", candidates, used)
    if (
        arxiv_id is None
        and eprint
        and "arxiv" in plain.get("archiveprefix", plain.get("eprinttype", "")).lower()
    ):
        report(
            "eprint",
            f"its eprint '{printable(eprint)}' is not an arXiv identifier; the paper is kept without it",
        )
    return arxiv_id
