"""Follow-up questions that choose among the papers of the last answer: "the second one", "which of those".

Each function that takes (reading, context) is a kind of follow-up question, see followups.py.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.datamodels import Attribute, Intent, Query
from assistant.index.catalog import select
from assistant.understanding.context import Context, scope_of
from assistant.understanding.ellipsis import is_elliptic
from assistant.understanding.one_paper import about_paper, paper_in_focus
from assistant.understanding.patterns import pattern, phrases
from assistant.understanding.pointing_words import PLACE, SORT, THE_OLDER_ONE, THE_ONE, THOSE, at_places
from assistant.understanding.reading import Reading

# when?; and the category?
_PROPERTY = pattern(
    r"^\W*(and )?((?P<when>when)|by (?P<whom>whom)|(?P<who>who)|(?P<where>where))\W*$",
    r"^\W*((and|what about|how about|what('s| is| are)|show|give( me)?|in) )*"
    r"(the |its |their |how many |which |what |exact |full |precise |complete |publication )*"
    r"(?P<noun>category|categories|date|year|author|title|venue|journal|conference|link|url|doi|code|affiliation)s?\W*$",
)
_CALLED = {
    Attribute.AUTHORS: ("author", "who", "whom"),
    Attribute.DATE: ("date", "year", "when"),
    Attribute.CATEGORY: ("category", "categories"),
    Attribute.VENUE: ("venue", "journal", "conference", "where"),
    Attribute.AFFILIATIONS: ("affiliation",),
    Attribute.TITLE: ("title",),
    Attribute.LINK: ("link", "url", "doi"),
    Attribute.CODE: ("code",),
}
_ATTRIBUTE = {word: attribute for attribute, words in _CALLED.items() for word in words}
_OLDER = phrases("older|earlier|oldest|earliest|first")
# and the older one?
_OLDER_ONE = pattern(
    r"^\W*((and|what about|how about|which is|what is|show me) )*the (older|newer|earlier|later|more recent)"
    r"( (one|paper|of the (two|three)))?\W*$"
)
_AUTHORS = pattern(
    r"^\W*(and )?(who (are|is|were)|list|name) (the|its|their) (co-?)?authors?\W*$",
    r"^\W*(and )?who (is|are|was|were) involved\W*$",
)
_THEM = phrases("they|them|their|these|those")
_ON_THAT = phrases("(on|in|about) (it|that|this|them)|the other (co-?)?authors")  # who worked on that?
_SIDE_BY_SIDE = phrases(r"summari[sz]e|compar\w+|differ\w*|in common|relate|describe|explain")


def among(reading: Reading, paper_ids: tuple[str, ...], previous: Query) -> Query:
    """The question, asked of these papers only."""
    topic = reading.rest(THOSE, PLACE, SORT)
    intent = reading.query.intent
    if intent in (Intent.TOPIC, Intent.FACT, Intent.LIST):
        intent = Intent.TOPIC if topic else Intent.LIST
    if intent is Intent.LIST and previous.topic and _SIDE_BY_SIDE.search(reading.original):
        intent, topic = Intent.TOPIC, previous.topic  # what each paper says on the topic of the conversation
    return replace(
        reading.query, papers=paper_ids, topic=topic, intent=intent, scope=scope_of(reading, previous)
    )


def at_a_place(reading: Reading, context: Context) -> Query | None:
    """What is asked of the papers at one or several places in the list: "who wrote the second one?"."""
    query = reading.query
    if query.intent in (Intent.EXTREME, Intent.PROFILE, Intent.RANK) or query.author_position:
        return None  # "the first author" is no place in the list
    if not PLACE.search(reading.original):
        return None
    chosen = at_places(reading.original, (context.listed or context.papers)())
    if len(chosen) == 1:
        return about_paper(reading, chosen[0], context.query)
    return among(reading, chosen, context.query) if chosen else None


def bare_property(reading: Reading, context: Context) -> Query | None:
    """ "when?", "and the category?": of the only paper cited, or a list that shows the property of each."""
    match = _PROPERTY.search(reading.original)
    if match is None or not (cited := context.papers()):
        return None
    written = next(word.lower() for word in match.groupdict().values() if word)
    reading.put(topic="", attribute=_ATTRIBUTE[written], has_code=None)
    if len(cited) == 1:
        reading.text = ""  # the name of the property is no topic
        return about_paper(reading, cited[0], context.query)
    return replace(reading.query, intent=Intent.LIST, papers=cited, scope=context.query.scope)


def older_one(reading: Reading, context: Context) -> Query | None:
    """The oldest or the newest of the papers cited: "and the older one?"."""
    if not _OLDER_ONE.search(reading.original) or len(cited := context.papers()) < 2:
        return None
    newest = not _OLDER.search(reading.original)
    scope = scope_of(reading, context.query)
    return Query(reading.query.text, Intent.EXTREME, scope=scope, newest_first=newest, limit=1, papers=cited)


def of_the_older_one(reading: Reading, context: Context) -> Query | None:
    """What is asked of the oldest or the newest of the papers cited: "who wrote the older one?"."""
    if not (match := THE_OLDER_ONE.search(reading.text)) or len(cited := context.papers()) < 2:
        return None
    newest_first = select(reading.lexicon.papers, Query("", papers=cited, scope="all")).papers
    dated = [paper.id for paper in newest_first if paper.date]
    return about_paper(reading, dated[0 if match["new"] else -1], context.query) if dated else None


def authors(reading: Reading, context: Context) -> Query | None:
    """The authors of the paper that the last question was about, or those of all papers cited."""
    if not _AUTHORS.search(reading.original) or not (cited := context.papers()):
        return None
    reading.put(intent=Intent.RANK, attribute=Attribute.AUTHORS, topic="")
    if len(cited) == 1 or context.query.intent is Intent.PAPER:
        return about_paper(reading, paper_in_focus(reading, cited, context.query), context.query)
    return among(reading, cited, context.query)


def described(reading: Reading, context: Context) -> Query | None:
    """The one paper of those cited that the question describes: "the one about whales"."""
    if not THE_ONE.search(reading.original) or not (cited := context.papers()):
        return None
    query = replace(reading.query, papers=cited, scope=context.query.scope)
    topic = reading.rest(THE_ONE)
    if not topic:  # "the one by Noether": filters describe the paper
        return replace(query, intent=Intent.LIST, topic="")
    return replace(query, intent=Intent.PAPER, topic=topic, attribute=query.attribute or Attribute.ABSTRACT)


def of_those(reading: Reading, context: Context) -> Query | None:
    """What is asked of all papers cited: "which of those are on nests?".

    Where the last answer chose one paper of several, "and which is on lions?" is asked of the several again.
    """
    query = reading.query
    who_is_on_them = query.intent is Intent.RANK and not query.topic and _ON_THAT.search(reading.original)
    if not (who_is_on_them or THOSE.search(reading.original) or SORT.search(reading.original)):
        return None
    cited, several = context.papers(), context.query.papers or ()
    meant = several if len(cited) == 1 < len(several) else cited
    return among(reading, meant, context.query) if meant else None


def property_of_all(reading: Reading, context: Context) -> Query | None:
    """A list of the papers cited that shows a property of each: "where were they published?"."""
    query = reading.query
    if query.intent is not Intent.PAPER or query.topic or not _THEM.search(reading.original):
        return None
    cited = context.papers()
    if len(cited) < 2:
        return None
    return replace(query, intent=Intent.LIST, papers=cited, scope=context.query.scope)


def oldest_of_the_list(reading: Reading, context: Context) -> Query | None:
    """ "The oldest one", after a question about one paper of a list: the oldest of that list."""
    if reading.query.intent is not Intent.EXTREME or context.query.intent is not Intent.PAPER:
        return None
    if not is_elliptic(reading) or not context.listed:
        return None
    return among(reading, context.listed(), context.query)
