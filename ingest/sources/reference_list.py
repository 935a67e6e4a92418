"""A list of references in Markdown, as this project's own pages export it. It has no abstracts.

1. Jane Doe, Rick Roe. **Sleep and memory in mice.** J Sleep, 2020-03-01. <https://doi.org/10.1000/1>
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.sources.document import Document, Line
from ingest.sources.identifiers import own_link
from ingest.sources.paper_fields import Found, contents_of
from ingest.sources.records import Contents, Context

_REFERENCE = re.compile(
    r"[0-9]+\. (?:(?P<authors>[^*]+?)\.? )?\*\*(?P<title>.+)\*\* (?P<where>.*)\.(?: <(?P<link>\S+)>)?"
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_LONGEST = 20_000  # characters of a reference; some papers have thousands of authors
_ARXIV = "https://arxiv.org/abs/"


def recognises(document: Document) -> bool:
    """Whether the first line is such a reference."""
    return bool(_match(document.lines[0]))


def parse(document: Document, context: Context) -> Contents:
    """The papers of a list of references. Never raises: other lines are reported."""
    return contents_of(document, context, _records(document))


def _records(document: Document) -> Iterator[Found]:
    for line in document.lines:
        match = _match(line)
        if match is None:
            yield Found(
                line.number,
                broken="this is no reference such as '1. Jane Doe. **A title.** A journal, 2020.'",
            )
            continue
        venue, _, date = match["where"].rpartition(", ")
        link = match["link"] or ""
        arxiv_id = link.removeprefix(_ARXIV) if link.startswith(_ARXIV) else ""
        yield Found(
            line.number,
            {
                "title": _plain(match["title"]).removesuffix("."),
                "authors": _plain(match["authors"] or ""),
                "venue": _plain(venue),
                "date": "" if date == "no date" else date,
                "url": own_link(link, arxiv_id),
                "arxiv_id": arxiv_id,
            },
        )


def _match(line: Line) -> re.Match[str] | None:
    return _REFERENCE.fullmatch(line.text) if len(line.text) < _LONGEST else None


def _plain(markdown: str) -> str:
    return _ESCAPED.sub(r"\1", markdown)
