"""What a query demands or leaves out by topic -> the papers on it, so that metadata can tell them."""

from __future__ import annotations

from dataclasses import replace

from assistant.datamodels import Attribute, Query
from assistant.retrieval.finder import Finder


def resolve_conditions(query: Query, finder: Finder) -> Query:
    """`query`, where each topic of `within` and `without` has its papers: those that are listed for it."""
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
