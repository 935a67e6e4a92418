"""Query -> Plan: the one place that decides the kind of answer to a question. Read `Planner.plan` first."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answers.library import Library
from assistant.answers.plans import (
    Abstain,
    Count,
    DescribedPaper,
    Extreme,
    Fact,
    InTheirPaper,
    List,
    Newest,
    Overview,
    PaperProperty,
    Plan,
    ProfileFacts,
    Rank,
    Refusal,
)
from assistant.datamodels import Attribute, Intent, Query
from assistant.index.catalog import select
from assistant.retrieval.conditions import resolve_conditions
from assistant.understanding.unrecorded import UNRECORDED

SHORT = 3
"""A question with fewer concepts names little but a topic, so that an overview answers the question best:
"how do hypernetworks work?"."""

_THEIR_PAPER = re.compile(r"\bet al\b|\b(paper|method|approach|model|work|study|survey|algorithm)\b", re.I)

_PAPER = r"(?:paper|survey|study|article|preprint)"
_NO_NAME = (
    r"(?:the|an?|their|his|this|these|that|according|by|from|to|do|does|did|is|are|was|were"
    r"|groups?|labs?|teams?)\b"
)
_DESCRIBED = re.compile(
    rf"\b(the|their|his|this)\s+(?:(?P<before>(?:(?!{_NO_NAME})[^\s,;?]+\s+){{1,8}}?){_PAPER}\b"
    rf"|{_PAPER}\s+(?:on|about|of|asking|that|which|with)\s+(?P<after>[^,;?]+))",
    re.I,
)
"""A description of one paper by its topic: "the swimmer paper", "their survey of lions"."""

_QUANTITY = re.compile(r"\W*(and |so )?how (many|much)\b", re.I)
"""A question for a number, which a single sentence answers even where the question is short."""

_HOW = re.compile(
    r"\W*(and |so |but )?((how|why|where) (do|does|did|can|could|is|are|was|were|has|have)"
    r"|what (do|does|did|has|have) (they|he|she|the (group|lab|team)))\b",
    re.I,
)
"""A question that an overview of its topic answers too, where no single sentence does."""


class Planner:
    """Decides which kind of answer a query gets; each method reads the query and, where needed, searches."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def plan(self, query: Query) -> Plan:
        """The plan for `query`, after the papers of conditions on topics are searched for."""
        if not self._library.reads(query):
            return Abstain(query, Refusal.UNSUPPORTED_LANGUAGE)
        query = resolve_conditions(query, self._library.finder)
        if refusal := _refusal(query):
            return Abstain(query, refusal)
        match query.intent:
            case Intent.PROFILE:
                return ProfileFacts(query)
            case Intent.PAPER:
                return self._property(query)
            case _ if query.unknown_authors and not (query.authors and query.any_author):
                return Abstain(query, Refusal.UNKNOWN_AUTHOR)
            case _ if self._lacks_joint_papers(query):
                return Abstain(query, Refusal.NO_JOINT_PAPER)
            case Intent.TOPIC if query.topic:
                return Overview(query)
            case Intent.FACT if query.topic:
                return self._fact(query)
            case _:
                return _exact(query)

    def _lacks_joint_papers(self, query: Query) -> bool:
        """Whether no paper has all people of the query as authors; a ranking needs none."""
        several = len(query.authors) > 1 and query.intent is not Intent.RANK
        return several and not select(self._library.corpus.papers, query).joint

    def _property(self, query: Query) -> Plan:
        """The plan for a question about one paper: cited just before, named by title, or described."""
        attribute = query.attribute or Attribute.ABSTRACT
        if query.papers and (len(query.papers) == 1 or not query.topic):
            return PaperProperty(query, query.papers[0], attribute)
        if named := self._library.lexicon.title_in(query.text):
            return PaperProperty(query, named[0].id, attribute)
        if query.topic:
            return DescribedPaper(query, attribute)
        if not query.has_filters:
            return Abstain(query, Refusal.WHICH_PAPER)
        chosen = select(self._library.corpus.papers, query).papers
        if len(chosen) == 1:  # the paper by Pokel
            return PaperProperty(query, chosen[0].id, attribute)
        return _exact(replace(query, intent=Intent.LIST))

    def _fact(self, asked: Query) -> Plan:
        query = self._of_their_paper(asked)
        plan = self._fact_of(query)
        return plan if query is asked else InTheirPaper(asked, plan)

    def _fact_of(self, query: Query) -> Overview | Fact:
        overview = Overview(replace(query, intent=Intent.TOPIC))
        if query.papers is not None and len(query.papers) == 1:
            of_it = replace(query, intent=Intent.PAPER, attribute=Attribute.ABSTRACT)
            return Fact(query, otherwise=PaperProperty(of_it, query.papers[0], Attribute.ABSTRACT))
        short = len(self._library.lexicon.topics.read(query.topic).concepts) < SHORT
        if short and not _QUANTITY.match(query.text):
            return overview
        return Fact(query, otherwise=overview if _HOW.match(query.text) else None)

    def _of_their_paper(self, query: Query) -> Query:
        """`query`, restricted to one paper where "the method of Pokel" or "the swimmer paper" means one."""
        if query.papers is not None:
            return query
        if query.authors and _THEIR_PAPER.search(query.text):
            chosen = select(self._library.corpus.papers, query).papers
            if len(chosen) == 1:
                return replace(query, papers=(chosen[0].id,))
        described = None if query.has_filters else _DESCRIBED.search(query.text)
        if described:
            words = described["before"] or described["after"]
            paper = self._library.finder.described(words, query.scope)
            return replace(query, papers=(paper,)) if paper else query
        return query


def _refusal(query: Query) -> Refusal | None:
    """The reason not to answer `query` that the query itself shows, before any search; None without one."""
    if not query.text or query.intent is Intent.OUT_OF_DOMAIN:
        return Refusal.OUT_OF_DOMAIN
    if query.attribute in UNRECORDED:
        return Refusal.NOT_RECORDED
    if query.unknown_affiliation:
        return Refusal.UNKNOWN_AFFILIATION
    if query.unknown_venue and not query.venues:
        return Refusal.UNKNOWN_VENUE
    return None


def _exact(query: Query) -> Plan:
    """The plan for a list, a count or an order over all papers that pass the filters."""
    match query.intent:
        case Intent.EXTREME if query.attribute:
            return Extreme(query, query.attribute)
        case Intent.EXTREME:
            return Newest(query)
        case Intent.RANK:
            return Rank(query, query.attribute or Attribute.CATEGORY)
        case Intent.COUNT:
            return Count(query)
        case _:
            return List(query)
