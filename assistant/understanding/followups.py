"""A question that leaves something to the conversation -> the Query that it means there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.catalog import has_filters, select
from assistant.datamodels import Intent, Query, ScopeFilter
from assistant.topics import SEPARATOR
from assistant.understanding.filters import asks_affiliation
from assistant.understanding.leftovers import topic_of
from assistant.understanding.patterns import PAPERS, pattern, phrases
from assistant.understanding.pointing import IT, PLACE, THE_ONE, THOSE, placed
from assistant.understanding.reading import Reading
from assistant.understanding.relativetime import read_relative_time

Papers = Callable[[], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Context:
    """What came before a question: how the last one was understood, and the papers its answer cited.

    `papers` is a function, because finding them may mean answering the last question again. `listed`,
    where it is given, are those of the last answer that was not about one paper of a list: places
    ("the second one") are places in it. `people` are those that the last answer ranked, if it did.
    """

    query: Query
    papers: Papers
    listed: Papers | None = None
    people: Callable[[], tuple[str, ...]] = tuple


_ELLIPSIS = pattern(
    r"^\W*(and|or|but|also|then|so|ok(ay)?|now|only|just|same|any|anything)\b",
    # no, I meant by others
    r"^\W*((no|sorry|thanks?|thank you|great|good)\W*[,;.!]\s*)?(and|but|i meant?|rather|instead|not)\b",
    r"^\W*(what about|how about)\b",
)
_WHAT_ABOUT = phrases("what about", "how about")
_TELL_MORE = phrases(
    "tell me (more|about)",
    "more (about|on|details|detail)",
    "explain|summari[sz]e|abstract|describe",
    r"what (is|was|does|did)\b.*\b(about|say|show|find|do)",  # what does it show
    "details",
)
# more details; tell me more; go on
_MORE = pattern(
    r"^\W*((please|can you|could you) )*((tell|show|give) me more|(more|further|any) (details|info\w*)"
    r"|more|details|elaborate|go on|continue|explain( more)?|expand|abstract|summary)( please)?\W*$",
    # great, what is the main idea?
    r"^\W*(\w+\W+){0,2}?what (is|are|was|were) (the|its|their) ((main|key|basic|central|core) )?"
    r"(ideas?|points?|findings?|results?|message|takeaways?|gist|contributions?|conclusions?)\W*$",
)
# of a single paper: why?; how so?
_WHY = pattern(
    r"^\W*(and |but )?(why|how|how so|how come|why (is|was) that|in what way|really|are you sure)( not)?\W*$"
)
# when?; and the category?
_BARE = pattern(
    r"^\W*(and )?((?P<when>when)|by (?P<whom>whom)|(?P<who>who)|(?P<where>where))\W*$",
    r"^\W*((and|what about|how about|what('s| is| are)|show|give( me)?|in) )*"
    r"(the |its |their |how many |which |what )*"
    r"(?P<noun>category|categories|date|year|author|title|venue|journal|conference|link|url|doi|code|affiliation)s?\W*$",
)
_ATTRIBUTE = {
    **{"when": "date", "year": "date", "whom": "authors", "who": "authors", "author": "authors"},
    **{
        "where": "venue",
        "journal": "venue",
        "conference": "venue",
        "categories": "category",
        "url": "link",
        "doi": "link",
        "affiliation": "affiliations",
    },
}
_SORT = phrases(
    "(newest|latest|oldest|earliest)( ones?)? first|chronological(ly)?",
    r"(sort|order|arrange)( (it|them|these|those))?( (by|from|chronologically)\b.*)?",
)
_SIDE_BY_SIDE = phrases(r"summari[sz]e|compar\w+|differ\w*|in common|relate|describe|explain")
# how does it compare to lions
_SET_BESIDE = phrases("compare[ds]?( (to|with))?|differs?( from)?|different from|relate[sd]?( to)?|versus|vs")
_ON_THAT = phrases("(on|in|about) (it|that|this|them)|the other (co-?)?authors")  # who worked on that?
_PAPERS = phrases(PAPERS)
_ALL = phrases("all|every|everything|list|papers|publications")

# the older one, of those that were listed
_OLDER = phrases("older|earlier|oldest|earliest|first")
_OF_THE_LISTED = pattern(
    r"^\W*((and|what about|how about|which is|what is|show me) )*the (older|newer|earlier|later|more recent)"
    r"( (one|paper|of the (two|three)))?\W*$"
)
_AGED = phrases("(the|that) (older|(?P<new>newer|later|more recent)|earlier) (one|paper|work|survey)")
_THE_TOPIC = phrases("it|its")
# of a single paper: which lions do they identify
_BY_THEM = pattern(
    r"\b(do|did|does|can|could|have) (they|the authors) (identif|propos|show|us(e|ed)\b|evaluat|report|claim"
    r"|conclud|compar|test|train|measur|achiev|get|mean|defin|introduc|recommend|suggest|argu|need|solv|call|find)\w*"
)
_WITH_THEM = phrases("together|with (him|her|them)")
_TOGETHER = phrases("together|both|jointly|as well|too|in addition|additionally|at the same time")
_ELLIPTIC_WORDS = 12
"""A longer question stands on its own."""

_FILTER_WORDS = 4
"""Up to here a question of a filter alone ("since 2021?") leaves the rest to the conversation."""

_TOPIC_WORDS = 6
"""A topic with more words is one of its own, whatever "it" is there."""

_WHO_ARE_THE_AUTHORS = pattern(
    r"^\W*(and )?(who (are|is|were)|list|name) (the|its|their) (co-?)?authors?\W*$"
)


def resolve(reading: Reading, context: Context) -> Query:
    """What `reading` asks after the question of `context`.

    It may be about one of the papers there ("the second one", "it") or all of them ("those"), about a time
    before or after theirs, or say only what differs from the previous question ("and since 2021?").
    Otherwise it stands on its own.
    """
    query, previous = reading.query, context.query
    if query.papers:
        return query
    if previous.intent is Intent.RANK and (named := _ranked(reading, context.people())):
        return _of_people(reading, named, previous)
    if query.intent not in (Intent.EXTREME, Intent.PROFILE, Intent.RANK) and PLACE.search(reading.original):
        chosen = placed(reading.original, (context.listed or context.papers)())
        if len(chosen) == 1:
            return _about_paper(reading, chosen[0], previous)
        if chosen:
            return _among(reading, chosen, previous)
    if _WHY.search(reading.original) and len(cited := context.papers()) == 1:
        reading.text = ""
        return _about_paper(reading, cited[0], previous)
    if _MORE.search(reading.original) and (cited := context.papers()):
        reading.text = ""
        return _about_paper(reading, cited[0], previous)
    if query.intent is Intent.PROFILE:
        return query
    if _BARE.search(reading.original) and (cited := context.papers()):
        return _bare(reading, cited, previous)
    if _OF_THE_LISTED.search(reading.original) and len(cited := context.papers()) > 1:
        newest = not _OLDER.search(reading.original)
        scope = _scope(reading, previous)
        return Query(query.text, Intent.EXTREME, scope=scope, newest_first=newest, limit=1, papers=cited)
    if (aged := reading.take(_AGED)) and (dated := _in_time(reading, context.papers())):
        return _about_paper(reading, dated[0 if aged["new"] else -1], previous)  # who wrote the older one?
    if read_relative_time(reading, previous, context.papers):
        return _completed(reading, previous)
    if previous.topic and (beside := _set_beside(reading)):
        return replace(query, intent=Intent.TOPIC, topic=f"{previous.topic}{SEPARATOR}{beside}")
    if _points_at_one(reading) and (cited := context.papers()):
        if (
            query.intent is Intent.FACT
            and previous.intent is Intent.TOPIC
            and _THE_TOPIC.search(reading.original)
        ):
            return replace(query, papers=cited, topic=reading.rest(IT), scope=previous.scope)
        return _about_paper(reading, _it(reading, cited, previous), previous)
    if _BY_THEM.search(reading.original) and len(cited := context.papers()) == 1:
        return _about_paper(reading, cited[0], previous)
    if THE_ONE.search(reading.original) and (cited := context.papers()):
        return _the_one(reading, cited, previous)
    if _points_at_all(reading) and (cited := context.papers()):
        return _among(reading, cited, previous)
    if query.intent is Intent.PAPER and not query.topic:  # "and who wrote?"
        cited = context.papers()
        return _about_paper(reading, _it(reading, cited, previous), previous) if cited else query
    if not _is_elliptic(reading):
        return query
    if query.has_code is not None and previous.intent is Intent.PAPER and (cited := context.papers()):
        return _about_paper(reading, cited[0], previous)  # "is there code?"
    return _completed(reading, previous)


def _ranked(reading: Reading, people: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the ranked `people` that the question points at: "the second one", or "together" the first."""
    return placed(reading.original, people) or (people[:1] if _WITH_THEM.search(reading.original) else ())


