"""Leases on collections of a server: who reads a snapshot, on whatever machine, and until when.

A snapshot on a server has a collection of leases, made last: without it nobody opens the others. A reader has
a record there with a time, which it renews while it is open; that of a killed reader runs out. All times are
the server's own. Who removes a snapshot first leaves a record REMOVING and then looks for readers; a reader
first leaves its own and then looks for REMOVING. Of two that meet, one at least sees the other and yields.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np

from assistant.errors import SnapshotError

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

log = logging.getLogger(__name__)

SECONDS = 600.0
"""How long a lease holds unless it is renewed."""
RENEWED = SECONDS / 4
LOOKED = 10.0
"""Seconds after which the server is asked whether it is there."""
REMOVING = "removing"
_REMOVAL = 60.0
"""Seconds after which one that began to remove a snapshot is taken to have been killed."""


class ServerLease:
    """A reader's claim on the collections of a snapshot, renewed by a thread until `end`.

    `away` says whether the server answered when it was last asked.
    """

    def __init__(
        self,
        leases: Collection,
        clock: Callable[[], float],
        *,
        every: float = RENEWED,
        looked: float = LOOKED,
    ) -> None:
        """Take a lease; `clock` gives the server's seconds, and is asked for them after `looked` seconds.

        Raises SnapshotError where the snapshot is just being removed.
        """
        self._leases, self._clock, self._every, self._looked = leases, clock, every, looked
        self.away = False
        self._name = uuid4().hex
        self._ended = threading.Event()
        self._put()
        if REMOVING in _held(leases, clock()):
            leases.delete(ids=[self._name])
            raise SnapshotError(f"The collections {leases.name.rpartition('.')[0]} are being removed.")
        threading.Thread(target=self._renew, name="store-lease", daemon=True).start()

    def _put(self) -> None:
        _put(self._leases, self._name, self._clock() + SECONDS)

    def _renew(self) -> None:
        renewed = time.monotonic()
        while not self._ended.wait(min(self._every, self._looked)):
            try:
                if time.monotonic() - renewed >= self._every:
                    self._put()
                    renewed = time.monotonic()
                else:
                    self._clock()
                self.away = False
            except Exception as problem:  # noqa: BLE001  whatever fails, the next turn may not
                if not self.away:
                    log.warning("The server of the vectors does not answer: %s", type(problem).__name__)
                self.away = True

    def end(self) -> None:
        """Let the snapshot go. Raises what Chroma does where the server is away: then the lease runs out."""
        if not self._ended.is_set():
            self._ended.set()
            self._leases.delete(ids=[self._name])


def begin_removal(leases: Collection, clock: Callable[[], float]) -> bool:
    """Whether no reader is left; if so none can come while the removal, which is to follow, is not late."""
    _put(leases, REMOVING, clock() + _REMOVAL)
    if _held(leases, clock()) - {REMOVING}:
        leases.delete(ids=[REMOVING])
        return False
    return True


def _put(leases: Collection, name: str, until: float) -> None:
    leases.upsert(ids=[name], embeddings=np.ones((1, 1), dtype=np.float32), metadatas=[{"until": until}])


def _held(leases: Collection, now: float) -> set[str]:
    """The names of all leases that have not run out."""
    later: Any = {"until": {"$gt": now}}
    return set(leases.get(where=later, include=[])["ids"])
