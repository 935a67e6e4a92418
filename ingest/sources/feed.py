"""A page of trending or related papers: titles and abstracts, sometimes with a line or two below.

    byAK and the research community        the page's head
    Mar 11                                 the day printed on the page
    Safety Verification of ...             title
    Deep neural networks have ...          [abstract]
      • 4 authors                          [author count]
    huawei-noah HUAWEI Noah's Ark Lab      [or the organisation]
    ·
    Dec 16, 2025 2                         [date, upvotes]

Only the lines below an abstract end a record for certain. Where a page has none, titles are told
from abstracts by their looks (`is_prose`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.datamodels import Origin, Paper, PaperDate
from assistant.text.plaintext import printable
from ingest.dates import MONTH, PRINTED_DAY, parse_date
from ingest.sources.document import Document, Line, is_prose
from ingest.sources.records import Contents, Context, RecordError, Skipped

_MARKS = re.compile(
    r"Get trending papers in your email inbox!|Daily Papers|by.{0,40} and the research community"
)
_CHROME = re.compile(r"new|Subscribe|Previous|Next|Load more|Show more|[\W\d]+", re.IGNORECASE)
_COUNT = re.compile(r"•\s*(?P<count>[0-9]{1,6}) authors?")
_DOT = "·"
_DATE = re.compile(rf"(?P<date>{PRINTED_DAY})(?:\s+(?P<upvotes>[0-9]{{1,9}}))?")
_TITLE_CHARS = 300


@dataclass
class _Segment:
    """Text lines, and the lines below them that end a record (none at the end of a page)."""

    texts: list[Line] = field(default_factory=list)
    count: Line | None = None
    dot: Line | None = None
    date: Line | None = None
    organisation: Line | None = None
    stray: Line | None = None

    @property
    def closed(self) -> bool:
        return bool(self.count or self.dot or self.date)


def recognises(document: Document) -> bool:
    """Whether the document has the head of such a page, or lines that count a record's authors."""
    return any(_MARKS.fullmatch(line.text) or _COUNT.fullmatch(line.text) for line in document.lines)


def parse(document: Document, context: Context) -> Contents:
    """The papers of such a page. Never raises: bad records are reported."""
    printed, body = _split_head(document)
    papers: list[Paper] = []
    skipped: list[Skipped] = []
    for segment in _segments(body):
        texts = segment.texts
        drafts, stray = _drafts(segment)
        skipped.extend(document.skipped(line, "a paragraph that no title precedes") for line in stray)
        for index, (title, abstract) in enumerate(drafts):
            # What stands below the texts belongs to the last record above it.
            below = segment if index == len(drafts) - 1 else _Segment()
            try:
                papers.append(_record(document, context, title, abstract, below))
            except ValueError as error:
                skipped.append(document.skipped(title, str(error)))
        below_nothing = segment.stray or (segment.count or segment.dot or segment.date if not texts else None)
        if below_nothing:
            reason = f"no title precedes '{printable(below_nothing.text)}'"
            skipped.append(document.skipped(below_nothing, reason))
    skipped.sort(key=lambda entry: entry.line)
    return Contents(tuple(papers), tuple(skipped), printed=printed)


def _split_head(document: Document) -> tuple[str | None, list[Line]]:
    """The day that the page's head prints, and the lines after the head, without buttons."""
    printed = None
    lines = document.paragraphs
    start = 0
    for index, line in enumerate(lines):
        match = _DATE.fullmatch(line.text)
        if match and not match["upvotes"] and printed is None:
            printed = line.text
        elif not _is_chrome(line.text):
            break
        start = index + 1
    body = lines[start:]
    return printed, [line for line in body if line.text == _DOT or not _is_chrome(line.text)]


def _is_chrome(text: str) -> bool:
    return bool(_MARKS.fullmatch(text) or _CHROME.fullmatch(text))


