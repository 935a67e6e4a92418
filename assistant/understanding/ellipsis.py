"""Follow-up questions that say only what differs from the last question: "and since 2021?".

Each function that takes (reading, context) is a kind of follow-up question, see followups.py.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.datamodels import Intent, Query
from assistant.understanding.context import Context, scope_of
from assistant.understanding.patterns import PAPERS, pattern, phrases
from assistant.understanding.pointing_words import FOR_PAPERS, LEAD, THE_TOPIC, THOSE, points_back
from assistant.understanding.reading import Reading
from assistant.understanding.topic import topic_of

# and on tigers; ok and those by Ada; only since 2020
_FRAGMENT = pattern(
    r"^\W*((no|sorry|thanks?|thank you|great|good|ok(ay)?|interesting)\W+)*"
    r"(and|or|but|only|just|not|(what|how) about)\b"
)
_CLAUSE = phrases(
    "how|what(?! about)|which|who|whom|whose|when|where|why|does|do|did|has|have|is|are|was|were|can|could"
)
_LAST_COMPLEMENT = pattern(r".*\b(of|for|in|on|with|from|about) (?P<thing>(?!\d)[^,;]+?)\W*$")
_PAPERS = phrases(PAPERS, "all|every|everything")
_ELLIPTIC_WORDS = 12
"""A question with more words leaves nothing out."""

_FILTER_WORDS = 4
"""A question of a filter alone ("since 2021?") with more words is about all papers that pass the filter."""

_INHERITED = (
    ("year_from", "year_to", "month_from", "month_to", "day"),
    ("authors", "any_author", "unknown_authors", "names_left"),
    ("author_position",),
    ("categories",),
    ("venues", "unknown_venue"),
    ("kinds",),
    ("has_code",),
    ("affiliation",),
)
"""The filters that a question takes from the last one, where it sets no field of the same group itself."""


def on_the_topic(reading: Reading, context: Context) -> Query | None:
    """Papers on the topic of the conversation: "what have others written about that?"."""
    if not context.topic or not points_back(reading, THE_TOPIC, much=2):
        return None
    if not (reading.query.scope_said or FOR_PAPERS.search(reading.original)):
        return None
    lists = reading.query.intent in (Intent.FACT, Intent.LIST)
    reading.put(topic=context.topic, intent=Intent.TOPIC if lists else reading.query.intent)
    return completed(reading, context.query)


def difference(reading: Reading, context: Context) -> Query | None:
    """The last question with the filter, topic or kind of answer that this one names: "and since 2021?"."""
    if not is_elliptic(reading):
        return None
    if reading.query.topic:  # "ok" is none
        reading.put(topic=reading.rest(LEAD))
    return _fact_repeated(reading, context.query) or completed(reading, context.query)


def restyled(reading: Reading, context: Context) -> Query | None:
    """The same references, or those of the papers cited, in another style: "the same in IEEE style"."""
    query, previous = reading.query, context.query
    if not query.style or query.topic or query.has_filters:
        return None
    if _PAPERS.search(reading.original) and not points_back(reading, THOSE):
        return None
    if previous.intent is Intent.REFERENCES:
        return replace(previous, text=query.text, style=query.style)
    cited = context.papers()
    return replace(query, intent=Intent.REFERENCES, papers=cited, scope=previous.scope) if cited else None


def is_elliptic(reading: Reading) -> bool:
    """Whether the question says so little that it must be the last question with a change."""
    query, length = reading.query, len(reading.original.split())
    if length > _ELLIPTIC_WORDS or query.intent.is_aside:
        return False
    lead = _FRAGMENT.search(reading.original)
    if lead and not _CLAUSE.search(reading.original[lead.end() :]):
        return True
    if query.topic or query.authors or query.intent is Intent.RANK or _PAPERS.search(reading.original):
        return False
    asks = query.intent in (Intent.COUNT, Intent.EXTREME)  # which is the newest?
    return asks or (length <= _FILTER_WORDS and (query.has_filters or query.scope_said))


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


def completed(reading: Reading, previous: Query) -> Query:
    """The last question with what the new one changes."""
    query, scope = reading.query, scope_of(reading, previous)
    unsaid, intent = Query(""), _intent(query, previous)
    kept = {
        name: getattr(previous, name)
        for group in _INHERITED
        if all(getattr(query, name) == getattr(unsaid, name) for name in group)
        for name in group
    }
    if intent is previous.intent:
        kept |= {"attribute": query.attribute or previous.attribute, "limit": query.limit or previous.limit}
    elif query.intent is not Intent.EXTREME:
        kept["newest_first"] = previous.newest_first
    return replace(
        query,
        **kept,
        intent=intent,
        topic=query.topic or previous.topic,
        scope=scope,
        within=query.within or (() if query.topic else previous.within),
        without=tuple(dict.fromkeys((*previous.without, *query.without))),
        papers=previous.papers if previous.papers and len(previous.papers) > 1 else None,
    )


def _intent(query: Query, previous: Query) -> Intent:
    """The kind of answer: as the question says, or as for the last question; about papers in any case."""
    says_intent = query.intent in (Intent.COUNT, Intent.RANK, Intent.EXTREME)
    lists = previous.intent in (Intent.COUNT, Intent.LIST, Intent.RANK, Intent.EXTREME)  # "and on whales?"
    goes_on = lists or (previous.intent.is_job and previous.intent is not Intent.COMPARE)
    intent = previous.intent if not says_intent and (goes_on or not query.topic) else query.intent
    if intent.is_aside or intent in (Intent.PROFILE, Intent.PAPER, Intent.FACT):
        return Intent.TOPIC if query.topic or previous.topic else Intent.LIST
    return intent
