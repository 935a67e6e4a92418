"""How the tests wait: for what is to happen, not for a time, and so long that only what never comes fails."""

from __future__ import annotations

import time
from collections.abc import Callable

from bench.ports import free_port as free_port

PATIENCE = 90.0
"""Seconds for what takes one on an idle machine: this one may be slow, and busy with something else."""


def until(condition: Callable[[], object], *, seconds: float = PATIENCE) -> None:
    """Wait for a condition to hold."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)
