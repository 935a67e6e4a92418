"""What a browser asks of the Papers tab, checked: the search, its filters, order and sections."""

from __future__ import annotations

from typing import Any, cast, get_args

from assistant.datamodels import ScopeFilter
from assistant.errors import UsageError
from assistant.explore.browsing import Column, Look
from assistant.explore.sections import Grouping
from assistant.web.asked import list_of, number_of, text_of


def look_of(asked: Any) -> Look:
    """The search that a browser asks for. Raises UsageError for values that our page never sends."""
    scope = scope_of(asked)
    order = asked.get("order") or "date"
    if order not in get_args(Column):
        raise UsageError("Expected an order: a column of the table.")
    return Look(
        text=text_of(asked, "text"),
        scope=scope,
        year_from=number_of(asked, "year_from"),
        year_to=number_of(asked, "year_to"),
        category=text_of(asked, "category") or None,
        venue=text_of(asked, "venue") or None,
        author=text_of(asked, "author"),
        order=cast(Column, order),
        descending=bool(asked.get("descending", order == "date")),
        among=frozenset(list_of(asked, "among", str)),
    )


def scope_of(asked: Any) -> ScopeFilter:
    """The scope that a browser asks for, by default all. Raises UsageError where there is none such."""
    scope = asked.get("scope") or "all" if isinstance(asked, dict) else None
    if scope not in get_args(ScopeFilter):
        raise UsageError("Expected an object with a scope: group, related or all.")
    return cast(ScopeFilter, scope)


def grouping_of(asked: dict[str, Any]) -> Grouping:
    """The sections that a browser asks for. Raises UsageError where there are none such."""
    group = asked.get("group") or ""
    if group not in get_args(Grouping):
        raise UsageError("Expected a group: year, theme or none.")
    return cast(Grouping, group)
