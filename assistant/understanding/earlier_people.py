"""Follow-up questions about the people whom the conversation named: "the second one's papers", "she".

`of_people` is a kind of follow-up question, see followups.py.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.datamodels import Attribute, Intent, Query
from assistant.text.analysis import words
from assistant.understanding.authorship import author_position, take_author_position
from assistant.understanding.context import Context, scope_of
from assistant.understanding.pointing_words import (
    FOR_PAPERS,
    HE,
    IT,
    PERSON_PLACE,
    THE_AUTHOR,
    THE_TOPIC,
    at_place,
    points_back,
    position,
)
from assistant.understanding.reading import Reading
from assistant.understanding.relative_time import read_beyond


def of_people(reading: Reading, context: Context) -> Query | None:
    """The papers of people whom the last answer ranked or named: "and the second one's papers?"."""
    names = _named(reading, context)
    return _papers_by(reading, names, context) if names else None


def _named(reading: Reading, context: Context) -> tuple[str, ...]:
    """The person at a place of a ranking, the one who is "she", or the authors of the paper in focus."""
    if context.query.intent is Intent.RANK:  # of several people nobody is "she"
        return at_place(reading.original, context.people(), PERSON_PLACE)
    if points_back(reading, HE):
        return context.people()[:1]
    match = points_back(reading, THE_AUTHOR)
    of_papers = FOR_PAPERS.search(reading.original)  # what else has its first author published?
    who = reading.query.attribute is Attribute.AUTHORS and not of_papers  # who are its authors?
    if match is None or who or reading.query.authors or not (cited := context.papers()):
        return ()
    paper = reading.lexicon.paper(cited[0])
    authors = paper.authors if paper else ()
    if match["all"]:
        return authors
    at = position(match["which"] or "first", len(authors))
    return authors[at - 1 : at]


def _papers_by(reading: Reading, names: tuple[str, ...], context: Context) -> Query:
    """The question, asked of the papers by any of these people."""
    read_beyond(reading, context)
    query = reading.query
    for pointing in (PERSON_PLACE, THE_AUTHOR):
        reading.take_all(pointing)
    place = author_position(reading)  # what else has she led?
    take_author_position(reading)
    topic = reading.rest(THE_TOPIC, IT, HE)
    if not any(reading.lexicon.is_technical(word) for word in words(topic)):
        topic = ""  # what else have they led
    if not topic and THE_TOPIC.search(reading.original):
        topic = context.topic
    intent = query.intent if query.intent in (Intent.COUNT, Intent.EXTREME, Intent.RANK) else Intent.LIST
    return replace(
        query,
        intent=Intent.TOPIC if topic and intent is Intent.LIST else intent,
        attribute=query.attribute if intent is Intent.RANK else None,
        topic=topic,
        authors=(*map(reading.lexicon.people.persons.forms, names), *query.authors),
        author_position=place or query.author_position,
        any_author=len(names) > 1 and not query.authors,
        papers=None,
        scope=scope_of(reading, context.query),
    )
