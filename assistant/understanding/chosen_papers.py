"""What a question asks of papers or people of the conversation, once it is known which it means."""

from __future__ import annotations

from dataclasses import replace

from assistant.datamodels import Attribute, Intent, Query
from assistant.index.catalog import select
from assistant.understanding.context import scope_of
from assistant.understanding.filters import asks_affiliation
from assistant.understanding.patterns import pattern, phrases
from assistant.understanding.pointing_words import IT, PLACE, SORT, THE_ONE, THOSE
from assistant.understanding.reading import Reading
from assistant.understanding.topic import topic_of

_TELL_MORE = phrases(
    "tell me (more|about)",
    "more (about|on|details|detail)",
    "explain|summari[sz]e|abstract|describe",
    r"what (is|was|does|did)\b.*\b(about|say|show|find|do)",  # what does it show
    "details",
)
# when?; and the category?
BARE = pattern(
    r"^\W*(and )?((?P<when>when)|by (?P<whom>whom)|(?P<who>who)|(?P<where>where))\W*$",
    r"^\W*((and|what about|how about|what('s| is| are)|show|give( me)?|in) )*"
    r"(the |its |their |how many |which |what |exact |full |precise |complete |publication )*"
    r"(?P<noun>category|categories|date|year|author|title|venue|journal|conference|link|url|doi|code|affiliation)s?\W*$",
)
_ATTRIBUTE = {
    "when": "date",
    "year": "date",
    "whom": "authors",
    "who": "authors",
    "author": "authors",
    "where": "venue",
    "journal": "venue",
    "conference": "venue",
    "categories": "category",
    "url": "link",
    "doi": "link",
    "affiliation": "affiliations",
}
_SIDE_BY_SIDE = phrases(r"summari[sz]e|compar\w+|differ\w*|in common|relate|describe|explain")


def about_paper(reading: Reading, paper: str, previous: Query) -> Query:
    """The question about this one paper: a property of it, a fact in it, or what it is about at all."""
    query = reading.query
    intent: Intent = Intent.PAPER
    attribute = query.attribute
    topic = topic_of(_TELL_MORE.sub(" ", reading.rest(PLACE, IT)), reading.lexicon)
    if query.has_code:
        attribute = Attribute.CODE
    elif asks_affiliation(reading.original):
        attribute = Attribute.AFFILIATIONS
    elif attribute is None and topic:
        intent = Intent.FACT
    elif attribute is None:
        attribute = Attribute.ABSTRACT
    return replace(
        query,
        intent=intent,
        attribute=attribute,
        papers=(paper,),
        topic=topic,
        scope=previous.scope,
        has_code=None,
        facts=(),
    )


def bare(reading: Reading, cited: tuple[str, ...], previous: Query) -> Query:
    """ "when?", "and the category?": of the one paper, or a list that shows it of them all."""
    match = BARE.search(reading.original)
    assert match is not None
    written = next(word.lower() for word in match.groupdict().values() if word)
    reading.put(topic="", attribute=Attribute(_ATTRIBUTE.get(written, written)), has_code=None)
    if len(cited) == 1:
        reading.text = ""
        return about_paper(reading, cited[0], previous)
    return replace(reading.query, intent=Intent.LIST, papers=cited, scope=previous.scope)


def the_one(reading: Reading, cited: tuple[str, ...], previous: Query) -> Query:
    """The one among the papers that is about the topic, or those that pass the filters."""
    query = replace(reading.query, papers=cited, scope=previous.scope)
    topic = reading.rest(THE_ONE)
    if not topic:
        return replace(query, intent=Intent.LIST, topic="")
    return replace(query, intent=Intent.PAPER, topic=topic, attribute=query.attribute or Attribute.ABSTRACT)


def among(reading: Reading, papers: tuple[str, ...], previous: Query) -> Query:
    """The question about these papers only."""
    topic = reading.rest(THOSE, PLACE, SORT)
    intent = reading.query.intent
    if intent in (Intent.TOPIC, Intent.FACT, Intent.LIST):
        intent = Intent.TOPIC if topic else Intent.LIST
    if intent is Intent.LIST and previous.topic and _SIDE_BY_SIDE.search(reading.original):
        intent, topic = Intent.TOPIC, previous.topic  # what each says on it
    return replace(
        reading.query, papers=papers, topic=topic, intent=intent, scope=scope_of(reading, previous)
    )


def of_people(reading: Reading, names: tuple[str, ...], previous: Query) -> Query:
    """What some of the people of a ranking wrote: "and the second one's papers?"."""
    topic, query = reading.rest(PLACE), reading.query
    intent = query.intent if query.intent in (Intent.COUNT, Intent.EXTREME, Intent.RANK) else Intent.LIST
    return replace(
        query,
        intent=Intent.TOPIC if topic and intent is Intent.LIST else intent,
        attribute=query.attribute if intent is Intent.RANK else None,
        topic=topic,
        authors=tuple((name,) for name in names),
        any_author=len(names) > 1,
        scope=scope_of(reading, previous),
    )


def in_time(reading: Reading, cited: tuple[str, ...]) -> list[str]:
    """The cited papers that have a date, newest first; none where there are not several to choose from."""
    chosen = select(reading.lexicon.papers, Query("", papers=cited, scope="all")).papers
    return [paper.id for paper in chosen if paper.date] if len(cited) > 1 else []
