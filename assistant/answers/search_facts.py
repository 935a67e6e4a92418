"""The search behind an answer as labelled facts: topic, scope, filters, and the number of papers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.answers.wording import filters_of, left_out, papers_counted, topics_searched
from assistant.datamodels import Answer, Filters, Intent, Paper, Query, ScopeFilter
from assistant.index.catalog import select
from assistant.understanding.filtering import set_aside

Fact = tuple[str, str]

_SCOPES: dict[ScopeFilter, str] = {
    "group": "This group's papers",
    "related": "Related work by others",
    "all": "This group's papers and related work",
}


def search_facts(answer: Answer, papers: Sequence[Paper], filters: Filters | None = None) -> tuple[Fact, ...]:
    """Label and value of each fact, without Markdown; empty where no paper was searched.

    `papers` are all papers of the corpus, `filters` the filters that the asker set beside the question.
    """
    query = answer.query
    if query.intent in (Intent.PROFILE, Intent.OUT_OF_DOMAIN):
        return ()
    topic = _plain(topics_searched(query)) if query.topic else ""
    narrowed = _plain(filters_of(query) + left_out(query)).strip(" ,")
    facts = [
        ("Topic", topic),
        ("Scope", _SCOPES[query.scope] if query.papers is None else "The papers of an earlier answer"),
        ("Filters", narrowed),
        ("Set aside", _set_aside(query, filters or Filters())),
        ("Papers", _papers(answer, query, papers)),
    ]
    return tuple((label, value) for label, value in facts if value)


def _papers(answer: Answer, query: Query, papers: Sequence[Paper]) -> str:
    searched = len(select(papers, replace(query, topic="")).papers)
    cited = len({c.paper_id for c in answer.citations})
    return f"{searched} of {papers_counted(len(papers))} searched, {cited} cited"


def _set_aside(query: Query, filters: Filters) -> str:
    aside: Iterable[str] = set_aside(query, filters)
    names = " and ".join(aside)
    return f"Your filter on {names}: the question itself decides" if names else ""


def _plain(markdown: str) -> str:
    return markdown.replace("\\", "")
