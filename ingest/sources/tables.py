"""Tables: CSV and the like from Zotero, Scopus, Web of Science and others, a spreadsheet, or our own export.

The first line has the heads of the columns; columns.toml says what they mean. It also shows whether commas,
semicolons or tabs separate the cells; Excel's `sep=;` may stand before it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from assistant.text.word_lists import load_table
from ingest.sources import wos
from ingest.sources.attachments import listed_files
from ingest.sources.document import Document
from ingest.sources.identifiers import own_link
from ingest.sources.objects.values import pages
from ingest.sources.paper_fields import Found, contents_of
from ingest.sources.records import Contents, Context

_DELIMITERS = ",;\t|"
_SEPARATOR = re.compile(r"sep=(?P<mark>.)", re.IGNORECASE)
_OWN_FORMULA = re.compile(r"'(?=[\s;,]*[=+\-@\t\r|＝＋－＠])")
"""What our own export, as other careful programs, puts before a cell that a spreadsheet would compute."""
_NUMBERED = re.compile(r"\s*\([0-9]{6,12}\)\s*$")
"""Scopus' number of a person after the name."""
_SHORT_NAME = re.compile(r"[^\W\d_][^,.]*?\s(?:[^\W\d_]\.?[\s-]?){1,4}")
"""A family name with initials: "Doe J.A."; such names, and no others, may stand between commas."""

Row = Mapping[str, str]


def recognises(document: Document) -> bool:
    """Whether the first line has the heads of two columns at least, one of them of titles."""
    return bool(_heads(document.text)[0])


def parse(document: Document, context: Context) -> Contents:
    """The papers of a table. Never raises: bad rows are reported."""
    return contents_of(document, context, _records(document.text))


def _records(text: str) -> Iterator[Found]:
    heads, mark, line = _heads(text)
    rows = [
        (start, dict(_filled(heads, cells)), broken or _cut(heads, cells))
        for start, cells, broken in _rows(text, mark, line)
    ]
    listed = {head for head in _columns()["authors"] for _, row, _ in rows if ";" in row.get(head, "")}
    for start, row, broken in rows:
        if row or broken:
            yield Found(start, _fields(row, listed) if row else {}, broken=broken)


