"""Query -> Answer of verbatim sentences and exact lists, without a language model.

    plan   = Planner.plan(query)          # which kind of answer, decided once
    answer = execute(plan, library)       # by the one handler for this kind of plan

A chat model writes from the evidence of this answer, and this answer stays where the model fails.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from assistant.answers.comparisons import answer_compare
from assistant.answers.extremes import answer_extreme
from assistant.answers.facts import answer_fact
from assistant.answers.greetings import answer_greeting
from assistant.answers.library import Library
from assistant.answers.limitations import answer_limitations
from assistant.answers.lists import answer_list, answer_newest, papers_listed
from assistant.answers.news import answer_news
from assistant.answers.overviews import answer_overview
from assistant.answers.people_on import answer_works_on
from assistant.answers.planning import Planner
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
    RelatedWork,
    Releases,
    Themes,
    WorksOn,
)
from assistant.answers.portrait import answer_portrait
from assistant.answers.profiles import answer_profile
from assistant.answers.properties import answer_described, answer_property
from assistant.answers.rankings import answer_rank, papers_ranked, people_ranked
from assistant.answers.reading_order import answer_read_first
from assistant.answers.reference_lists import answer_references
from assistant.answers.refusals import answer_abstain
from assistant.answers.related_work import answer_related_work
from assistant.answers.releases import answer_releases
from assistant.answers.themes_told import answer_themes
from assistant.datamodels import Answer, Attribute, Intent, Query

Handler = Callable[[Any, Library], Answer]


class VerbatimAnswers:
    """Answers queries about one corpus with verbatim sentences, exact lists, or abstentions."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._planner = Planner(library)

    def plan(self, query: Query) -> Plan:
        """The Plan for `query`: which kind of answer the query gets."""
        return self._planner.plan(query)

    def answer(self, query: Query) -> Answer:
        """The answer to `query`."""
        return execute(self.plan(query), self._library)

    def papers(self, query: Query) -> tuple[str, ...]:
        """The ids of all papers that the answer to `query` is about, shown or only counted."""
        plan = self.plan(query)
        if isinstance(plan, List | Count):
            return papers_listed(plan, self._library)
        if isinstance(plan, Rank):
            return papers_ranked(plan, self._library)
        cited = execute(plan, self._library).citations
        return tuple(dict.fromkeys(c.paper_id for c in cited if c.scope != "profile"))

    def people(self, query: Query) -> tuple[str, ...]:
        """The people in the answer to `query`: those of a ranking, in order, or the authors of its one paper.

        Empty for other kinds of queries.
        """
        if query.attribute is not Attribute.AUTHORS:
            return ()
        if query.intent is Intent.RANK:
            return people_ranked(query, self._library)
        if query.intent is not Intent.PAPER:
            return ()
        cited = {c.paper_id for c in self.answer(query).citations}
        papers = [self._library.corpus.paper(one) for one in cited]
        return papers[0].authors if len(papers) == 1 else ()


def execute(plan: Plan, library: Library) -> Answer:
    """The answer to a plan, by the handler for the type of the plan; `ranking` comes from a re-ranker."""
    return HANDLERS[type(plan)](plan, library)


HANDLERS: Mapping[type[Plan], Handler] = {
    Overview: answer_overview,
    Fact: answer_fact,
    List: answer_list,
    Count: answer_list,
    Newest: answer_newest,
    Extreme: answer_extreme,
    Rank: answer_rank,
    PaperProperty: answer_property,
    DescribedPaper: answer_described,
    ProfileFacts: answer_profile,
    Themes: answer_themes,
    ReadFirst: answer_read_first,
    Compare: answer_compare,
    References: answer_references,
    WorksOn: answer_works_on,
    Releases: answer_releases,
    Limitations: answer_limitations,
    News: answer_news,
    Portrait: answer_portrait,
    RelatedWork: answer_related_work,
    Greeting: answer_greeting,
    Abstain: answer_abstain,
}
"""The handler of every kind of plan."""
