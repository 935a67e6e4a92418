"""What a parsed source is made of, all frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from assistant.datamodels import Origin, Paper, Profile, Scope

Kind = Literal[
    "researcher",
    "profile",
    "feed",
    "bibtex",
    "jsonl",
    "json",
    "ris",
    "medline",
    "pubmed",
    "endnote",
    "endnote-xml",
    "zotero-rdf",
    "wos",
    "table",
    "arxiv",
    "dblp",
    "references",
    "fulltext",
]

Attached = Mapping[Origin, tuple[str, ...]]
"""The paths of the files that a record names, by the place of the record, the first of `Paper.records`."""

KINDS: dict[Kind, str] = {
    "bibtex": "BibTeX",
    "ris": "RIS",
    "json": "JSON, such as CSL-JSON or an answer of OpenAlex or Crossref",
    "jsonl": "JSON Lines, one object per line with a title",
    "table": "a table (CSV) with a column of titles",
    "medline": "PubMed's .nbib",
    "pubmed": "PubMed's XML",
    "endnote": "EndNote's tagged text (.enw)",
    "endnote-xml": "EndNote's XML",
    "zotero-rdf": "Zotero's RDF",
    "wos": "Web of Science's tagged text",
    "arxiv": "an answer of arXiv (Atom)",
    "dblp": "DBLP's XML",
    "references": "a list of references as exported here (Markdown)",
    "researcher": "a researcher's page of papers",
    "profile": "a researcher profile",
    "feed": "a page of trending or related papers",
    "fulltext": "a PDF of a paper, or GROBID's TEI or Docling's JSON of one",
}
"""Every form that is read, and what people call it."""


class RecordError(ValueError):
    """A record can't be read; the text is the reason. Parsers catch it and report a `Skipped`."""


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What a document is and whose it is.

    `document` is the file name. `subject` is whose page or list it is ("" if unknown). `scope` is
    the one given to records that do not state their own. `printed` is the day printed on the page
    (`Mar 11`), for information; `retrieved` is the day the document was captured, which resolves
    dates without a year.
    """

    document: str
    kind: Kind
    subject: str
    scope: Scope
    printed: str | None
    retrieved: date


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record, or a value of a record, that could not be read: its line (from 1) and why, in a clause.

    Line 0 stands for a whole document.
    """

    document: str
    line: int
    reason: str

    @property
    def place(self) -> str:
        """Where it stands: `papers.ris:12`."""
        return f"{self.document}:{self.line}" if self.line else self.document


@dataclass(frozen=True, slots=True)
class ParsedSource:
    """Everything one document holds. `papers` has one entry per record, unmerged, its id empty.

    `sha256` is over the bytes of the document; `attached` as in Contents.
    """

    info: SourceInfo
    papers: tuple[Paper, ...] = ()
    profile: Profile | None = None
    skipped: tuple[Skipped, ...] = ()
    sha256: str = ""
    attached: Attached = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """What a parser must know about a document beyond its text."""

    scope: Scope
    retrieved: date
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a parser found in a document; `attached` are the files that records name."""

    papers: tuple[Paper, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    profile: Profile | None = None
    printed: str | None = None
    attached: Attached = field(default_factory=dict)
