"""Follow-up questions about the people whom the conversation named: "the second one's papers", "she".

Each function that takes (reading, context) is a kind of follow-up question, see followups.py.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.datamodels import Attribute, Intent, Query
from assistant.text.analysis import words
from assistant.understanding.authorship import author_position, take_author_position
from assistant.understanding.chosen_papers import paper_in_focus
from assistant.understanding.context import Context, scope_of
from assistant.understanding.patterns import phrases
from assistant.understanding.pointing_words import (
    HE,
    IT,
    PERSON_PLACE,
    PLACE,
    THE_AUTHOR,
    THE_TOPIC,
    at_places,
    points_back,
    position,
)
from assistant.understanding.reading import Reading
from assistant.understanding.relative_time import read_beyond

_WITH_THEM = phrases("together|with (him|her|them)")
_ONE_PERSON = phrases("co-?author|collaborator|person|author")
_WRITTEN = phrases("written|write|wrote|writes|publish(ed)?|else|papers|author|co-?author")


def of_people(reading: Reading, context: Context) -> Query | None:
    """The papers of people whom the last answer ranked or named: "and the second one's papers?"."""
    names = _ranked(reading, context) or _named(reading, context)
    return _papers_by(reading, names, context) if names else None


def _ranked(reading: Reading, context: Context) -> tuple[str, ...]:
    """The people at the places that the question names, after an answer that ranked or named authors."""
    previous = context.query
    authors_of_paper = previous.intent is Intent.PAPER and previous.attribute is Attribute.AUTHORS
    if previous.intent is not Intent.RANK and not (authors_of_paper and _WRITTEN.search(reading.original)):
        return ()
    of_paper = THE_AUTHOR.search(reading.original)
    if of_paper and not of_paper["the"] and not authors_of_paper:
        return ()
    people = context.people()
    if chosen := at_places(reading.original, people, PERSON_PLACE):
        return chosen
    return people[:1] if _WITH_THEM.search(reading.original) else ()


def _named(reading: Reading, context: Context) -> tuple[str, ...]:
    """The person who is "she", or the authors of the paper of the conversation: "what else has its first
    author led?". Of several people who were ranked nobody is "he".
    """
    previous = context.query
    if points_back(reading, HE) and (previous.intent is not Intent.RANK or _ONE_PERSON.search(previous.text)):
        return context.people()[:1]
    match = points_back(reading, THE_AUTHOR)
    who = reading.query.attribute is Attribute.AUTHORS and reading.query.intent in (Intent.PAPER, Intent.RANK)
    if match is None or who or reading.query.authors or not (cited := context.papers()):
        return ()
    placed = at_places(reading.original, (context.listed or context.papers)()) if match["of"] else ()
    if match["the"] and not match["of"] and len(cited) > 1:
        return ()
    paper = reading.lexicon.paper(placed[0] if placed else paper_in_focus(reading, cited, previous))
    authors = paper.authors if paper else ()
    if match["all"] and not match["which"]:
        return authors
    at = position((match["which"] or "first").lower(), len(authors))
    return authors[at - 1 : at]


def _papers_by(reading: Reading, names: tuple[str, ...], context: Context) -> Query:
    """The question, asked of the papers by any of these people."""
    read_beyond(reading, context)
    query, previous = reading.query, context.query
    for pointing in (PERSON_PLACE, THE_AUTHOR, PLACE):
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
        scope=scope_of(reading, previous),
    )
