"""A question that leaves something to the conversation -> the Query that it means there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.catalog import has_filters
from assistant.datamodels import Intent, Query, ScopeFilter
from assistant.understanding.filters import asks_affiliation
from assistant.understanding.leftovers import topic_of
from assistant.understanding.patterns import PAPERS, any_of, pattern, phrases
from assistant.understanding.reading import Reading

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ONE = "(one|paper|of (them|those|these)|publication|work|article|item|entry|result)"
_ORDINAL = pattern(
    # the second one; the 2nd of those
    rf"\b(the )?(?P<ordinal>{any_of(*_ORDINALS)}|last|[1-9]\d?(st|nd|rd|th)) {_ONE}s?\b",
    r"(\b(number|no\.?|item|paper)|#)\s*(?P<number>\d{1,2})\b",  # number 2; paper 2; #2
    r"\[(?P<mark>\d{1,2})\]",
)
_THOSE = phrases(
    "(of|among|from|in) (those|these|them|the above|the ones)( papers)?",  # which of them
    "(those|these)( (papers|works|publications|ones|results))?",
    r"the (above|listed|mentioned)( \w+)?",
    "(the|only the|only) ones",
    "any of (them|those|these)",
    "the (papers|list|results)",
)
_SINGLE = any_of(
    "paper|work|survey|publication|article|study|preprint|one",
    "method|approach|model|system",
)
_IT = phrases(
    "it|its",
    # that paper; the same method
    f"(this|that|the|said) (same )?{_SINGLE}",
    "this",
    r"that(?=\s*\??$)",  # who wrote that?
)
_ELLIPSIS = pattern(
    r"^\W*(and|or|but|also|then|so|ok(ay)?|now|only|just|same|any|anything)\b",
    r"^\W*(what about|how about)\b",
)
_WHAT_ABOUT = phrases("what about", "how about")
_TELL_MORE = phrases(
    "tell me (more|about)",
    "more (about|on|details|detail)",
    "explain|summari[sz]e|abstract|describe",
    r"what (is|was|does|did)\b.*\b(about|say|show|find|do)",  # what does it show
    "details",
)
_PAPERS = phrases(PAPERS)

_ELLIPTIC_WORDS = 12
"""A longer question stands on its own."""

_WHO_ARE_THE_AUTHORS = pattern(
    r"^\W*(and )?(who (are|is|were)|list|name) (the|its|their) (co-?)?authors?\W*$"
)

_FILTER_WORDS = 4
"""Up to here a question of a filter alone ("since 2021?") leaves the rest to the conversation."""

_TOPIC_WORDS = 6
"""A topic with more words is one of its own, whatever "it" is there."""


def resolve(reading: Reading, previous: Query, papers: Callable[[], tuple[str, ...]]) -> Query:
    """What `reading` asks after a question understood as `previous`, whose answer cited `papers`.

    It may be about one of these papers ("the second one", "it") or all of them ("those"), or say only
    what differs from the previous question ("and since 2021?"). Otherwise it stands on its own.
    """
    query = reading.query
    if paper := _chosen(reading, papers):
        return _about_paper(reading, paper, previous)
    if _asks_of_it(reading) and (cited := papers()):
        return _about_paper(reading, cited[0], previous)
    if query.intent is not Intent.PROFILE and _THOSE.search(reading.original) and (cited := papers()):
        return _among(reading, cited, previous)
    if _WHO_ARE_THE_AUTHORS.search(reading.original) and (cited := papers()):
        if len(cited) > 1:
            return replace(query, papers=cited, scope=previous.scope)
        reading.put(intent=Intent.PAPER, attribute="authors", topic="")
        return _about_paper(reading, cited[0], previous)
    if query.intent is Intent.PAPER and not query.topic:  # "and who wrote?"
        cited = papers()
        return _about_paper(reading, cited[0], previous) if cited else query
    if _is_elliptic(reading):
        return _completed(reading, previous)
    return query


def _chosen(reading: Reading, papers: Callable[[], tuple[str, ...]]) -> str | None:
    """The paper that "the second one" is, if there are so many."""
    match = _ORDINAL.search(reading.original)
    if match is None or reading.query.intent in (Intent.EXTREME, Intent.PROFILE, Intent.RANK):
        return None
    cited = papers()
    written = (match["ordinal"] or match["number"] or match["mark"]).lower()
    if written == "last":
        place = len(cited)
    elif written in _ORDINALS:
        place = 1 + _ORDINALS.index(written)
    else:
        place = int(re.sub(r"\D", "", written))
    return cited[place - 1] if 1 <= place <= len(cited) else None


def _asks_of_it(reading: Reading) -> bool:
    if not _IT.search(reading.original):
        return False
    if reading.query.intent in (Intent.TOPIC, Intent.FACT, Intent.LIST):
        return not reading.query.scope_said and len(reading.rest(_IT).split()) <= _TOPIC_WORDS
    return reading.query.intent is Intent.PAPER


def _about_paper(reading: Reading, paper: str, previous: Query) -> Query:
    """The question about this one paper: a property of it, a fact in it, or what it is about at all."""
    query = reading.query
    intent: Intent = Intent.PAPER
    attribute = query.attribute
    topic = topic_of(_TELL_MORE.sub(" ", reading.rest(_ORDINAL, _IT)), reading.lexicon)
    if query.has_code:
        attribute = "code"
    elif asks_affiliation(reading.original):
        attribute = "affiliations"
    elif attribute is None and topic:
        intent = Intent.FACT
    elif attribute is None:
        attribute = "abstract"
    return replace(
        query,
        intent=intent,
        attribute=attribute,
        papers=(paper,),
        topic=topic,
        scope=previous.scope,
        has_code=None,
        facts=(),
    )


def _among(reading: Reading, papers: tuple[str, ...], previous: Query) -> Query:
    """The question about these papers only."""
    topic = reading.rest(_THOSE)
    intent = reading.query.intent
    if intent in (Intent.TOPIC, Intent.FACT):
        intent = Intent.TOPIC if topic else Intent.LIST
    return replace(reading.query, papers=papers, topic=topic, intent=intent, scope=_scope(reading, previous))


def _is_elliptic(reading: Reading) -> bool:
    """Whether the question says so little that the last one must be meant to go on."""
    query, length = reading.query, len(reading.original.split())
    if length > _ELLIPTIC_WORDS or query.intent in (Intent.PROFILE, Intent.OUT_OF_DOMAIN):
        return False
    if _ELLIPSIS.search(reading.original):
        return True
    if query.topic or query.intent in (Intent.EXTREME, Intent.RANK):
        return False
    if query.intent is Intent.COUNT and not _PAPERS.search(reading.original):  # "how many are there?"
        return True
    filters = has_filters(query) or reading.query.scope_said
    return filters and length <= _FILTER_WORDS and not _PAPERS.search(reading.original)


def _completed(reading: Reading, previous: Query) -> Query:
    """The previous question with what the new one changes."""
    query = reading.query
    scope = _scope(reading, previous)
    if query.topic and not _has_years(query) and _WHAT_ABOUT.search(reading.original):
        asks_fact = query.intent is Intent.FACT
        return replace(query, scope=scope, intent=Intent.TOPIC if asks_fact else query.intent)
    says_intent = query.intent in (Intent.COUNT, Intent.RANK, Intent.EXTREME)
    goes_on = previous.intent in (Intent.COUNT, Intent.LIST, Intent.RANK, Intent.EXTREME)  # "and on whales?"
    intent = previous.intent if not says_intent and (goes_on or not query.topic) else query.intent
    if intent in (Intent.PROFILE, Intent.PAPER, Intent.OUT_OF_DOMAIN, Intent.FACT):
        intent = Intent.TOPIC if query.topic or previous.topic else Intent.LIST
    same = intent is previous.intent
    years = query if _has_years(query) else previous
    people = query if query.authors or query.unknown_authors else previous
    return replace(
        query,
        intent=intent,
        topic=query.topic or previous.topic,
        scope=scope,
        year_from=years.year_from,
        year_to=years.year_to,
        month_from=years.month_from,
        month_to=years.month_to,
        authors=people.authors,
        any_author=people.any_author,
        unknown_authors=people.unknown_authors,
        category=query.category or previous.category,
        within=query.within or (() if query.topic else previous.within),
        without=tuple(dict.fromkeys((*previous.without, *query.without))),
        has_code=previous.has_code if query.has_code is None else query.has_code,
        affiliation=query.affiliation or previous.affiliation,
        attribute=query.attribute or (previous.attribute if same else None),
        newest_first=(query if query.intent is Intent.EXTREME else previous).newest_first,
        limit=query.limit or (previous.limit if same else None),
        papers=previous.papers if previous.intent is not Intent.PAPER else None,
    )


def _has_years(query: Query) -> bool:
    return bool(query.year_from or query.year_to)


def _scope(reading: Reading, previous: Query) -> ScopeFilter:
    return reading.query.scope if reading.query.scope_said else previous.scope
