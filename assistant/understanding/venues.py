"""Where papers appeared: "in Nature", "at CHI or CSCW", "TEI papers", "on arXiv"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from assistant.datamodels import Attribute
from assistant.index.printed_venues import ARXIV
from assistant.index.venue_words import has_kind, is_given_acronym, is_server, is_small
from assistant.text.analysis import fold
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.patterns import PAPERS, pattern, phrases
from assistant.understanding.reading import Reading

_KIND = "(journal|conference|symposium|proceedings|meeting|magazine|workshop)"
_LEAD = pattern(  # in the journal; at the 38th; in the proceedings of
    r"\b(?P<at>in|at|by|to|from|for|on) ((the|this|annual|\d+(st|nd|rd|th)|"
    rf"(?P<said>proceedings( of)?|{_KIND}s?|venue)) )*$"
)
_JOIN = r"\s*(,|/|&|\b(and|or)\b)\s*((in|at)\s+)?(the\s+)?"
_JOINED = pattern(rf"{_JOIN}$")
_PAPERS_AFTER = pattern(  # CHI papers; CHI, TEI and DIS papers; CHI 2021 papers
    r"(\s*(,|/|&|\band\b|\bor\b)+\s*(?-i:[A-Z]\w*[A-Z]\w*)){0,5}"
    rf"\s*([12]\d\d\d\s+)?(journal |conference )?{PAPERS}\b"
)
_KIND_AFTER = pattern(rf"\s*{_KIND}(?P<several>s)?\b(?! (of|on)\b)")  # the TEI conference; PLOS journals
_DESCRIBED = pattern(  # Software Engineering (ICSE); CAIN, the AI engineering conference
    r"\s*\(\s*(?-i:[A-Z])[\w' -]{1,15}\)", rf"\s*,\s*(the|an?) ([\w-]+ ){{0,5}}?{_KIND}\b,?"
)
_GOES_ON = re.compile(  # Nature Physics; Science of the Sea; but not: CHI Papers
    rf"[-–][A-Za-z]|\s+(?!{PAPERS}\b|(?i:{_KIND})s?\b(?! (of|on)\b))((of|in|on|for)\s+(the\s+)?)?[A-Z]"
)
_ARXIV_CATEGORY = phrases("categor(y|ies)|section|class|tagged|filed")
_WORD = re.compile(r"[^\W_]+(?:&[^\W_]+)?")
_LONG = 16
"""Words of a name that a question writes out, at most."""
_ALONE = 3
"""Words of a question so short that an acronym in it ("and ICSE 2021?") means the venue."""

# A name that no source prints: capitals, and small words between them.
_CAPITALS = r"[A-Z][\w&-]*( (of|on|in|for|and|the|&)( the)?(?= [A-Z])| [A-Z][\w&-]*)*"
_CALLED = rf"(?P<name>(?i:journal|conference) (of|on)( the)?( [\w&-]+){{1,6}}|{_CAPITALS})"
_OF_NO_PAPER = re.compile(rf"\b(?P<at>in|at|by|to) ((the|journal|conference) )*{_CALLED}")
_JOINED_NAME = re.compile(rf"{_JOIN}(?P<name>{_CAPITALS})")
_APPEARED = pattern(r"\b(appear\w*|accepted|presented|c[oa]me out)\b[^.?!]{0,30}$")
_PUBLISHED = pattern(r"\bpublish\w*\b[^.?!]{0,30}$")  # as easily in a field as in a journal
_OF_PAPERS = pattern(rf"\b{PAPERS}\b[^.?!]{{0,40}}(?<!ed)(?<!done) $")  # not: work done at


_PLACES = ("in", "at", "by", "to")


@dataclass(frozen=True, slots=True)
class _Text:
    """A text of which the venues up to the position `last` are known; `known` are their names."""

    text: str
    lexicon: Lexicon
    alone: bool
    last: int
    known: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Named:
    """Venues of the papers that go by one name, and where a question names them."""

    names: tuple[str, ...]
    start: int
    end: int


def read_venue(reading: Reading) -> None:
    """Put the venues that the question names: venues of the papers, and one venue that no paper prints.

    Beside the title of a paper a venue asks where that paper appeared.
    """
    of_one = bool(reading.query.papers or reading.lexicon.title_in(reading.text))
    last = read_printed_venues(reading)
    unknown = _of_no_paper(reading, last)
    if unknown is not None:
        reading.blank(*unknown.span())
        nearly = reading.lexicon.venues.nearly_called(unknown["name"])
        reading.put(unknown_venue=None if nearly else unknown["name"])
        reading.put(venues=tuple(dict.fromkeys((*reading.query.venues, *filter(None, [nearly])))))
    if of_one and (reading.query.venues or reading.query.unknown_venue):
        reading.put(venues=(), unknown_venue=None, attribute=Attribute.VENUE)


def read_printed_venues(reading: Reading) -> int:
    """The venues of the papers that the question names; where the last ends (0: none)."""
    alone = len(reading.original.split()) <= _ALONE
    found = _venues_in(reading.text, reading.lexicon, alone=alone)
    text, names = reading.text, list[str]()
    for named in found:
        lead = _LEAD.search(text[: named.start]) or _JOINED.search(text[: named.start])
        kind = _KIND_AFTER.match(text, named.end)
        end = kind.end() if kind else named.end
        described = _DESCRIBED.match(text, end)
        reading.blank(lead.start() if lead else named.start, described.end() if described else end)
        family = kind and kind["several"] and reading.lexicon.venues.family(text[named.start : named.end])
        names += family or named.names
    reading.put(venues=tuple(dict.fromkeys(names)))
    return found[-1].end if found else 0


def venue_spans(text: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Where a text names venues of the papers."""
    return [(named.start, named.end) for named in _venues_in(text, lexicon, alone=False)]


