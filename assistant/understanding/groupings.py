"""What papers are counted by: year, category, venue, affiliation, or the people who signed them."""

from __future__ import annotations

import re

from assistant.datamodels import Attribute, Intent
from assistant.understanding.patterns import (
    NUMBER,
    PAPERS,
    beginnings,
    number,
    pattern,
    phrases,
)
from assistant.understanding.reading import Reading

CATEGORY_OF_ONE = pattern(
    r"\b(what|which) (arxiv )?category (is|was|does|has)\b",
    r"\b(what|which) (arxiv )?categories (is|was|does|has|do(?! they)|are(?! (there|they)))\b",
    r"\bcategory of\b",
)
"""A question for the category of one paper, which is no count by category."""

_FEWEST = phrases("fewest|least")

_DO = "(do|does|have|has)"
_VENUE = "venue|journal|conference"
_GROUPING = beginnings(
    # papers per year
    r"(per|by|each|every) ((arxiv|publication) )?(?P<each>year|categor\w+|author|affiliation|institution"
    r"|venue|journal|conference)",
    rf"{PAPERS} an? (?P<a>year)\b|year (by|on) (?P<on>year)",
    # the annual number of papers, but not "for our annual report"
    r"((?P<yearly>year)ly|(?P<annual>annual)) ((number|count|total)s?( of( the| their)?)? )?"
    rf"({PAPERS}|output)\b",
    r"(rank|order|sort|compare) (all )?(the )?(?P<rank>years|categories|authors)( by( the)? number of)?",
    r"(rank|order|sort) (all )?(the |his |their )?(?P<people>co-?authors|collaborators|people|researchers)"
    r"( by)?( the)?( number of| how many)?",
    # in which years did Ada publish
    r"(which|what) (?P<years>years)\b",
    # which institutions are there, but not "which institution is it from"
    r"(which|what) (?P<place>affiliation|institution|universit)\w*\b(?!.*\b(is|was) (it|they|the|that)\b)",
    r"(which|what|the) (?P<year>year)\b.*"
    r"\b(most|least|busiest|productive|fewest|many|highest|largest|lowest)",
    rf"(busiest|most productive) (?P<busiest>year)|(?P<when>when)\b.*\b(most|fewest) {PAPERS}",
    # which categories are there, but not "which category is the paper in"
    r"(which|what) (?P<category>categor\w+)\b(?!.*\b(is|was) (the|it|that|this)\b)",
    # which journals do they publish in, but not "which conferences were they published at"
    r"(which|what|(how many|list|show|name)( me)?( all)?( the)?) ((different|other|main) )?"
    r"(?P<venue>(venue|journal|conference)s)\b(?! of\b)(?!.*\b(is|was|were|are) (it|they|these|those)\b)",
    r"(which|what) (?P<favourite>venue|journal|conference)\b(?=.*\b(most|often|many)\b)",
    rf"where {_DO} ([\w.]+ ){{1,4}}?(?P<where>publish)(ed)?\b(?! (it|this|that|the|their)\b)",
    r"(distribution|breakdown|histogram) .*?(?P<over>year|categor\w+|venue)s?\b",  # breakdown by category
    # the main venues, the most common journals
    r"(main|top|usual|preferred|most (frequent|common|important|popular)) (publication )?"
    rf"(?P<main>{_VENUE})s?\b",
    r"how productive\b.*(?P<productive>year)s?",  # how productive were the last years
)
_BY = "(per|by|for each|for every|each|every|over|across)"
_CATEGORY = "((arxiv )?(categor(y|ies)|section))"
_YEAR_AND_CATEGORY = phrases(
    rf"{_BY} years?,? (and|&|then|as well as) ({_BY} )?{_CATEGORY}",
    rf"{_BY} {_CATEGORY},? (and|&|then|as well as) ({_BY} )?years?",
    rf"{_BY} {_CATEGORY} {_BY} year|{_BY} year {_BY} {_CATEGORY}",
)
# in which category do most of them fall
_SPREAD = phrases(
    r"falls?( (in|into|under))?|belongs?( to)?|lies?|(the )?(most|majority|bulk)( of)?|filed( under)?"
)
# in which journals do they publish most often
_MOSTLY = phrases("most(ly)?|often|frequent(ly)?|usually|mainly|many|publish(ed)?( (in|at))?")
_BREAKDOWN = phrases(
    "distribution|breakdown|histogram|split|statistics|stats|table|cross-?tabulation|broken down"
)
_MOST = "(frequent|prolific|productive|common)"
# who in the group works on lions; the experts on lions
_WHO_WORKS = beginnings(
    r"who (in|from|of|at) (the|this|that|his|their) (group|lab|team)",
    r"who (is |are |has |have )?(been )?(works?|worked|working|does|did|doing|research(es|ed)?) "
    r"(research |work |something |anything )?(on|in|with|about)\b",
    "who (studies|studied|investigates?)",
    "(who|which (people|authors|researchers)) (is|are) (the )?(experts?|specialists?)",
)
_CONTACT = beginnings(
    # who should I contact about lions; who is the person to talk to on lions
    "(who|whom) (should|can|could|do|would|shall|must|might) (i|we|one|someone|you) "
    "(contact|talk to|ask|e-?mail|write to|approach|speak (to|with)|turn to|meet|reach out to)",
    "(who|whom) (to|is to) (contact|talk to|ask|e-?mail|approach|speak (to|with))",
    "(who|which (person|author))( is| would be)?( the)?( (right|best|main))* (person|contact|one|expert)"
    "( (to|i should|for me to) (contact|talk to|ask|e-?mail|approach|speak (to|with)))?( (about|for|on))?",
    "(contact|point of contact) (person )?(for|on|about)",
)
_EVERYBODY = 99
# how many people wrote with Ada; not: how many authors does the paper have
_HOW_MANY_PEOPLE = phrases(
    "(how many|the number of) (different |distinct |unique |other )*"
    "(people|(co-?)?authors|researchers|persons|scientists)"
    r"(?!.*\b(paper|survey|article|study|it)\b)"
    r"(?= (\w+ ){0,4}?(wr[io]\w+|work\w*|publish\w*|sign\w*|co-?\w+|are|there))"
)
_MOST_OF = phrases("most|often|frequent(ly)?")
# who was first author most often; all first authors
_FIRST_AUTHORS = pattern(
    r"\b(who|which (people|authors|researchers))\b.*\b(first|lead)[ -]author(ed|s)?\b.*\b(most|often)\b",
    r"\b(most|often) ([\w-]+ )?(first|lead)[ -]authors?\b|\b(per|by|each) (first|lead)[ -]author\b",
    r"^\W*((list|show|name|give)( me)?|who are|how many) (all )?(the |different )*(first|lead)[ -]authors\b",
)
_COAUTHORS = beginnings(
    r"co-?authors?|collaborat\w+|team(ed|s|ing)? up|join(ed|s|ing)? forces",
    # who wrote most; who works with them
    "who (publishes|published|works?|worked|writes|wrote|writes papers|writes together) (the )?(most|with)",
    # which names appear most often; not: what name do they give to lions
    r"(which|what) (people|researchers|authors?)",
    r"(which|what) names?\b(?! (do|does|did|is|was|has|have) (they|the|it|he|she|given)\b)",
    "who (are|is) (the )?(most|members?|authors|people|main|key|frequent)",  # who are the main authors
    rf"most {_MOST} (\w+ )?(co-?)?authors?",  # the most prolific authors
    r"(authors|people|researchers) (with|on|who)"
    rf" (?=.*\b(at least|more than|over|exactly) {NUMBER} {PAPERS})",
    "who (appears|shows up|is listed)",
    "who else (is|are|was|were|wrote|worked) (on |in )?(them|those|these)|the other (co-?)?authors",
    r"who (has|have) .*\b(most|worked)",  # who has worked with them
    r"with whom|whom do(es)?\b",
    r"who do(es)?\b.*\bwith\b",  # who does he write with
)
_PERSON = r"(co-?authors?|collaborators|people|names?|researchers|authors?)"
_PEOPLE = phrases(_PERSON, r"who|whom|collaborat\w+")
_ON_THAT = phrases("(on|in|about) (it|that|this|these|those|them)")
_WHO_WROTE = phrases("who wrote")
_WHO_MOST = pattern(r"\bwho\b", "most")
_WHO_MORE = pattern(r"\bwho\b.*\b(more|most)\b")
_TOP = pattern(
    rf"\b(top|first|leading|main)?\s*(?P<count>{NUMBER})(?= ([\w-]+ ){{0,3}}?{_PERSON})",
)
_ON_MANY = phrases(
    rf"((on|of|with|to|has|have|signed|(co-?)?(wrote|written|authored)) )*"
    rf"(?P<how>at least|more than|over|exactly|only|just|precisely) (?P<count>{NUMBER})( {PAPERS})?"
)
_PAPERS = re.compile(rf"\b{PAPERS}\b")
_RANKED = phrases(
    f"main|key|close(st)?|most|often|frequent(ly)?|usual|regular|top|important|{_MOST}",
    r"co-?author\w*|collaborat\w+|people|names?|researchers|members?|experts?|specialists?",
    "team(ed|s|ing)? up|join(ed|s|ing)? forces|appears?|shows? up|worked|works? with|printed|named",
)


