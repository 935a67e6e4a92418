"""What kind of answer a question asks for."""

from __future__ import annotations

from assistant.datamodels import Attribute, Intent
from assistant.understanding.groupings import CATEGORY_OF_ONE, read_coauthors, read_grouping
from assistant.understanding.listed_years import lists_years
from assistant.understanding.patterns import (
    NUMBER,
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
from assistant.understanding.superlatives import asks_length, read_superlative

# List them, newest first.
_IN_ORDER = pattern(
    r"\b((the )?(newest|latest|most recent|oldest|earliest) (ones? |papers? )?first"
    r"|(from )?(the )?(oldest|earliest|newest|latest) to (the )?(oldest|earliest|newest|latest)"
    r"|(sorted |ordered |arranged )?(by|in order of) (publication )?dates?(?! and)"
    r"|(in )?(reverse )?chronological(ly)?( order)?|in order of (time|date|publication))\b",
    rf"\b(sort|order|arrange)(e?d)?( (it|them|these|those))?( {any_of('by', 'from')} .*)?$",
)

_OLDEST_FIRST = pattern(
    r"(oldest|earliest)\b.*\b(first|to)\b|\bfrom (the )?(oldest|earliest)|(?<!reverse\s)\bchronological"
)

# Counts.

_COUNTED = phrases("how many|(the )?(total )?(number|count) of|count")
# how many lions does the paper name; how many lions are in the paper: questions for a fact
_OTHER_PART = any_of("does|do|did|has|have|is|are|was|were|can|will", "in|on|at|by|for|from|with|about")
_COUNT = phrases(
    # how many of their papers; the number of different papers
    "(how many|number of|count( of| the)?|how much)"
    rf" ((of (the|their|his|these|those)|group['’]?s?|(?!{_OTHER_PART}\b)[\w-]+) ){{0,4}}?{PAPERS}"
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

# how many are there, and which ones
_AND_WHICH = pattern(
    r"\b(which|what)( (ones?|papers|titles|of them))?( (are|were) (they|these|those))?\W*$",
    r"(,|;|[.?]|\band) (please )?(list|name|show|give)\b",
)

_MORE = pattern(r"\b(more|most|fewer|fewest|less)\b")

# The newest and the oldest.

_NEWEST = phrases(
    "newest|latest|most recent(ly)?|freshest",
    r"last(?= (\w+ )?(paper|publication|work|article|thing|preprint))",  # their last journal paper
    r"when (did|was)\b.*\blast(?!\s+(year|month|week))",
    r"(came|comes|is|was|were|publish(ed)?|wrote|write|appear(ed)?) ((published|written|out) )?(the )?"
    r"(last|newer|later|more recent)(?=\W*$)",
    # recent papers, but not "recent papers on lions"
    r"recent(?= (paper|publication|work|article)s?\b(?! (on|about|in)))",
)
_OLDEST = phrases(
    "oldest|earliest|very first|since when|how long have",
    r"when did\b.*\bfirst",
    r"when did\b.*\b(start(ing|ed)?|begin(ning)?|beg[au]n)( to)?( work(ing)?)?",
    r"(came|comes|is|was|were) (published |written )?(the )?first(?=\W*$)",
    rf"first(?= ((ever|{NUMBER}) )?(paper|publication|work|article|thing)s?\b)",  # the first ever paper
    r"(is|was|are) (the )?(older|earlier)(?=\W*$)",
)
_NEWEST_ONE = phrases(
    "(newest|latest|most recent|oldest|earliest) (one|paper|publication|work|article|preprint)"
)
_HOW_MANY_OF = pattern(
    # three newest papers; three papers
    rf"\b(?P<before>{NUMBER}) (most recent|newest|latest|oldest|earliest|last|first|{PAPERS})",
    # the newest three
    rf"\b(newest|latest|oldest|earliest|most recent|last|first|top) (?P<after>{NUMBER})\b",
)
_NTH = phrases(rf"(?P<nth>{any_of(*ORDINALS)})(?=[ -](newest|most recent|latest|oldest|earliest))")
# the oldest paper, and from which year is it
_AND_WHEN = pattern(
    r",? (and|from|in) ((from|in|of) )?(which|what) (year|month|date)\b"
    r"( (is|was|did|does) (it|this|that|they)\b[^,;?!]*)?(?=\W*$)",
    r",? and when (was|is|did|were) (it|this|that|they)\b[^,;?!]*(?=\W*$)",
)
_LISTED = phrases(
    "(that is |which is )?(listed|recorded|printed|there is|we have|you have)( (for|of|by) (them|him|her))?"
)
_PLURAL = phrases("papers", "publications", "works", "articles", "preprints")
_WHICH_OF = pattern(
    r"\bwhich (one )?of\b.*\b(is|was|came)\b", r"\bwhich (one|paper|publication|article|preprint)\b"
)
_SEVERAL = 3
# what have they been up to lately
_LATELY = phrases("lately|recently|these days|nowadays|at the moment|currently|presently|right now")
_FEW = 5

# One property of one paper.

_PUBLISHED = any_of(
    r"published|publish|appear\w*|released?|written|come out|came out|dated",
)
_POINTED = r"(it|them|this|that|(the|this|that) ([\w-]+ ){0,4}(paper|survey|article|preprint|work))\b"
_THE_PAPER = (
    r"(?=(the|their|that) (?!group|lab\b|team)([^\s,;?]+ ){1,8}?(paper|survey|article|study|preprint)\b)"
)
_ATTRIBUTES = {
    Attribute.AUTHORS: phrases(
        # who is behind it; who did this
        "who (penned|came up with|invented|introduced|proposed|developed|discovered|devised|created)",
        r"who else (is|was|wrote|worked|did|contributed|signed)\b",
        r"who (wrote|is behind|authored|published|did (it|this|that)\b)",
        r"(who|which|what) (are|is|were|was) (its|the|their) (\w+ )?authors?",  # who is the first author
        "(list|name|give|show) (me )?(its|the|all) authors",
        r"^\W*(and |what about |how about )*(the )?authors? of",
        "by whom|who (is|was|were|are) involved",
        # how many authors does the survey have
        r"how many (co-?)?authors (do|does|did|has|have|had|are (on|behind))"
        r" (?=(the|this|that|it)\b(?! (group|lab|team)\b))",
        "whose (paper|work)",
    ),
    Attribute.DATE: beginnings(
        # when was it published; when did the survey appear
        rf"when (was|were|did|is)\b(?=.*\b({_PUBLISHED}|submitted|posted|paper|survey|it|that|this)\b)",
        rf"(what|which) (year|date)\b(?=.*\b({_PUBLISHED}|from|it|paper)\b)",  # which year is it from
        "publication (date|year)",
        "date of (the|that|this|its|publication)|(publication )?dates of",
    ),
    Attribute.CATEGORY: CATEGORY_OF_ONE,
    Attribute.VENUE: beginnings(
        # where was it published; in which journal did the survey appear
        rf"where (was|were|did|is|has)\b(?=.*\b{_PUBLISHED})",
        r"(what|which) (journals?|conferences?|venues?|workshops?|proceedings)\b(?! papers)",
        "(journal|conference|venue) of (the|that|this|its)|venues of",
        "with (the|their) (venues?|journals?|conferences?)",
    ),
    Attribute.LINK: pattern(
        rf"\b((web)?links?|urls?|dois?|pdfs?|web address|arxiv (id|number)) (to|of|for) (?={_POINTED})",
        rf"\bwhere (can|could|do) i (read|find|download|get) (?={_POINTED})",
        rf"\b(download|open) (?={_POINTED})",
        r"\b(its|the) (link|url|doi|pdf|arxiv (id|number))\b",
    ),
    Attribute.TITLE: phrases("what (is|was) (its|the) title", "title of"),
    Attribute.ABSTRACT: pattern(
        r"^\W*what (is|was) (the|this|that) (paper|article|survey|study|preprint) about\W*$",
        # the abstract of the lions paper; summarise the lions paper
        rf"\b(the |an? )?(abstract|summary|gist|main (idea|point|finding|result|message)s?) of {_THE_PAPER}",
        rf"^\W*((please|can you|could you) )*(summari[sz]e|outline|describe|explain) {_THE_PAPER}",
    ),
}

# and year; authors, date and journal of
_NAMED = {
    "author": Attribute.AUTHORS,
    "year": Attribute.DATE,
    "date": Attribute.DATE,
    "journal": Attribute.VENUE,
    "conference": Attribute.VENUE,
    "venue": Attribute.VENUE,
}
_PROPERTY = f"((first|last) )?{any_of(*_NAMED)}s?"
_PROPERTY_ALONE = phrases(f"(the )?((first|last) )?(?P<name>{any_of(*_NAMED)})s?")
_AND_PROPERTY = pattern(
    rf"(,|\b(and|with)\b)\s*((in|from|on|at) )?((the|its|their|which|what) )?{_PROPERTY}\b"
    r"(?=\W*($|,|(and|of|did|does|was|is|it|please|thanks?)\b))",
    rf"^\W*((please|give me|give|tell me|show|i need) )*((the|its) )?{_PROPERTY}(?=\W*(,|of\b|and\b))",
)

# which papers are on lions, and who wrote them
_OF_EACH = pattern(
    r"\b(papers|publications|works|articles|preprints|studies|surveys)\b.*(,|;|\band\b) ?([\w-]+ ){0,6}?"
    r"(them|their|they|each|these|those)\b",
    # the dates of all papers on lions
    r"\b(dates|venues|links|urls|categories|authors) of ([\w'’-]+ ){0,6}?"
    r"(papers|publications|works|articles)\b",
    r"\b(papers|publications|works|articles) with (their|the) (venue|journal|conference)s?\b",
)

# who are the authors of the lions paper
_AUTHORS_OF_ONE = pattern(
    r"\b(who|what|list|name|give me|show)( (is|are|were|was))?( all)?( the)? (co-?)?authors? of"
    r" (?=(the|this|that) (?!group|lab|team)([^\s,;?]+ ){0,10}?(paper|survey|article|study)\b)"
)


def asks_nothing(reading: Reading) -> bool:
    """Whether a question has neither a topic nor a wish for papers: "how old is the professor?"."""
    query = reading.query
    named = query.unknown_authors or query.unknown_affiliation or query.papers or query.scope_said
    empty = query.intent is Intent.LIST and not (query.topic or query.has_filters or named)
    return empty and reading.is_likelier("chat", "list")


# who is the professor
_WHO_IS = opening(
    "who (is|are) (they|this researcher|the (professor|researcher|principal investigator|pi"
    r"|head of the (group|lab)))\s*\W*$"
)


def read_intent(reading: Reading) -> None:
    """Put the intent and the attribute: those of the first kind that fits, the most exact kinds first."""
    if order := reading.take(_IN_ORDER):
        reading.put(newest_first=not _OLDEST_FIRST.search(order.group()))
    intent, attribute = _intent(reading)
    reading.put(intent=intent, attribute=attribute)
    if intent is Intent.EXTREME and attribute is None:
        _read_extreme(reading)


def _intent(reading: Reading) -> tuple[Intent, Attribute | None]:
    if reading.query.attribute == Attribute.CITATIONS:  # see unrecorded.py
        return Intent.PAPER, Attribute.CITATIONS
    if reading.query.attribute == Attribute.CODE:  # see opencode.py
        return Intent.PAPER, Attribute.CODE
    if reading.query.attribute == Attribute.VENUE:  # see venues.py
        return Intent.PAPER, Attribute.VENUE
    if reading.query.facts:
        return Intent.PROFILE, None
    kind = reading.kind if reading.sentences else "chat"
    if kind == "chat" and not reading.query.has_filters and not reading.follows:
        return Intent.OUT_OF_DOMAIN, None
    if reading.query.papers:  # given by its title or number
        return _of_paper(reading, kind)
    if kind in ("topic", "fact") and reading.rest():
        return Intent(kind), None
    if metadata := _of_metadata(reading):
        return metadata
    if reading.rest():
        return (Intent.FACT if reading.is_likelier("fact", "topic") else Intent.TOPIC), None
    return (Intent.EXTREME if _LATELY.search(reading.text) else Intent.LIST), None


def _of_paper(reading: Reading, kind: str) -> tuple[Intent, Attribute | None]:
    """What is asked about a paper that the question names."""
    for name, asked in _ATTRIBUTES.items():
        if reading.take(asked):
            return Intent.PAPER, name
    if kind != "fact" and (asked_of := reading.take(_PROPERTY_ALONE)):  # its title: authors and year?
        return Intent.PAPER, _NAMED[asked_of["name"].lower()]
    if read_coauthors(reading):  # who are the authors of Lions at Night
        return Intent.PAPER, Attribute.AUTHORS
    fact = kind == "fact" and reading.rest()
    return (Intent.FACT, None) if fact else (Intent.PAPER, Attribute.ABSTRACT)


def _of_metadata(reading: Reading) -> tuple[Intent, Attribute | None] | None:
    """What is asked about the data of papers: counts, rankings, the newest, one property."""
    if measured := read_superlative(reading):
        return Intent.EXTREME, measured
    if asks_length(reading):
        return Intent.PAPER, Attribute.LENGTH
    if grouping := read_grouping(reading):
        reading.take(_COUNTED)
        return Intent.RANK, grouping
    of_others = reading.query.scope_said and _COUNT.search(reading.voiced)  # how many related papers
    if of_others or _COUNT.search(reading.text) or _COUNT_ONLY.search(reading.text):
        reading.take(_COUNTED)
        if lists_years(reading):
            return Intent.RANK, Attribute.YEAR
        return (Intent.LIST if reading.take(_AND_WHICH) else Intent.COUNT), None
    if lists_years(reading) and reading.take(_MORE):  # more in 2020 or in 2021
        return Intent.RANK, Attribute.YEAR
    if reading.query.authors and reading.take(_TIMES):
        return Intent.COUNT, None
    if _NEWEST_ONE.search(reading.text):  # before its authors and its venue
        return Intent.EXTREME, None
    if _AUTHORS_OF_ONE.search(reading.text) and not reading.query.authors:
        reading.take(_AUTHORS_OF_ONE)
        _take_properties(reading)
        return Intent.PAPER, Attribute.AUTHORS
    if intent := read_coauthors(reading):
        return intent, Attribute.AUTHORS if intent is Intent.RANK else None
    if _NEWEST.search(reading.text) or _OLDEST.search(reading.text):
        return Intent.EXTREME, None
    for name, asked in _ATTRIBUTES.items():
        if reading.take(asked):
            _take_properties(reading)
            return (Intent.LIST if _OF_EACH.search(reading.original) else Intent.PAPER), name
    if reading.lexicon.facts and _WHO_IS.search(reading.voiced):
        reading.put(facts=tuple(reading.lexicon.facts))
        return Intent.PROFILE, None
    return None


def _read_extreme(reading: Reading) -> None:
    """Put how many of the newest or oldest papers the question asks for."""
    match = _HOW_MANY_OF.search(reading.text)
    written = (match["before"] or match["after"]) if match else ""
    if not (_NEWEST.search(reading.text) or _OLDEST.search(reading.text)):
        several = _FEW  # what have they done lately
    else:
        plural = _PLURAL.search(reading.text) and not _WHICH_OF.search(reading.original)
        several = _SEVERAL if plural else 1
    limit = number(written, otherwise=several)
    if nth := reading.take(_NTH):  # the second newest: the two newest show which one it is
        limit = 1 + ORDINALS.index(nth["nth"].lower())
    reading.put(newest_first=not _OLDEST.search(reading.text), limit=limit)
    if reading.time and limit == _SEVERAL and not written:  # the newest papers, that is all from 2020
        reading.put(intent=Intent.LIST, limit=None)
    for phrase in (_AND_WHEN, _HOW_MANY_OF, _NEWEST, _OLDEST, _LISTED):
        reading.take(phrase)
    _take_properties(reading)


def _take_properties(reading: Reading) -> None:
    """Blank further properties that are asked of a paper: "and in which journal", "authors, year and venue".

    An answer on one of them tells all.
    """
    for asked in _ATTRIBUTES.values():
        reading.take(asked)
    reading.take_all(_AND_PROPERTY)
