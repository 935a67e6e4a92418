"""An answer outlives its page for a moment: a page that is loaded anew goes on with it.

A page loses its answer when it is loaded again or its connection breaks off. It then asks the question once
more, by the same id, and takes over the answer that is being made: no question is answered twice.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator

KEPT_SECONDS = 10.0
"""How long an answer waits for its page to come back, before the request to the model is ended."""


class Steps:
    """The steps of one answer. Whoever took them last makes the next one, and nobody else does."""

    def __init__(self, steps: Generator[None, None, None], *, given_up: Callable[[], object]) -> None:
        """`given_up` is called where nobody comes back for them."""
        self._steps = steps
        self._given_up = given_up
        self._lock = threading.Lock()
        self._holder: object = None
        self._left = threading.Event()
        self._over = False

    def take(self) -> object:
        """Hold the steps from now on; what is returned stands for this holder."""
        self._left.clear()
        self._holder = object()
        return self._holder

    def held_by(self, holder: object) -> bool:
        return holder is self._holder

    def step(self, holder: object) -> bool:
        """Make the next step; False where there is none left, or another holds them."""
        with self._lock:
            if self._over or not self.held_by(holder):
                return False
            try:
                next(self._steps)
            except StopIteration:
                self._over = True
            return not self._over

    def leave(self, holder: object, *, for_good: bool) -> None:
        """Hold them no more; they end now if `for_good`, else unless they are taken soon."""
        if not self.held_by(holder):
            return
        self._holder = None
        self._left.set()
        if for_good:
            self._end()
        else:
            waiting = threading.Timer(KEPT_SECONDS, self._end)
            waiting.daemon = True
            waiting.start()

    def wait_until_left(self, seconds: float) -> bool:
        """Wait until nobody holds the steps, so many seconds at most; False where somebody still does."""
        return self._left.wait(seconds)

    def _end(self) -> None:
        with self._lock:
            if self._over or self._holder is not None:
                return
            self._over = True
            self._given_up()
            self._steps.close()