def _segments(lines: list[Line]) -> Iterator[_Segment]:
    segment = _Segment()
    for line in lines:
        if line.text.startswith("•") and not segment.closed:
            segment.count = line
        elif line.text == _DOT and not segment.dot and not segment.date:
            segment.dot = line
        elif (_DATE.fullmatch(line.text) and segment.texts) or _is_broken_date(line, segment):
            segment.date = line
            yield segment
            segment = _Segment()
        else:
            if segment.closed:
                yield segment
                segment = _Segment()
            if line.text == _DOT or line.text.startswith("•") or _DATE.fullmatch(line.text):
                yield _Segment(stray=line)  # repeated, or its record's texts are missing
            else:
                segment.texts.append(line)
    if segment.texts or segment.closed:
        yield segment


def _drafts(segment: _Segment) -> tuple[list[tuple[Line, list[Line]]], list[Line]]:
    """Titles with their abstracts' paragraphs, and paragraphs that no title precedes."""
    texts = segment.texts
    if segment.dot and len(texts) > 1 and _is_organisation(texts[-1].text, texts[-2].text):
        segment.organisation = texts[-1]
        texts = texts[:-1]
    if segment.closed and len(texts) == 2 and not is_prose(texts[0].text):
        return [(texts[0], [texts[1]])], []
    drafts: list[tuple[Line, list[Line]]] = []
    stray: list[Line] = []
    for index, line in enumerate(texts):
        last = index == len(texts) - 1
        if is_prose(line.text):
            # Within a closed record a second paragraph is the abstract's; elsewhere its title may be lost.
            if drafts and (not drafts[-1][1] or segment.closed):
                drafts[-1][1].append(line)
            else:
                stray.append(line)
        elif last and drafts and not drafts[-1][1] and not segment.closed:
            drafts[-1][1].append(line)  # the file ends within an abstract
        else:
            drafts.append((line, []))
    return drafts, stray


def _is_broken_date(line: Line, segment: _Segment) -> bool:
    """Whether a line in the place of a date is one that can't be read; its record is skipped, not split."""
    expected = segment.dot and not line.gap and len(line.text) <= 30
    return bool(expected and re.match(rf"{MONTH}\b|.*[0-9]{{4}}", line.text))


def _is_organisation(text: str, above: str) -> bool:
    """`huawei-noah HUAWEI Noah's Ark Lab`: an account name, then a name, in the place of the author count."""
    account = re.match(r"[\w.-]+\s+\S", text)
    return bool(not is_prose(text) and (is_prose(above) or (account and account[0][0].islower())))


def _record(
    document: Document, context: Context, title: Line, paragraphs: list[Line], below: _Segment
) -> Paper:
    abstract = " ".join(line.text for line in paragraphs)
    organisation = below.organisation.text if below.organisation else None
    if len(title.text) > _TITLE_CHARS:
        raise RecordError("a title is expected here, and this is too long for one")
    when, upvotes = _date(below, context)
    counted = _COUNT.fullmatch(below.count.text) if below.count else None
    places = {
        "title": title,
        "abstract": paragraphs[0] if paragraphs else None,
        "author_count": below.count,
        "organisation": below.organisation,
        "date": below.date,
        "upvotes": below.date if upvotes is not None else None,
    }
    origins: dict[str, Origin] = {name: document.origin(line) for name, line in places.items() if line}
    return Paper(
        id="",
        title=title.text,
        abstract=abstract,
        scope=context.scope,
        author_count=int(counted["count"]) if counted else None,
        date=when,
        upvotes=upvotes,
        organisation=organisation,
        origins=origins,
        records=(document.origin(title),),
    )


def _date(below: _Segment, context: Context) -> tuple[PaperDate | None, int | None]:
    match = _DATE.fullmatch(below.date.text) if below.date else None
    if below.date is None:
        return None, None
    if match is None:
        raise RecordError(f"'{printable(below.date.text)}' is no date")
    upvotes = int(match["upvotes"]) if match["upvotes"] else None
    return parse_date(match["date"], reference=context.retrieved), upvotes
