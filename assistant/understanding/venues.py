"""Where papers appeared: "in Nature", "at NeurIPS or ICML", "ICLR papers", "on arXiv"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.datamodels import Attribute
from assistant.index.venue_names import ARXIV, is_acronym, is_server, is_small, key_of
from assistant.text.analysis import words
from assistant.text.word_lists import load_table
from assistant.understanding.patterns import PAPERS, any_of, pattern, phrases
from assistant.understanding.reading import Reading

_CALLED = r"(the )?(?P<called>([Jj]ournal|[Cc]onference|[Pp]roceedings) (of|on|in)( the)?( [A-Z][\w&-]*)+)"


@dataclass(frozen=True, slots=True)
class _Words:
    """The data of venues.toml: patterns of well-known venues, and words that tell a venue from a subject."""

    named: re.Pattern[str]
    joined: re.Pattern[str]
    of_a_venue: frozenset[str]


@cache
def _words() -> _Words:
    table = load_table(Path(__file__).with_name("venues.toml"))
    known = any_of(*table["known"])
    return _Words(
        re.compile(
            rf"\b(in|at|by|to) ((the )?(journal|conference) )?(?P<name>{_CALLED}|{known})\b(?! and\b)"
        ),
        re.compile(rf"{_JOIN}(?P<name>{known})\b"),
        frozenset(table["of_a_venue"].split()),
    )


_SAID = r"(?P<said>journals?|conferences?|workshop|venue|proceedings)"
_LEAD = pattern(
    # in the journal; at the 38th; in the proceedings of
    rf"\b(?P<at>in|at|by|to|from|for|on)\s+((the|this|an?|annual|\d+(st|nd|rd|th)|{_SAID}( of)?)\s+)*$",
)
_JOIN = r"\s*(,\s*(and|or)\b|,|/|&|\b(and|or)\b)\s*((in|at|by|to|on)\s+)?(the\s+)?"
_JOINED = pattern(rf"^{_JOIN}$")
_JOINED_BEFORE = pattern(rf"{_JOIN}$")
_PAPERS_AFTER = pattern(  # ICML papers; ICML, ICLR and NeurIPS papers; ICML 2021 workshop papers
    r"(\s*(,|/|&|\band\b|\bor\b)+\s*(?-i:[A-Z]\w*[A-Z]\w*)){0,5}"
    rf"\s*([12]\d\d\d\s+)?(journal |conference |workshop )?{PAPERS}\b"
)
_GOT_IN = phrases(
    "accepted|presented|posted|uploaded|submitted|available|made it",
    "(as )?(an? )?(oral|poster|spotlight|talk)s?( presentations?)?",
)
_WORKSHOP_AFTER = phrases(r"\s*workshops?")
_BRACKETED = re.compile(r"\s*\(\s*[A-Z][\w' -]{1,15}\)")  # ... Machine Learning (ICML 2021)
_CAPITAL_AFTER = re.compile(r"\s+[A-Z]")
_ARXIV_CATEGORY = pattern(
    r"\b(categor(y|ies)|sections?|class|tagged|filed|arxiv (id|identifier|number)s?)\b|\bcs\.[A-Z]{2}\b"
)
_WORD = re.compile(r"[^\W_]+")
_ALONE = 3
"""Words of a question so short that an acronym in it ("and ICML 2021?") means the venue."""


@dataclass(frozen=True, slots=True)
class _Named:
    """A venue of the papers, and where a question names it."""

    name: str
    start: int
    end: int


def read_venue(reading: Reading) -> None:
    """Put the venues that the question names: venues of the papers, and one venue that no paper prints.

    Beside the title of a paper a venue asks where that paper appeared.
    """
    of_one = bool(reading.query.papers or reading.lexicon.title_in(reading.text))
    last = read_printed_venues(reading)
    match = _words().joined.match(reading.text, last) if last else None  # at ICML or CVPR
    match = match or next(
        (m for m in _words().named.finditer(reading.text) if not _in_title(reading, m.span())), None
    )
    if match is not None and match["name"] not in reading.lexicon.categories:
        reading.blank(*match.span())
        reading.put(unknown_venue=match["name"])
    if of_one and (reading.query.venues or reading.query.unknown_venue):
        reading.put(venues=(), unknown_venue=None, attribute=Attribute.VENUE)


def read_printed_venues(reading: Reading) -> int:
    """The venues of the papers that the question names; where the last ends (0: none)."""
    found: list[_Named] = []
    while named := _next(reading, found):
        found.append(named)
    text, venues, names = reading.text, reading.lexicon.venues, list[str]()
    for named in found:
        lead = _LEAD.search(text[: named.start]) or _JOINED_BEFORE.search(text[: named.start])
        after = _BRACKETED.match(text, named.end) or _WORKSHOP_AFTER.match(text, named.end)
        reading.blank(lead.start() if lead else named.start, after.end() if after else named.end)
        of_workshops = after is not None and after.re is _WORKSHOP_AFTER
        names += venues.workshops_at(named.name) if of_workshops else [named.name]
    if found:
        reading.take_all(_GOT_IN)
    workshop = f"a workshop at {found[0].name}" if found and not names else None
    reading.put(venues=tuple(dict.fromkeys(names)), unknown_venue=workshop)
    return found[-1].end if found else 0


def named_alone(reading: Reading) -> str | None:
    """The venue that is all of the topic of the question, as in "and Nature?"; None where there is more."""
    topic = reading.query.topic
    return reading.lexicon.venues.called(topic) if topic else None


def _in_title(reading: Reading, span: tuple[int, int]) -> bool:
    """Whether the words there are part of the title of a paper."""
    for paper in reading.lexicon.title_in(reading.text):
        title = re.search(r"[\W_]+".join(map(re.escape, words(paper.title))), reading.text, re.I)
        if title and title.start() < span[1] and span[0] < title.end():
            return True
    return False


def _next(reading: Reading, found: list[_Named]) -> _Named | None:
    """The next venue that the text names from a position on, the longest name first."""
    venues = reading.lexicon.venues
    spans = [match.span() for match in _WORD.finditer(reading.text, found[-1].end if found else 0)]
    for at, (start, end) in enumerate(spans):
        if not venues.may_begin_with(reading.text[start:end]):
            continue
        for last, end in reversed(spans[at : at + venues.longest]):
            small = last > start and is_small(reading.text[last:end])  # ICML and
            name = None if small else venues.called(reading.text[start:end])
            meant = name and _is_meant(reading, _Named(name, start, end), found)
            if name and meant and not _in_title(reading, (start, end)):
                return _Named(name, start, end)
    return None


def _is_meant(reading: Reading, named: _Named, found: list[_Named]) -> bool:
    """Whether a name is meant as a venue: "Neuron" and "Robotics" are also words for a subject."""
    text, written = reading.text, reading.text[named.start : named.end]
    lead = _LEAD.search(text[: named.start])
    before = "joined" if found and _JOINED.match(text[found[-1].end : named.start]) else ""
    before = before or (lead["at"].lower() if lead else "")
    papers_after = bool(_PAPERS_AFTER.match(text, named.end))
    if written in reading.lexicon.categories:
        return False
    if is_server(named.name):
        of_category = named.name == ARXIV and _ARXIV_CATEGORY.search(text)
        return not of_category and (before in ("on", "to", "in", "from", "joined") or papers_after)
    if before == "on":
        return False
    if lead and lead["said"]:
        return True
    if " " in written:
        return _is_meant_in_full(written, before, papers_after)
    if is_acronym(named.name):
        alone = len(reading.original.split()) <= _ALONE
        spelt = written != written.lower() or not reading.lexicon.is_english(written)
        return spelt and bool(before or papers_after or alone)
    if not written[0].isupper() or _CAPITAL_AFTER.match(text, named.end):  # nature; Nature Physics
        return False
    return before in ("in", "at", "by", "to", "joined") or (
        papers_after and bool(text[: named.start].strip())
    )


def _is_meant_in_full(written: str, before: str, papers_after: bool) -> bool:
    """Whether a name of several words is meant as a venue."""
    if not _words().of_a_venue.isdisjoint(words(written)):
        return bool(before) or papers_after
    capitals = all(
        word[0].isupper() for word in _WORD.findall(written) if word.lower() in key_of(written).split()
    )
    return capitals and before in ("in", "at", "joined")
