"""Follow-up questions that go on with the topic of the last one: "which later papers build on it?".

Each function that takes (reading, context) is a kind of follow-up question, see followups.py.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.datamodels import Intent, Query
from assistant.understanding.concepts import SEPARATOR
from assistant.understanding.context import Context, scope_of
from assistant.understanding.one_paper import paper_in_focus, points_at_one
from assistant.understanding.patterns import PAPERS, any_of, pattern, phrases
from assistant.understanding.pointing_words import IT
from assistant.understanding.reading import Reading
from assistant.understanding.time_spans import of_paper
from assistant.understanding.topic import topic_of
from assistant.understanding.years import put_time

# how does it compare to lions; not: how many did it need compared to lions
_COMPARED = phrases(
    "compares?( (to|with))?|(?<=it.)compared (to|with)",
    "differs?( from)?|different from|relate[sd]?( to)?|versus|vs",
)
_LATER = any_of(
    "later|newer|subsequent|further|follow-?up|more recent|other|which|what|any",
    "of (their|the) (later|newer|other)",
)
_BUILD = any_of(
    "builds?|built|follow(s|ed)?|extend(s|ed)?|continued?|continues", "rely|relies|draws?|expands?|improves?"
)
# which later papers build on it
_BUILT_ON = pattern(
    rf"\b{_LATER} {PAPERS} (of (theirs|the group) )?(that )?{_BUILD}"
    r"( (up|further))?( (on|upon|from|with))? (it|this|that|them|these|those)\b"
)
_A_PAPER = r"(the|this|that|an?) ([\w-]+ )?(paper|work|survey|article|study|end|past)\b"
# did they also try this in lions
_ALSO_THIS = pattern(
    r"^\W*(and |but )?(did|do|does|have|has|is|was) .*\b(this|that|it|the same)( (too|also|as well))?"
    rf" (in|on|with|for|to|using|by) (?P<more>(?!{_A_PAPER})[^,;?!]+)"
)
_ALSO = phrases(
    "also|too|as well|ever|anyone|anybody|others?|try|tried|apply|applied|extend(ed)?|done|do|test(ed)?"
)
_THAT_AREA = phrases(
    "((also|more|else) )?(in|on|about|within|from) (that|this|the same)"
    " (area|field|topic|subject|theme|domain|direction|line of work)"
)
_THE_TOPIC = phrases("it|its")


def compared(reading: Reading, context: Context) -> Query | None:
    """The topic of the conversation and another one, side by side: "how does it compare to tigers?"."""
    if not (context.query.topic and _COMPARED.search(reading.original) and IT.search(reading.original)):
        return None
    other = topic_of(_COMPARED.sub(" ", reading.rest(IT)), reading.lexicon.asking)
    if not other:
        return None
    return replace(reading.query, intent=Intent.TOPIC, topic=f"{context.query.topic}{SEPARATOR}{other}")


def built_on(reading: Reading, context: Context) -> Query | None:
    """Later papers than the one cited, on the topic of the conversation, or else on the paper's own topic."""
    if not _BUILT_ON.search(reading.original) or not (cited := context.papers()):
        return None
    previous = context.query
    paper = reading.lexicon.paper(paper_in_focus(reading, cited, previous))
    if paper and paper.date:
        _, last_month = of_paper(paper.date)
        put_time(reading, (last_month + 1, None))
    topic = previous.topic or (paper.title if paper else "")
    scope = scope_of(reading, previous)
    return replace(reading.query, intent=Intent.TOPIC, topic=topic, scope=scope, attribute=None, papers=None)


def with_another_topic(reading: Reading, context: Context) -> Query | None:
    """Papers on the topic of the conversation that are on another one too: "did they try this in rivers?"."""
    match, previous = _ALSO_THIS.search(reading.original), context.query
    if not (match and previous.topic and _ALSO.search(reading.original)):
        return None
    more = topic_of(match["more"], reading.lexicon.asking)
    if not more:
        return None
    return replace(
        reading.query,
        intent=Intent.TOPIC,
        topic=more,
        within=(_topic_of_conversation(previous),),
        scope=scope_of(reading, previous),
        attribute=None,
        papers=None,
    )


def in_that_area(reading: Reading, context: Context) -> Query | None:
    """The question within the topic of the conversation: "do they have a method in that area?"."""
    previous = context.query
    if not (previous.topic and _THAT_AREA.search(reading.original)):
        return None
    more = reading.rest(_THAT_AREA)
    query, scope = reading.query, scope_of(reading, previous)
    intent = Intent.TOPIC if query.intent is Intent.FACT else query.intent
    if reading.lexicon.topics.is_telling(more):
        within = (_topic_of_conversation(previous),)
        return replace(query, intent=intent, topic=more, within=within, scope=scope)
    intent = Intent.TOPIC if intent is Intent.LIST else intent
    return replace(query, intent=intent, topic=previous.topic, scope=scope)


def fact_about_topic(reading: Reading, context: Context) -> Query | None:
    """A fact in any of the papers cited: after "lions", "where does it hunt?" is about lions, not a paper."""
    if reading.query.intent is not Intent.FACT or context.query.intent is not Intent.TOPIC:
        return None
    if not _THE_TOPIC.search(reading.original) or not points_at_one(reading):
        return None
    if not (cited := context.papers()):
        return None
    return replace(reading.query, papers=cited, topic=reading.rest(IT), scope=context.query.scope)


def _topic_of_conversation(previous: Query) -> Query:
    """The topic of the last question as a question of its own, which further papers must answer too."""
    return Query(previous.topic, Intent.TOPIC, previous.topic)