def _of_people(reading: Reading, names: tuple[str, ...], previous: Query) -> Query:
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
        scope=_scope(reading, previous),
    )


def _in_time(reading: Reading, cited: tuple[str, ...]) -> list[str]:
    """The cited papers that have a date, newest first; none where there are not several to choose from."""
    chosen = select(reading.lexicon.papers, Query("", papers=cited, scope="all")).papers
    return [paper.id for paper in chosen if paper.date] if len(cited) > 1 else []


def _set_beside(reading: Reading) -> str:
    """What the topic of the conversation, "it", is to be compared with; empty where it is not."""
    if not (_SET_BESIDE.search(reading.original) and IT.search(reading.original)):
        return ""
    return topic_of(_SET_BESIDE.sub(" ", reading.rest(IT)), reading.lexicon)


def _points_at_one(reading: Reading) -> bool:
    if not IT.search(reading.original):
        return False
    if reading.query.intent in (Intent.TOPIC, Intent.FACT, Intent.LIST):
        return not reading.query.scope_said and len(reading.rest(IT).split()) <= _TOPIC_WORDS
    return reading.query.intent is Intent.PAPER


def _it(reading: Reading, cited: tuple[str, ...], previous: Query) -> str:
    """The cited paper that the last question named by its title, or the first one."""
    titled = (paper.id for paper in reading.lexicon.title_in(previous.text) if paper.id in cited)
    return next(titled, cited[0])


