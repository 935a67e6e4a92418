"""A stage of which one item ends whoever takes it up, as too little memory does: for workers of Ray."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Iterator

from ingest.workers import Stage


class Ending(Stage[int, int]):
    def __call__(self, items: Iterable[int]) -> Iterator[int]:
        for item in items:
            if item == 2:
                os.kill(os.getpid(), signal.SIGKILL)
            yield item
