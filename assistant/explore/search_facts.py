"""The search behind an answer as labelled facts: topic, scope, filters, and the number of papers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.answers.wording import filters_of, left_out, topics_searched
from assistant.datamodels import Answer, Filters, Intent, Paper, Query, ScopeFilter
from assistant.explore.saying import say
from assistant.index.catalog import select
from assistant.understanding.filtering import set_aside

Fact = tuple[str, str]

_SCOPES: dict[ScopeFilter, str] = {
    "group": "searched.group",
    "related": "searched.related",
    "all": "searched.all",
}
_ASIDE = {
    "years": "searched.years",
    "author": "searched.author",
    "category": "searched.category",
    "venue": "searched.venue",
}


def search_facts(answer: Answer, papers: Sequence[Paper], filters: Filters | None = None) -> tuple[Fact, ...]:
    """Label and value of each fact, without Markdown; empty where no paper was searched.

    `papers` are all papers of the corpus, `filters` the filters that the asker set beside the question.
    """
    query = answer.query
    if query.intent.is_aside or query.intent is Intent.PROFILE:
        return ()
    topic = _plain(topics_searched(query)) if query.topic else ""
    narrowed = _plain(filters_of(query) + left_out(query)).strip(" ,")
    facts = [
        (say("searched.topic"), topic),
        (say("searched.scope"), say(_SCOPES[query.scope] if query.papers is None else "searched.earlier")),
        (say("filters.name"), narrowed),
        (say("searched.set-aside"), _set_aside(query, filters or Filters())),
        (say("tabs.papers"), _papers(answer, query, papers)),
    ]
    return tuple((label, value) for label, value in facts if value)


def _papers(answer: Answer, query: Query, papers: Sequence[Paper]) -> str:
    searched = len(select(papers, replace(query, topic="")).papers)
    cited = len({c.paper_id for c in answer.citations})
    return say("searched.papers", searched=searched, count=len(papers), cited=cited)


def _set_aside(query: Query, filters: Filters) -> str:
    aside: Iterable[str] = set_aside(query, filters)
    names = f" {say('count.and')} ".join(say(_ASIDE[name]) for name in aside)
    return say("searched.question-decides", names=names) if names else ""


def _plain(markdown: str) -> str:
    return markdown.replace("\\", "")
