"""A question that goes on from what was just told: "which later papers build on it?"."""

from __future__ import annotations

from dataclasses import replace

from assistant.datamodels import Intent, Query
from assistant.text.analysis import terms
from assistant.understanding.context import scope_of
from assistant.understanding.patterns import PAPERS, any_of, pattern, phrases
from assistant.understanding.reading import Reading
from assistant.understanding.time_spans import of_paper
from assistant.understanding.topic import topic_of
from assistant.understanding.years import put_time

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
# and how do they feed the lions
_GOING_ON = pattern(
    rf"^\W*(and|but|so|ok|then)\b\W*(how|why|what|which|when|where)\b(?!.*\b{PAPERS}\b)(?! (about|else)\b)"
    r".*\b(it|its|they|them|their|the|this|that)\b"
)


def asks_who_built_on(reading: Reading) -> bool:
    """Whether a question asks for what came of the paper, or the topic, that was just told of."""
    return bool(_BUILT_ON.search(reading.original))


def later_papers(reading: Reading, paper_id: str, previous: Query) -> Query:
    """The papers on the topic of the conversation, or of this paper, that are later than it."""
    paper = reading.lexicon.paper(paper_id)
    if paper and paper.date:
        _, last = of_paper(paper.date)
        put_time(reading, (last + 1, None))
    topic = previous.topic or (paper.title if paper else "")
    scope = scope_of(reading, previous)
    return replace(reading.query, intent=Intent.TOPIC, topic=topic, scope=scope, attribute=None, papers=None)


def with_more(reading: Reading, previous: Query) -> Query | None:
    """The topic of the conversation, "this", and another one: "did they also try this in lions?"."""
    match = _ALSO_THIS.search(reading.original)
    if not (match and previous.topic and _ALSO.search(reading.original)):
        return None
    more = topic_of(match["more"], reading.lexicon)
    if not more or reading.query.intent is Intent.PROFILE:
        return None
    this = Query(previous.topic, Intent.TOPIC, previous.topic)
    scope = scope_of(reading, previous)
    return replace(
        reading.query,
        intent=Intent.TOPIC,
        topic=more,
        within=(this,),
        scope=scope,
        attribute=None,
        papers=None,
    )


def in_that_area(reading: Reading, previous: Query) -> Query | None:
    """What is asked of the topic of the conversation: "do they have a method in that area?"."""
    if not (previous.topic and _THAT_AREA.search(reading.original)):
        return None
    more = reading.rest(_THAT_AREA)
    this = Query(previous.topic, Intent.TOPIC, previous.topic)
    query, scope = reading.query, scope_of(reading, previous)
    intent = Intent.TOPIC if query.intent is Intent.FACT else query.intent
    if reading.lexicon.topics.is_telling(more):
        return replace(query, intent=intent, topic=more, within=(this,), scope=scope)
    intent = Intent.TOPIC if intent is Intent.LIST else intent
    return replace(query, intent=intent, topic=previous.topic, scope=scope)


def goes_on(reading: Reading) -> bool:
    """Whether a question asks for more of what was told of one paper: "and how do they feed the lions?"."""
    query = reading.query
    if query.scope_said or query.has_filters or not query.topic:
        return False
    return query.intent in (Intent.TOPIC, Intent.FACT) and bool(_GOING_ON.search(reading.original))


def is_about(reading: Reading, paper_id: str) -> bool:
    """Whether a paper has most of the terms of the question."""
    paper = reading.lexicon.paper(paper_id)
    asked = set(terms(reading.query.topic))
    if paper is None or not asked:
        return False
    return 2 * len(asked & set(terms(f"{paper.title} {paper.abstract}"))) > len(asked)
