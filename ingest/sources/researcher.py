"""A researcher's page: a few figures, then papers, each under a line such as `82.4LGMay 27`.

Benjamin F. Grewe                      name
LG / h-index11 / 26papers / ...        main category and figures, one per line
26 Papers
IRMay 29, 2025Code                     [score]category, date, [Code]
Deep Retrieval at CheckThat! 2025      title
Pascal J. Sager, ... et al. · eth      [authors, cut at three] [· affiliations]
We present ...                         [abstract]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.datamodels import Origin, Paper, Profile, ProfileFact
from assistant.text.plaintext import printable
from ingest.dates import MONTH, PRINTED_DAY, parse_date
from ingest.sources.document import Document, Line, damage, is_prose
from ingest.sources.names import looks_like_names, split_names
from ingest.sources.records import Contents, Context, RecordError, Skipped

_HEADER = re.compile(
    r"(?P<score>[0-9]{1,3}(?:\.[0-9]+)?)?(?P<category>[A-Za-z][A-Za-z.-]{0,19}?)?"
    rf"(?:(?P<date>{PRINTED_DAY})(?P<code>Code)?)"
)
_UNDATED_HEADER = re.compile(r"(?P<score>[0-9]{1,3}\.[0-9]+)?(?P<category>[A-Z]{2})(?P<code>Code)?")
_BROKEN_HEADER = re.compile(
    rf"(?:[0-9]{{1,3}}(?:\.[0-9]+)?)?[A-Za-z][A-Za-z.-]{{0,7}}?{MONTH} ?[0-9].{{0,16}}"
)
_NUMBER = r"[0-9][0-9,.]*[kKM]?"
_FIGURES = (
    ("h_index", "h-index", re.compile(rf"h-index\s*(?P<value>{_NUMBER})", re.IGNORECASE)),
    ("paper_count", "number of papers", re.compile(rf"(?P<value>{_NUMBER})\s*papers?")),
    ("citation_count", "number of citations", re.compile(rf"(?P<value>{_NUMBER})\s*citations?")),
    ("novelty", "novelty", re.compile(rf"Novelty\s*(?P<value>{_NUMBER}\s?%?)")),
    ("ai_score", "AI score", re.compile(rf"AI Score\s*(?P<value>{_NUMBER}\s?%?)")),
    ("main_category", "main category", re.compile(r"(?P<value>[A-Z]{2}|[a-z-]{2,9}(?:\.[A-Za-z-]{2,})?)")),
)
_HEADING = re.compile(rf"{_NUMBER} Papers?")


def recognises(document: Document) -> bool:
    """Whether the document has an h-index line, or a line with a category run into a date."""
    return any(
        _FIGURES[0][2].fullmatch(line.text) or ((match := _HEADER.fullmatch(line.text)) and match["category"])
        for line in document.lines
    )


def parse(document: Document, context: Context) -> Contents:
    """The papers and the profile of a researcher's page. Never raises: bad records are reported."""
    lines = document.paragraphs
    starts = list(_starts(lines))
    head = lines[: starts[0]] if starts else lines
    profile = _profile(document, context, head)
    owner = profile.name if profile else context.subject
    papers: list[Paper] = []
    skipped: list[Skipped] = []
    for start, end in pairwise([*starts, len(lines)]):
        try:
            paper, leftover = _record(document, context, owner, lines[start:end])
        except ValueError as error:
            skipped.append(document.skipped(lines[start], str(error)))
            continue
        papers.append(paper)
        skipped.extend(document.skipped(line, stray(line)) for line in leftover)
    skipped[:0] = [document.skipped(line, stray(line)) for line in after_last(_HEADING, head)]
    return Contents(tuple(papers), tuple(skipped), profile)


def split_abstract(lines: tuple[Line, ...]) -> tuple[str, tuple[Line, ...]]:
    """The abstract that starts at the first line, and the lines after it that belong to no record."""
    if not lines:
        return "", ()
    count = 1
    width = max(len(line.text) for line in lines)
    for line in lines[1:]:
        # A further paragraph is prose; a wrapped line follows without a blank line.
        if not is_prose(line.text) and (line.gap or width > 200):
            break
        count += 1
    return " ".join(line.text for line in lines[:count]), lines[count:]


