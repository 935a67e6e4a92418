"""Query -> Plan: the one place that decides the kind of answer to a question. Read `Planner.plan` first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from assistant.answers.library import Library
from assistant.answers.plans import (
    Abstain,
    Compare,
    Count,
    DescribedPaper,
    Extreme,
    Fact,
    Greeting,
    Limitations,
    List,
    Newest,
    News,
    Overview,
    PaperProperty,
    Plan,
    Portrait,
    ProfileFacts,
    Rank,
    ReadFirst,
    References,
    Refusal,
    RelatedWork,
    Releases,
    Themes,
    WorksOn,
)
from assistant.answers.topics_said import with_topics_said
from assistant.datamodels import Attribute, Intent, Query
from assistant.index.catalog import select
from assistant.retrieval.conditions import resolve_conditions
from assistant.understanding.unrecorded import UNRECORDED


class Planner:
    """Decides which kind of answer a query gets; each method reads the query and, where needed, searches."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def plan(self, query: Query) -> Plan:
        """The plan for `query`, after the papers of conditions on topics are searched for."""
        if not self._library.reads(query):
            return Abstain(query, Refusal.UNSUPPORTED_LANGUAGE)
        query = with_topics_said(resolve_conditions(query, self._library.finder), self._library)
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
            case intent if job := _JOBS.get(intent):
                return job(query)
            case Intent.TOPIC if query.topic:
                return Overview(query)
            case Intent.FACT if query.topic:
                return _fact(query)
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


_JOBS: Mapping[Intent, Callable[[Query], Plan]] = {
    Intent.THEMES: Themes,
    Intent.READ_FIRST: ReadFirst,
    Intent.COMPARE: Compare,
    Intent.REFERENCES: References,
    Intent.WORKS_ON: WorksOn,
    Intent.RELEASES: Releases,
    Intent.LIMITATIONS: Limitations,
    Intent.NEWS: News,
    Intent.PORTRAIT: Portrait,
    Intent.RELATED_WORK: RelatedWork,
    Intent.CHAT: Greeting,
}
"""The kinds of answer that people come for besides topics, facts and lists: each its own plan."""


def _fact(query: Query) -> Fact:
    """A Fact; of the one paper of a conversation the abstract is told where no sentence answers."""
    if query.papers is None or len(query.papers) != 1:
        return Fact(query)
    of_it = replace(query, intent=Intent.PAPER, attribute=Attribute.ABSTRACT)
    return Fact(query, otherwise=PaperProperty(of_it, query.papers[0], Attribute.ABSTRACT))


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
