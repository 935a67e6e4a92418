"""How many questions wait and run in Gradio's queue; the one module that looks into the queue."""

from __future__ import annotations

import inspect
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import gradio as gr

Kind = Literal["ask", "feedback", ""]
"""The kind of an event, for rate limits: a question, feedback, or anything else, which costs little."""

LAST_WORDS = 5.0
"""Seconds for the end of each answer to reach its visitor, once all answers are finished."""


_BY_NAME = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


@dataclass
class Streams:
    """The number of open responses through which answers are sent to visitors."""

    open: int = 0

    @contextmanager
    def one_more(self) -> Iterator[None]:
        self.open += 1  # by the server's one thread alone
        try:
            yield
        finally:
            self.open -= 1


class Traffic:
    """Counts the events that wait and run, and tells which kind of function a request would run.

    `closing` is set once no more questions are taken.
    """

    def __init__(self, page: gr.Blocks, closing: threading.Event, streams: Streams) -> None:
        self._page = page
        self._closing = closing
        self.streams = streams

    @property
    def process(self) -> int:
        """The number of this server, which every page that it served knows."""
        return self._page.app_id

    @property
    def closing(self) -> bool:
        return self._closing.is_set()

    def kind(self, path: str, body: Mapping[str, Any]) -> Kind | None:
        """What a call would run; None where there is no such function.

        Functions say so themselves: by `concurrency_id`, or by the name that the API gives them.
        """
        function = self._function(path, body)
        if function is None or function.fn is None:  # of some events, all happens in the browser
            return None
        for kind in ("ask", "feedback"):
            if kind in (function.concurrency_id, function.api_name):
                return kind
        return ""

    def knows(self, event_id: str) -> bool:
        """Whether an answer waits under this id, or is on its way."""
        queue = self._page._queue
        waiting = list(queue.pending_event_ids_session.values())
        return event_id in queue.event_ids_to_events or any(event_id in ids for ids in waiting)

    def has_session(self, name: str) -> bool:
        """Whether answers are sent, or wait to be sent, to a session."""
        return name in self._page._queue.pending_messages_per_session

    def wrong_arguments(self, path: str, body: Mapping[str, Any]) -> str:
        """What is wrong with the arguments of a call by names, in a sentence; empty where nothing is."""
        function = self._function(path, body)
        parameters = inspect.signature(function.fn).parameters if function and function.fn else {}
        for name, p in parameters.items():
            if name not in body and p.default is p.empty and p.kind in _BY_NAME:
                return f"{name} is missing."
        unknown = next((name for name in body if name not in parameters), None)
        return f"{unknown[:40]!r} is no argument of this function." if unknown is not None else ""

    def serves(self, component: Any, function: Any) -> bool:
        """Whether a component of the page has this function for the browser to call."""
        block = self._page.blocks.get(component) if type(component) is int else None
        return any(served.__name__ == function for served in getattr(block, "server_fns", ()))

    def full(self) -> bool:
        """Whether Gradio would refuse one more."""
        queue = self._page._queue
        return queue.max_size is not None and len(queue) >= queue.max_size

    def waiting(self) -> int:
        return len(self._page._queue)

    def running(self) -> int:
        return sum(len(events) for events in self._page._queue.active_jobs if events)

    def seconds_to_wait(self) -> float:
        """How long the last of the queue will wait, by the mean of what its functions took."""
        queue = self._page._queue
        seconds = 0.0
        for line in queue.event_queue_per_concurrency_id.values():
            took = sum(queue.process_time_per_fn[event.fn].avg_time or 1.0 for event in line.queue)
            seconds = max(seconds, took / (line.concurrency_limit or 1))
        return seconds

    def drain(self, seconds: float) -> bool:
        """Take no more questions and wait for those that run; whether all of them ended in time."""
        self._closing.set()
        if not _within(seconds, lambda: not self._busy()):
            return False
        # Gradio would put "stopped unexpectedly" in the place of a word that is on its way.
        _within(LAST_WORDS, lambda: not self.streams.open)
        return True

    def _busy(self) -> bool:
        messages = list(self._page._queue.pending_messages_per_session.values())
        return bool(self.waiting() or self.running() or any(not left.empty() for left in messages))

    def _function(self, path: str, body: Mapping[str, Any]) -> Any:
        name = path.rstrip("/").rpartition("/")[2]
        functions = self._page.fns
        if (
            path.startswith(("/gradio_api/call/", "/gradio_api/run/", "/gradio_api/api/"))
            and name != "predict"
        ):
            return next((f for f in functions.values() if f.api_name == name), None)
        index = body.get("fn_index")
        return functions.get(index) if isinstance(index, int) and not isinstance(index, bool) else None


def _within(seconds: float, holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True