def _starts(lines: tuple[Line, ...]) -> Iterator[int]:
    """Where records start. The line after a start is a title, even one such as `May 27`."""
    previous = -2
    listed = False
    for index, line in enumerate(lines):
        listed = listed or bool(_HEADING.fullmatch(line.text))
        if len(line.text) > 60:
            continue
        dated = _HEADER.fullmatch(line.text)
        if index == previous + 1 and not (dated and dated["category"]):
            continue
        undated = listed and previous >= 0 and line.gap and _UNDATED_HEADER.fullmatch(line.text)
        if dated or _BROKEN_HEADER.fullmatch(line.text) or undated:
            previous = index
            yield index


def _record(
    document: Document, context: Context, owner: str, lines: tuple[Line, ...]
) -> tuple[Paper, tuple[Line, ...]]:
    header, *rest = lines
    match = _HEADER.fullmatch(header.text) or _UNDATED_HEADER.fullmatch(header.text)
    if match is None:
        raise RecordError(f"'{printable(header.text)}' is no category and date")
    found = {"date": None, **match.groupdict()}
    when = parse_date(found["date"], reference=context.retrieved) if found["date"] else None
    if not rest:
        raise RecordError(f"no title follows '{printable(header.text)}'")
    title, *body = rest
    if len(title.text) > 250 or _is_author_list(title.text, body, owner):
        raise RecordError(f"no title stands between '{printable(header.text)}' and the text after it")
    authors_line = body.pop(0) if body and _is_author_line(body) else None
    names, _, places = (authors_line.text if authors_line else "").partition(" · ")
    authors, complete = split_names(names)
    affiliations = tuple(place.strip() for place in places.split(",") if place.strip())
    abstract, leftover = split_abstract(tuple(body))
    at = document.origin(header)
    origins: dict[str, Origin] = {"title": document.origin(title)}
    origins |= {name: at for name in ("date", "category", "code", "score") if found[name]}
    if authors_line:
        origins |= {"authors": document.origin(authors_line)}
        origins |= {"affiliations": document.origin(authors_line)} if affiliations else {}
    if abstract:
        origins["abstract"] = document.origin(body[0])
    paper = Paper(
        id="",
        title=title.text,
        abstract=abstract,
        scope=context.scope,
        authors=authors,
        authors_complete=complete,
        affiliations=affiliations,
        date=when,
        category=found["category"],
        has_code=bool(found["code"]),
        score=float(found["score"]) if found["score"] else None,
        origins=origins,
        records=(document.origin(title),),
    )
    return paper, leftover


def _is_author_line(body: list[Line]) -> bool:
    names, dot, _ = body[0].text.partition(" · ")
    if is_prose(names) and not names.endswith("et al."):
        return False
    # A lone word under a title is a name only where an abstract follows it.
    sure = len(names.split()) > 1 or dot or len(body) > 1
    return bool(sure and (looks_like_names(names) or (names.endswith(" et al.") and len(names) < 250)))


def _is_author_list(title: str, body: list[Line], owner: str) -> bool:
    """Whether the title is missing: the authors stand in its place, and none follow.

    A list of authors is cut by "et al." or names the page's owner; a title with commas does neither.
    """
    names, _, _ = title.partition(" · ")
    listed, complete = split_names(names)
    if not looks_like_names(names) or (body and _is_author_line(body)):
        return False
    return owner in listed or (not complete and len(listed) > 1)


def _profile(document: Document, context: Context, head: tuple[Line, ...]) -> Profile | None:
    facts: dict[str, ProfileFact] = {}
    name = context.subject
    for index, line in enumerate(head):
        for key, label, pattern in _FIGURES:
            match = pattern.fullmatch(line.text)
            if match and not damage(line.text):
                fact = ProfileFact(key, label, match["value"], line.text, document.origin(line))
                facts.setdefault(key, fact)
                break
        else:
            if index == 0 and not damage(line.text) and len(line.text) <= 80:
                name = line.text
    return Profile(name, tuple(facts.values())) if name and facts else None


def after_last(heading: re.Pattern[str], head: Sequence[Line]) -> Sequence[Line]:
    """The lines between the heading of a list and its first record, which a damaged first record leaves."""
    headings = [at for at, line in enumerate(head) if heading.fullmatch(line.text)]
    return head[headings[-1] + 1 :] if headings else ()


def stray(line: Line) -> str:
    """What is said of a line that no record takes."""
    return f"'{printable(line.text)}' belongs to no paper"