def _points_at_all(reading: Reading) -> bool:
    if reading.query.intent is Intent.RANK and not reading.query.topic and _ON_THAT.search(reading.original):
        return True
    return bool(THOSE.search(reading.original) or _SORT.search(reading.original))


def _about_paper(reading: Reading, paper: str, previous: Query) -> Query:
    """The question about this one paper: a property of it, a fact in it, or what it is about at all."""
    query = reading.query
    intent: Intent = Intent.PAPER
    attribute = query.attribute
    topic = topic_of(_TELL_MORE.sub(" ", reading.rest(PLACE, IT)), reading.lexicon)
    if query.has_code:
        attribute = "code"
    elif asks_affiliation(reading.original):
        attribute = "affiliations"
    elif attribute is None and topic:
        intent = Intent.FACT
    elif attribute is None:
        attribute = "abstract"
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


def _bare(reading: Reading, cited: tuple[str, ...], previous: Query) -> Query:
    """ "when?", "and the category?": of the one paper, or a list that shows it of them all."""
    match = _BARE.search(reading.original)
    assert match is not None
    written = next(word.lower() for word in match.groupdict().values() if word)
    reading.put(topic="", attribute=_ATTRIBUTE.get(written, written), has_code=None)
    if len(cited) == 1:
        reading.text = ""
        return _about_paper(reading, cited[0], previous)
    return replace(reading.query, intent=Intent.LIST, papers=cited, scope=previous.scope)


def _the_one(reading: Reading, cited: tuple[str, ...], previous: Query) -> Query:
    """The one among the papers that is about the topic, or those that pass the filters."""
    query = replace(reading.query, papers=cited, scope=previous.scope)
    topic = reading.rest(THE_ONE)
    if not topic:
        return replace(query, intent=Intent.LIST, topic="")
    return replace(query, intent=Intent.PAPER, topic=topic, attribute=query.attribute or "abstract")


