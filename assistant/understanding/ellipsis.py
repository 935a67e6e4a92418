"""Follow-up questions that say only what differs from the last question: "and since 2021?".

Each function that takes (reading, context) is a kind of follow-up question, see followups.py.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assistant.datamodels import Intent, Query
from assistant.understanding.context import Context, scope_of
from assistant.understanding.patterns import PAPERS, pattern, phrases
from assistant.understanding.pointing_words import LEAD
from assistant.understanding.reading import Reading
from assistant.understanding.superlatives import other_end
from assistant.understanding.topic import topic_of
from assistant.understanding.venues import read_venue_alone

# and on tigers; ok and those by Ada; only since 2020; no, I meant by others
_FRAGMENT = pattern(
    r"^\W*((no|sorry|thanks?|thank you|great|good|ok(ay)?|interesting)\W+)*"
    r"(?P<lead>and|or|but|also|then|so|now|only|just|same|i meant?|rather|instead|not"
    r"|(what|how) about|ok(ay)?|(show|give|list|keep)( me)? (only|just))\b( (what|how) about)?",
    r"^\W*([\w-]+ ){1,4}ones( (only|please))?\W*$",
)
_CLAUSE = phrases(
    "how|what|which|who|whom|whose|when|where|why|does|do|did|has|have|is|are|was|were|can|could"
)
# are there any newer than 2021
_MORE = pattern(
    rf"^\W*(is|are|were|was) there (any(thing)?|some(thing)?|more|others?)\b(?! ([\w-]+ )?{PAPERS})"
)
_LAST_COMPLEMENT = pattern(
    r".*\b(of|for|in|on|with|from|at|among|about|against) (?P<thing>(?!\d)[^,;]+?)\W*$"
)
_WHAT_ABOUT = phrases("what about", "how about")
_PAPERS = phrases(PAPERS)
_ALL = phrases("all|every|everything|list|papers|publications")
_TOGETHER = phrases("together|both|jointly|as well|too|in addition|additionally|at the same time")
_ELLIPTIC_WORDS = 12
"""A question with more words leaves nothing out."""

_FILTER_WORDS = 4
"""A question of a filter alone ("since 2021?") with more words is about all papers that pass the filter."""

_SCOPE_WORDS = 6
"""The same for a question of a scope alone ("look at related work then")."""


def read_name_alone(reading: Reading, previous: Query) -> None:
    """Read a category or a venue as the filter which the last question had: "and AI?", after "papers in CV".

    Elsewhere such a name is a topic. The rules for a question by itself can't know that.
    """
    topic = reading.query.topic
    if previous.categories and topic in reading.lexicon.categories:
        reading.put(categories=(topic,), topic="", intent=Intent.LIST)
    if previous.venues or previous.unknown_venue:
        read_venue_alone(reading)


def is_elliptic(reading: Reading) -> bool:
    """Whether the question says so little that it must be the last question with a change."""
    query, length = reading.query, len(reading.original.split())
    if length > _ELLIPTIC_WORDS or query.intent is Intent.OUT_OF_DOMAIN:
        return False
    if _is_fragment(reading):
        return True
    if query.topic or query.intent is Intent.RANK:
        return False
    if query.intent in (Intent.COUNT, Intent.EXTREME):  # "how many are there?", "which is the newest?"
        return not _PAPERS.search(reading.original)
    if query.scope_said and not query.has_filters and not _ALL.search(reading.original):
        return length <= _SCOPE_WORDS
    if _MORE.search(reading.original):
        return True
    filters = query.has_filters or query.scope_said
    return filters and length <= _FILTER_WORDS and not (query.authors or _ALL.search(reading.original))


def other_extreme(reading: Reading, context: Context) -> Query | None:
    """The last question with the other end: "and the shortest?", after "which title is the longest?"."""
    previous = context.query
    if previous.intent is not Intent.EXTREME or not previous.attribute:
        return None
    largest = other_end(reading.original)
    return None if largest is None else replace(previous, text=reading.query.text, newest_first=largest)


def difference(reading: Reading, context: Context) -> Query | None:
    """The last question with the filter, topic or kind of answer that this one names: "and since 2021?"."""
    if not is_elliptic(reading):
        return None
    if reading.query.topic:  # "ok" is none
        reading.put(topic=reading.rest(LEAD))
    return _fact_repeated(reading, context.query) or completed(reading, context.query)


def _fact_repeated(reading: Reading, previous: Query) -> Query | None:
    """The last question for a fact, asked of another thing: of tigers, after "what is the size of lions?"."""
    query, last = reading.query, _LAST_COMPLEMENT.search(previous.text)
    if previous.intent is not Intent.FACT or not query.topic or query.has_filters or query.scope_said:
        return None
    old = topic_of(last["thing"], reading.lexicon.asking) if last else ""
    if not old or old not in previous.topic:
        return None
    text, topic = (said.replace(old, query.topic, 1) for said in (previous.text, previous.topic))
    return replace(previous, text=text, topic=topic, papers=None, mended=query.mended)


def _is_fragment(reading: Reading) -> bool:
    """Whether the question opens like one that goes on, and is no sentence of its own."""
    match = _FRAGMENT.search(reading.original)
    return bool(match and not _CLAUSE.search(reading.original[match.end() :]))


def completed(reading: Reading, previous: Query) -> Query:
    """The last question with what the new one changes."""
    query, scope = reading.query, scope_of(reading, previous)
    if query.topic and not _has_years(query) and _WHAT_ABOUT.search(reading.original):
        asks_fact = query.intent is Intent.FACT
        return replace(query, scope=scope, intent=Intent.TOPIC if asks_fact else query.intent)
    intent = _intent(query, previous)
    same = intent is previous.intent
    return replace(
        query,
        intent=intent,
        topic=query.topic or previous.topic,
        scope=scope,
        **_time(query if _has_years(query) else previous),
        **_people(reading, previous),
        categories=query.categories or previous.categories,
        venues=query.venues or (() if query.unknown_venue else previous.venues),
        within=query.within or (() if query.topic else previous.within),
        without=tuple(dict.fromkeys((*previous.without, *query.without))),
        kinds=query.kinds or previous.kinds,
        has_code=previous.has_code if query.has_code is None else query.has_code,
        affiliation=query.affiliation or previous.affiliation,
        attribute=query.attribute or (previous.attribute if same else None),
        newest_first=(query if query.intent is Intent.EXTREME else previous).newest_first,
        limit=query.limit or (previous.limit if same else None),
        papers=previous.papers if previous.papers and len(previous.papers) > 1 else None,
    )


def _intent(query: Query, previous: Query) -> Intent:
    """The kind of answer: as the question says, or as for the last question; about papers in any case."""
    says_intent = query.intent in (Intent.COUNT, Intent.RANK, Intent.EXTREME)
    goes_on = previous.intent in (Intent.COUNT, Intent.LIST, Intent.RANK, Intent.EXTREME)  # "and on whales?"
    intent = previous.intent if not says_intent and (goes_on or not query.topic) else query.intent
    if intent in (Intent.PROFILE, Intent.PAPER, Intent.OUT_OF_DOMAIN, Intent.FACT):
        return Intent.TOPIC if query.topic or previous.topic else Intent.LIST
    return intent


def _time(query: Query) -> dict[str, Any]:
    """The fields of the time that `query` asks for."""
    return {
        "year_from": query.year_from,
        "year_to": query.year_to,
        "month_from": query.month_from,
        "month_to": query.month_to,
        "day": query.day,
    }


def _people(reading: Reading, previous: Query) -> dict[str, Any]:
    """The fields of the people that the question names, else the last one; with "together" those of both."""
    query = reading.query
    people = query if query.authors or query.unknown_authors else previous
    authors = people.authors
    if query.authors and _TOGETHER.search(reading.original):
        authors = tuple(dict.fromkeys((*previous.authors, *query.authors)))
    return {
        "authors": authors,
        "any_author": people.any_author,
        "author_position": query.author_position or people.author_position,
        "unknown_authors": people.unknown_authors,
    }


def _has_years(query: Query) -> bool:
    return bool(query.year_from or query.year_to)