def words_of_venues(text: str, lexicon: Lexicon) -> frozenset[str]:
    """The words of venues that a text names, as written: "J Neurosci" is not misspelt."""
    spans = venue_spans(text, lexicon)
    return frozenset(word for start, end in spans for word in _WORD.findall(text[start:end]))


def _of_no_paper(reading: Reading, last: int) -> re.Match[str] | None:
    """The name of a venue that no source prints, by where it stands and how it is written."""
    joined = _JOINED_NAME.match(reading.text, last) if last else None  # at CHI or CSCW
    for match in [joined] if joined else _OF_NO_PAPER.finditer(reading.text):
        name, lexicon = match["name"], reading.lexicon
        person = not has_kind(name) and lexicon.people.find(name)
        if person or name in lexicon.categories or lexicon.affiliation_of(name):
            continue
        before = reading.text[: match.start()]
        acronym = is_given_acronym(name) and not lexicon.has_word(fold(name))
        kind, published = has_kind(name), _PUBLISHED.search(before)
        subject = (kind or published) and _is_subject(lexicon, name, partly=not kind)
        if _APPEARED.search(before) or ((kind or published) and not subject):
            return match
        first = name.split()[0]  # PLOS Genetics
        if " " in name and is_given_acronym(first) and lexicon.venues.all_called(first):
            return match
        if acronym and (match is joined or (match["at"] == "at" and _OF_PAPERS.search(before))):
            return match
    return None


def _is_subject(lexicon: Lexicon, name: str, *, partly: bool = False) -> bool:
    """Whether the words of a name stand together in the papers, all or some of them.

    A single word must be far more frequent in the papers than elsewhere.
    """
    telling = [word for word in _WORD.findall(name) if not is_small(word)]
    if len(telling) == 1:
        return lexicon.is_technical(fold(telling[0]))
    return sum(lexicon.is_phrase(*pair) for pair in pairwise(telling)) >= (1 if partly else len(telling) - 1)


def _venues_in(text: str, lexicon: Lexicon, *, alone: bool) -> list[_Named]:
    """The venues of the papers that a text names; `alone` is a text that may be an acronym and no more."""
    found: list[_Named] = []
    known: frozenset[str] = frozenset()
    while named := _next(_Text(text, lexicon, alone, found[-1].end if found else 0, known)):
        found.append(named)
        known = known.union(named.names)
    return found


def _next(asked: _Text) -> _Named | None:
    """The next venue that the text names, the longest name first."""
    spans = [match.span() for match in _WORD.finditer(asked.text, asked.last)]
    longest = min(_LONG, asked.lexicon.venues.longest)
    for at, (start, word_end) in enumerate(spans):
        if is_small(asked.text[start:word_end]):
            continue
        for last, end in reversed(spans[at : at + longest]):
            if last > start and asked.text[last:end].islower() and is_small(asked.text[last:end]):
                continue  # CHI and
            end += asked.text.startswith(".", end) and "." in asked.text[start:end]  # Stat. Med.
            named = _Named(_called(asked, start, end), start, end)
            if named.names and _is_meant(asked, named):
                return named
    return None


def _called(asked: _Text, start: int, end: int) -> tuple[str, ...]:
    """The venues that a text means by the words there."""
    written, lexicon = asked.text[start:end], asked.lexicon
    if " " in written or lexicon.venues.is_printed(written):
        return lexicon.venues.all_called(written)
    of_papers = lexicon.has_word(fold(written)) or (written.islower() and lexicon.is_english(written))
    return () if of_papers else lexicon.venues.all_called(written)


def _is_meant(asked: _Text, named: _Named) -> bool:
    """Whether a name is meant as a venue: "Neuron" and "Robotics" are also words for a subject."""
    text, lexicon, written = asked.text, asked.lexicon, asked.text[named.start : named.end]
    lead = _LEAD.search(text[: named.start])
    joined = asked.last and _JOINED.fullmatch(text[asked.last : named.start])
    at = "in" if joined else lead["at"].lower() if lead else ""
    papers_after = bool(_PAPERS_AFTER.match(text, named.end))
    if written in lexicon.categories:
        return False
    if has_kind(written) and asked.known.issuperset(named.names):
        return True  # COWE papers, that is the International Conference on Owl Engineering
    if is_server(named.names[0]):
        of_category = named.names[0] == ARXIV and _ARXIV_CATEGORY.search(text)
        return not of_category and (at in ("on", "to", "in", "from") or papers_after)
    if at == "on" or _GOES_ON.match(text, named.end):
        return False
    if (lead and lead["said"]) or (at and _KIND_AFTER.match(text, named.end)):
        return True
    if lead and at in _PLACES and _APPEARED.search(text[: lead.start()]):
        return True
    inside = papers_after and bool(text[: named.start].strip())
    small = written == written.lower()
    if " " in written:
        if has_kind(written) or any(map(is_given_acronym, " ".join(named.names).split())):
            return bool(at) or inside
        # in small letters, or before "papers", such words may be a subject
        subject = _is_subject(lexicon, written)
        return (at in _PLACES and not (small and subject)) or (inside and not small and not subject)
    if is_given_acronym(written) or fold(written) in lexicon.venues.acronyms:
        spelt = not small or at == "at" or not lexicon.is_english(written)
        return spelt and bool(at or papers_after or asked.alone)
    if small and (lexicon.is_english(written) or lexicon.has_word(fold(written))):
        return False
    return at in _PLACES or inside
