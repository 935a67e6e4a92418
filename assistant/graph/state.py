"""What goes through the graph: its state, and the run of one question."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Annotated, Protocol, TypedDict, TypeVar

from langgraph.channels import UntrackedValue
from langgraph.config import get_stream_writer

from assistant.answers.plans import Plan
from assistant.answers.readings import Reading
from assistant.datamodels import (
    Answer,
    Draft,
    Evidence,
    Filters,
    Message,
    Paper,
    Query,
    ScopeFilter,
    Usage,
)
from assistant.errors import ModelError
from assistant.models.chat_models import ChatModel
from assistant.models.meter import Meter
from assistant.models.writers import Turn
from assistant.text.sentences import Span

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Source:
    """A paper that the answer may cite as `[number]`, and the spans of its abstract that are quoted.

    Where its full text was read, too, `paper` is that of the Reading.
    """

    number: int
    paper: Paper
    quotes: tuple[Span, ...]

    def said(self) -> list[str]:
        """The quotes, in the order of the text."""
        return [self.paper.abstract[start:end] for start, end in sorted(self.quotes)]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the outline of an answer: its heading, and the numbers of its sources."""

    heading: str
    numbers: tuple[int, ...]


MOST_FAILURES = 2
"""Failed steps of a question after which a model is only asked to write: each costs the asker time."""


class LeftError(Exception):
    """The asker has stopped the answer or gone away."""


@dataclass
class Run:
    """One question on its way through the graph: the model and its budget, and what was done so far.

    `left` is set when nobody waits for the answer any more. `done` says in words what each step did.
    `failures` counts the steps that a model could not take: after MOST_FAILURES it is only asked to write.
    """

    turn: Turn
    left: threading.Event = field(default_factory=threading.Event)
    done: dict[str, str] = field(default_factory=dict)
    failures: int = 0

    def through(self, step: Generator[object, None, T], doing: str, *, unchecked: str = "") -> T:
        """The result of a step that yields while it waits; the asker is told what is being `done`.

        `unchecked` is the draft that is shown meanwhile. Raises LeftError where the asker has gone.
        """
        with closing(step) as waiting:
            while True:
                self.tell(Draft(doing=doing, unchecked=unchecked))
                try:
                    next(waiting)
                except StopIteration as end:
                    result: T = end.value
                    return result

    def tell(self, draft: Draft) -> None:
        """Show a draft to the asker. Raises LeftError where the asker has gone."""
        self.heed()
        get_stream_writer()(replace(draft, done=tuple(self.done.values())))

    def heed(self) -> None:
        """Raises LeftError where the asker has gone."""
        if self.left.is_set():
            raise LeftError

    def may_call(self, *, keep: int = 0) -> bool:
        """Whether the budget of the question has a call to the model, with `keep` calls left after it."""
        return self.turn.model is not None and self.turn.budget.allows(keep=keep)

    @property
    def heeds(self) -> bool:
        """Whether the model takes the steps that it is asked to take, so far."""
        return self.failures < MOST_FAILURES

    def ask(
        self,
        name: str,
        step: Callable[[ChatModel, Meter], Generator[object, None, T]],
        doing: str,
        *,
        keep: int = 0,
        unchecked: str = "",
    ) -> T | None:
        """The result of a step for which the model is asked; None where it may not be asked, or fails.

        `name` is the step that the cost is counted to. `keep` and `unchecked` are as above.
        """
        if not (self.heeds and self.may_call(keep=keep)):
            return None
        assert self.turn.model
        try:
            with self.turn.meter.step(name):
                return self.through(step(self.turn.model, self.turn.meter), doing, unchecked=unchecked)
        except ModelError as problem:
            log.info("Without the model's step %s: %s", name, problem)
            self.failures += 1
            return None

    def usage(self) -> Usage:
        """What the run cost so far, each step with what it did."""
        usage = self.turn.meter.usage()
        steps = tuple(replace(step, did=self.done.get(step.name, "")) for step in usage.steps)
        return replace(usage, steps=steps)


class State(TypedDict, total=False):
    """The state of the graph. A caller gives `question`, and may give the four after it.

    `searched` are the topics that were searched for; `readings` is what is read of papers with a full text,
    by id, and `full` the one of these that answers by the search, if one does; `candidates` are the papers
    that are not graded yet, `seen` the ids of all that were candidates; `grades` is what the model said of
    those that it read, by id, None where that is void; `graded` are those that bear on the question, best
    first; `reworded` is how often the model has named other topics, `all_read` whether every paper that
    passes the filters was a candidate; `failed` says why it wrote no answer.
    """

    question: str
    history: Sequence[Message]
    scope: ScopeFilter | None
    filters: Filters | None
    run: Annotated[Run, UntrackedValue]

    query: Query
    plan: Plan
    searched: tuple[str, ...]
    readings: Mapping[str, Reading]
    full: Evidence | None
    candidates: tuple[Paper, ...]
    seen: frozenset[str]
    grades: Mapping[str, Evidence | None]
    graded: tuple[Evidence, ...]
    reworded: int
    all_read: bool
    sources: tuple[Source, ...]
    outline: tuple[Section, ...]
    draft: str
    thinking: str
    failed: str
    answer: Answer


class Step(Protocol):
    """A step of the graph: takes the state, and returns what changes in it."""

    def __call__(self, state: State) -> State: ...
