"""A stream that is waited for with patience and an end: read in the background, timed, and ended when left.

It runs as a task of one event loop in a thread of its own, because a task can be cancelled while it waits for
a server's next word: that closes the connection, and the server learns that nobody listens any more.
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
"""While nothing arrives, whoever waits gets to act this often: to stop, to show that it is alive."""


class TooSlowError(Exception):
    """A stream that kept its reader waiting; the text says how, to be read after the model's name."""


def arriving(
    source: Callable[[], AsyncIterator[T]], *, first: float, silence: float, total: float
) -> Generator[T | None, None, None]:
    """The items of `source` as they arrive, and None every POLL_SECONDS while nothing does.

    Seconds: `first` until the first item, `silence` between two, `total` for all. Closing the iterator ends
    the source, whatever it waits for. Raises TooSlowError, and what `source` raises.
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
                    return  # asyncio.wait_for of Python 3.11 loses a cancellation that an item meets
                items.put(item)
        items.put(_END)
    except Exception as problem:  # noqa: BLE001  raised where the items are read
        items.put(_Raised(problem))


_starting = threading.Lock()
_running: list[asyncio.AbstractEventLoop] = []


def _loop() -> asyncio.AbstractEventLoop:
    """One loop for all: a provider's pool of connections belongs to the loop that it met first."""
    with _starting:
        if not _running:
            loop = asyncio.new_event_loop()
            threading.Thread(target=loop.run_forever, name="chat-models", daemon=True).start()
            _running.append(loop)
    return _running[0]
