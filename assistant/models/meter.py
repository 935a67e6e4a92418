"""What a model has cost for one question: calls, seconds, tokens and money, in all and by step."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from assistant.datamodels import StepUsage, Usage


@dataclass
class Tally:
    """Calls, tokens and cost that add up; a number that the provider has not reported yet is None.

    `spent` are tokens of requests and replies, estimated where the provider reports none.
    """

    calls: int = 0
    seconds: float = 0.0
    tokens_in: int | None = None
    tokens_out: int | None = None
    cost: float | None = None
    spent: int = 0

    def add(self, usage: Mapping[str, Any] | None, cost: Any, *, estimated: int = 0) -> None:
        """Add one reply, given its `usage_metadata` of LangChain."""
        if usage:
            self.tokens_in = (self.tokens_in or 0) + int(usage.get("input_tokens") or 0)
            self.tokens_out = (self.tokens_out or 0) + int(usage.get("output_tokens") or 0)
            self.spent += int(usage.get("input_tokens") or 0) + int(usage.get("output_tokens") or 0)
        else:
            self.spent += estimated
        if isinstance(cost, int | float):
            self.cost = (self.cost or 0.0) + float(cost)


@dataclass
class Meter:
    """Calls, tokens and cost of a model so far, added up over the calls for one question.

    `started` is a time of the monotonic clock, `first_token` the seconds from `started` to the first word of
    the draft. `ended` is the provider's reason for the end of the last reply ("stop", "length"), or empty.
    `total` is all that was spent, `now` the tally of the current step.
    """

    started: float = field(default_factory=time.monotonic)
    first_token: float | None = None
    ended: str = ""
    total: Tally = field(default_factory=Tally)
    now: Tally = field(default_factory=Tally)
    _steps: dict[str, Tally] = field(default_factory=dict)

    @property
    def calls(self) -> int:
        """The calls to a model so far; a request that the server refused to read is none."""
        return self.total.calls

    @property
    def spent(self) -> int:
        """Tokens of all requests and replies so far, estimated where the provider reports none."""
        return self.total.spent

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Count what the model costs inside the block as a part of the step `name`, too.

        Steps of one name add up. The steps of a question follow one another: one Meter can't tell apart steps
        that run at the same time.
        """
        before, self.now = self.now, self._steps.setdefault(name, Tally())
        begun = time.monotonic()
        try:
            yield
        finally:
            self.now.seconds += time.monotonic() - begun
            self.now = before

    def count(self, calls: int = 1) -> None:
        """Count calls to a model."""
        self.total.calls += calls
        self.now.calls += calls

    def add(
        self,
        usage: Mapping[str, Any] | None,
        metadata: Mapping[str, Any],
        *,
        step: Tally | None = None,
        estimated: int = 0,
    ) -> None:
        """Add one reply, given its `usage_metadata` and `response_metadata` of LangChain.

        `step` is the tally of the step that asked, by default the current one; `estimated` the number of
        tokens for a provider that reports none.
        """
        reasons = (metadata.get(name) for name in ("finish_reason", "stop_reason", "done_reason"))
        self.ended = str(next(filter(None, reasons), ""))
        reported = metadata.get("token_usage") or {}
        cost = metadata.get("cost", reported.get("cost") if isinstance(reported, Mapping) else None)
        for tally in (self.total, self.now if step is None else step):
            tally.add(usage, cost, estimated=estimated)

    def usage(self) -> Usage:
        """The calls, seconds, tokens and cost so far, for the Answer."""
        total = self.total
        first = None if self.first_token is None else round(self.first_token, 4)
        return Usage(
            total.calls,
            round(time.monotonic() - self.started, 4),
            first,
            total.tokens_in,
            total.tokens_out,
            total.cost,
            tuple(
                StepUsage(name, t.calls, round(t.seconds, 4), t.tokens_in, t.tokens_out, t.cost)
                for name, t in self._steps.items()
            ),
        )
