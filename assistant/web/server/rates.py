"""Rate limits: how often something may happen, counted by a token bucket for each visitor or address."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

KEPT = 10_000
"""Buckets remembered at a time. A forgotten one is a full one: the longest unused go first."""


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, and one more every `seconds`."""

    burst: int
    seconds: float

    @classmethod
    def per_minute(cls, count: int, *, burst: int | None = None) -> Rate:
        return cls(burst or max(1, count // 2), 60 / count)


class Buckets:
    """A token bucket for each key. Safe between threads."""

    def __init__(self, rate: Rate, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._lock = threading.Lock()
        self._filled: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens, and when that was

    def take(self, key: str) -> float:
        """Take one token of `key`; 0.0 where there was one, else the seconds until there is one."""
        with self._lock:
            tokens = self._tokens(key)
            if tokens < 1:
                return (1 - tokens) * self._rate.seconds
            self._filled[key] = (tokens - 1, self._clock())
            self._filled.move_to_end(key)
            while len(self._filled) > KEPT:
                self._filled.popitem(last=False)
            return 0.0

    def wait(self, key: str) -> float:
        """What `take` would say, without counting."""
        with self._lock:
            return max(0.0, (1 - self._tokens(key)) * self._rate.seconds)

    def _tokens(self, key: str) -> float:
        tokens, then = self._filled.get(key, (float(self._rate.burst), 0.0))
        return min(float(self._rate.burst), tokens + (self._clock() - then) / self._rate.seconds)
