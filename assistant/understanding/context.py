"""The conversation before a question, as far as the rules for follow-up questions need it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.datamodels import Query, ScopeFilter
from assistant.understanding.reading import Reading

Papers = Callable[[], tuple[str, ...]]
"""Finds the ids of papers. A function, because finding papers may mean answering the last question again."""


def _first(description: str, papers: tuple[str, ...]) -> str:
    return papers[0]


@dataclass(frozen=True, slots=True)
class Context:
    """The last question and the papers and people of its answer.

    `query` is the last question as it was understood, `earlier` the question before that one. `papers` finds
    the papers that the last answer cited. `listed`, where given, finds the papers of the last answer that
    was a list: after "the second one" comes "and the third one?", a place in the same list. `people` finds
    the people that the last answer ranked or named. `described` chooses the paper that a description fits
    best.
    """

    query: Query
    papers: Papers
    listed: Papers | None = None
    people: Callable[[], tuple[str, ...]] = tuple
    earlier: Query | None = None
    described: Callable[[str, tuple[str, ...]], str] = _first

    @property
    def topic(self) -> str:
        """The topic of the conversation, which questions about one of its papers leave as it was."""
        of_one = self.query.papers is not None and len(self.query.papers) == 1
        return (of_one and self.earlier and self.earlier.topic) or self.query.topic


def scope_of(reading: Reading, previous: Query) -> ScopeFilter:
    """The scope that the question states; where the question states none, the scope of the last question."""
    return reading.query.scope if reading.query.scope_said else previous.scope
