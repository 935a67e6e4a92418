"""A question that says only what differs from the last one: "and since 2021?"."""

from __future__ import annotations

from dataclasses import replace

from assistant.datamodels import Intent, Query
from assistant.understanding.context import scope_of
from assistant.understanding.patterns import PAPERS, pattern, phrases
from assistant.understanding.reading import Reading

_ELLIPSIS = pattern(
    r"^\W*(and|or|but|also|then|so|ok(ay)?|now|only|just|same|any|anything)\b",
    # no, I meant by others
    r"^\W*((no|sorry|thanks?|thank you|great|good)\W*[,;.!]\s*)?(and|but|i meant?|rather|instead|not)\b",
    r"^\W*(what about|how about)\b",
    r"^\W*(show|give|list|keep)( me)? (only|just)\b|^\W*([\w-]+ ){1,4}ones( (only|please))?\W*$",
    # are there any newer than 2021
    rf"^\W*(is|are|were|was) there (any(thing)?|some(thing)?|more|others?)\b(?! ([\w-]+ )?{PAPERS})",
)
# what have others written about that
_ON_THAT = phrases(
    "(about|on|in|of|with|for|regarding|concerning|into) (it|that|this|them|those|these"
    "|(that|this|the same) (topic|subject|theme|area|field|question|problem))"
)
_WHAT_ABOUT = phrases("what about", "how about")
_PAPERS = phrases(PAPERS)
_ALL = phrases("all|every|everything|list|papers|publications")
_TOGETHER = phrases("together|both|jointly|as well|too|in addition|additionally|at the same time")
_ELLIPTIC_WORDS = 12
"""A longer question stands on its own."""

_FILTER_WORDS = 4
"""Up to here a question of a filter alone ("since 2021?") leaves the rest to the conversation."""

_SCOPE_WORDS = 6
"""Up to here a question of a scope alone does ("look at related work then")."""


def is_elliptic(reading: Reading) -> bool:
    """Whether the question says so little that the last one must be meant to go on."""
    query, length = reading.query, len(reading.original.split())
    if length > _ELLIPTIC_WORDS or query.intent in (Intent.PROFILE, Intent.OUT_OF_DOMAIN):
        return False
    if _ELLIPSIS.search(reading.original):
        return True
    if query.topic or query.intent is Intent.RANK:
        return False
    if query.intent in (Intent.COUNT, Intent.EXTREME):  # "how many are there?", "which is the newest?"
        return not _PAPERS.search(reading.original)
    if query.scope_said and _ON_THAT.search(reading.original):
        return True
    if query.scope_said and not query.has_filters and not _ALL.search(reading.original):
        return length <= _SCOPE_WORDS  # "look at related work then"
    filters = query.has_filters or query.scope_said
    return filters and length <= _FILTER_WORDS and not _PAPERS.search(reading.original)


def completed(reading: Reading, previous: Query) -> Query:
    """The previous question with what the new one changes."""
    query = reading.query
    scope = scope_of(reading, previous)
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
    if query.authors and _TOGETHER.search(reading.original):
        people = replace(query, authors=tuple(dict.fromkeys((*previous.authors, *query.authors))))
    return replace(
        query,
        intent=intent,
        topic=query.topic or previous.topic,
        scope=scope,
        year_from=years.year_from,
        year_to=years.year_to,
        month_from=years.month_from,
        month_to=years.month_to,
        day=years.day,
        authors=people.authors,
        any_author=people.any_author,
        author_position=query.author_position or people.author_position,
        unknown_authors=people.unknown_authors,
        categories=query.categories or previous.categories,
        venues=query.venues or (() if query.unknown_venue else previous.venues),
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
