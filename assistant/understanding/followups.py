"""A question that leaves something to the conversation -> the Query that it means there."""

from __future__ import annotations

from dataclasses import replace

from assistant.datamodels import Intent, Query
from assistant.understanding.chosen_papers import BARE, about_paper, among, bare, in_time, of_people, the_one
from assistant.understanding.concepts import SEPARATOR
from assistant.understanding.context import Context, scope_of
from assistant.understanding.earlier_topic import (
    asks_who_built_on,
    goes_on,
    in_that_area,
    is_about,
    later_papers,
    with_more,
)
from assistant.understanding.ellipsis import completed, is_elliptic
from assistant.understanding.patterns import PAPERS, pattern, phrases
from assistant.understanding.pointing_words import IT, PLACE, SORT, THE_ONE, THOSE, placed
from assistant.understanding.reading import Reading
from assistant.understanding.relative_time import read_relative_time
from assistant.understanding.superlatives import other_end
from assistant.understanding.topic import topic_of
from assistant.understanding.venues import named_alone

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
# how does it compare to lions; not: how many did it need compared to lions
_SET_BESIDE = phrases(
    "compares?( (to|with))?|(?<=it.)compared (to|with)",
    "differs?( from)?|different from|relate[sd]?( to)?|versus|vs",
)
_ON_THAT = phrases("(on|in|about) (it|that|this|them)|the other (co-?)?authors")  # who worked on that?

# the older one, of those that were listed
_OLDER = phrases("older|earlier|oldest|earliest|first")
_OF_THE_LISTED = pattern(
    r"^\W*((and|what about|how about|which is|what is|show me) )*the (older|newer|earlier|later|more recent)"
    r"( (one|paper|of the (two|three)))?\W*$"
)
_AGED = phrases("(the|that) (older|(?P<new>newer|later|more recent)|earlier) (one|paper|work|survey)")
_THE_TOPIC = phrases("it|its")
_THEM = phrases("they|them|their|these|those")
# of a single paper: which lions do they identify
_BY_THEM = pattern(
    r"\b(do|did|does|can|could|have) (they|the authors) (identif|propos|show|us(e|ed)\b|evaluat|report|claim"
    r"|conclud|compar|test|train|measur|achiev|get|mean|defin|introduc|recommend|suggest|argu|need|solv|call|find)\w*"
)
# of a single paper: how many lions
_OF_THE_ONE = pattern(
    r"^\W*(and )?(how (many|much|often|large|big|long)|which|what)(?! (about|else|is|are)\b)"
    rf"(?!.*\b{PAPERS}\b)"
    r"( [\w-]+){1,3}\W*$"
)
_WITH_THEM = phrases("together|with (him|her|them)")
_WRITTEN = phrases("written|write|wrote|writes|publish(ed)?|else|papers|author|co-?author")
_HIS = phrases("his|her|hers|he|she|him")
_ONE_PERSON = phrases("co-?author|collaborator|person|author")
# of people: which do they share
_SHARED = phrases(
    "(they|the two|both)( of them)?( both)? (share|have in common)",
    "(ones|papers|works|publications|these|those) (are|were|is) (by|from|shared by) both( of them)?",
    r"(write|wrote|written|publish(ed)?|do|did|done|worked) ([\w-]+ ){0,2}(together|jointly)",
    "(joint|shared) (papers?|ones|work)|in common",
)

_TOPIC_WORDS = 6
"""A topic with more words is one of its own, whatever "it" is there."""

_WHO_ARE_THE_AUTHORS = pattern(
    r"^\W*(and )?(who (are|is|were)|list|name) (the|its|their) (co-?)?authors?\W*$",
    r"^\W*(and )?who (is|are|was|were) involved\W*$",
)


