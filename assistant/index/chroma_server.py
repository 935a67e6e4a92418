"""The vector store that is a server of Chroma's: `chroma run`, a cluster, or Chroma Cloud.

A snapshot has collections of its own there, `NAME.group`, `NAME.related` and so on, and `store.json` beside
its files says which (store_place.py). That file is written before the collections are made, so that what a
killed ingest left is found and removed; nobody reads them before CURRENT names the snapshot. Readers hold
leases (chroma_leases.py). Chroma's own client waits without end: here a server that says nothing is away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from typing import Any

import chromadb
import httpx
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import NotFoundError

from assistant.errors import AssistantError, SnapshotError, StoreError
from assistant.index.chroma_collections import COSINE, Collections, OpenCollections, add
from assistant.index.chroma_leases import ServerLease, begin_removal
from assistant.index.damage import mending
from assistant.index.snapshot import SnapshotFiles
from assistant.index.store_place import TOKEN, Part, StoreAddress, StorePlace, read_place, write_place
from assistant.index.vector_store import Carried, Contents

LEASES = "leases"
_PATIENCE = httpx.Timeout(30.0, connect=5.0)
_PATIENCE_AS_IT_WRITES = httpx.Timeout(300.0, connect=5.0)
_PATIENCE_AT_THE_END = 5.0
_BATCH = 1000  # vectors in a request, some 2 MB: of more a busy server says nothing for long
_MOST_SAID = 300
_MOST_PARTS = 5  # each takes a request in every search
_MOST_GONE = 100  # so many more are asked for, and left out, in every search


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
        """Share the collections of a carried snapshot, beside one for what is new; else write all vectors.

        A Chroma server that is one process can't copy a collection, and a shared one must not change.
        """
        with self._connected() as client:
            _be_patient(client, _PATIENCE_AS_IT_WRITES)
            shared = self._shared(client, carried) if carried else None
            changes = carried.changes if carried and shared is not None else contents()
            new = {kind: change for kind, change in changes.items() if len(change.ids)}
            place = StorePlace.new(snapshot, self.address)
            parts = dict(shared or {})
            for kind, change in new.items():
                own = Part(f"{place.name}.{kind}", len(change.ids))
                parts[kind] = (*parts.get(kind, ()), own)
            write_place(snapshot, replace(place, parts=parts))
            batch = min(_BATCH, client.get_max_batch_size())
            for kind, change in new.items():
                collection = _create(client, f"{place.name}.{kind}")
                add(collection, change, batch=batch)
                if (count := collection.count()) != len(change.ids):
                    raise ValueError(f"it holds {count} of {len(change.ids)} vectors in {collection.name}")
            _create(client, f"{place.name}.{LEASES}")

    def _shared(self, client: Any, carried: Carried) -> dict[str, tuple[Part, ...]] | None:
        """The parts of a carried snapshot without what is gone since.

        None where they can't be shared: they belong to another index or server, are not what they should be,
        or have become too many.
        """
        place = read_place(carried.snapshot)
        if place is None or place.address != self.address or not place.is_of(carried.snapshot):
            return None
        shared = {}
        for kind in {*place.parts, *carried.changes}:
            parts = []
            left = set(carried.changes[kind].gone) if kind in carried.changes else set()
            if len(left) > _MOST_GONE:
                return None
            for part in place.parts.get(kind, ()):
                try:
                    collection = _get(client, part.collection)
                    if collection.count() != part.count:
                        return None
                    asked: Any = collection.get(ids=list(left), include=[]) if left else {"ids": []}
                except NotFoundError:
                    return None
                gone = set(asked["ids"]) - set(part.gone)
                left -= gone
                parts.append(replace(part, gone=(*part.gone, *sorted(gone))))
            if left or len(parts) >= _MOST_PARTS or any(len(part.gone) > _MOST_GONE for part in parts):
                return None
            shared[kind] = tuple(parts)
        return shared

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
                there = {
                    kind: [(self._whole(client, part), frozenset(part.gone)) for part in parts]
                    for kind, parts in place.parts.items()
                }
        except BaseException:
            _close(client, lease)
            raise
        return OpenServerCollections(client, there, lease, place.counts, self._failing)

    def _whole(self, client: Any, part: Part) -> Collection:
        collection = _get(client, part.collection)
        if (count := collection.count()) != part.count:
            raise SnapshotError(
                f"The Chroma server at {self.address.server} holds {count:,} vectors in {part.collection}, "
                f"where {part.count:,} were written. {mending()}"
            )
        return collection

    def drop(self, snapshot: SnapshotFiles) -> bool:
        """Remove the collections that this index made for a snapshot, unless somebody reads them.

        Those that another snapshot beside it shares stay for that.
        """
        place = read_place(snapshot)
        if place is None or not place.is_of(snapshot):
            return True
        with self._connected() as client:
            with suppress(NotFoundError):  # half-made, or half-removed: nobody can open it
                leases = _get(client, f"{place.name}.{LEASES}")
                if not begin_removal(leases, lambda: _clock(client)):
                    return False
                client.delete_collection(leases.name)
            for name in place.collections - _shared_by_others(snapshot):
                with suppress(NotFoundError):
                    client.delete_collection(name)
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

    on_server = True

    def __init__(
        self,
        client: Any,
        collections: Collections,
        lease: ServerLease,
        counts: Mapping[str, int],
        failing: Callable[[], AbstractContextManager[None]],
    ) -> None:
        super().__init__(lambda: collections, failing)
        self._client, self._lease = client, lease
        self._counts = counts

    @property
    def away(self) -> bool:
        return self._lease.away

    def close(self) -> None:
        """End the lease, where the server is there to be told."""
        _close(self._client, self._lease)


def _create(client: Any, name: str) -> Collection:
    made: Collection = client.create_collection(name, configuration=COSINE, embedding_function=None)
    return made


def _get(client: Any, name: str) -> Collection:
    found: Collection = client.get_collection(name, embedding_function=None)
    return found


def _shared_by_others(snapshot: SnapshotFiles) -> set[str]:
    """The collections of all other snapshots of an index. Raises SnapshotError where one can't be read."""
    folders = (path for path in snapshot.directory.parent.iterdir() if path != snapshot.directory)
    places = (read_place(SnapshotFiles(path)) for path in folders if path.is_dir())
    return {name for place in places if place for name in place.collections}


def _place(snapshot: SnapshotFiles) -> StorePlace:
    place = read_place(snapshot)
    if place is None:
        raise SnapshotError(f"{snapshot.store}, which says where the vectors are, is missing. {mending()}")
    return place


def _clock(client: Any) -> float:
    """The server's time in seconds."""
    return float(client.heartbeat()) / 1e9


def _be_patient(client: Any, patience: httpx.Timeout | float) -> None:
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
