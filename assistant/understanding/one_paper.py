"""Follow-up questions about one paper of the last answer: "who wrote it?", "tell me more".

Each function that takes (reading, context) is a kind of follow-up question, see followups.py.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.datamodels import Attribute, Intent, Query
from assistant.text.analysis import terms
from assistant.understanding.context import Context
from assistant.understanding.ellipsis import is_elliptic
from assistant.understanding.filters import asks_affiliation
from assistant.understanding.patterns import PAPERS, pattern, phrases
from assistant.understanding.pointing_words import IT, PLACE, THE_OLDER_ONE
from assistant.understanding.reading import Reading
from assistant.understanding.topic import topic_of

_WHY = pattern(
    r"^\W*(and |but )?(why|how|how so|how come|why (is|was) that|in what way|really|are you sure)( not)?\W*$"
)
_MORE = pattern(
    # more details; tell me more; go on
    r"^\W*((please|can you|could you) )*((tell|show|give) me more|(more|further|any) (details|info\w*)"
    r"|more|details|elaborate|go on|continue|explain( more)?|expand|abstract|summary)( please)?\W*$",
    # great, what is the main idea?
    r"^\W*(\w+\W+){0,2}?what (is|are|was|were) (the|its|their) ((main|key|basic|central|core) )?"
    r"(ideas?|points?|findings?|results?|message|takeaways?|gist|contributions?|conclusions?)\W*$",
)
# and how do they feed the lions
_GOING_ON = pattern(
    rf"^\W*(and|but|so|ok|then)\b\W*(how|why|what|which|when|where)\b(?!.*\b{PAPERS}\b)(?! (about|else)\b)"
    r".*\b(it|its|they|them|their|the|this|that)\b"
)
# which lions do they identify
_BY_THE_AUTHORS = pattern(
    r"\b(do|did|does|can|could|have) (they|the authors) (identif|propos|show|us(e|ed)\b|evaluat|report|claim"
    r"|conclud|compar|test|train|measur|achiev|get|mean|defin|introduc|recommend|suggest|argu|need|solv|call|find)\w*"
)
# how many lions
_DETAIL = pattern(
    r"^\W*(and )?(how (many|much|often|large|big|long)|which|what)(?! (about|else|is|are)\b)"
    rf"(?!.*\b{PAPERS}\b)"
    r"( [\w-]+){1,3}\W*$"
)
# Words of a question about a paper that are no topic
_TELL_ME = phrases(
    "tell me (more|about)",
    "more (about|on|details|detail)",
    "explain|summari[sz]e|abstract|describe",
    r"what (is|was|does|did)\b.*\b(about|say|show|find|do)",  # what does it show
    "details",
)

_POINTING_WORDS = 6
"""A topic with more words needs no paper of the conversation, even where the question has an "it"."""


def about_paper(reading: Reading, paper_id: str, previous: Query) -> Query:
    """The question about this one paper: a property of the paper, a fact in it, or else its abstract."""
    query = reading.query
    intent: Intent = Intent.PAPER
    attribute = query.attribute
    topic = topic_of(_TELL_ME.sub(" ", reading.rest(PLACE, THE_OLDER_ONE, IT)), reading.lexicon.asking)
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


def paper_in_focus(reading: Reading, cited: tuple[str, ...], previous: Query) -> str:
    """The cited paper that the last question named by its title; where it named none, the first one."""
    titled = (paper.id for paper in reading.lexicon.title_in(previous.text) if paper.id in cited)
    return next(titled, cited[0])


def points_at_one(reading: Reading) -> bool:
    """Whether the question has an "it" or "this paper", and too few words of its own to mean another one."""
    if not IT.search(reading.original):
        return False
    if reading.query.intent in (Intent.TOPIC, Intent.FACT, Intent.LIST):
        return not reading.query.scope_said and len(reading.rest(IT).split()) <= _POINTING_WORDS
    return reading.query.intent is Intent.PAPER


def why(reading: Reading, context: Context) -> Query | None:
    """The abstract of the only paper cited, for a bare "why?"."""
    if not _WHY.search(reading.original) or len(cited := context.papers()) != 1:
        return None
    reading.text = ""  # "why" is no topic
    return about_paper(reading, cited[0], context.query)


def tell_more(reading: Reading, context: Context) -> Query | None:
    """The abstract of the first paper cited, for "tell me more"."""
    if not _MORE.search(reading.original) or not (cited := context.papers()):
        return None
    reading.text = ""  # "the main idea" is no topic
    return about_paper(reading, cited[0], context.query)


def pointed_at(reading: Reading, context: Context) -> Query | None:
    """What is asked of "it" or "this paper"."""
    if not points_at_one(reading) or not (cited := context.papers()):
        return None
    return about_paper(reading, paper_in_focus(reading, cited, context.query), context.query)


def goes_on(reading: Reading, context: Context) -> Query | None:
    """A further fact in the only paper cited: "and how do they feed the lions?"."""
    query = reading.query
    if query.scope_said or query.has_filters or not query.topic:
        return None
    if query.intent not in (Intent.TOPIC, Intent.FACT) or not _GOING_ON.search(reading.original):
        return None
    cited = context.papers()
    if len(cited) != 1 or not _has_most_terms(reading, cited[0]):
        return None
    return about_paper(reading, cited[0], context.query)


def by_the_authors(reading: Reading, context: Context) -> Query | None:
    """What "they", the authors of the only paper cited, did in that paper."""
    if not _BY_THE_AUTHORS.search(reading.original) or len(cited := context.papers()) != 1:
        return None
    return about_paper(reading, cited[0], context.query)


def property_alone(reading: Reading, context: Context) -> Query | None:
    """A property of a paper that the question does not name: "and who wrote?".

    Where the last answer cited no paper, the question is left as it stands.
    """
    if reading.query.intent is not Intent.PAPER or reading.query.topic:
        return None
    if not (cited := context.papers()):
        return reading.query
    return about_paper(reading, paper_in_focus(reading, cited, context.query), context.query)


def detail(reading: Reading, context: Context) -> Query | None:
    """A number or a name that the only paper cited may tell: "how many benchmarks?"."""
    query = reading.query
    if not _DETAIL.search(reading.original) or not query.topic or query.has_filters or query.scope_said:
        return None
    cited = context.papers()
    return about_paper(reading, cited[0], context.query) if len(cited) == 1 else None


def code_of_paper(reading: Reading, context: Context) -> Query | None:
    """Whether the paper that the last question asked about has code: "is there code?"."""
    if reading.query.has_code is None or context.query.intent is not Intent.PAPER:
        return None
    if not is_elliptic(reading) or not (cited := context.papers()):
        return None
    return about_paper(reading, cited[0], context.query)


def _has_most_terms(reading: Reading, paper_id: str) -> bool:
    """Whether most terms of the question's topic stand in the title or the abstract of the paper."""
    paper = reading.lexicon.paper(paper_id)
    asked = set(terms(reading.query.topic))
    if paper is None or not asked:
        return False
    return 2 * len(asked & set(terms(f"{paper.title} {paper.abstract}"))) > len(asked)
