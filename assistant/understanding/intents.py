"""What kind of answer a question asks for."""

from __future__ import annotations

import re

from assistant.catalog import has_filters
from assistant.datamodels import Intent
from assistant.understanding.patterns import (
    NUMBERS,
    ORDINALS,
    PAPERS,
    any_of,
    beginnings,
    number,
    opening,
    pattern,
    phrases,
)
from assistant.understanding.reading import Reading
from assistant.understanding.smalltalk import is_order, is_small_talk
from assistant.understanding.topical import asks_fact

# List them, newest first.
_IN_ORDER = pattern(
    r"\b((the )?(newest|latest|most recent|(?P<oldest>oldest|earliest)) (ones? |papers? )?first"
    r"|(in )?(reverse )?chronological(ly)?( order)?|in order of (time|date|publication))\b",
    rf"\b(sorted|ordered|arranged)( {any_of('by', 'from')} .*)?$",
)
_NUMBER = any_of(r"\d{1,2}", *NUMBERS)

# Groupings: how many papers there are per year, category, author.

_GROUPING = beginnings(
    r"(per|by|each|every) (?P<each>year|categor\w+|author|affiliation|institution)",  # papers per year
    rf"{PAPERS} an? (?P<a>year)\b|(?P<yearly>year)ly|year (by|on) (?P<on>year)|(?P<annual>annual)",
    r"(rank|order|sort|compare) (all )?(the )?(?P<rank>years|categories|authors)( by( the)? number of)?",
    # which institutions are there, but not "which institution is it from"
    r"(which|what) (?P<place>affiliation|institution|universit)\w*\b(?!.*\b(is|was) (it|they|the|that)\b)",
    r"(which|what) (?P<year>year)\b.*\b(most|least|busiest|productive|fewest|many)",
    "(busiest|most productive) (?P<busiest>year)",
    # which categories are there, but not "which category is the paper in"
    r"(which|what) (?P<category>categor\w+)\b(?!.*\b(is|was) (the|it|that|this)\b)",
    r"(distribution|breakdown|histogram) .*?(?P<over>year|categor\w+)",  # breakdown by category
    r"how productive\b.*(?P<productive>year)s?",  # how productive were the last years
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
_COAUTHORS = beginnings(
    r"co-?authors?|collaborat\w+|team(ed|s|ing)? up|join(ed|s|ing)? forces",
    # who wrote most; who works with them
    "who (publishes|published|works?|worked|writes|wrote|writes papers|writes together) (the )?(most|with)",
    "(which|what) (people|researchers|authors?|names?)",  # which names appear most often
    "who (are|is) (the )?(most|members?|authors|people|main|key|frequent)",  # who are the main authors
    rf"most {_MOST} (\w+ )?(co-?)?authors?",  # the most prolific authors
    "who (appears|shows up|is listed)",
    "who else (is|are|was|were|wrote|worked) (on |in )?(them|those|these)",
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
    rf"\b(top|first|leading|main)?\s*(?P<count>{_NUMBER})(?= ([\w-]+ ){{0,3}}?{_PERSON})",
)
_ON_MANY = phrases(rf"((on|of|with|to) )?(at least|more than|over) \w+( {PAPERS})?")
_PAPERS = re.compile(rf"\b{PAPERS}\b")
_RANKED = phrases(
    f"main|key|most|often|frequent(ly)?|usual|regular|top|important|{_MOST}",
    r"co-?author\w*|collaborat\w+|people|names?|researchers|members?|experts?|specialists?",
    "team(ed|s|ing)? up|join(ed|s|ing)? forces|appears?|shows? up|worked|works? with|printed|named",
)

# Counts.

_COUNTED = phrases("how many|(the )?(total )?(number|count) of|count")
# how many lions does the paper name: a question for a fact
_VERB = any_of("does|do|did|has|have|is|are|was|were|can|will")
_COUNT = phrases(
    # how many of their papers; the number of different papers
    "(how many|number of|count( of| the)?|how much)"
    rf" ((of (the|their|his|these|those)|group['’]?s?|(?!{_VERB}\b)[\w-]+) ){{0,4}}?{PAPERS}"
)
# how often has Ada been an author
_TIMES = beginnings(
    r"how (many times|often)\b.*\b(co-?)?(author|publish|wr(ote|itten|ite)|appear|name|list|sign)\w*"
)
# and how many; how many are there since 2020; how many of those are open
_COUNT_ONLY = pattern(
    r"^\W*(and )?how many( (are|were|is) (there|they|those|that))?"
    r"( of (them|those|these)\b.*| (in|since|before|after)\b.*)?\W*$"
)

# The newest and the oldest.

_NEWEST = phrases(
    "newest|latest|most recent(ly)?|freshest",
    r"last(?= (\w+ )?(paper|publication|work|article|thing|preprint))",  # their last journal paper
    r"when (did|was)\b.*\blast(?!\s+(year|month|week))",
    r"(came|comes|is|was|were) (published |written )?(the )?(last|newer|later|more recent)(?=\W*$)",
    # recent papers, but not "recent papers on lions"
    r"recent(?= (paper|publication|work|article)s?\b(?! (on|about|in)))",
)
_OLDEST = phrases(
    "oldest|earliest|very first|since when|how long have",
    r"when did\b.*\bfirst",
    r"when did\b.*\b(start(ing|ed)?|begin(ning)?|beg[au]n)( to)?( work(ing)?)?",
    r"(came|comes|is|was|were) (published |written )?(the )?first(?=\W*$)",
    rf"first(?= ((ever|{_NUMBER}) )?(paper|publication|work|article|thing)s?\b)",  # the first ever paper
    r"(is|was|are) (the )?(older|earlier)(?=\W*$)",
)
_HOW_MANY_OF = pattern(
    # three newest papers; three papers
    rf"\b(?P<before>{_NUMBER}) (most recent|newest|latest|oldest|earliest|last|first|{PAPERS})",
    # the newest three
    rf"\b(newest|latest|oldest|earliest|most recent|last|first|top) (?P<after>{_NUMBER})\b",
)
_NTH = phrases(rf"(?P<nth>{any_of(*ORDINALS)})(?=[ -](newest|most recent|latest|oldest|earliest))")
_PLURAL = phrases("papers", "publications", "works", "articles", "preprints")
_WHICH_OF = pattern(r"\bwhich (one )?of\b.*\b(is|was|came)\b")
_SEVERAL = 3

# One property of one paper.

_PUBLISHED = any_of(
    r"published|publish|appear\w*|released?|written|come out|came out|dated",
)
_POINTED = r"(it|them|this|that|(the|this|that) ([\w-]+ ){0,4}(paper|survey|article|preprint|work))\b"
_ATTRIBUTES = {
    "authors": phrases(
        # who is behind it; who did this
        "who (came up with|invented|introduced|proposed|developed|discovered|devised|created)",
        r"who else (is|was|wrote|worked|did|contributed|signed)\b",
        r"who (wrote|is behind|authored|published|did (it|this|that)\b)",
        r"(who|which|what) (are|is|were|was) (its|the|their) (\w+ )?authors?",  # who is the first author
        "(list|name|give|show) (me )?(its|the|all) authors",
        r"^\W*(the )?authors? of",
        "by whom",
        "whose (paper|work)",
    ),
    "date": beginnings(
        # when was it published; when did the survey appear
        rf"when (was|were|did|is)\b(?=.*\b({_PUBLISHED}|submitted|posted|paper|survey|it|that|this)\b)",
        rf"(what|which) (year|date)\b(?=.*\b({_PUBLISHED}|from|it|paper)\b)",  # which year is it from
        "publication (date|year)",
        "date of (the|that|this|its|publication)",
    ),
    "category": pattern(
        r"\b(what|which) (arxiv )?categor\w+ (is|was|does|do|has)\b",
        r"\bcategory of\b",
    ),
    "venue": beginnings(
        # where was it published; in which journal did the survey appear
        rf"where (was|were|did|is|has)\b(?=.*\b{_PUBLISHED})",
        r"(what|which) (journal|conference|venue|workshop|proceedings)\b(?! papers)",
        "(journal|conference|venue) of (the|that|this|its)",
    ),
    "link": pattern(
        rf"\b((web)?links?|urls?|dois?|pdfs?|web address|arxiv (id|number)) (to|of|for) (?={_POINTED})",
        rf"\bwhere (can|could|do) i (read|find|download|get) (?={_POINTED})",
        rf"\b(download|open) (?={_POINTED})",
        r"\b(its|the) (link|url|doi|pdf|arxiv (id|number))\b",
    ),
    "title": phrases("what (is|was) (its|the) title", "title of"),
}

# who is the professor
_WHO_IS = opening(
    "who (is|are) (they|this researcher|the (professor|researcher|principal investigator|pi"
    r"|head of the (group|lab)))\s*\W*$"
)


# list everything; what do they work on; give me an overview of the research; what is new
_LISTING = re.compile(
    rf"\b{PAPERS}\b"
    r"|\b(list|all|everything|anything|something|works?|working|worked|research\w*|topics?|overview|summary|published"
    r"|publish|wrote|written?|writes?|done|do|study|studied|new|interests?|projects?|related|others?|those|these|them|ones)\b",
    re.IGNORECASE,
)


def asks_nothing(reading: Reading) -> bool:
    """Whether a question that names no topic asks for no list either: "how old is the professor?"."""
    query = reading.query
    named = query.unknown_authors or query.unknown_affiliation or query.papers or query.scope_said
    asked = has_filters(query) or named or _LISTING.search(reading.voiced)
    return query.intent is Intent.LIST and not query.topic and not asked


def read_intent(reading: Reading) -> None:
    """The first intent that fits, from the plainest to the vaguest."""
    if order := reading.take(_IN_ORDER):
        reading.put(newest_first=not order["oldest"])
    intent, attribute = _intent(reading)
    reading.put(intent=intent, attribute=attribute)
    if intent is Intent.EXTREME:
        _read_extreme(reading)


def _intent(reading: Reading) -> tuple[Intent, str | None]:
    if is_order(reading.query.text):  # before its opening was passed over
        return Intent.OUT_OF_DOMAIN, None
    if reading.query.attribute == "citations":  # see unrecorded.py
        return Intent.PAPER, "citations"
    if reading.query.facts:
        return Intent.PROFILE, None
    if grouping := _grouping(reading):
        return Intent.RANK, grouping
    if _COUNT.search(reading.text) or _COUNT_ONLY.search(reading.text):
        reading.take(_COUNTED)
        return Intent.COUNT, None
    if reading.query.authors and reading.take(_TIMES):
        return Intent.COUNT, None
    if intent := _coauthors(reading):
        return intent, "authors" if intent is Intent.RANK else None
    if _NEWEST.search(reading.text) or _OLDEST.search(reading.text):
        return Intent.EXTREME, None
    for name, asked in _ATTRIBUTES.items():
        if reading.take(asked):
            return Intent.PAPER, name
    if reading.query.papers:  # given by its title or number
        fact = reading.rest() and asks_fact(reading)
        return (Intent.FACT, None) if fact else (Intent.PAPER, "abstract")
    if is_small_talk(reading.original):
        return Intent.OUT_OF_DOMAIN, None
    if reading.lexicon.facts and _WHO_IS.search(reading.voiced):
        reading.put(facts=tuple(reading.lexicon.facts))
        return Intent.PROFILE, None
    if reading.rest():
        return (Intent.FACT if asks_fact(reading) else Intent.TOPIC), None
    return Intent.LIST, None


_FEWEST = phrases("fewest|least")


def _grouping(reading: Reading) -> str | None:
    """What papers are counted by: "year", "category", "affiliations" or "authors"."""
    if _ATTRIBUTES["category"].search(reading.text):  # of one paper
        return None
    match = reading.take(_GROUPING)
    if match is None:
        return None
    if (match["year"] or match["busiest"]) and not _FEWEST.search(match.group()):
        reading.put(limit=1)  # the one year with most
    by = next(filter(None, match.groupdict().values())).lower().removesuffix("s")
    if by in ("affiliation", "institution", "universit"):
        reading.take_all(_RANKED)
        return "affiliations"
    return "authors" if by == "author" else "year" if by in ("year", "annual") else "category"


def _coauthors(reading: Reading) -> Intent | None:
    """A ranking of authors; but "papers with Ada as a collaborator" asks for papers."""
    text, query = reading.text, reading.query
    if (
        query.scope == "group"
        and _WHO_WORKS.search(text)
        and (reading.rest(_RANKED) or _ON_THAT.search(text))
    ):
        reading.take_all(_RANKED)
        return Intent.RANK
    if query.any_author and reading.take(_WHO_MORE):  # who wrote more, Ada or Emmy
        return Intent.RANK
    if query.unknown_authors or _WHO_WROTE.search(text) or not _COAUTHORS.search(text):
        return None
    if query.authors and _PAPERS.search(text) and not _WHO_MOST.search(text):
        return Intent.LIST
    if not _PEOPLE.search(text):  # "co-authored"
        return None
    if top := reading.take(_TOP):
        reading.put(limit=number(top["count"], otherwise=1))
    reading.take_all(_ON_MANY)
    reading.take_all(_RANKED)
    return Intent.RANK


def _read_extreme(reading: Reading) -> None:
    """How many of the newest or oldest papers are asked for."""
    match = _HOW_MANY_OF.search(reading.text)
    written = (match["before"] or match["after"]) if match else ""
    limit = number(
        written,
        otherwise=_SEVERAL if _PLURAL.search(reading.text) and not _WHICH_OF.search(reading.text) else 1,
    )
    if nth := reading.take(_NTH):  # the second newest: the two newest show which one it is
        limit = 1 + ORDINALS.index(nth["nth"].lower())
    reading.put(newest_first=not _OLDEST.search(reading.text), limit=limit)
    for phrase in (_HOW_MANY_OF, _NEWEST, _OLDEST):
        reading.take(phrase)
