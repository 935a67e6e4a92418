"""The conversation before a question, as far as the rules for follow-up questions need it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.datamodels import Query, ScopeFilter
from assistant.understanding.reading import Reading

Papers = Callable[[], tuple[str, ...]]
"""Finds the ids of papers. A function, because finding papers may mean answering the last question again."""


@dataclass(frozen=True, slots=True)
class Context:
    """The last question and the papers and people of its answer.

    `query` is the last question as it was understood, `earlier` the question before that one. `papers` finds
    the papers that the last answer cited. `listed`, where given, finds the papers of the last answer that
    was a list: after "the second one" comes "and the third one?", a place in the same list. `people` finds
    the names that the last answer ranked, none where the answer was no ranking.
    """

    query: Query
    papers: Papers
    listed: Papers | None = None
    people: Callable[[], tuple[str, ...]] = tuple
    earlier: Query | None = None


def scope_of(reading: Reading, previous: Query) -> ScopeFilter:
    """The scope that the question states; where the question states none, the scope of the last question."""
    return reading.query.scope if reading.query.scope_said else previous.scope
