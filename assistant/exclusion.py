"""What a query leaves out by topic -> the papers on it, so that metadata can leave them out."""

from __future__ import annotations

from dataclasses import replace

from assistant.datamodels import Query
from assistant.finding import Finder


def resolve_exclusions(query: Query, finder: Finder) -> Query:
    """`query`, where every topic it leaves out has its papers: those that would be listed for it."""
    return replace(query, without=tuple(_resolved(query, excluded, finder) for excluded in query.without))


def _resolved(query: Query, excluded: Query, finder: Finder) -> Query:
    if not excluded.topic or excluded.papers is not None:
        return excluded
    found = finder.find(replace(excluded, scope=query.scope))
    return replace(excluded, papers=tuple(e.paper.id for e in found.evidence))
