"""Token buckets, with a clock that is set by hand."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from assistant.web.server.rates import KEPT, Buckets, Rate


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_passes_and_then_one_at_a_time() -> None:
    clock = Clock()
    buckets = Buckets(Rate(burst=2, seconds=10), clock=clock)
    assert [buckets.take("ada") for _ in range(3)] == [0, 0, 10]
    assert buckets.take("kurt") == 0  # another's bucket is another's
    clock.now += 4
    assert buckets.wait("ada") == pytest.approx(6)
    clock.now += 6
    assert [buckets.take("ada") for _ in range(2)] == [0, 10]


def test_a_bucket_holds_no_more_than_its_burst() -> None:
    clock = Clock()
    buckets = Buckets(Rate(burst=2, seconds=10), clock=clock)
    buckets.take("ada")
    clock.now += 1000
    assert [buckets.take("ada") for _ in range(3)] == [0, 0, 10]


def test_to_be_refused_costs_nothing() -> None:
    clock = Clock()
    buckets = Buckets(Rate(burst=1, seconds=10), clock=clock)
    buckets.take("ada")
    for _ in range(50):
        buckets.take("ada")
    clock.now += 10
    assert buckets.take("ada") == 0


def test_a_rate_by_the_minute() -> None:
    assert Rate.per_minute(20) == Rate(burst=10, seconds=3)
    assert Rate.per_minute(1) == Rate(burst=1, seconds=60)


def test_what_is_remembered_is_bounded() -> None:
    buckets = Buckets(Rate(burst=1, seconds=1e9), clock=Clock())
    for visitor in range(KEPT + 10):
        buckets.take(str(visitor))
    assert buckets.take("0") == 0  # forgotten
    assert buckets.take(str(KEPT)) > 0
