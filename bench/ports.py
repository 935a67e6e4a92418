"""Ports for servers that are still to be started."""

from __future__ import annotations

import random
import socket


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
