"""The papers that the stand-in of standin.py has, and which service has which."""

from __future__ import annotations

from dataclasses import dataclass

ORCID, AUTHOR, ROR, PID, IDHAL = (
    "0000-0002-1825-0097",
    "A5000000001",
    "05a28rw58",
    "65/9612",
    "josiah-carberry",
)


@dataclass(frozen=True)
class Work:
    """A paper, and the services that know it: `at`, and with its abstract: `told`."""

    title: str
    abstract: str
    authors: tuple[str, ...] = ("Josiah Carberry",)
    date: str = "2020-02-03"
    venue: str = "Journal of Psychoceramics"
    doi: str = ""
    arxiv: str = ""
    pmid: str = ""
    at: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()

    @property
    def year(self) -> str:
        return self.date[:4]


def of(words: str) -> frozenset[str]:
    """The services of these names."""
    return frozenset(words.split())


EVERYWHERE = of("orcid openalex crossref dblp arxiv pubmed inspire hal zotero zotero-local semanticscholar")

WORKS = (
    Work(
        "Toward a Unified Theory of High-Energy Metaphysics",
        "We unify the metaphysics of cracked pots with the physics of strings. Pots crack along strings.",
        doi="10.5555/12345678",
        arxiv="2001.00001",
        pmid="31000001",
        at=EVERYWHERE,
        told=EVERYWHERE,
    ),
    Work(
        "The Memory Bus Considered Harmful in Kilns",
        "Kilns forget what they burn. A memory bus between kilns makes this worse, as twelve firings show.",
        authors=("Josiah Carberry", "Ada Byron"),
        date="2021-05-06",
        doi="10.5555/666655554444",
        at=EVERYWHERE,
        told=of("crossref"),
    ),
    Work(
        "Bulk and Surface Plasmons in Artificially Structured Teapots",
        "Teapots with an artificial structure carry plasmons on their surface. A spoon measures them.",
        date="2022-07-08",
        arxiv="2207.00003",
        at=of("orcid openalex arxiv semanticscholar"),
        told=of("arxiv semanticscholar"),
    ),
    Work(
        "Glazes That Listen to the Potter at Work",
        "Listening glazes change their colour with the voice of the potter, up to four tones a day.",
        date="2019-01-01",
        at=of("orcid openalex semanticscholar"),
        told=of("semanticscholar"),
    ),
    Work("Cups Without Any Handles at All", "", date="2018-01-01", at=of("orcid openalex")),
)

NAMESAKE = Work(
    "Cups Without Any Handles at All",
    "A history of cups without handles in the tea houses of the north, from letters of two travellers.",
    authors=("Walter Carberry", "Josiah Wedgwood"),
    date="1998-01-01",
    doi="10.5555/other",
    at=of("crossref semanticscholar pubmed"),
    told=of("crossref semanticscholar pubmed"),
    pmid="31000009",
)
"""Another paper of the same title, by another Carberry: no abstract of ours."""
