"""What a browser asks of a view, checked: other programs can send anything in its place."""

from __future__ import annotations

from typing import Any, TypeVar

from assistant.errors import UsageError

LONGEST = 400
"""Letters of a search or a name."""

Value = TypeVar("Value")


def object_of(asked: Any) -> dict[str, Any]:
    """What is asked. Raises UsageError where it is nothing that our page sends."""
    if not isinstance(asked, dict):
        raise UsageError("Expected an object.")
    return asked


def text_of(asked: dict[str, Any], name: str) -> str:
    return str(asked.get(name) or "")[:LONGEST]


def number_of(asked: dict[str, Any], name: str) -> int | None:
    """A number, None where there is none. Raises UsageError where it is something else."""
    value = asked.get(name)
    if value in (None, ""):
        return None
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        raise UsageError(f"Expected a number as {name}, got {str(value)[:40]!r}.") from error


def list_of(asked: dict[str, Any], name: str, kind: type[Value]) -> list[Value]:
    """What is of this kind in a list; nothing where there is no list."""
    value = asked.get(name)
    return [one for one in value if isinstance(one, kind)] if isinstance(value, list) else []
