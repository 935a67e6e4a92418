"""Values under our names -> papers: the step that all forms of records share.

A form's module says where a record begins and puts its values under these names; only `title` must be there:

    title, abstract, venue, category: str
    authors: [str or {"name": str, "orcid": str, "affiliations": [str]}] or str, "A, B and C"
    date: str or a year
    volume, issue, pages: str or int
    url, doi, arxiv_id: str
    type: str or [str], the first known one counts
    keywords, affiliations: [str] or str
    scope: "group" or "related"
    language, licence: str
    citations: int or str; citations_day: "2026-11-20", the day they were read if not that of the document
    identifiers: {"pmid": str or int, ...}
    files: [str], the paths of the files that the record names

A value of a wrong type spoils its record; a link, an identifier, a date or a number that can't be read is
reported and left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from assistant.datamodels import CitationCount, Origin, Paper, PaperDate, Scope
from assistant.text.plaintext import printable
from ingest.dates import YEAR, parse_date, without_fillers
from ingest.sources.authors import authors_of
from ingest.sources.document import Document
from ingest.sources.identifiers import (
    arxiv_id_within,
    normal_arxiv_id,
    normal_doi,
    normal_identifiers,
    normal_url,
)
from ingest.sources.keywords import keywords_of
from ingest.sources.kinds import kind_of
from ingest.sources.languages import language_code
from ingest.sources.markup import plain_abstract, plain_text
from ingest.sources.records import Contents, Context, RecordError, Skipped

Fields = Mapping[str, Any]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NO_ABSTRACT = re.compile(r"\[?no abstract(?: is)?(?: available)?\.?\]?", re.IGNORECASE)
_KEPT = "the paper is kept without it"


@dataclass(frozen=True, slots=True)
class Found:
    """A record: the line where it begins, its values, and the lines of values that have one of their own.

    `broken` says, in a clause, why it could not be split into values, or what is wrong with it as a whole; a
    record without values is then skipped, and one with values is read all the same.
    """

    line: int
    fields: Fields = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    broken: str = ""


def contents_of(document: Document, context: Context, records: Iterable[Found]) -> Contents:
    """The papers of `records`. Never raises: what can't be read is reported with its line."""
    papers: list[Paper] = []
    skipped: list[Skipped] = []
    attached: dict[Origin, tuple[str, ...]] = {}
    for record in records:
        left_out = [record.broken] if record.broken else []
        try:
            if record.fields or not record.broken:
                papers.append(_paper(document, context, record, left_out))
                if files := record.fields.get("files"):
                    attached[papers[-1].records[0]] = tuple(files)
        except ValueError as error:
            left_out.append(str(error))
        skipped += [Skipped(document.name, record.line, reason) for reason in left_out]
    dates = without_fillers([paper.date for paper in papers])
    pairs = zip(papers, dates, strict=True)
    papers = [paper if paper.date is when else replace(paper, date=when) for paper, when in pairs]
    return Contents(tuple(papers), tuple(skipped), attached=attached)


