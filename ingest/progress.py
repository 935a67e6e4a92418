"""What an ingest says while it reads: a line before, and a bar or a line now and then."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.embed import Progress

PAPERS_A_SECOND = 50
"""What two idle cores read with the default encoder (docs/benchmarks.md)."""

PAUSE = 5.0
"""Seconds between two lines of progress, where there is no terminal to show a bar."""


def announced(progress: Progress, say: Callable[[str], None], *, processors: int | None = None) -> Progress:
    """`progress`, and before it begins a line that says how long it will take.

    `processors` are those of other machines that do the work, None where it is done here.
    """

    def show(step: str, done: int, total: int) -> None:
        if done == 0:
            say(estimate(step, total, busy=2 / processors if processors else _busy()))
        progress(step, done, total)

    return show


def estimate(step: str, total: int, *, busy: float) -> str:
    """How much there is to read and how long that takes, as far as it is known before.

    `busy` is how many processes want each core of two, so less than 1 where there are more.
    """
    seconds = total / PAPERS_A_SECOND * busy
    if step != "papers" or seconds < 2:  # a model of one's own: only its first texts show how fast it is
        return f"{total:,} {step} to read"
    took = f"{seconds:.0f} seconds" if seconds < 90 else f"{seconds / 60:.0f} minutes"
    return f"{total:,} papers to read, about {took}"


def _busy() -> float:
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def lines(say: Callable[[str], None], *, clock: Callable[[], float] = time.monotonic) -> Progress:
    """Progress for a pipe or a log: a line now and then."""
    last = clock()

    def show(step: str, done: int, total: int) -> None:
        nonlocal last
        now = clock()
        if now - last >= PAUSE:
            last = now
            say(f"{done:,} of {total:,} {step} read")

    return show


def bar() -> Progress:
    """Progress for a terminal."""
    from tqdm import tqdm

    shown: tqdm[None] | None = None

    def show(step: str, done: int, total: int) -> None:
        nonlocal shown
        shown = shown or tqdm(total=total, desc="reading", unit=f" {step}", leave=False)
        shown.update(done - shown.n)
        if done == total:
            shown.close()

    return show
