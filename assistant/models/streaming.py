"""Reads a stream in the background, with time limits, and ends the request when the reader stops.

The stream is a task of an event loop in a separate thread. Such a task can be cancelled even while it waits
for the server's next word; cancelling closes the connection, so the server stops writing.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import aclosing
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")

POLL_SECONDS = 0.2
"""Seconds after which a waiting reader gets a None, so that the reader can stop or show progress."""


class TooSlowError(Exception):
    """A stream exceeded a time limit; the text continues a sentence after the model's name."""


def arriving(
    source: Callable[[], AsyncIterator[T]], *, first: float, silence: float, total: float
) -> Generator[T | None, None, None]:
    """The items of `source` as they arrive, and None every POLL_SECONDS while nothing arrives.

    The time limits, in seconds, are `first` until the first item, `silence` between two items, and `total`
    for all items. Closing the iterator cancels the source. Raises TooSlowError at a time limit, and all
    errors that `source` raises.
    """
    started = heard = time.monotonic()
    items: SimpleQueue[Any] = SimpleQueue()
    left = threading.Event()
    task = asyncio.run_coroutine_threadsafe(_feed(source, items, left), _loop())
    patience = first
    try:
        while True:
            try:
                item = items.get(timeout=POLL_SECONDS)
            except Empty:
                item = None
            now = time.monotonic()
            if now - started > total:
                raise TooSlowError(f"was not done after {total:g} seconds")
            if item is _END:
                return
            if isinstance(item, _Raised):
                raise item.problem
            if item is None and now - heard > patience:
                raise TooSlowError(f"said nothing for {patience:g} seconds")
            if item is not None:
                heard, patience = now, silence
            yield item
    finally:
        left.set()
        task.cancel()


async def once(source: Callable[[], Any]) -> AsyncIterator[Any]:
    """An awaitable as a stream of one item."""
    yield await source()


_END = object()


class _Raised:
    def __init__(self, problem: Exception) -> None:
        self.problem = problem


async def _feed(
    source: Callable[[], AsyncIterator[Any]], items: SimpleQueue[Any], left: threading.Event
) -> None:
    try:
        stream = source()
        async with aclosing(stream) as reading:  # type: ignore[type-var]  # LangChain's streams can be closed
            async for item in reading:
                if left.is_set():
                    return  # in Python 3.11, asyncio.wait_for loses a cancellation if an item arrives with it
                items.put(item)
        items.put(_END)
    except Exception as problem:  # noqa: BLE001  raised again in the thread of the reader
        items.put(_Raised(problem))


_starting = threading.Lock()
_running: list[asyncio.AbstractEventLoop] = []


def _loop() -> asyncio.AbstractEventLoop:
    """The event loop of all streams; only one, since a provider's connections belong to their first loop."""
    with _starting:
        if not _running:
            loop = asyncio.new_event_loop()
            threading.Thread(target=loop.run_forever, name="chat-models", daemon=True).start()
            _running.append(loop)
    return _running[0]
