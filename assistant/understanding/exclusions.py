"""What the papers must not be: "but not on whales", "except surveys", "without Noether"."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from assistant.datamodels import Intent, Query
from assistant.text.analysis import words
from assistant.understanding.filters import read_affiliation, read_category, read_people
from assistant.understanding.kinds import read_kinds
from assistant.understanding.listed_years import read_listed_years
from assistant.understanding.patterns import PAPERS, any_of, pattern, phrases
from assistant.understanding.reading import Reading
from assistant.understanding.time_spans import moment
from assistant.understanding.venues import read_printed_venues
from assistant.understanding.years import read_years

_PREPOSITION = "(about|on|by|with|from|in|at|using)"
_NOT = r"(not|\w+n['’]t)(?! (only|just|merely|necessarily|sure|yet)\b)"
_DEAL_WITH = any_of(
    r"deal\w*|concern\w*|involv\w*|mention\w*|cover\w*|includ\w*|consider\w*|focus\w*|rely\w*|based",
    r"use|using|address\w*|study\w*|contain\w*|written|published|related to",
)
_CUE = any_of(
    # except on whales; excluding surveys; besides whales
    r"\b(except(ing)?( for)?|excluding|exclude|leav(e|ing) (out|aside)|apart from|aside from|other than"
    r"|besides|not (counting|including)|ignoring)",
    r"\b((that|which) )?(have|has|having) nothing to do with",
    # not about whales; that don't deal with whales; not using whales
    rf"\b((that|which) )?((are|is|were|do|does|did) )?{_NOT}( {_DEAL_WITH}|(?= {_PREPOSITION}\b))",
    r"\b((that|which|by) )?neither( of)?",  # neither by Ada nor by Emmy
    rf"\b(but|and) ({_NOT}|no|without)",  # but not whales; and no whales
    rf"[,;(]\s*({_NOT}|no|without)",  # lions, not whales; lions (no whales)
    r"^\W*(no|without)(?= (the|any|those|\w+ please)\b)",  # no whales please
    r"\b(papers?|publications?|works?) without",
    r"\b(?P<weak>without)",  # "learning without forgetting" is a topic, "without Noether" is none
)
_AND = re.compile(r"\s*(?:/|&|\band\b|\bor\b|\bnor\b)\s*", re.I)
_OF_PAPERS = phrases(PAPERS)
_MOST = 5
"""Things that a question may leave out: each takes a search."""

_LISTED = 3
"""Words of each thing in "lions and whales"; in a longer one the "and" joins words."""


# In a conversation: no whales; without the surveys.
_BARE = pattern(r"^\W*(no|not|without|skip|drop|remove) (?P<what>[\w-]+( [\w-]+){0,4}?)( please)?\W*$")
# Besides whales, what do they study?
_LEADING = pattern(r"^\W*(besides|apart from|aside from|except for|other than) (?P<what>[^,]+),")


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

    In a question for a fact, and inside a title, a "not" is part of what is asked.
    """
    found: list[Query] = []
    if leading := _LEADING.search(reading.text):
        besides = _read_all(reading, leading["what"])
        reading.skip(leading.end())
        found = [] if reading.kind == "fact" else besides  # besides hay, what does the lion eat
    if reading.follows and (bare := _BARE.search(reading.text)):
        found = _read_all(reading, bare["what"])
        reading.blank(bare.start(), bare.end())
    elif reading.kind != "fact":
        titles = [" ".join(words(paper.title)) for paper in reading.lexicon.title_in(reading.text)]
        for match in _phrase().finditer(reading.text):
            if reading.is_letter and not _OF_PAPERS.search(reading.sentence_at(match.start())):
                continue  # what the writer does not have
            if any(" ".join(words(match.group())) in title for title in titles):
                continue
            read = _read_all(reading, match["what"])
            if read and (not match["weak"] or all(query.authors or query.year_from for query in read)):
                reading.blank(match.start(), match.end())
                found += read
            if len(found) >= _MOST:
                break
    reading.put(without=tuple(dict.fromkeys((*reading.query.without, *found))))


@cache
def _phrase() -> re.Pattern[str]:
    """What is left out, after a cue and up to a stop, another clause or a time."""
    end = any_of(
        r"[,;:?!)]|\((?-i:(?![A-Z]{2,}\)))|(?<!\b\w)\.(\s|$)|\W*$",
        r" (that|which|who|but|please|since|before|after|until|between)\b",
        r" and (that|which|have|has|are|is|since|not|no)\b",
        rf"(?<!\bor)(?<!\band)(?<!\bto) ((in|from|of|during|over) )?{moment('then')}",
    )
    then = (
        rf"((those|the ones|papers) )?({_PREPOSITION} )?{moment('left')}(?! (or|and|to)\b)"  # those from 2020
    )
    return pattern(rf"{_CUE} (?P<what>{then}|({_PREPOSITION} )?.+?(?={end}))")


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
    part.put(
        topic=topic,
        intent=Intent.TOPIC if topic else Intent.LIST,
        unknown_authors=(),
        unknown_affiliation=None,
    )
    return part.query if topic or part.query.has_filters else None
