"""The vector store that is a server of Chroma's: `chroma run`, a cluster, or Chroma Cloud.

A snapshot has collections of its own there, `NAME.group`, `NAME.related` and so on, and `store.json` beside
its files says which (store_place.py). That file is written before the collections are made, so that what a
killed ingest left is found and removed; nobody reads them before CURRENT names the snapshot. Readers hold
leases (chroma_leases.py). Chroma's own client waits without end: here a server that says nothing is away.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any

import chromadb
import httpx
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import NotFoundError

from assistant.errors import AssistantError, SnapshotError, StoreError
from assistant.index.chroma_collections import COSINE, OpenCollections, add
from assistant.index.chroma_leases import ServerLease, begin_removal
from assistant.index.damage import mending
from assistant.index.snapshot import SnapshotFiles
from assistant.index.store_place import TOKEN, StoreAddress, StorePlace, read_place, write_place
from assistant.index.vector_store import Carried, Contents

LEASES = "leases"
_PATIENCE = httpx.Timeout(30.0, connect=5.0)
_PATIENCE_AS_IT_WRITES = httpx.Timeout(300.0, connect=5.0)
_PATIENCE_AT_THE_END = httpx.Timeout(2.0)
_BATCH = 1000  # vectors in a request, some 2 MB: of more a busy server says nothing for long
_MOST_SAID = 300


class ServerStore:
    """The vector store of snapshots whose vectors are in collections of a server."""

    def __init__(self, address: StoreAddress, token: str = "") -> None:
        self.address = address
        self._token = token

    def check(self) -> None:
        """Raises StoreError where the server does not answer, or does not let us in."""
        with self._connected():
            pass

    def write(
        self,
        snapshot: SnapshotFiles,
        contents: Callable[[], Contents],
        *,
        carried: Carried | None = None,
    ) -> None:
        """Write all vectors: no Chroma server that is one process can copy a collection."""
        held = {name: change for name, change in contents().items() if len(change.ids)}
        counts = {name: len(change.ids) for name, change in held.items()}
        place = StorePlace.new(snapshot, self.address, secrets.token_hex(4), counts)
        with self._connected() as client:
            _be_patient(client, _PATIENCE_AS_IT_WRITES)
            write_place(snapshot, place)
            batch = min(_BATCH, client.get_max_batch_size())
            for name, change in held.items():
                collection = _create(client, f"{place.name}.{name}")
                add(collection, change, batch=batch)
                if (count := collection.count()) != counts[name]:
                    raise ValueError(f"it holds {count} of {counts[name]} vectors in {collection.name}")
            _create(client, f"{place.name}.{LEASES}")

    def open(
        self, snapshot: SnapshotFiles, *, check: Callable[[], None] = lambda: None
    ) -> OpenServerCollections:
        """Open the collections and take a lease on them.

        Raises SnapshotError where they are gone or hold other counts than were written.
        """
        place = _place(snapshot)
        client = self._client()
        try:
            with self._failing():
                lease = ServerLease(_get(client, f"{place.name}.{LEASES}"), lambda: _clock(client))
        except BaseException:
            client.close()
            raise
        try:
            with self._failing():
                there = {name: _get(client, f"{place.name}.{name}") for name in place.counts}
                counts = {name: collection.count() for name, collection in there.items()}
            for name, count in counts.items():
                if count != place.counts[name]:
                    raise SnapshotError(
                        f"The Chroma server at {self.address.server} holds {count:,} vectors in "
                        f"{place.name}.{name}, where {place.counts[name]:,} were written. {mending()}"
                    )
        except BaseException:
            _close(client, lease)
            raise
        return OpenServerCollections(client, there, lease, counts, self._failing)

    def drop(self, snapshot: SnapshotFiles) -> bool:
        """Remove the collections that this index made for a snapshot, unless somebody reads them."""
        place = read_place(snapshot)
        if place is None or not place.is_of(snapshot):
            return True
        with self._connected() as client:
            with suppress(NotFoundError):  # half-made, or half-removed: nobody can open it
                leases = _get(client, f"{place.name}.{LEASES}")
                if not begin_removal(leases, lambda: _clock(client)):
                    return False
                client.delete_collection(leases.name)
            for name in place.counts:
                with suppress(NotFoundError):
                    client.delete_collection(f"{place.name}.{name}")
        return True

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        client = self._client()
        try:
            with self._failing():
                yield client
        finally:
            client.close()

    def _client(self) -> Any:
        """A client whose requests end. Its declared type has no close().

        Raises StoreError where no Chroma server answers, or where it does not let us in.
        """
        url = f"{'https' if self.address.tls else 'http'}://{self.address.server}"
        headers = {"Authorization": f"Bearer {self._token}", "X-Chroma-Token": self._token}
        headers = headers if self._token else {}
        with self._failing():
            asked = httpx.get(
                f"{url}/api/v2/auth/identity",
                headers=headers,
                timeout=_PATIENCE,
                verify=self.address.tls,  # without TLS there is no certificate to read 200 others for
            )
            if asked.status_code in (401, 403):
                said = "refuses the token in" if self._token else "wants a token: set"
                raise self._told(f"{said} {TOKEN}")
            if asked.status_code >= 500:
                raise self._away(f"status {asked.status_code}")
            if asked.status_code != 200:
                raise self._told(f"is none: it answers with the status {asked.status_code}")
            client: Any = chromadb.HttpClient(
                host=url,
                port=self.address.port,
                ssl=self.address.tls,
                headers=headers,
                settings=ChromaSettings(
                    anonymized_telemetry=False,
                    chroma_server_host=url,
                    chroma_server_http_port=self.address.port,
                ),
                tenant=self.address.tenant,
                database=self.address.database,
            )
        _be_patient(client, _PATIENCE)
        return client

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """Turn what httpx and Chroma raise into sentences that say what to do, and never the token."""
        try:
            yield
        except AssistantError:
            raise
        except NotFoundError as problem:
            raise SnapshotError(
                f"The Chroma server at {self.address.server} no longer has the vectors of this index "
                f"({_said(problem, self._token)}). {mending()}"
            ) from problem
        except httpx.TransportError as problem:
            raise self._away(type(problem).__name__) from problem
        except Exception as problem:  # Chroma raises plain ones, too
            if isinstance(problem.__context__, httpx.TransportError):
                raise self._away(type(problem.__context__).__name__) from problem
            raise self._told(f"fails: {_said(problem, self._token)}") from problem

    def _away(self, why: str) -> StoreError:
        return self._told(f"does not answer ({why}). Start it, or look at the network; then try again")

    def _told(self, what: str) -> StoreError:
        return StoreError(f"The Chroma server at {self.address.server}, which keeps the vectors, {what}.")


class OpenServerCollections(OpenCollections):
    """The collections of a snapshot, opened for search while a lease holds."""

    def __init__(
        self,
        client: Any,
        collections: Mapping[str, Collection],
        lease: ServerLease,
        counts: Mapping[str, int],
        failing: Callable[[], AbstractContextManager[None]],
    ) -> None:
        super().__init__(collections, failing)
        self._client, self._lease = client, lease
        self._counts = counts

    def close(self) -> None:
        """End the lease, where the server is there to be told."""
        _close(self._client, self._lease)


def _create(client: Any, name: str) -> Collection:
    made: Collection = client.create_collection(name, configuration=COSINE, embedding_function=None)
    return made


def _get(client: Any, name: str) -> Collection:
    found: Collection = client.get_collection(name, embedding_function=None)
    return found


def _place(snapshot: SnapshotFiles) -> StorePlace:
    place = read_place(snapshot)
    if place is None:
        raise SnapshotError(f"{snapshot.store}, which says where the vectors are, is missing. {mending()}")
    return place


def _clock(client: Any) -> float:
    """The server's time in seconds."""
    return float(client.heartbeat()) / 1e9


def _be_patient(client: Any, patience: httpx.Timeout) -> None:
    """How long the requests of a client wait, for which Chroma has no setting."""
    client._server._session.timeout = patience


def _close(client: Any, lease: ServerLease) -> None:
    _be_patient(client, _PATIENCE_AT_THE_END)
    with suppress(Exception):  # else it runs out
        lease.end()
    client.close()


def _said(problem: Exception, token: str) -> str:
    """What a server said, in one line of some length, and without the token should it repeat that."""
    said = " ".join(str(problem).split())
    return (said.replace(token, "[hidden]") if token else said)[:_MOST_SAID]
