"""Follow-up questions about the people whom the conversation named: "the second one's papers".

Each function that takes (reading, context) is a kind of follow-up question, see followups.py.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.datamodels import Attribute, Intent, Query
from assistant.text.analysis import words
from assistant.understanding.authorship import author_position, take_author_position
from assistant.understanding.context import Context, scope_of
from assistant.understanding.patterns import phrases
from assistant.understanding.pointing_words import PLACE, at_places
from assistant.understanding.reading import Reading

_WITH_THEM = phrases("together|with (him|her|them)")
_HIS = phrases("his|her|hers|he|she|him")
_ONE_PERSON = phrases("co-?author|collaborator|person|author")
_WRITTEN = phrases("written|write|wrote|writes|publish(ed)?|else|papers|author|co-?author")
# the same first author; what else has its author written; but not "who is its first author"
_ITS_AUTHOR = phrases(
    r"(by|from|has|have|did|does|do) (its|the same|the|that|this|their) "
    r"((?P<place>first|lead|last|senior) )?author(?P<several>s)?"
)
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


def of_the_author(reading: Reading, context: Context) -> Query | None:
    """What else an author of the only paper cited wrote: "what else has its first author led?"."""
    if (match := _ITS_AUTHOR.search(reading.text)) is None or len(cited := context.papers()) != 1:
        return None
    paper = reading.lexicon.paper(cited[0])
    if paper is None or not paper.authors:
        return None
    last = match["place"] and match["place"].lower() in ("last", "senior")
    one = paper.authors[-1] if last else paper.authors[0]
    names = paper.authors if match["several"] and not match["place"] else (one,)
    reading.blank(match.start(), match.end())
    position = author_position(reading)
    take_author_position(reading)
    query = _papers_by(reading, names, context.query)
    return replace(query, papers=None, author_position=position)


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
    if not any(
        map(reading.lexicon.is_technical, words(topic))
    ):  # "what else", "a later one on the same topic"
        topic = ""
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
