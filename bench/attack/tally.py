"""What came of an attack: a line for each success of the attacker."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

MADE_ON_PURPOSE = 503
"""The one status of a server's failure that the page gives by intention: it starts, or ends."""


@dataclass
class Found:
    """Of documents. `lost` are records that are neither read nor reported."""

    documents: int = 0
    let_in: list[str] = field(default_factory=list)
    scripts_run: list[str] = field(default_factory=list)
    stalled: list[str] = field(default_factory=list)
    tracebacks: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def add(self, other: Found) -> None:
        """Add what was found elsewhere."""
        self.documents += other.documents
        for name in ("let_in", "scripts_run", "stalled", "tracebacks", "lost"):
            getattr(self, name).extend(getattr(other, name))


@dataclass
class Tally(Found):
    """Of documents and of servers, which several threads ask."""

    requests: int = 0
    server_errors: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def asked(self, what: str, status: int) -> None:
        with self._lock:
            self.requests += 1
            if status >= 500 and status != MADE_ON_PURPOSE:
                self.server_errors.append(f"{status}: {what}")