def read_grouping(reading: Reading) -> Attribute | None:
    """The attribute by which the question wants papers counted; None where the question counts nothing."""
    if CATEGORY_OF_ONE.search(reading.text):  # of one paper
        return None
    if reading.take(_YEAR_AND_CATEGORY):
        reading.take_all(_BREAKDOWN)
        return Attribute.YEAR_AND_CATEGORY
    match = reading.take(_GROUPING)
    if match is None:
        return None
    if (match["year"] or match["busiest"] or match["when"]) and not _FEWEST.search(match.group()):
        reading.put(limit=1)  # the one year with most
    by = next(filter(None, match.groupdict().values())).lower().removesuffix("s")
    if by in ("affiliation", "institution", "universit"):
        reading.take_all(_RANKED)
        return Attribute.AFFILIATIONS
    if by in ("venue", "journal", "conference", "publish"):
        reading.take_all(_MOSTLY)
        return Attribute.VENUE
    if by in ("author", "co-author", "coauthor", "collaborator", "people", "researcher"):
        reading.take_all(_RANKED)
        return Attribute.AUTHORS
    reading.take_all(_SPREAD)
    reading.take_all(_BREAKDOWN)
    return Attribute.YEAR if by in ("year", "annual", "when") else Attribute.CATEGORY