def _filled(heads: Sequence[str], cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The cells that have something under a head, the first of equal heads last, so that it counts."""
    for head, cell in reversed(list(zip(heads, cells, strict=False))):
        if head and cell.strip():
            yield head, _OWN_FORMULA.sub("", cell, count=1).strip()


def _cut(heads: Sequence[str], cells: Sequence[str]) -> str:
    """What to report of a row that ends early; programs may leave out the empty cells at its end."""
    short = any(cell.strip() for cell in cells) and len(cells) <= len(heads) // 2
    return f"it has {len(cells)} cells, the first line {len(heads)}; what is there is read" if short else ""


def _heads(text: str) -> tuple[list[str], str, int]:
    """The heads of the columns in small letters, the mark between cells, and the line of the first row.

    No heads where the text is no table of papers.
    """
    lines = text.split("\n", 12)
    at = next((number for number, line in enumerate(lines) if line.strip()), 0)
    stated = _SEPARATOR.fullmatch(lines[at].strip(' "'))
    at += bool(stated)
    if at >= len(lines):
        return [], ",", 0
    marks = stated["mark"] if stated else _DELIMITERS
    for mark in marks:
        try:
            cells = next(csv.reader([lines[at]], delimiter=mark), [])
        except (csv.Error, TypeError, ValueError):
            continue
        heads = [" ".join(cell.split()) for cell in cells]
        heads = [head if len(head) == 2 and head.isupper() else head.lower() for head in heads]
        if "source title" in heads:  # Scopus' "Source" is always Scopus
            heads = [head if head != "source" else "" for head in heads]
        if sum(head in _meanings() for head in heads) > 1 and not set(heads).isdisjoint(_columns()["title"]):
            return heads, mark, at + 2
    return [], ",", 0


def _rows(text: str, mark: str, line: int) -> Iterator[tuple[int, Sequence[str], str]]:
    """The rows from `line` on, each with the line where it begins, and what is wrong with it."""
    lines = text.split("\n")[line - 1 :]
    at = 0
    while at < len(lines):
        rest = (f"{lines[number]}\n" for number in range(at, len(lines)))
        reader = csv.reader(rest, delimiter=mark, strict=True, skipinitialspace=mark != "\t")
        before = 0
        try:
            for cells in reader:
                yield line + at + before, cells, ""
                before = reader.line_num
            return
        except csv.Error:
            # A quotation mark amid a cell, or one that is never closed: this line is read by itself.
            at += before
            yield line + at, *_alone(lines[at], mark)
            at += 1


def _alone(line: str, mark: str) -> tuple[Sequence[str], str]:
    try:
        return next(
            csv.reader([line], delimiter=mark), []
        ), "its quotation marks do not match; it is read as one line"
    except csv.Error as error:
        return [], f"it can't be split into cells ({error})"


def _fields(row: Row, listed: Container[str]) -> dict[str, Any]:
    """The values of a row by our names; the columns `listed` have semicolons between names."""
    found = {
        name: next((row[head] for head in heads if head in row), "") for name, heads in _columns().items()
    }
    head = next((head for head in _columns()["authors"] if head in row), "")
    names = _names(found["authors"], listed=head in listed)
    meant = wos.meant(
        {"OI": found["orcids"], "DE": found["keywords"], "ID": found["more_keywords"]},
        names=[_NUMBERED.sub("", name) for name in names],
        places=re.split(r";\s*(?=\[)", found["places"]) if found["places"].startswith("[") else (),
    )
    authors = _with_places(meant["authors"], found["places"]) or found["authors"]
    if found["authors_complete"].lower() == "no" and isinstance(authors, list):
        authors.append("et al.")
    year, date = found["year"], found["date"]
    known = ("pmid", "pmcid", "openalex", "wos", "scopus")
    identifiers = {name: found[name] for name in known if found[name]}
    return {
        **{name: value for name, value in found.items() if value},
        "authors": authors,
        "keywords": meant["keywords"] if ";" in found["keywords"] else found["keywords"] or meant["keywords"],
        "pages": found["pages"] or pages(found["first_page"], found["last_page"]) or found["article_number"],
        "date": date
        if date and year in date
        else f"{date} {year}".strip()
        if _is_day(date)
        else year or date,
        "url": own_link(found["url"], found["arxiv_id"]),
        "files": listed_files(found["files"]),
        "type": [part.strip() for part in found["type"].split(";")],
        "identifiers": identifiers,
        "affiliations": [] if "authors with affiliations" in row else found["affiliations"],
    }


def _is_day(date: str) -> bool:
    """Whether a date is a day or month without its year, as of Web of Science: "MAR 1"."""
    return bool(re.fullmatch(r"[A-Za-z]{3,9}\.?(?: [0-9]{1,2})?", date))


def _names(text: str, *, listed: bool) -> list[str]:
    """The names of a cell: between semicolons, or short ones between commas; else none."""
    if listed or ";" in text:
        parts = text.split(";")
    else:
        parts = text.rstrip(". ").split(",")
        one = len(parts) == 2 and all(word.islower() for word in parts[0].split()[:-1])  # "van der Roe, Rick"
        if one and not _SHORT_NAME.fullmatch(parts[0].strip()):
            parts = [text]
        elif not all(_SHORT_NAME.fullmatch(part.strip()) for part in parts):
            parts = []
    return [name for part in parts if (name := part.strip())]


def _with_places(authors: list[Any], places: str) -> list[Any]:
    """The authors, each with the address that stands at the same place of a list of as many.

    Scopus puts the name before each address: "Doe J., ETH, Zurich"; IEEE Xplore does not.
    """
    listed = [place.strip() for place in places.split(";") if place.strip()]
    if len(listed) != len(authors) or places.startswith("["):
        return authors
    return [
        author | {"affiliations": [_without_name(place, author["name"])]}
        for author, place in zip(authors, listed, strict=True)
    ]


def _without_name(place: str, name: str) -> str:
    if not place.startswith(re.split(r"[ ,]", name)[0]):
        return place
    first, *others = place.split(", ")
    return ", ".join(others if _SHORT_NAME.fullmatch(first) else others[1:])


@cache
def _columns() -> Mapping[str, Sequence[str]]:
    return load_table(Path(__file__).with_name("columns.toml"))


@cache
def _meanings() -> frozenset[str]:
    return frozenset(head for heads in _columns().values() for head in heads)
