"""What a conversation says before a question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.datamodels import Query, ScopeFilter
from assistant.understanding.reading import Reading

Papers = Callable[[], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Context:
    """What came before a question: how the last one was understood, and the papers its answer cited.

    `papers` is a function, because finding them may mean answering the last question again. `listed`,
    where it is given, are those of the last answer that was not about one paper of a list: places
    ("the second one") are places in it. `people` are those that the last answer ranked, if it did.
    `earlier` is the question before the last one.
    """

    query: Query
    papers: Papers
    listed: Papers | None = None
    people: Callable[[], tuple[str, ...]] = tuple
    earlier: Query | None = None


def scope_of(reading: Reading, previous: Query) -> ScopeFilter:
    """Whose papers a question is about: as it says, or as the last one said."""
    return reading.query.scope if reading.query.scope_said else previous.scope
