"""Limits: evidence and history cut to a model's context window, and the number of calls for one question."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from assistant.config import Limits
from assistant.errors import ContextError
from assistant.models.meter import Meter

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")

BYTES_PER_TOKEN = 3
"""Bytes a token, assumed low so that the number of tokens is overestimated: English has four to five in
today's tokenizers. LangChain's own counters download a tokenizer for most models."""

HISTORY_SHARE = 0.2
"""The share of the context window, without instructions and answer, that the history may take."""


def tokens(text: str) -> int:
    """An estimate of the number of tokens of `text`, rather too high than too low."""
    return len(text.encode("utf-8", "replace")) // BYTES_PER_TOKEN + 1


def fitting(items: Iterable[T], room: int, size: Callable[[T], int]) -> list[T]:
    """The first of `items` whose sizes add up to at most `room`."""
    kept, used = [], 0
    for item in items:
        used += size(item)
        if used > room:
            break
        kept.append(item)
    return kept


def in_halves(
    items: Sequence[T],
    ask: Callable[[Sequence[T]], Generator[None, None, dict[K, V]]],
    may_call: Callable[[], bool],
) -> Generator[None, None, dict[K, V]]:
    """What a model says of `items`, asked in one call, or in calls for half of them where that is too long.

    Items for which there `may` be no further `call` are left out. Raises ContextError where one item alone is
    too long for the model.
    """
    try:
        return (yield from ask(items))
    except ContextError:
        if len(items) < 2:
            raise
    middle = len(items) // 2
    said = yield from in_halves(items[:middle], ask, may_call)
    if may_call():
        said |= yield from in_halves(items[middle:], ask, may_call)
    return said


@dataclass(frozen=True)
class Budget:
    """What the limits allow for one question, after what the meter has counted."""

    meter: Meter
    limits: Limits

    def allows(self, *, keep: int = 0, tokens: int = 0) -> bool:
        """Whether there may be another call, of `tokens` at least, with `keep` calls left after it."""
        calls, spent = self.meter.calls + 1 + keep, self.meter.spent + tokens
        return calls <= self.limits.calls and spent <= self.limits.tokens
