"""What kind of answer a question asks for: as learned (see asking.py), and by words where it is exact."""

from __future__ import annotations

from assistant.datamodels import Attribute, Intent
from assistant.understanding.compared import read_compared
from assistant.understanding.groupings import read_grouping
from assistant.understanding.patterns import NUMBER, ORDINALS, PAPERS, any_of, number, pattern, phrases
from assistant.understanding.reading import Reading
from assistant.understanding.superlatives import read_superlative

_NEW, _OLD = "(newest|latest|most recent)", "(oldest|earliest)"

# List them, newest first.
_IN_ORDER = pattern(
    rf"\b(the )?({_NEW}|{_OLD}) (ones? |papers? )?first\b",
    rf"\b(from )?(the )?({_NEW}|{_OLD}) to .*({_NEW}|{_OLD})",
    r"\b(sorted |ordered )?by (publication )?date\b|\bin (reverse )?chronological order\b",
    rf"\b(sort|order)(ed)?( (it|them|these|those))?( {any_of('by', 'from')} .*)?$",
)
_OLDEST_FIRST = pattern(rf"{_OLD}\b.*\b(first|to)\b", r"(?<!reverse\s)\bchronological")

_COUNTED = phrases("how (many|much|often)|(total )?number of|count")
_PAPERS = phrases(PAPERS)
# how many are there, and which ones
_AND_WHICH = pattern(r"\band (which|what)( ones?| papers)?( (are|were) (they|these|those))?\W*$")

_NEWEST = phrases(_NEW, "most recently|recent(ly)?|lately|last|newer|later")
_OLDEST = phrases(_OLD, r"first|older|earlier|since when|(start|beg[aiu]n)\w*")
_EXTREME = phrases(_NEW, _OLD)
_HOW_MANY_OF = pattern(
    rf"\b(?P<before>{NUMBER}) ({_NEW}|{_OLD}|last|first|{PAPERS})",  # three newest papers
    rf"\b({_NEW}|{_OLD}|last|first) (?P<after>{NUMBER})\b",  # the newest three
)
_NTH = phrases(rf"(?P<nth>{any_of(*ORDINALS)})(?=[ -]({_NEW}|{_OLD}))")
_PLURAL = phrases("papers|publications|works|articles|preprints")
_ONE_OF = pattern(r"\bwhich (one|of)\b.*\b(is|was|came)\b")  # which of their papers is older
_SEVERAL = 3

_SURE = 0.4
"""Least probability of a job: a wrong one disappoints more than a list of papers."""

# One property of one paper; the first that the question has words for.
_PROPERTIES = {
    Attribute.AUTHORS: phrases("who|whose|whom|(co-?)?authors?"),
    Attribute.DATE: phrases("when|year|date"),
    Attribute.CATEGORY: phrases("category"),
    Attribute.LINK: phrases("links?|urls?|dois?|pdfs?|download|where can i"),
    Attribute.VENUE: phrases("where|journals?|conferences?|venues?|proceedings"),
    Attribute.LENGTH: phrases("(longest|shortest) paper|paper is the (longest|shortest)|pages|long"),
    Attribute.TITLE: phrases("title"),
    Attribute.ABSTRACT: phrases(r"about|abstract|summar\w+|outline|describe|explain"),
}
_WH = phrases("who|when|where|which|what|the authors of")
# who wrote it, not who wrote most
_OF_ONE = phrases(
    "who wrote(?!.* most)|(its|the (first|last|senior)) author|its authors|authors of|(is|was|were) involved"
)


def asks_nothing(reading: Reading) -> bool:
    """Whether a question has neither a topic nor a wish for papers: "how old is the professor?"."""
    query = reading.query
    named = query.unknown_authors or query.unknown_affiliation or query.papers or query.scope_said
    empty = query.intent is Intent.LIST and not (query.topic or query.has_filters or named)
    aside = reading.kinds["chat"] + reading.kinds["out_of_domain"]
    return empty and aside > reading.kinds["list"]


def read_intent(reading: Reading) -> None:
    """Put the intent and the attribute."""
    oldest_first = _OLDEST_FIRST.search(reading.text)
    if reading.take(_IN_ORDER):
        reading.put(newest_first=not oldest_first, ordered=True)
    intent, attribute = _intent(reading)
    reading.put(intent=intent, attribute=attribute)
    if intent is Intent.EXTREME and attribute is None:
        _read_extreme(reading)


