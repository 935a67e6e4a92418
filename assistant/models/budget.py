"""What fits: evidence and history cut to a model's context window, and calls to it to a question's share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

BYTES_PER_TOKEN = 3
"""English has four to five bytes a token in today's tokenizers; fewer are assumed, so that an estimate errs
on the safe side. LangChain's own counters fetch a tokenizer from the internet for most models."""

HISTORY_SHARE = 0.2
"""Of the room that is left beside the instructions and the answer, the part that history may take."""


def tokens(text: str) -> int:
    """How many tokens `text` has at most, about."""
    return len(text.encode("utf-8", "replace")) // BYTES_PER_TOKEN + 1


def fitting(items: Iterable[T], room: int, size: Callable[[T], int]) -> list[T]:
    """The first items whose sizes together stay within `room`: put the most wanted first."""
    kept, used = [], 0
    for item in items:
        used += size(item)
        if used > room:
            break
        kept.append(item)
    return kept


@dataclass
class Calls:
    """The calls to a model that one question has left. Steps before the answer must leave one for it."""

    left: int

    def take(self, *, keep: int = 0) -> bool:
        """Whether one more call may be made with `keep` left after it; if so, it is taken."""
        if self.left <= keep:
            return False
        self.left -= 1
        return True