def resolve(reading: Reading, context: Context) -> Query:
    """What `reading` asks after the question of `context`.

    It may be about one of the papers there ("the second one", "it") or all of them ("those"), about a time
    before or after theirs, or say only what differs from the previous question ("and since 2021?").
    Otherwise it stands on its own.
    """
    if context.query.categories and reading.query.topic in reading.lexicon.categories:  # and AI?
        reading.put(categories=(reading.query.topic,), topic="", intent=Intent.LIST)
    if (context.query.venues or context.query.unknown_venue) and (venue := named_alone(reading)):  # and ICML?
        reading.put(venues=(venue,), topic="", intent=Intent.LIST)
    query, previous = reading.query, context.query
    if query.papers:
        return query
    of_authors = previous.intent is Intent.PAPER and _WRITTEN.search(reading.original)
    if previous.intent is Intent.RANK or (of_authors and previous.attribute == "authors"):
        named = _ranked(reading, context.people(), previous)
        if named:
            return of_people(reading, named, previous)
    if previous.intent is Intent.EXTREME and previous.attribute:
        largest = other_end(reading.original)
        if largest is not None:  # the longest title; and the shortest?
            return replace(previous, text=query.text, newest_first=largest)
    if shared := _shared(reading, context):
        return shared
    of_a_list = (
        query.intent not in (Intent.EXTREME, Intent.PROFILE, Intent.RANK) and not query.author_position
    )
    if of_a_list and PLACE.search(reading.original):
        chosen = placed(reading.original, (context.listed or context.papers)())
        if len(chosen) == 1:
            return about_paper(reading, chosen[0], previous)
        if chosen:
            return among(reading, chosen, previous)
    if _WHY.search(reading.original) and len(cited := context.papers()) == 1:
        reading.text = ""
        return about_paper(reading, cited[0], previous)
    if _MORE.search(reading.original) and (cited := context.papers()):
        reading.text = ""
        return about_paper(reading, cited[0], previous)
    if query.intent is Intent.PROFILE:
        return query
    if query.without and not query.topic and is_elliptic(reading):  # not the survey
        return completed(reading, previous)
    if BARE.search(reading.original) and (cited := context.papers()):
        return bare(reading, cited, previous)
    if _OF_THE_LISTED.search(reading.original) and len(cited := context.papers()) > 1:
        newest = not _OLDER.search(reading.original)
        scope = scope_of(reading, previous)
        return Query(query.text, Intent.EXTREME, scope=scope, newest_first=newest, limit=1, papers=cited)
    if (aged := reading.take(_AGED)) and (dated := in_time(reading, context.papers())):
        return about_paper(reading, dated[0 if aged["new"] else -1], previous)  # who wrote the older one?
    if read_relative_time(reading, previous, context.papers):
        return completed(reading, previous)
    if previous.topic and (beside := _set_beside(reading)):
        return replace(query, intent=Intent.TOPIC, topic=f"{previous.topic}{SEPARATOR}{beside}")
    if asks_who_built_on(reading) and (cited := context.papers()):
        return later_papers(reading, _it(reading, cited, previous), previous)
    if wider := with_more(reading, previous) or in_that_area(reading, previous):
        return wider
    if _points_at_one(reading) and (cited := context.papers()):
        if (
            query.intent is Intent.FACT
            and previous.intent is Intent.TOPIC
            and _THE_TOPIC.search(reading.original)
        ):
            return replace(query, papers=cited, topic=reading.rest(IT), scope=previous.scope)
        return about_paper(reading, _it(reading, cited, previous), previous)
    if _WHO_ARE_THE_AUTHORS.search(reading.original) and (cited := context.papers()):
        reading.put(intent=Intent.RANK, attribute="authors", topic="")
        if len(cited) == 1 or previous.intent is Intent.PAPER:
            return about_paper(reading, _it(reading, cited, previous), previous)
        return among(reading, cited, previous)
    if goes_on(reading) and len(cited := context.papers()) == 1 and is_about(reading, cited[0]):
        return about_paper(reading, cited[0], previous)
    if _BY_THEM.search(reading.original) and len(cited := context.papers()) == 1:
        return about_paper(reading, cited[0], previous)
    if THE_ONE.search(reading.original) and (cited := context.papers()):
        return the_one(reading, cited, previous)
    if _points_at_all(reading) and (cited := _those(context)):
        return among(reading, cited, previous)
    if query.intent is Intent.PAPER and not query.topic:  # "and who wrote?"
        cited = context.papers()
        if len(cited) > 1 and _THEM.search(reading.original):  # where were they published?
            return replace(query, intent=Intent.LIST, papers=cited, scope=previous.scope)
        return about_paper(reading, _it(reading, cited, previous), previous) if cited else query
    if _OF_THE_ONE.search(reading.original) and query.topic and not query.has_filters:
        cited = () if query.scope_said else context.papers()
        if len(cited) == 1:  # how many benchmarks?
            return about_paper(reading, cited[0], previous)
    if not is_elliptic(reading):
        return query
    if query.has_code is not None and previous.intent is Intent.PAPER and (cited := context.papers()):
        return about_paper(reading, cited[0], previous)  # "is there code?"
    if query.intent is Intent.EXTREME and previous.intent is Intent.PAPER and context.listed:
        return among(reading, context.listed(), previous)  # "the oldest one": of the list that it is from
    return completed(reading, previous)


def _ranked(reading: Reading, people: tuple[str, ...], previous: Query) -> tuple[str, ...]:
    """Those of the ranked `people` that the question points at: "the second one", or "together" the first.

    Whoever asked for one of them ("the most frequent co-author") means the first with "his", too.
    """
    if chosen := placed(reading.original, people):
        return chosen
    meant = _WITH_THEM.search(reading.original)
    if previous.topic == "" and _ONE_PERSON.search(previous.text):
        meant = meant or _HIS.search(reading.original)
    return people[:1] if meant else ()


def _shared(reading: Reading, context: Context) -> Query | None:
    """The papers that the people of the last two questions wrote together; None where it asks for none."""
    query, one, other = reading.query, context.earlier, context.query
    if one is None or query.authors or not (one.authors and other.authors) or one.authors == other.authors:
        return None
    if not _SHARED.search(reading.original):
        return None
    both = tuple(dict.fromkeys((*one.authors, *other.authors)))
    intent = Intent.COUNT if query.intent is Intent.COUNT else Intent.LIST
    return replace(query, intent=intent, topic="", papers=None, authors=both, attribute=None)


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


def _those(context: Context) -> tuple[str, ...]:
    """The papers of the last answer; where that was one of several, all these: "and which is on lions?"."""
    cited, among_which = context.papers(), context.query.papers or ()
    return among_which if len(cited) == 1 < len(among_which) else cited


def _points_at_all(reading: Reading) -> bool:
    if reading.query.intent is Intent.RANK and not reading.query.topic and _ON_THAT.search(reading.original):
        return True
    return bool(THOSE.search(reading.original) or SORT.search(reading.original))
