"""What the papers must not be: "but not on whales", "except surveys", "without Noether"."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.datamodels import Intent, Query
from assistant.understanding.filters import read_affiliation, read_category, read_people
from assistant.understanding.kinds import read_kinds
from assistant.understanding.listed_years import read_listed_years
from assistant.understanding.patterns import any_of, pattern
from assistant.understanding.reading import Reading
from assistant.understanding.venues import read_printed_venues
from assistant.understanding.years import read_years

_PREPOSITION = "(about|on|of|by|with|from|in|at|using)"
_NOT = r"(not|\w+n['’]t)(?! (only|just|merely|necessarily|sure|yet)\b)"
_CUE = any_of(
    r"\b(except|excluding|besides|other than)",  # except on whales; excluding surveys
    # not about whales; that don't deal with whales
    rf"\b((that|which) )?((are|is|do|does|did) )?{_NOT}( (deal|use|study|mention)|(?= {_PREPOSITION}\b))",
    rf"\b(but|and) ({_NOT}|no|without)",  # but not whales; and no whales
    r"\b(papers?|publications?|works?) without",
    r"\b(?P<weak>without)",  # "learning without forgetting" is a topic, "without Noether" is none
)
_END = any_of(
    r"[,;:?!)]|\((?-i:(?![A-Z]{2,}\)))|(?<!\b\w)\.(\s|$)|\W*$",
    r" (that|which|who|please|since|before|after|until|between|in \d{4})\b",
)
_LEFT_OUT = pattern(rf"{_CUE} (?P<what>({_PREPOSITION} )?.+?(?={_END}))")
"""What is left out, after a cue and up to a stop, another clause or a time."""

_AND = re.compile(r"\s*\b(?:and|n?or)\b\s*", re.I)
_LISTED = 3
"""Words of each thing in "lions and whales"; in a longer one the "and" joins words."""

_FILTERS: tuple[Callable[[Reading], object], ...] = (
    read_kinds,
    read_listed_years,
    read_years,
    read_printed_venues,
    read_affiliation,
    read_people,
    read_category,
)


def read_exclusions(reading: Reading) -> None:
    """Put what the papers must not be: the words after a "not" are read as a question of their own.

    In a question for a fact a "not" is part of what is asked, in a letter it may be about the writer.
    """
    if reading.kind == "fact" or reading.is_letter:
        return
    found: list[Query] = []
    for match in _LEFT_OUT.finditer(reading.text):
        read = _read_all(reading, match["what"])
        if read and (not match["weak"] or all(query.authors or query.year_from for query in read)):
            reading.blank(match.start(), match.end())
            found += read
    reading.put(without=tuple(dict.fromkeys((*reading.query.without, *found))))


def _read_all(reading: Reading, what: str) -> list[Query]:
    """A query for each of the things in `what` that names anything."""
    if what.count("(") > what.count(")"):
        what += ")"
    things = _AND.split(what)
    if max(len(thing.split()) for thing in things) > _LISTED:
        things = [what]
    return [query for thing in things if (query := _read(reading, thing))]


def _read(reading: Reading, thing: str) -> Query | None:
    """The query that `thing` makes as a question of its own; None where `thing` names nothing."""
    part = Reading(thing, reading.lexicon, reading.today)
    for read in _FILTERS:
        read(part)
    topic = part.rest()
    intent = Intent.TOPIC if topic else Intent.LIST
    part.put(topic=topic, intent=intent, unknown_authors=(), unknown_affiliation=None)
    return part.query if topic or part.query.has_filters else None
