"""JSON Lines: one object per line. Only `title` is required; null means absent; other fields are ignored.

{"title": str, "abstract": str, "authors": [str, ...] or str, "date": str or year, "venue": str,
 "volume": str, "issue": str, "pages": str, "url": str, "doi": str, "arxiv_id": str, "type": str,
 "scope": "group" or "related", "keywords": [str, ...] or str}
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from assistant.datamodels import Origin, Paper, PaperDate, Scope
from ingest.dates import YEAR, parse_date, without_fillers
from ingest.sources.document import Document, Line, damage, printable
from ingest.sources.identifiers import arxiv_id_within, normal_arxiv_id, normal_doi, normal_url
from ingest.sources.json_items import as_ours
from ingest.sources.keywords import keywords_of
from ingest.sources.kinds import kind_of
from ingest.sources.names import first_name_first, listed, split_names, strip_cut
from ingest.sources.records import Contents, Context, RecordError, Skipped

_KEPT = "the paper is kept without it"
_AND = re.compile(r",?\s+and\s+|\s+&\s+")


def recognises(document: Document) -> bool:
    """Whether a line of the document is a JSON object."""
    return any(line.text.startswith("{") and _is_object(line.text) for line in document.lines)


def resembles(document: Document) -> bool:
    """Whether the first line starts like a JSON object, though no line is a whole one."""
    return document.lines[0].text.startswith('{"')


def parse(document: Document, context: Context) -> Contents:
    """The papers of a JSON Lines document. Never raises: bad lines are reported."""
    papers: list[Paper] = []
    skipped: list[Skipped] = []
    for line in document.lines:
        left_out: list[str] = []
        try:
            papers.append(_record(document, context, line, left_out))
        except ValueError as error:
            left_out = [str(error)]
        skipped += [document.skipped(line, reason) for reason in left_out]
    dates = without_fillers([paper.date for paper in papers])
    papers = [replace(paper, date=when) for paper, when in zip(papers, dates, strict=True)]
    return Contents(tuple(papers), tuple(skipped))


def _is_object(text: str) -> bool:
    try:
        return bool(_load(text))
    except ValueError:
        return False


def _load(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        detail = error.msg if isinstance(error, json.JSONDecodeError) else "it is too deep or too large"
        raise RecordError(f"this is no JSON object on one line ({detail})") from None
    if not isinstance(value, dict):
        raise RecordError("this is JSON, but no object")
    return value


def _record(document: Document, context: Context, line: Line, left_out: list[str]) -> Paper:
    """The paper of a line; the values that can't be read are named in `left_out`."""
    if reason := damage(line.text):
        raise RecordError(reason)
    fields = as_ours(_load(line.text))
    title = " ".join(_text(fields, "title").split())
    if title and not any(char.isprintable() and char != " " for char in title):
        raise RecordError("its title has no visible character")
    if not title:
        raise RecordError("it has no title")
    abstract = _text(fields, "abstract").strip()
    authors, complete = _authors(fields)
    venue = _text(fields, "venue").strip() or None
    keywords = _keywords(fields, left_out)
    if reason := damage(title, abstract, venue or "", *authors, *keywords):
        raise RecordError(reason)
    link = _text(fields, "url").strip()
    doi = _checked(fields, "doi", normal_doi, "a DOI such as 10.1000/182", left_out) or normal_doi(link)
    url = None if normal_doi(link) else _checked(fields, "url", normal_url, "a web address", left_out)
    arxiv_id = _checked(fields, "arxiv_id", normal_arxiv_id, "an arXiv identifier, 1906.00695", left_out)
    arxiv_id = arxiv_id or arxiv_id_within(url or "", doi or "")
    when = _date(fields, context.retrieved, left_out)
    volume, issue, pages = (_number(fields.get(name)) for name in ("volume", "issue", "pages"))
    values = {
        "title": title, "abstract": abstract, "authors": authors, "date": when, "venue": venue, "url": url,
        "doi": doi, "arxiv_id": arxiv_id, "volume": volume, "issue": issue, "pages": pages,
        "keywords": keywords,
    }  # fmt: skip
    origin: Origin = document.origin(line)
    return Paper(
        id="",
        title=title,
        abstract=abstract,
        scope=_scope(fields) or context.scope,
        authors=authors,
        authors_complete=complete,
        date=when,
        venue=venue,
        url=url,
        doi=doi,
        arxiv_id=arxiv_id,
        origins={name: origin for name, value in values.items() if value},
        records=(origin,),
        kind=kind_of(str(fields.get("type", "")), venue=venue or "", arxiv_id=arxiv_id),
        volume=volume,
        issue=issue,
        pages=pages,
        keywords=keywords,
    )


def _keywords(fields: dict[str, Any], left_out: list[str]) -> tuple[str, ...]:
    value = fields.get("keywords") or []
    if isinstance(value, str):
        return keywords_of([value])
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return keywords_of(value)
    left_out.append("its keywords are neither a list of strings nor one string; they are left out")
    return ()


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RecordError(f"its {name} is no string")
    return value


def _number(value: Any) -> str | None:
    """A volume, an issue or pages, which may be a number or a text; what is neither says nothing."""
    said = isinstance(value, (str, int)) and not isinstance(value, bool)
    return " ".join(str(value).split()) or None if said else None


def _checked(
    fields: dict[str, Any], name: str, normal: Callable[[str], str | None], expected: str, left_out: list[str]
) -> str | None:
    """A value in its normal form; one that is not as `expected` is left out, which costs no paper."""
    text = _text(fields, name).strip()
    value = normal(text) if text else None
    if text and value is None:
        left_out.append(f"its {name} '{printable(text)}' is not {expected}; {_KEPT}")
    return value


def _authors(fields: dict[str, Any]) -> tuple[tuple[str, ...], bool]:
    value = fields.get("authors")
    if value is None:
        return (), False
    if isinstance(value, str):
        return _authors_of_text(value)
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise RecordError("its authors are neither a list of strings nor one string")
    names, complete = listed(name for name in value if name.strip())
    return tuple(map(first_name_first, names)), complete


def _authors_of_text(text: str) -> tuple[tuple[str, ...], bool]:
    """`A, B and C`, or `Last, First; Last, First`, or `Last, First and Last, First`."""
    text, complete = strip_cut(text)
    parts = [part for part in (text.split(";") if ";" in text else _AND.split(text)) if part.strip()]
    one_comma_each = len(parts) > 1 and all(part.count(",") == 1 for part in parts)
    if ";" in text or one_comma_each:
        names = tuple(first_name_first(part) for part in parts)
    else:
        names = tuple(name for part in parts for name in split_names(part)[0])
    return names, complete and bool(names)


def _date(fields: dict[str, Any], retrieved: date, left_out: list[str]) -> PaperDate | None:
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


def _scope(fields: dict[str, Any]) -> Scope | None:
    value = fields.get("scope")
    if value is None:
        return None
    if value == "group":
        return "group"
    if value == "related":
        return "related"
    raise RecordError("its scope is neither 'group' nor 'related'")
