"""Follow-up questions to papers of the last answer: "who wrote the second one?", "which of those ...?".

Each function that takes (reading, context) is a kind of follow-up question, see followups.py.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.datamodels import Attribute, Intent, Query
from assistant.text.analysis import terms
from assistant.understanding.context import Context, scope_of
from assistant.understanding.pointing_words import (
    FOR_PAPERS,
    IT,
    PLACE,
    THE_ONE,
    THEM,
    THOSE,
    WHICH_OF,
    at_place,
    places,
    points_back,
)
from assistant.understanding.reading import Reading
from assistant.understanding.topic import topic_of

_SHORT = 6
"""A question with more words of its own beside its "it" needs a paper that bears these words out."""

BORNE_OUT = 0.5
"""The least share of the terms of a question that a paper must have.

Of 697 new questions asked within another conversation, 11 are taken for follow-ups with 0.3, and 4 with 0.5;
with 0.7 one true follow-up of 110 is lost.
"""


def at_a_place(reading: Reading, context: Context) -> Query | None:
    """What is asked of the paper at a place in the list: "who wrote the second one?"."""
    if reading.query.intent is Intent.EXTREME or not PLACE.search(reading.original):
        return None
    chosen = at_place(reading.original, (context.listed or context.papers)())
    return about_paper(reading, chosen[0], context.query) if chosen else None


def two_compared(reading: Reading, context: Context) -> Query | None:
    """Two papers of the last answer side by side: "compare the first two", "compare 1 and 3"."""
    if reading.kind != Intent.COMPARE or reading.query.compared:
        return None
    listed = (context.listed or context.papers)()
    chosen = places(reading.original, len(listed))
    if not chosen and not points_back(reading, THEM):
        return None
    two = tuple(listed[at - 1] for at in chosen or range(1, len(listed[:2]) + 1))
    return replace(reading.query, intent=Intent.COMPARE, topic="", papers=two) if len(two) == 2 else None


def described(reading: Reading, context: Context) -> Query | None:
    """What is asked of the one paper of those cited that the question describes: "the one about whales"."""
    match = THE_ONE.search(reading.original)
    if not match or reading.query.without or not (cited := context.papers()):
        return None
    topic = topic_of(reading.original[slice(*match.span("what"))], reading.lexicon.asking)
    if not topic:
        return None
    reading.blank(*match.span())
    return about_paper(reading, context.described(topic, cited), context.query)


def it(reading: Reading, context: Context) -> Query | None:
    """What is asked of "it", "that one" or "this paper"; of all papers cited where a topic may be "it"."""
    query, previous = reading.query, context.query
    if query.intent in (Intent.COUNT, Intent.EXTREME) or query.scope_said or not points_back(reading, IT):
        return None
    if FOR_PAPERS.search(reading.original) or not (cited := context.papers()):
        return None
    paper, own = cited[0], reading.rest(IT)
    if len(own.split()) > _SHORT and not bears_out(reading, paper, own):
        return None
    if query.intent is Intent.FACT and previous.intent is Intent.TOPIC and len(cited) > 1:
        return replace(query, papers=cited, topic=own, scope=previous.scope)
    return about_paper(reading, paper, previous)


def those(reading: Reading, context: Context) -> Query | None:
    """What is asked of all papers cited: "which of those are on nests?".

    Where the last answer chose one paper of several, "and which is on lions?" is asked of the several again.
    """
    if not points_back(reading, THOSE):
        return None
    cited, several = context.papers(), context.query.papers or ()
    meant = several if len(cited) == 1 < len(several) else cited
    return among(reading, meant, context.query) if meant else None


def of_nothing(reading: Reading, context: Context) -> Query | None:
    """A property of nothing that the question names: "who are the authors?".

    It is asked of the paper that the last question was about, else of all papers cited.
    """
    query, names_somebody = reading.query, reading.voiced != reading.original
    of_authors = query.intent is Intent.RANK and query.attribute is Attribute.AUTHORS
    if query.topic or query.has_filters or names_somebody or not (query.intent is Intent.PAPER or of_authors):
        return None
    if not (cited := context.papers()):
        return None
    if len(cited) == 1 or context.query.intent is Intent.PAPER:
        return about_paper(reading, cited[0], context.query)
    return among(reading, cited, context.query)


def goes_on(reading: Reading, context: Context) -> Query | None:
    """A further question to a paper cited whose words bear the question out: "how do they feed the lions?".

    A property may be of any paper cited ("when was the plan published?"), a fact is one of the only paper.
    """
    query = reading.query
    if query.scope_said or query.has_filters or not query.topic or FOR_PAPERS.search(reading.original):
        return None
    cited = context.papers()
    if query.intent is Intent.PAPER and cited:
        paper = context.described(query.topic, cited)
        borne_out = bears_out(reading, paper, query.topic)
        return replace(about_paper(reading, paper, context.query), topic="") if borne_out else None
    asks = query.intent is Intent.FACT or (query.intent is Intent.TOPIC and "?" in query.text)
    if not asks or len(cited) != 1:
        return None
    borne_out = bears_out(reading, cited[0], query.topic)
    return about_paper(reading, cited[0], context.query) if borne_out else None


def about_paper(reading: Reading, paper_id: str, previous: Query) -> Query:
    """The question about this one paper: a property of the paper, a fact in it, or else its abstract."""
    query, attribute = reading.query, reading.query.attribute
    topic = reading.rest(PLACE, IT)
    if query.has_code:
        attribute = Attribute.CODE
    elif not topic:
        attribute = attribute or Attribute.ABSTRACT
    return Query(
        query.text,
        Intent.PAPER if attribute else Intent.FACT,
        topic,
        scope=previous.scope,
        papers=(paper_id,),
        attribute=attribute,
        mended=query.mended,
    )


def among(reading: Reading, paper_ids: tuple[str, ...], previous: Query) -> Query:
    """The question, asked of these papers only."""
    topic, intent = reading.rest(THOSE, PLACE), reading.query.intent
    described = WHICH_OF.search(reading.original) and not reading.query.has_filters
    if not topic and described and intent is Intent.LIST:
        topic = reading.description(THOSE)
    if intent in (Intent.TOPIC, Intent.FACT, Intent.LIST, Intent.PAPER):
        of_paper = intent is Intent.PAPER and topic
        intent = Intent.PAPER if of_paper else Intent.TOPIC if topic else Intent.LIST
    return replace(
        reading.query, papers=paper_ids, topic=topic, intent=intent, scope=scope_of(reading, previous)
    )


def bears_out(reading: Reading, paper_id: str, topic: str) -> bool:
    """Whether the paper has most terms of `topic`, each by how few papers have it."""
    paper, asked = reading.lexicon.paper(paper_id), set(terms(topic))
    if paper is None or not asked:
        return False
    own = set(terms(f"{paper.title} {paper.abstract}"))
    weights = {term: reading.lexicon.rarity(term) for term in asked}
    return sum(weights[term] for term in asked & own) >= BORNE_OUT * sum(weights.values())
