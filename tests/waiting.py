"""How the tests wait: for what is to happen, not for a time, and so long that only what never comes fails."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable

PATIENCE = 90.0
"""Seconds for what takes one on an idle machine: this one may be slow, and busy with something else."""


def until(condition: Callable[[], object], *, seconds: float = PATIENCE) -> None:
    """Wait for a condition to hold."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def free_port() -> int:
    """A port for a server that is still to be started.

    Below those that Linux and macOS lend to outgoing connections: one of these could take it meanwhile.
    """
    while True:
        port = random.SystemRandom().randrange(12_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