def read_coauthors(reading: Reading) -> Intent | None:
    """RANK for a question for people; LIST for papers of a person: "papers with Ada as co-author"."""
    text, query = reading.text, reading.query
    if query.scope == "group" and not query.authors and (contact := _CONTACT.search(text)):
        reading.blank(*contact.span())
        if reading.rest(_RANKED):
            reading.take_all(_RANKED)
            return Intent.RANK
    if (
        query.scope == "group"
        and _WHO_WORKS.search(text)
        and (reading.rest(_RANKED) or _ON_THAT.search(text))
    ):
        reading.take_all(_RANKED)
        return Intent.RANK
    if match := _HOW_MANY_PEOPLE.search(text):
        reading.blank(*match.span())
        reading.take_all(_RANKED)
        reading.put(limit=_EVERYBODY)
        return Intent.RANK
    if not query.authors and _FIRST_AUTHORS.search(text):
        reading.take_all(_FIRST_AUTHORS)
        reading.take_all(_RANKED)
        everybody = None if _MOST_OF.search(text) else _EVERYBODY
        reading.put(author_position="first", limit=everybody)
        return Intent.RANK
    if query.any_author and reading.take(_WHO_MORE):  # who wrote more, Ada or Emmy
        return Intent.RANK
    wrote_it = _WHO_WROTE.search(text) and not _WHO_MOST.search(text)
    if query.unknown_authors or wrote_it or not _COAUTHORS.search(text):
        return None
    if query.authors and _PAPERS.search(text) and not _WHO_MOST.search(text):
        return Intent.LIST
    if not _PEOPLE.search(text):  # "co-authored"
        return None
    if top := reading.take(_TOP):
        reading.put(limit=number(top["count"], otherwise=1))
    if many := reading.take(_ON_MANY):
        count, how = number(many["count"], otherwise=1), many["how"].lower()
        least = count + (how in ("more than", "over"))
        reading.put(least_papers=least)
        if how not in ("at least", "more than", "over"):
            reading.put(most_papers=count)
    reading.take_all(_RANKED)
    return Intent.RANK
