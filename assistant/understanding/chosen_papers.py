"""Follow-up questions to papers of the last answer: "who wrote the second one?", "which of those ...?".

Each function that takes (reading, context) is a kind of follow-up question, see followups.py.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.datamodels import Attribute, Intent, Query
from assistant.index.catalog import select
from assistant.text.analysis import terms
from assistant.understanding.bearing import bears_out
from assistant.understanding.context import Context, scope_of
from assistant.understanding.filters import asks_affiliation
from assistant.understanding.intents import asks_nothing
from assistant.understanding.patterns import number, pattern, phrases
from assistant.understanding.pointing_words import (
    FOR_PAPERS,
    IT,
    PLACE,
    SORT,
    THE_NUMBER,
    THE_OLDER_ONE,
    THE_ONE,
    THE_TOPIC,
    THOSE,
    at_places,
    points_back,
)
from assistant.understanding.reading import Reading
from assistant.understanding.topic import topic_of

# why?; tell me more; what is the main idea?
_MORE = pattern(
    r"^\W*((please|can you|could you) )*(why|how so|how come|((tell|show|give) me )?more|details|elaborate"
    r"|go on|explain|summary|abstract)( (details|please|more))?( (about|on) (it|that|this|the)( \w+)?)?\W*$",
    r"^\W*(\w+\W+){0,2}?what (is|are|was|were) (the|its|their) ([\w-]+ )?(ideas?|points?|findings?|results?"
    r"|message|contributions?|conclusions?)\W*$",
)
# when?; and the category?
_PROPERTY = pattern(
    r"^\W*(and )?(by )?(?P<word>when|whom?|where)\W*$",
    r"^\W*((and|what|which|how|about|['’]s|is|are|in|the|its|their|exact) )*"
    r"(?P<noun>category|date|year|author|title|venue|journal|conference|link|url|doi|code|affiliation)s?\W*$",
)
_CALLED = {
    Attribute.AUTHORS: ("author", "who", "whom"),
    Attribute.DATE: ("date", "year", "when"),
    Attribute.CATEGORY: ("category",),
    Attribute.VENUE: ("venue", "journal", "conference", "where"),
    Attribute.AFFILIATIONS: ("affiliation",),
    Attribute.TITLE: ("title",),
    Attribute.LINK: ("link", "url", "doi"),
    Attribute.CODE: ("code",),
}
_ATTRIBUTE = {word: attribute for attribute, words in _CALLED.items() for word in words}
_SIDE_BY_SIDE = phrases(r"summari[sz]e|compar\w+|differ\w*|in common|relate|describe|explain")
_ASKS = pattern(r"^\W*((and|so|but) )?(\w+ )?(which|what|how|where|why|when)\b(?! about)")
_FEW = 2
"""A question for a fact with more terms needs such a paper too, where nothing in it points back."""

_SHORT = 6
"""A question with more words of its own beside its "it" needs a paper that bears these words out."""


def at_a_place(reading: Reading, context: Context) -> Query | None:
    """What is asked of the papers at one or several places in the list: "who wrote the second one?"."""
    if reading.query.intent in (Intent.EXTREME, Intent.PROFILE) or not PLACE.search(reading.original):
        return None
    return _asked_of(reading, at_places(reading.original, (context.listed or context.papers)()), context)


def of_the_older_one(reading: Reading, context: Context) -> Query | None:
    """What is asked of the oldest or the newest of the papers cited: "who wrote the older one?"."""
    match = THE_OLDER_ONE.search(reading.original)
    if not match or reading.query.intent is Intent.EXTREME or len(cited := context.papers()) < 2:
        return None
    newest_first = select(reading.lexicon.papers, Query("", papers=cited, scope="all")).papers
    dated = [paper.id for paper in newest_first if paper.date]
    return _asked_of(reading, tuple(dated[:1] if match["new"] or match["newest"] else dated[-1:]), context)


def described(reading: Reading, context: Context) -> Query | None:
    """What is asked of the one paper of those cited that the question describes: "the one about whales".

    "The one" is the paper that fits best; "the whales paper" may be a new one, unless its words bear it out.
    """
    match = THE_ONE.search(reading.original)
    part = match and next((part for part in ("after", "before") if match[part]), None)
    if not match or not part or PLACE.search(match.group()):
        return None
    if reading.query.intent is Intent.EXTREME or reading.query.without or not (cited := context.papers()):
        return None
    if topic := topic_of(reading.text[slice(*match.span(part))], reading.lexicon.asking):
        paper = context.described(topic, cited)
        if not match["one"] and not bears_out(reading, paper, topic):
            return None
    else:  # the one from 2019: filters describe it
        only = select(reading.lexicon.papers, replace(reading.query, papers=cited, scope="all")).papers
        if not reading.query.has_filters or len(only) != 1:
            return None
        paper = only[0].id
    reading.blank(*match.span())
    return _without_filters(about_paper(reading, paper, context.query))


def it(reading: Reading, context: Context) -> Query | None:
    """What is asked of "it", "that one" or "this paper"; of all papers cited where a topic may be "it"."""
    query, previous = reading.query, context.query
    if query.intent in (Intent.COUNT, Intent.EXTREME) or query.scope_said or not points_back(reading, IT):
        return None
    if FOR_PAPERS.search(reading.original) or not (cited := context.papers()):
        return None
    paper = paper_in_focus(reading, cited, previous)
    if len(reading.rest(IT).split()) > _SHORT and not bears_out(reading, paper, reading.rest(IT)):
        return None
    if query.intent is Intent.RANK and THE_TOPIC.search(reading.original):  # who worked on that?
        return among(reading, cited, previous)
    if query.intent is Intent.FACT and previous.intent is Intent.TOPIC and len(cited) > 1:
        return replace(query, papers=cited, topic=reading.rest(IT), scope=previous.scope)
    return about_paper(reading, paper, previous)


def those(reading: Reading, context: Context) -> Query | None:
    """What is asked of all papers cited: "which of those are on nests?".

    Where the last answer chose one paper of several, "and which is on lions?" is asked of the several again.
    """
    those = points_back(reading, THOSE) or SORT.search(reading.original)
    count = None if those else points_back(reading, THE_NUMBER)
    if not (those or count):
        return None
    cited, several = context.papers(), context.query.papers or ()
    if count and number(count["count"] or "two", otherwise=0) != len(cited):
        return None
    meant = several if len(cited) == 1 < len(several) else cited
    return among(reading, meant, context.query) if meant else None


def tell_more(reading: Reading, context: Context) -> Query | None:
    """The abstract of the paper in focus, for "tell me more", or a bare "what did they find?"."""
    of_others = _PROPERTY.search(reading.original) or THOSE.search(reading.original)
    query = reading.query
    further = query.intent is Intent.LIST and not (query.topic or query.narrows or query.scope_said)
    bare = asks_nothing(reading) or (further and re.match(r"\W*(and|so|but)\b", reading.original, re.I))
    bare = bare and _ASKS.search(reading.original) and not of_others
    if not (bare or _MORE.search(reading.original)) or not (cited := context.papers()):
        return None
    reading.text = ""  # "the main idea" is no topic
    return about_paper(reading, paper_in_focus(reading, cited, context.query), context.query)


def property_alone(reading: Reading, context: Context) -> Query | None:
    """A property that the question asks of nothing: "when?", "who are the authors?".

    It is asked of the paper that the last question was about, else of all papers cited.
    """
    query, match = reading.query, _PROPERTY.search(reading.original)
    of_authors = query.intent is Intent.RANK and query.attribute is Attribute.AUTHORS
    of_one = context.query.intent is Intent.PAPER
    of_code = of_one and query.has_code is not None
    property_only = query.intent is Intent.PAPER or of_authors
    alone = (of_code or (property_only and not query.has_filters)) and not query.topic
    if not (match or alone) or not (cited := context.papers()):
        return None
    if match:
        word = (match["word"] or match["noun"]).lower()
        reading.put(topic="", attribute=_ATTRIBUTE[word], has_code=None, intent=Intent.LIST)
        reading.text = ""  # the name of the property is no topic
    if of_one or len(cited) == 1:
        return about_paper(reading, paper_in_focus(reading, cited, context.query), context.query)
    intent = Intent.RANK if of_authors else Intent.LIST
    return replace(reading.query, intent=intent, papers=cited, scope=context.query.scope)


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
    short = _ASKS.search(reading.original) and len(terms(query.topic)) <= _FEW
    if not (short or bears_out(reading, cited[0], query.topic)):
        return None
    return about_paper(reading, cited[0], context.query)


def about_paper(reading: Reading, paper_id: str, previous: Query) -> Query:
    """The question about this one paper: a property of the paper, a fact in it, or else its abstract."""
    query, attribute = reading.query, reading.query.attribute
    intent: Intent = Intent.PAPER
    topic = reading.rest(PLACE, THE_OLDER_ONE, IT)
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
        papers=(paper_id,),
        topic=topic,
        scope=previous.scope,
        has_code=None,
        facts=(),
    )


def among(reading: Reading, paper_ids: tuple[str, ...], previous: Query) -> Query:
    """The question, asked of these papers only."""
    topic = reading.rest(THE_NUMBER, THOSE, PLACE, SORT)
    intent = reading.query.intent
    if intent is Intent.PAPER and not topic:  # who wrote these?
        intent = Intent.LIST
    if intent in (Intent.TOPIC, Intent.FACT, Intent.LIST):
        intent = Intent.TOPIC if topic else Intent.LIST
    if intent is Intent.LIST and previous.topic and _SIDE_BY_SIDE.search(reading.original):
        intent, topic = Intent.TOPIC, previous.topic  # what each paper says on the topic of the conversation
    return replace(
        reading.query, papers=paper_ids, topic=topic, intent=intent, scope=scope_of(reading, previous)
    )


def paper_in_focus(reading: Reading, cited: tuple[str, ...], previous: Query) -> str:
    """The cited paper that the last question named by its title; where it named none, the first one."""
    titled = (paper.id for paper in reading.lexicon.title_in(previous.text) if paper.id in cited)
    return next(titled, cited[0])


def _without_filters(query: Query) -> Query:
    """The question without the filters that described its paper."""
    kept = ("text", "intent", "topic", "scope", "papers", "attribute", "limit", "language", "mended")
    return Query(**{name: getattr(query, name) for name in kept})


def _asked_of(reading: Reading, paper_ids: tuple[str, ...], context: Context) -> Query | None:
    if len(paper_ids) == 1:
        return about_paper(reading, paper_ids[0], context.query)
    return among(reading, paper_ids, context.query) if paper_ids else None
