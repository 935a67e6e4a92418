"""Follow-up questions about the people whom the conversation named: "the second one's papers".

Each function that takes (reading, context) is a kind of follow-up question, see followups.py.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.datamodels import Attribute, Intent, Query
from assistant.understanding.context import Context, scope_of
from assistant.understanding.patterns import phrases
from assistant.understanding.pointing_words import PLACE, at_places
from assistant.understanding.reading import Reading

_WITH_THEM = phrases("together|with (him|her|them)")
_HIS = phrases("his|her|hers|he|she|him")
_ONE_PERSON = phrases("co-?author|collaborator|person|author")
_WRITTEN = phrases("written|write|wrote|writes|publish(ed)?|else|papers|author|co-?author")
# which do they share
_SHARED = phrases(
    "(they|the two|both)( of them)?( both)? (share|have in common)",
    "(ones|papers|works|publications|these|those) (are|were|is) (by|from|shared by) both( of them)?",
    r"(write|wrote|written|publish(ed)?|do|did|done|worked) ([\w-]+ ){0,2}(together|jointly)",
    "(joint|shared) (papers?|ones|work)|in common",
)


def of_a_ranking(reading: Reading, context: Context) -> Query | None:
    """What people wrote whom the last answer ranked, or named as authors: "and the second one's papers?"."""
    previous = context.query
    authors_of_paper = previous.intent is Intent.PAPER and previous.attribute is Attribute.AUTHORS
    if previous.intent is not Intent.RANK and not (authors_of_paper and _WRITTEN.search(reading.original)):
        return None
    names = _people_meant(reading, context.people(), previous)
    return _papers_by(reading, names, previous) if names else None


def joint_papers(reading: Reading, context: Context) -> Query | None:
    """The papers that the people of the last two questions wrote together: "which do they share?"."""
    query, one, other = reading.query, context.earlier, context.query
    if one is None or query.authors or not (one.authors and other.authors) or one.authors == other.authors:
        return None
    if not _SHARED.search(reading.original):
        return None
    both = tuple(dict.fromkeys((*one.authors, *other.authors)))
    intent = Intent.COUNT if query.intent is Intent.COUNT else Intent.LIST
    return replace(query, intent=intent, topic="", papers=None, authors=both, attribute=None)


def _people_meant(reading: Reading, ranked: tuple[str, ...], previous: Query) -> tuple[str, ...]:
    """The people at the places that the question names; the first person for "together".

    After a question for one person ("who is the most frequent co-author?") "his" means the first one, too.
    """
    if chosen := at_places(reading.original, ranked):
        return chosen
    meant = _WITH_THEM.search(reading.original)
    if previous.topic == "" and _ONE_PERSON.search(previous.text):
        meant = meant or _HIS.search(reading.original)
    return ranked[:1] if meant else ()


def _papers_by(reading: Reading, names: tuple[str, ...], previous: Query) -> Query:
    """The question, asked of the papers by any of these people."""
    topic, query = reading.rest(PLACE), reading.query
    intent = query.intent if query.intent in (Intent.COUNT, Intent.EXTREME, Intent.RANK) else Intent.LIST
    return replace(
        query,
        intent=Intent.TOPIC if topic and intent is Intent.LIST else intent,
        attribute=query.attribute if intent is Intent.RANK else None,
        topic=topic,
        authors=tuple(map(reading.lexicon.people.persons.forms, names)),
        any_author=len(names) > 1,
        scope=scope_of(reading, previous),
    )
