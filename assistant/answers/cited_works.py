"""Paper -> Work, the form in which a citation style prints it; and how papers write the name of an author."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from assistant.datamodels import Kind, Paper
from assistant.errors import UsageError
from assistant.index.papers import columns_of
from assistant.index.printed_venues import ARXIV, is_arxiv
from assistant.index.venue_words import is_given_acronym, is_meeting, is_server
from assistant.text.citation_styles import Work
from assistant.text.name_parts import NameParts, name_parts
from assistant.text.person_names import parse
from assistant.understanding.language import ENGLISH, foreign_language, share_of_texts
from assistant.understanding.organisations import is_collective

_KINDS: Mapping[Kind | None, tuple[str, str]] = {
    "article": ("article-journal", "container-title"),
    "conference paper": ("paper-conference", "container-title"),
    "preprint": ("article", "publisher"),
    "chapter": ("chapter", "container-title"),
    "book": ("book", "publisher"),
    "thesis": ("thesis", "publisher"),
    "report": ("report", "publisher"),
    "software": ("software", "publisher"),
    "dataset": ("dataset", "publisher"),
    "talk": ("speech", "event"),
    "patent": ("patent", "publisher"),
    None: ("document", "publisher"),
}
"""The type of a work in the words of CSL, and the variable that has its venue."""


_IN_VOLUME = re.compile(
    r"(?P<venue>.*[^\W\d_]\W*?),?\s+(?:vol(?:ume)?\.?\s*)?(?P<volume>\d{1,4})\s*"
    r"(?:\((?P<issue>[\w–-]+)\)|(?=:))(?:\s*:\s*(?:pp?\.?\s*)?(?P<page>\w*\d(?:\s*[–-]+\s*\w*\d)?\w*))?\.?",
    re.I,
)
"""A venue with the place in it, as hand-made lists print it: "Ecography 33: 748-757"."""

_DASHES = re.compile(r"\s*[-–—]+\s*")


def writings_of(name: str, papers: Sequence[Paper]) -> tuple[str, ...]:
    """The ways in which the papers write the author with this name; none for an empty name.

    Raises UsageError where no author is called so.
    """
    found = columns_of(papers).persons.fitting(parse(name)) if name.strip() else ()
    if name.strip() and not found:
        raise UsageError(f"No author of these papers is called {name!r}.")
    return found


def likely_kind(paper: Paper) -> Kind | None:
    """The type of a paper as a source states it, else as its venue looks; None where nothing tells."""
    venue = paper.venue or ""
    if paper.kind:
        return paper.kind
    if is_server(venue) or (paper.arxiv_id and not venue):
        return "preprint"
    if is_meeting(venue) or is_given_acronym(venue):
        return "conference paper"
    return "article" if venue else None


def work_of(paper: Paper, members: Collection[str] = frozenset()) -> Work:
    """What a reference says of `paper`; authors whose printed names are in `members` are set in bold."""
    kind = likely_kind(paper)
    type_, place = _KINDS[kind]
    venue = ARXIV if kind == "preprint" and is_arxiv(paper.venue or ARXIV) else paper.venue or ""
    printed = _IN_VOLUME.fullmatch(" ".join(venue.split())) if place == "container-title" else None
    date = paper.date
    return Work(
        kind=type_,
        authors=tuple(map(parts_of, paper.authors)),
        cut=bool(paper.authors) and not paper.authors_complete,
        members=frozenset(at for at, name in enumerate(paper.authors) if name in members),
        issued=tuple(n for n in (date.year, date.month, date.day) if n) if date else (),
        variables={
            "title": paper.title.strip().removesuffix("."),
            place: printed["venue"] if printed else venue,
            "volume": paper.volume or (printed and printed["volume"]) or "",
            "issue": paper.issue or (printed and printed["issue"]) or "",
            "page": _DASHES.sub("-", paper.pages or (printed and printed["page"]) or ""),
            "genre": "thesis" if kind == "thesis" else "",
            "number": f"arXiv:{paper.arxiv_id}" if kind == "preprint" and paper.arxiv_id else "",
            "DOI": paper.doi or "",
            "URL": "" if paper.doi else _address(paper),
        },
        language=_language(paper.title),
    )


def parts_of(name: str) -> NameParts:
    """The parts of a printed author; a group of people has a family name alone."""
    return NameParts(" ".join(name.split())) if is_collective(name) else name_parts(name)


def _address(paper: Paper) -> str:
    if paper.url and re.fullmatch(r"https?://[^\s<>]+", paper.url):
        return paper.url
    return f"https://arxiv.org/abs/{paper.arxiv_id}" if paper.arxiv_id else ""


@lru_cache(maxsize=4096)
def _language(title: str) -> str:
    """The language of a title: only English ones get capitals where a style wants them."""
    return foreign_language(title, lambda word: share_of_texts(word, ENGLISH) > 0) or ENGLISH
