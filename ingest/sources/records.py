"""What a parsed source is made of, all frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.datamodels import Paper, Profile, Scope

Kind = Literal["researcher", "profile", "feed", "bibtex", "jsonl"]

KINDS: dict[Kind, str] = {
    "researcher": "a researcher's page of papers",
    "profile": "a researcher profile",
    "feed": "a page of trending or related papers",
    "bibtex": "BibTeX",
    "jsonl": "JSON Lines, one object per line with a title",
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
    """A record, or a value of a record, that could not be read: its line (from 1) and why, in a clause."""

    document: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ParsedSource:
    """Everything one document holds. `papers` has one entry per record, unmerged, its id empty."""

    info: SourceInfo
    papers: tuple[Paper, ...] = ()
    profile: Profile | None = None
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What a parser must know about a document beyond its text."""

    scope: Scope
    retrieved: date
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a parser found in a document."""

    papers: tuple[Paper, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    profile: Profile | None = None
    printed: str | None = None
