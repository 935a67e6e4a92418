"""Connections to the server: none stays open for nothing, and no address holds them all.

uvicorn waits for ever for the rest of a request's head, and reads one of any length.
"""

from __future__ import annotations

import asyncio
import resource
from collections import Counter
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

from assistant.web.server.visitors import network_of

HEAD_SECONDS = 10.0
"""From a connection's first moment, or from the first byte of a later request, to the end of the head."""
BETWEEN_REQUESTS = 75
"""Seconds, as nginx: a proxy keeps a connection for 60, and a question sent on one that we end is lost."""
LARGEST_HEAD = 64 * 1024
"""Bytes. Browsers send 1 or 2 KB."""
OF_ONE_ADDRESS = 500
"""Connections at a time: an open page has two, and a department may share an address."""
FILES = 8192
"""Files that the process may have open, where the system lets it; each connection is one."""


@dataclass
class Room:
    """Counts the open connections: `most` in all, `of_one` from one address.

    This machine's own address has no bound but `most`: a proxy or a public link stands behind it.
    """

    most: int
    of_one: int | None
    _open: Counter[str] = field(default_factory=Counter)

    def enter(self, address: str) -> bool:
        """Count a new connection; False where it is one too many."""
        bound = self.most if self.of_one is None or _is_own(address) else self.of_one
        if self._open.total() >= self.most or self._open[address] >= bound:
            return False
        self._open[address] += 1
        return True

    def leave(self, address: str) -> None:
        """Count one less; every connection that entered leaves once."""
        self._open[address] -= 1
        self._open += Counter()  # forgets those with none


def bound_connections(server: Any, *, behind_proxy: bool) -> None:
    """Have a running uvicorn server end what waits for nothing; behind a proxy all come from one address."""
    files = _allow_files(FILES)
    most = files * 3 // 4  # the rest is for the index
    room = Room(most, None if behind_proxy else min(OF_ONE_ADDRESS, most // 2))
    server.config.timeout_keep_alive = BETWEEN_REQUESTS
    server.config.http_protocol_class = _bounded(server.config.http_protocol_class, room)


def _bounded(protocol: Any, room: Room) -> Any:
    """uvicorn's protocol, with a time and a length for heads, and without what the page does not speak."""

    class Bounded(protocol):  # type: ignore[misc]
        _room_of: str | None = None
        _head: asyncio.TimerHandle | None = None
        _head_bytes = 0

        def connection_made(self, transport: asyncio.Transport) -> None:
            super().connection_made(transport)
            address = self.client[0] if self.client else ""
            address = network_of(address) or address
            if room.enter(address):
                self._room_of = address
                self._await_head()
            else:
                transport.abort()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self.cycle is not None and not self.cycle.response_complete:
                self._end_waiting()
                return
            self._head_bytes += len(data)
            if self._head_bytes > LARGEST_HEAD:
                self.transport.close()
            elif self._head is None:
                self._await_head()

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            self._end_waiting()
            if self._room_of is not None:
                room.leave(self._room_of)
                self._room_of = None

        def handle_websocket_upgrade(self, *_: object) -> None:
            self.send_400_response("There are no websockets here.")

        def _await_head(self) -> None:
            self._head = self.loop.call_later(HEAD_SECONDS, self.transport.close)

        def _end_waiting(self) -> None:
            self._head_bytes = 0
            if self._head is not None:
                self._head.cancel()
                self._head = None

    return Bounded


def _allow_files(wanted: int) -> int:
    """Raise the number of files that this process may have open, and say what it is."""
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    unbounded = resource.RLIM_INFINITY
    if allowed == unbounded or allowed >= wanted:
        return wanted
    raised = wanted if most == unbounded else min(wanted, most)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (raised, most))
    except (OSError, ValueError):  # macOS refuses what its kernel does not allow
        return allowed
    return raised


def _is_own(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return not address  # a socket of this machine
