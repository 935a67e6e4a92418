"""Streams that are waited for with patience, and ended when left."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest
from waiting import PATIENCE

from assistant.models.streaming import TooSlowError, arriving

PATIENT = {"first": PATIENCE, "silence": PATIENCE, "total": PATIENCE}


def test_items_arrive_in_order_and_errors_are_raised() -> None:
    async def source() -> AsyncIterator[int]:
        yield 1
        yield 2
        raise ZeroDivisionError

    items = arriving(source, **PATIENT)
    assert [next(items), next(items)] == [1, 2]
    with pytest.raises(ZeroDivisionError):
        next(items)


def test_who_waits_gets_to_act_and_silence_has_an_end() -> None:
    async def source() -> AsyncIterator[int]:
        await asyncio.sleep(60)
        yield 1

    seen = []
    with pytest.raises(TooSlowError, match=r"said nothing for 0\.5 seconds"):
        seen += arriving(source, first=0.5, silence=1, total=PATIENCE)
    items = arriving(source, **PATIENT)
    assert next(items) is None


@pytest.mark.parametrize("deaf", [False, True])
def test_leaving_ends_the_source(deaf: bool) -> None:
    """Even one that loses the cancellation, as asyncio.wait_for of Python 3.11 does when an item meets it."""
    ended = threading.Event()

    async def source() -> AsyncIterator[int]:
        try:
            while True:
                try:
                    await asyncio.sleep(0.01)
                except asyncio.CancelledError:
                    if not deaf:
                        raise
                yield 1
        finally:
            ended.set()

    items = arriving(source, **PATIENT)
    assert next(items) == 1
    items.close()
    assert ended.wait(PATIENCE)