def _intent(reading: Reading) -> tuple[Intent, Attribute | None]:
    query = reading.query
    if query.attribute:  # see unrecorded.py, code.py and venues.py
        return Intent.PAPER, query.attribute
    if query.facts:
        return Intent.PROFILE, None
    kind = _kind(reading)
    if kind.is_aside and not query.has_filters and not reading.follows:
        return kind, None
    if kind.is_job:
        _read_job(reading, kind)
        return kind, None
    if query.papers:  # given by its title or number
        return _of_paper(reading)
    if query.topic:  # a number that no paper has
        return Intent.TOPIC, None
    if kind in (Intent.TOPIC, Intent.FACT):
        return kind, None
    if metadata := _of_metadata(reading, kind):
        return metadata
    if reading.rest():
        return (Intent.FACT if reading.is_likelier("fact", "topic") else Intent.TOPIC), None
    return Intent.LIST, None


def _kind(reading: Reading) -> Intent:
    """The likeliest kind for which the question says enough."""
    if not reading.sentences:
        return Intent.OUT_OF_DOMAIN
    if reading.query.style:
        return Intent.REFERENCES
    likely = sorted(reading.kinds, key=reading.kinds.__getitem__, reverse=True)
    first = Intent(likely[0])
    sure = not first.is_job or reading.kinds[first] >= _SURE
    if sure and _has_enough(reading, first):
        return first
    others = (kind for kind in map(Intent, likely) if not kind.is_aside and not kind.is_job)
    return next(kind for kind in others if _has_enough(reading, kind))


def _has_enough(reading: Reading, intent: Intent) -> bool:
    """Whether the question says what its kind needs, and no more: two things to compare, a topic, none."""
    match intent:
        case Intent.COMPARE:
            return read_compared(reading)
        case Intent.TOPIC | Intent.FACT | Intent.WORKS_ON | Intent.RELATED_WORK:
            return bool(reading.rest())
        case Intent.PORTRAIT:
            return not reading.rest()
        case Intent.CHAT:  # "hello, lions" greets, and asks
            return not any(reading.lexicon.is_technical(token.word) for token in reading.topical)
        case _:
            return True


def _read_job(reading: Reading, job: Intent) -> None:
    """Put what the words for a job do not mean: related work is no work of others, code no filter."""
    if job is Intent.RELATED_WORK and reading.query.scope != "group":
        reading.put(scope="all")
    if job is Intent.RELEASES:
        reading.put(has_code=None)


def _of_paper(reading: Reading) -> tuple[Intent, Attribute | None]:
    """What is asked about a paper that the question names."""
    if reading.is_likelier("fact", "paper") and reading.rest():
        return Intent.FACT, None
    return Intent.PAPER, _property(reading) or Attribute.ABSTRACT


def _of_metadata(reading: Reading, kind: str) -> tuple[Intent, Attribute | None] | None:
    """What is asked about the data of papers: counts, rankings, the newest, one property."""
    query = reading.query
    if measured := read_superlative(reading):
        return Intent.EXTREME, measured
    pointed = reading.follows and kind != "extreme" and not reading.rest() and _WH.search(reading.text)
    of_one = (kind in ("paper", "rank") or pointed) and not query.authors and _OF_ONE.search(reading.text)
    if not of_one and (grouping := read_grouping(reading, kind)):
        return Intent.RANK, grouping
    if kind not in ("paper", "rank") and _counts_papers(reading):
        return (Intent.LIST if reading.take(_AND_WHICH) else Intent.COUNT), None
    ends = _NEWEST.search(reading.text) or _OLDEST.search(reading.text)
    if _EXTREME.search(reading.text) or (kind == "extreme" and ends and not reading.follows):
        return Intent.EXTREME, None
    if (kind == "paper" or of_one or pointed) and (asked := _property(reading)):
        reading.take(_OF_ONE)
        return None if pointed and asked is Attribute.ABSTRACT else (Intent.PAPER, asked)
    return None


def _counts_papers(reading: Reading) -> bool:
    """Whether papers are counted, and not what the topic names: "how many rivers?"."""
    match = _COUNTED.search(reading.text)
    things = {token.start for token in reading.topical}
    return bool(match and (_PAPERS.search(reading.text) or match.end() + 1 not in things))


def _property(reading: Reading) -> Attribute | None:
    """The property that the question has words for."""
    return next((name for name, asked in _PROPERTIES.items() if reading.take(asked)), None)


def _read_extreme(reading: Reading) -> None:
    """Put how many of the newest or oldest papers the question asks for."""
    match = _HOW_MANY_OF.search(reading.text)
    written = (match["before"] or match["after"]) if match else ""
    plural = _PLURAL.search(reading.text) and not _ONE_OF.search(reading.original)
    limit = number(written, otherwise=_SEVERAL if plural else 1)
    if nth := reading.take(_NTH):  # the second newest: the two newest show which one it is
        limit = 1 + ORDINALS.index(nth["nth"].lower())
    oldest = _OLDEST.search(reading.text) and not _NEWEST.search(reading.text)
    reading.put(newest_first=not oldest, limit=limit)
    if reading.time and limit == _SEVERAL and not written:  # the newest papers, that is all from 2020
        reading.put(intent=Intent.LIST, limit=None)