def _among(reading: Reading, papers: tuple[str, ...], previous: Query) -> Query:
    """The question about these papers only."""
    topic = reading.rest(THOSE, PLACE, _SORT)
    intent = reading.query.intent
    if intent in (Intent.TOPIC, Intent.FACT, Intent.LIST):
        intent = Intent.TOPIC if topic else Intent.LIST
    if intent is Intent.LIST and previous.topic and _SIDE_BY_SIDE.search(reading.original):
        intent, topic = Intent.TOPIC, previous.topic  # what each says on it
    return replace(reading.query, papers=papers, topic=topic, intent=intent, scope=_scope(reading, previous))


def _is_elliptic(reading: Reading) -> bool:
    """Whether the question says so little that the last one must be meant to go on."""
    query, length = reading.query, len(reading.original.split())
    if length > _ELLIPTIC_WORDS or query.intent in (Intent.PROFILE, Intent.OUT_OF_DOMAIN):
        return False
    if _ELLIPSIS.search(reading.original):
        return True
    if query.topic or query.intent is Intent.RANK:
        return False
    if query.intent in (Intent.COUNT, Intent.EXTREME):  # "how many are there?", "which is the newest?"
        return not _PAPERS.search(reading.original)
    if query.scope_said and not has_filters(query) and not _ALL.search(reading.original):
        return length <= _TOPIC_WORDS  # "look at related work then"
    filters = has_filters(query) or query.scope_said
    return filters and length <= _FILTER_WORDS and not _PAPERS.search(reading.original)


def _completed(reading: Reading, previous: Query) -> Query:
    """The previous question with what the new one changes."""
    query = reading.query
    scope = _scope(reading, previous)
    if query.topic and not _has_years(query) and _WHAT_ABOUT.search(reading.original):
        asks_fact = query.intent is Intent.FACT
        return replace(query, scope=scope, intent=Intent.TOPIC if asks_fact else query.intent)
    says_intent = query.intent in (Intent.COUNT, Intent.RANK, Intent.EXTREME)
    goes_on = previous.intent in (Intent.COUNT, Intent.LIST, Intent.RANK, Intent.EXTREME)  # "and on whales?"
    intent = previous.intent if not says_intent and (goes_on or not query.topic) else query.intent
    if intent in (Intent.PROFILE, Intent.PAPER, Intent.OUT_OF_DOMAIN, Intent.FACT):
        intent = Intent.TOPIC if query.topic or previous.topic else Intent.LIST
    same = intent is previous.intent
    years = query if _has_years(query) else previous
    people = query if query.authors or query.unknown_authors else previous
    if query.authors and _TOGETHER.search(reading.original):
        people = replace(query, authors=tuple(dict.fromkeys((*previous.authors, *query.authors))))
    return replace(
        query,
        intent=intent,
        topic=query.topic or previous.topic,
        scope=scope,
        year_from=years.year_from,
        year_to=years.year_to,
        month_from=years.month_from,
        month_to=years.month_to,
        authors=people.authors,
        any_author=people.any_author,
        unknown_authors=people.unknown_authors,
        categories=query.categories or previous.categories,
        within=query.within or (() if query.topic else previous.within),
        without=tuple(dict.fromkeys((*previous.without, *query.without))),
        has_code=previous.has_code if query.has_code is None else query.has_code,
        affiliation=query.affiliation or previous.affiliation,
        attribute=query.attribute or (previous.attribute if same else None),
        newest_first=(query if query.intent is Intent.EXTREME else previous).newest_first,
        limit=query.limit or (previous.limit if same else None),
        papers=previous.papers if previous.intent is not Intent.PAPER else None,
    )


def _has_years(query: Query) -> bool:
    return bool(query.year_from or query.year_to)


def _scope(reading: Reading, previous: Query) -> ScopeFilter:
    return reading.query.scope if reading.query.scope_said else previous.scope
