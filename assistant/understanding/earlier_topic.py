"""Follow-up questions that go on with the topic of the last one: "which later papers build on it?".

Each function that takes (reading, context) is a kind of follow-up question, see followups.py.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.datamodels import Intent, Query
from assistant.understanding.context import Context, scope_of
from assistant.understanding.ellipsis import completed
from assistant.understanding.patterns import pattern, phrases
from assistant.understanding.pointing_words import FOR_PAPERS, THE_TOPIC, points_back
from assistant.understanding.reading import Reading
from assistant.understanding.topic import topic_of

# did they also try this in lions
_ALSO_THIS = pattern(
    r"^\W*(and |but )?(did|do|does|have|has|is|was) .*\b(this|that|it|the same)( (too|also|as well))?"
    r" (in|on|with|for|to|using|by) (?P<more>[^,;?!]+)"
)
_ALSO = phrases("also|too|as well|ever|anyone|anybody|others?")


def with_another_topic(reading: Reading, context: Context) -> Query | None:
    """Papers on the topic of the conversation that are on another one too: "did they try this in rivers?"."""
    match = _ALSO_THIS.search(reading.original)
    if not (match and context.topic and _ALSO.search(reading.original)):
        return None
    more = topic_of(match["more"], reading.lexicon.asking)
    return _within(reading, more, context) if more else None


def on_the_topic(reading: Reading, context: Context) -> Query | None:
    """Papers on the topic of the conversation: "what have others written about that?".

    With a topic of the question's own, papers on both: "do they have a method in that area?".
    """
    if not context.topic or not points_back(reading, THE_TOPIC, much=2):
        return None
    if not (reading.query.scope_said or FOR_PAPERS.search(reading.original)):
        return None
    more = reading.rest(THE_TOPIC)
    if reading.lexicon.topics.is_telling(more):
        return _within(reading, more, context)
    lists = reading.query.intent in (Intent.FACT, Intent.LIST)
    reading.put(topic=context.topic, intent=Intent.TOPIC if lists else reading.query.intent)
    return completed(reading, context.query)


def _within(reading: Reading, more: str, context: Context) -> Query:
    """The papers on `more` that answer the last question too."""
    return replace(
        reading.query,
        intent=Intent.TOPIC,
        topic=more,
        within=(Query(context.topic, Intent.TOPIC, context.topic),),
        scope=scope_of(reading, context.query),
        attribute=None,
        papers=None,
    )
