"""A researcher profile: a few facts, then works, each under a line such as `preprint2022arXiv`.

Researcher profile
Benjamin F. Grewe
ResearcherAffiliation not importedOpen to collaborate
Trust 19 - UnverifiedVerification L1Unclaimed author
5works / 0followers / 6topics / 4close collaborators      one per line
Published work / 5 published item(s)
preprint2022arXiv                                         kind, [year], [venue]
Continual learning with hypernetworks                     title
Artificial neural networks suffer ...                     [abstract]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from assistant.datamodels import Paper, Profile, ProfileFact
from assistant.text.plaintext import printable
from ingest.dates import parse_date
from ingest.sources.document import Document, Line, damage
from ingest.sources.kinds import kind_of
from ingest.sources.records import Contents, Context, RecordError, Skipped
from ingest.sources.researcher import after_last, split_abstract, stray

_KIND = (
    r"(?:preprint|journal[- ]article|proceedings[- ]article|conference[- ]paper|article|book[- ]chapter"
    r"|book|dissertation|thesis|dataset|report|review|editorial|letter|software|paper|other)"
)
_HEADER = re.compile(rf"(?P<kind>{_KIND})(?P<year>[0-9]{{4}})?(?P<venue>[^\W\d].*)?")
_BROKEN_HEADER = re.compile(rf"{_KIND}[0-9]\S{{0,40}}")
_MARK = "Researcher profile"
_LISTED = re.compile(r"[0-9,]+ published item(?:s|\(s\))?|Published work")
_NUMBER = r"[0-9][0-9,.]*[kKM]?"
_FACTS = (
    ("affiliation", "affiliation", r"^Researcher(?P<text>Affiliation (?P<value>not imported))"),
    ("affiliation", "affiliation", r"^Researcher(?P<text>(?P<value>[^\W\d].+?))(?:(?:Not o|O)pen to|$)"),
    ("collaboration", "open to collaboration", r"(?P<text>(?P<value>(?:Not o|O)pen to collaborat\w+))$"),
    ("trust_score", "trust score", r"^(?P<text>Trust (?P<value>[0-9.]+)(?: - .*?)?)(?=Verification|$)"),
    ("trust_label", "trust label", r"^(?P<text>Trust [0-9.]+ - (?P<value>.+?))(?=Verification|$)"),
    ("verification_level", "verification level", r"(?P<text>Verification (?P<value>L?[0-9]+))"),
    ("author_claim", "author claim", r"(?P<text>(?P<value>(?:Unclaimed|Claimed) author))$"),
    ("work_count", "number of works", rf"^(?P<text>(?P<value>{_NUMBER})\s*works?)$"),
    ("follower_count", "number of followers", rf"^(?P<text>(?P<value>{_NUMBER})\s*followers?)$"),
    ("topic_count", "number of topics", rf"^(?P<text>(?P<value>{_NUMBER})\s*topics?)$"),
    (
        "close_collaborator_count",
        "number of close collaborators",
        rf"^(?P<text>(?P<value>{_NUMBER})\s*close collaborators?)$",
    ),
)


def recognises(document: Document) -> bool:
    """Whether the document says that it is a researcher profile, or counts published items."""
    lines = document.lines
    titled = any(line.text == _MARK for line in lines[:20])
    return titled or any(_LISTED.fullmatch(line.text) and line.text != "Published work" for line in lines)


def parse(document: Document, context: Context) -> Contents:
    """The works and the facts of a profile page. Never raises: bad records are reported."""
    lines = document.paragraphs
    starts = list(_starts(lines))
    papers: list[Paper] = []
    skipped: list[Skipped] = []
    for start, end in pairwise([*starts, len(lines)]):
        try:
            paper, leftover = _record(document, context, lines[start:end])
        except ValueError as error:
            skipped.append(document.skipped(lines[start], str(error)))
            continue
        papers.append(paper)
        skipped.extend(document.skipped(line, stray(line)) for line in leftover)
    head = lines[: starts[0]] if starts else lines
    skipped[:0] = [document.skipped(line, stray(line)) for line in after_last(_LISTED, head)]
    return Contents(tuple(papers), tuple(skipped), _profile(document, context, head))


def _starts(lines: tuple[Line, ...]) -> Iterator[int]:
    """Where works start. The line after a start is a title, even one such as `report`."""
    listed = [index for index, line in enumerate(lines) if _LISTED.fullmatch(line.text)]
    previous = -2
    for index in range(listed[0] if listed else 0, len(lines)):
        text = lines[index].text
        header = _HEADER.fullmatch(text) if len(text) <= 120 else None
        if index == previous + 1 and not (header and header["year"]):
            continue
        if header or _BROKEN_HEADER.fullmatch(text):
            previous = index
            yield index


def _record(document: Document, context: Context, lines: tuple[Line, ...]) -> tuple[Paper, tuple[Line, ...]]:
    header, *rest = lines
    match = _HEADER.fullmatch(header.text)
    if match is None:
        raise RecordError(f"'{printable(header.text)}' is no kind, year and venue")
    if not rest or len(rest[0].text) > 250:
        raise RecordError(f"no title follows '{printable(header.text)}'")
    title, *body = rest
    abstract, leftover = split_abstract(tuple(body))
    origins = {"title": document.origin(title)}
    origins |= {"date": document.origin(header)} if match["year"] else {}
    origins |= {"venue": document.origin(header)} if match["venue"] else {}
    origins |= {"abstract": document.origin(body[0])} if abstract else {}
    paper = Paper(
        id="",
        title=title.text,
        abstract=abstract,
        scope=context.scope,
        date=parse_date(match["year"]) if match["year"] else None,
        venue=match["venue"],
        origins=origins,
        records=(document.origin(title),),
        kind=kind_of(match["kind"], venue=match["venue"] or ""),
    )
    return paper, leftover


def _profile(document: Document, context: Context, head: tuple[Line, ...]) -> Profile | None:
    marks = [index for index, line in enumerate(head) if line.text == _MARK]
    after = head[marks[0] + 1 : marks[0] + 2] if marks else ()
    named = [line.text for line in after if len(line.text) <= 80 and not damage(line.text)]
    name = named[0] if named else context.subject
    facts: dict[str, ProfileFact] = {}
    for line in head:
        if damage(line.text) or line.text == _MARK:
            continue
        for key, label, pattern in _FACTS:
            if match := re.search(pattern, line.text):
                fact = ProfileFact(key, label, match["value"], match["text"], document.origin(line))
                facts.setdefault(key, fact)
    return Profile(name, tuple(facts.values())) if name and facts else None
