"""Finds the papers of a query's conditions on topics, so that exact filters can apply the conditions."""

from __future__ import annotations

from dataclasses import replace

from assistant.datamodels import Attribute, Query
from assistant.retrieval.finder import Finder


def resolve_conditions(query: Query, finder: Finder) -> Query:
    """`query`, with the ids of the papers on the topic in every condition of `within` and `without`.

    The papers are those that the finder lists for the topic.
    """
    return replace(
        query,
        within=tuple(_resolved(query, condition, finder) for condition in query.within),
        without=tuple(_resolved(query, condition, finder) for condition in query.without),
    )


def _resolved(query: Query, condition: Query, finder: Finder) -> Query:
    if not condition.topic or condition.papers is not None:
        return condition
    if condition.attribute == Attribute.TITLE:
        return replace(condition, papers=finder.titled(condition.topic))
    found = finder.find(replace(condition, scope=query.scope))
    return replace(condition, papers=tuple(e.paper.id for e in found.evidence))
