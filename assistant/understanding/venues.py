"""Where papers appeared: "in Nature", "at CHI or CSCW", "TEI papers", "on arXiv"."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

from assistant.datamodels import Attribute, Intent
from assistant.index.printed_venues import ARXIV
from assistant.index.venue_words import has_kind, is_given_acronym, is_server, is_small, key_of
from assistant.text.analysis import fold, words
from assistant.understanding.patterns import PAPERS, pattern, phrases
from assistant.understanding.reading import Reading

_KIND = r"(journal|conference|symposium|proceedings|meeting|magazine)"
_SAID = r"(?P<said>journals?|conferences?|workshop|symposium|venue|proceedings|magazine)"
_LEAD = pattern(
    # in the journal; at the 38th; in the proceedings of
    rf"\b(?P<at>in|at|by|to|from|for|on)\s+((the|this|an?|annual|\d+(st|nd|rd|th)|{_SAID}( of)?)\s+)*$",
)
_JOIN = r"\s*(,\s*(and|or)\b|,|/|&|\b(and|or)\b)\s*((in|at|by|to|on)\s+)?(the\s+)?"
_JOINED = pattern(rf"^{_JOIN}$")
_JOINED_BEFORE = pattern(rf"{_JOIN}$")
_PAPERS_AFTER = pattern(  # CHI papers; CHI, TEI and DIS papers; CHI 2021 workshop papers
    r"(\s*(,|/|&|\band\b|\bor\b)+\s*(?-i:[A-Z]\w*[A-Z]\w*)){0,5}"
    rf"\s*([12]\d\d\d\s+)?(journal |conference |workshop )?{PAPERS}\b"
)
_GOT_IN = phrases(
    "accepted|presented|posted|uploaded|submitted|available|made it",
    "(as )?(an? )?(oral|poster|spotlight|talk)s?( presentations?)?",
)
_WORKSHOP_AFTER = phrases(r"\s*workshops?")
_KIND_AFTER = pattern(rf"\s*{_KIND}(?P<several>s)?\b")  # the TEI conference; PLOS journals
_BRACKETED = re.compile(r"\s*\(\s*[A-Z][\w' -]{1,15}\)")  # ... Software Engineering (ICSE 2022)
_DESCRIBED = pattern(rf"\s*,\s*(the|an?) ([\w-]+ ){{0,5}}?{_KIND}\b,?")  # CAIN, the AI engineering conference
_ANY_EDITION = phrases(
    r"(all|any|every|each|whatever|whichever|regardless of|no matter|across)( (the|of|which|what|its))*"
    " (editions?|years?|issues?|volumes?)( it (was|is))?"
)
_CAPITAL_AFTER = re.compile(r"\s+[A-Z]")
_ARXIV_CATEGORY = pattern(
    r"\b(categor(y|ies)|sections?|class|tagged|filed|arxiv (id|identifier|number)s?)\b|\bcs\.[A-Z]{2}\b"
)
_WORD = re.compile(r"[^\W_]+(?:&[^\W_]+)?")
_LONG = 16
"""Words of a name that a question writes out, at most."""
_ALONE = 3
"""Words of a question so short that an acronym in it ("and ICSE 2021?") means the venue."""
_TELLING = 3
"""Words of a name in small letters that are no subject any more: "global ecology and biogeography"."""

# A name that no source prints: capitals, and small words between them.
_CAPITALS = r"[A-Z][\w&-]*( (of|on|in|for|and|the|&)( the)?(?= [A-Z])| [A-Z][\w&-]*)*"
_CALLED = (
    r"(?P<name>(?i:journal|annals|transactions|proceedings|conference) (of|on)( the)?( [\w&-]+){1,6}"
    rf"|{_CAPITALS})"
)
_OF_NO_PAPER = re.compile(rf"\b(?P<at>in|at|by|to) ((the|journal|conference) )*{_CALLED}")
_JOINED_NAME = re.compile(rf"{_JOIN}(?P<name>{_CAPITALS})")
_APPEARED = pattern(
    r"\b(publish\w*|appear\w*|accepted|print\w*|present\w*|c[oa]me out|got)\b[^.?!]{0,30}$",
)
_OF_PAPERS = pattern(
    rf"\b{PAPERS}\b[^.?!]{{0,40}}(?<!ed)(?<!done)(?<!made)(?<!written) $"
)  # not: work done at


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
        reading.put(unknown_venue=unknown["name"])
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
        workshop = _WORKSHOP_AFTER.match(text, named.end)
        kind = _KIND_AFTER.match(text, named.end)
        after = _BRACKETED.match(text, named.end) or workshop or kind
        end = after.end() if after else named.end
        described = _DESCRIBED.match(text, end)
        reading.blank(lead.start() if lead else named.start, described.end() if described else end)
        if workshop:
            names += [at for name in named.names for at in venues.workshops_at(name)]
        elif kind and kind["several"]:
            names += venues.family(text[named.start : named.end]) or named.names
        else:
            names += named.names
    if found:
        reading.take_all(_GOT_IN)
        reading.take_all(_ANY_EDITION)
    workshop_there = f"a workshop at {found[0].names[0]}" if found and not names else None
    reading.put(venues=tuple(dict.fromkeys(names)), unknown_venue=workshop_there)
    return found[-1].end if found else 0


def read_venue_alone(reading: Reading) -> None:
    """Put the venue that is all that a question names, after a question of venues: "and Nature?"."""
    topic = reading.query.topic
    called = reading.lexicon.venues.all_called(topic) if topic else ()
    if called:
        reading.put(venues=called, topic="", intent=Intent.LIST)
    elif topic and (alone := _OF_NO_PAPER.search(reading.original)) and alone["name"] == topic:
        reading.put(unknown_venue=topic, topic="", intent=Intent.LIST)


def _of_no_paper(reading: Reading, last: int) -> re.Match[str] | None:
    """The name of a venue that no source prints, by where it stands and how it is written."""
    joined = _JOINED_NAME.match(reading.text, last) if last else None  # at CHI or CSCW
    for match in [joined] if joined else _OF_NO_PAPER.finditer(reading.text):
        name = match["name"]
        if _in_title(reading, match.span()) or _is_something_else(reading, name):
            continue
        before = reading.text[: match.start()]
        acronym = is_given_acronym(name) and not reading.lexicon.has_word(fold(name))
        if has_kind(name) or (_APPEARED.search(before) and not _is_subject(reading, name)):
            return match
        if acronym and (match is joined or (match["at"] == "at" and _OF_PAPERS.search(before))):
            return match
    return None


def _is_subject(reading: Reading, name: str) -> bool:
    """Whether a name in capitals is all words that these papers use far more than others: "in Robotics"."""
    return all(reading.lexicon.is_technical(word) for word in words(name) if not is_small(word))


def _is_something_else(reading: Reading, name: str) -> bool:
    """Whether a name in capitals is that of a category, a month, a place or a person."""
    lexicon = reading.lexicon
    months = {*calendar.month_name[1:], *calendar.month_abbr[1:]}
    return bool(
        name in lexicon.categories
        or name.split()[0] in months
        or lexicon.affiliation_of(name)
        or (not has_kind(name) and lexicon.people.find(name))
    )


def _in_title(reading: Reading, span: tuple[int, int]) -> bool:
    """Whether the words there are part of the title of a paper."""
    for paper in reading.lexicon.title_in(reading.text):
        title = re.search(r"[\W_]+".join(map(re.escape, words(paper.title))), reading.text, re.I)
        if title and title.start() < span[1] and span[0] < title.end():
            return True
    return False


def _next(reading: Reading, found: list[_Named]) -> _Named | None:
    """The next venue that the text names from a position on, the longest name first."""
    text = reading.text
    spans = [match.span() for match in _WORD.finditer(text, found[-1].end if found else 0)]
    longest = min(_LONG, reading.lexicon.venues.longest)
    for at, (start, _) in enumerate(spans):
        for last, end in reversed(spans[at : at + longest]):
            if last > start and is_small(text[last:end]):  # CHI and
                continue
            named = _Named(_called(reading, text[start:end]), start, end)
            if named.names and _is_meant(reading, named, found) and not _in_title(reading, (start, end)):
                return named
    return None


def _called(reading: Reading, written: str) -> tuple[str, ...]:
    """The venues that a question means by `written`."""
    venues, lexicon = reading.lexicon.venues, reading.lexicon
    if " " in written or venues.is_printed(written):
        return venues.all_called(written)
    of_papers = lexicon.has_word(fold(written)) or (written.islower() and lexicon.is_english(written))
    return () if of_papers else venues.all_called(written)


def _is_meant(reading: Reading, named: _Named, found: list[_Named]) -> bool:
    """Whether a name is meant as a venue: "Neuron" and "Robotics" are also words for a subject."""
    text, written = reading.text, reading.text[named.start : named.end]
    lead = _LEAD.search(text[: named.start])
    before = "joined" if found and _JOINED.match(text[found[-1].end : named.start]) else ""
    before = before or (lead["at"].lower() if lead else "")
    papers_after = bool(_PAPERS_AFTER.match(text, named.end))
    if written in reading.lexicon.categories:
        return False
    if is_server(named.names[0]):
        of_category = named.names[0] == ARXIV and _ARXIV_CATEGORY.search(text)
        return not of_category and (before in ("on", "to", "in", "from", "joined") or papers_after)
    if before == "on":
        return False
    if (lead and lead["said"]) or (before and _KIND_AFTER.match(text, named.end)):
        return True
    if " " in written:
        return _is_meant_in_full(written, named.names, before, papers_after)
    if is_given_acronym(written) or fold(written) in reading.lexicon.venues.acronyms:
        alone = len(reading.original.split()) <= _ALONE or reading.query.language != "en"
        spelt = written != written.lower() or before == "at" or not reading.lexicon.is_english(written)
        return spelt and bool(before or papers_after or alone)
    return _is_meant_in_a_word(reading, named, before, papers_after)


def _is_meant_in_a_word(reading: Reading, named: _Named, before: str, papers_after: bool) -> bool:
    """Whether a name of one word is meant as a venue: in Nature; in ecography, a word of no paper."""
    text, written = reading.text, reading.text[named.start : named.end]
    if _CAPITAL_AFTER.match(text, named.end):  # Nature Physics
        return False
    lexicon = reading.lexicon
    if not written[0].isupper() and (lexicon.is_english(written) or lexicon.has_word(fold(written))):
        return False
    return before in ("in", "at", "by", "to", "joined") or (
        papers_after and bool(text[: named.start].strip())
    )


def _is_meant_in_full(written: str, names: tuple[str, ...], before: str, papers_after: bool) -> bool:
    """Whether a name of several words is meant as a venue."""
    if has_kind(written) or any(map(is_given_acronym, " ".join(names).split())):
        return bool(before) or papers_after
    key = key_of(written).split()
    capitals = all(word[0].isupper() for word in _WORD.findall(written) if not is_small(word))
    return before in ("in", "at", "joined") and (capitals or len(key) >= _TELLING)
