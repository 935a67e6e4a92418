"""Query -> Answer of verbatim sentences and exact lists, without a language model.

    plan   = Planner.plan(query)          # which kind of answer, decided once
    answer = execute(plan, library)       # by the one handler for this kind of plan

A chat model writes from the evidence of this answer, and this answer stays where the model fails.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from assistant.answers.library import Library
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
            from assistant.answers.lists import papers_listed

            return papers_listed(plan, self._library)
        if isinstance(plan, Rank):
            from assistant.answers.rankings import papers_ranked

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
            from assistant.answers.rankings import people_ranked

            return people_ranked(query, self._library)
        if query.intent is not Intent.PAPER:
            return ()
        cited = {c.paper_id for c in self.answer(query).citations}
        papers = [self._library.corpus.paper(one) for one in cited]
        return papers[0].authors if len(papers) == 1 else ()


def execute(plan: Plan, library: Library) -> Answer:
    """The answer to a plan, by the handler for the type of the plan; `ranking` comes from a re-ranker."""
    return handler_of(type(plan))(plan, library)


def handler_of(kind: type[Plan]) -> Handler:
    """The handler of a kind of plan, whose module is imported for the first such plan."""
    module, name = HANDLERS[kind].split(".")
    handler: Handler = getattr(import_module(f"assistant.answers.{module}"), name)
    return handler


HANDLERS: Mapping[type[Plan], str] = {
    Overview: "overviews.answer_overview",
    Fact: "facts.answer_fact",
    List: "lists.answer_list",
    Count: "lists.answer_list",
    Newest: "lists.answer_newest",
    Extreme: "extremes.answer_extreme",
    Rank: "rankings.answer_rank",
    PaperProperty: "properties.answer_property",
    DescribedPaper: "properties.answer_described",
    ProfileFacts: "profiles.answer_profile",
    Themes: "themes_told.answer_themes",
    ReadFirst: "reading_order.answer_read_first",
    Compare: "comparisons.answer_compare",
    References: "reference_lists.answer_references",
    WorksOn: "people_on.answer_works_on",
    Releases: "releases.answer_releases",
    Limitations: "limitations.answer_limitations",
    News: "news.answer_news",
    Portrait: "portrait.answer_portrait",
    RelatedWork: "related_work.answer_related_work",
    Greeting: "greetings.answer_greeting",
    Abstain: "refusals.answer_abstain",
}
"""The handler of every kind of plan: a module of this package, and its function."""