def _paper(document: Document, context: Context, record: Found, left_out: list[str]) -> Paper:
    """The paper of a record; the values that can't be read are named in `left_out`."""
    fields = record.fields
    title = " ".join(_text(fields, "title").split())
    if not title:
        raise RecordError("it has no title")
    if not any(char.isprintable() and char != " " for char in title):
        raise RecordError("its title has no visible character")
    abstract, venue, category = (_text(fields, name) for name in ("abstract", "venue", "category"))
    abstract = "" if _NO_ABSTRACT.fullmatch(abstract) else plain_abstract(abstract)
    authors, complete, people = authors_of(fields.get("authors"))
    keywords = keywords_of(_list(fields, "keywords", left_out))
    affiliations = tuple(dict.fromkeys(_list(fields, "affiliations", left_out, split=";")))
    place = {name: _number(fields.get(name)) for name in ("volume", "issue", "pages")}
    licence = _text(fields, "licence")
    link = _text(fields, "url")
    doi = _checked(fields, "doi", normal_doi, "a DOI such as 10.1000/182", left_out) or normal_doi(link)
    url = None if normal_doi(link) else _checked(fields, "url", normal_url, "a web address", left_out)
    arxiv_id = _checked(fields, "arxiv_id", normal_arxiv_id, "an arXiv identifier, 1906.00695", left_out)
    arxiv_id = arxiv_id or arxiv_id_within(url or "", doi or "")
    values: dict[str, Any] = {
        "title": title,
        "abstract": abstract,
        "authors": authors,
        "affiliations": affiliations,
        "date": _date(fields, context.retrieved, left_out),
        "category": category or None,
        "venue": venue or None,
        "url": url,
        "doi": doi,
        "arxiv_id": arxiv_id,
        **place,
        "keywords": keywords,
        "language": language_code(_text(fields, "language")),
        "licence": licence or None,
        "citations": _citations(fields, context.retrieved, left_out),
        "people": people,
        "identifiers": normal_identifiers(fields.get("identifiers")),
    }
    origins = {
        name: Origin(document.name, record.lines.get(name, record.line))
        for name, value in values.items()
        if value
    }
    return Paper(
        id="",
        scope=_scope(fields) or context.scope,
        authors_complete=complete,
        kind=kind_of(_type(fields), venue=venue, arxiv_id=arxiv_id),
        origins=origins,
        records=(origins["title"],),
        **values,
    )


def _text(fields: Fields, name: str) -> str:
    """A text as plain text, without outer white space; empty where there is none."""
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RecordError(f"its {name} is no string")
    return plain_text(value).strip()


def _list(fields: Fields, name: str, left_out: list[str], *, split: str = "") -> list[str]:
    """A list of texts; one text is a list of one, or of its parts between `split`."""
    value = fields.get(name) or []
    if isinstance(value, str):
        value = value.split(split) if split else [value]
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return [text for item in value if (text := " ".join(plain_text(item).split()))]
    left_out.append(f"its {name} are neither a list of strings nor one string; they are left out")
    return []


def _number(value: Any) -> str | None:
    """A volume, an issue or pages, which may be a number or a text; what is neither says nothing."""
    said = isinstance(value, (str, int)) and not isinstance(value, bool)
    return " ".join(str(value).split()) or None if said else None


def _type(fields: Fields) -> str:
    value = fields.get("type") or ""
    stated = [str(item) for item in value] if isinstance(value, (list, tuple)) else [str(value)]
    return next((word for word in stated if kind_of(word)), stated[0] if stated else "")


def _checked(
    fields: Fields, name: str, normal: Callable[[str], str | None], expected: str, left_out: list[str]
) -> str | None:
    """A value in its normal form; one that is not as `expected` is left out, which costs no paper."""
    text = _text(fields, name)
    value = normal(text) if text else None
    if text and value is None:
        left_out.append(f"its {name} '{printable(text)}' is not {expected}; {_KEPT}")
    return value


def _citations(fields: Fields, retrieved: date, left_out: list[str]) -> CitationCount | None:
    value = fields.get("citations")
    if value in (None, ""):
        return None
    try:
        count = -1 if isinstance(value, bool) else int(str(value).strip())
    except ValueError:
        count = -1
    if count < 0:
        left_out.append(f"its citations '{printable(str(value))}' are no number; {_KEPT}")
        return None
    day = _text(fields, "citations_day")
    return CitationCount(count, day if _DAY.fullmatch(day) else retrieved.isoformat())


def _date(fields: Fields, retrieved: date, left_out: list[str]) -> PaperDate | None:
    """The date; of one in no known form the year, as of `2024,3,12-`, or nothing."""
    value = fields.get("date")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise RecordError("its date is neither a string nor a year")
    try:
        return parse_date(value, reference=retrieved)
    except ValueError as error:
        if year := YEAR.search(value):
            return PaperDate(int(year[0]), text=year[0])
        left_out.append(f"{error}; {_KEPT}")
        return None


def _scope(fields: Fields) -> Scope | None:
    value = fields.get("scope")
    if value is None or value == "":
        return None
    if value == "group":
        return "group"
    if value == "related":
        return "related"
    raise RecordError("its scope is neither 'group' nor 'related'")
