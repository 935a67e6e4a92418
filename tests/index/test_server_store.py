"""The vector store that is a server: its leases, its losses, its token, and what is not its own."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from chromadb.errors import NotFoundError
from plane import at, holding
from real_chroma import RealChroma
from scripted_server import Script, serving
from waiting import free_port, until

from assistant.config import Settings
from assistant.errors import SnapshotError, StoreError, UsageError
from assistant.index import chroma_leases, chroma_server
from assistant.index.chroma_leases import REMOVING, ServerLease
from assistant.index.chroma_server import ServerStore
from assistant.index.snapshot import SnapshotFiles
from assistant.index.store_place import StoreAddress, read_place
from assistant.index.stores import Stores
from assistant.index.vector_store import Carried, Changes

TOKEN = "canary-0123456789"
CONTENTS = {"group": holding("east", "north"), "related": holding("near")}


@pytest.fixture
def snapshot(tmp_path: Path) -> SnapshotFiles:
    directory = tmp_path / "index" / "snapshots" / "20261130T000000-0123456789ab"
    directory.mkdir(parents=True)
    return SnapshotFiles(directory)


@pytest.fixture
def store(chroma: RealChroma, snapshot: SnapshotFiles) -> Iterator[ServerStore]:
    """A store that has the vectors of `snapshot`."""
    store = ServerStore(chroma.address)
    store.write(snapshot, lambda: CONTENTS)
    yield store
    store.drop(snapshot)


def name(snapshot: SnapshotFiles) -> str:
    place = read_place(snapshot)
    assert place
    return place.name


def own(chroma: RealChroma, snapshot: SnapshotFiles) -> set[str]:
    """The collections that are left of a snapshot."""
    return {one.rpartition(".")[2] for one in chroma.names() if one.startswith(name(snapshot))}


@contextmanager
def guarded(chroma: RealChroma, token: str) -> Iterator[StoreAddress]:
    """A proxy before the server, as an operator has one: it lets through who has the token."""

    class Gate(BaseHTTPRequestHandler):
        def handle_all(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.headers.get("Authorization") != f"Bearer {token}":
                status, said = 401, b'{"error": "Unauthorized"}'
            else:
                url = f"http://{chroma.address.server}{self.path}"
                headers = {"Content-Type": "application/json"}
                answer = httpx.request(self.command, url, content=body, headers=headers, verify=False)
                status, said = answer.status_code, answer.content
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST = do_PUT = do_DELETE = handle_all  # noqa: N815

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Gate) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield StoreAddress.parse(f"chroma://127.0.0.1:{server.server_port}")
        server.shutdown()


class TestLeases:
    def test_what_is_read_stays(
        self, chroma: RealChroma, store: ServerStore, snapshot: SnapshotFiles
    ) -> None:
        reader = store.open(snapshot)
        assert not store.drop(snapshot)
        assert reader.search(at("east")[0], top_k=1)[0][0] == "east"
        store.open(snapshot).close()  # another one may come yet
        reader.close()
        assert own(chroma, snapshot) == {"group", "related", "leases"}
        assert store.drop(snapshot)
        assert own(chroma, snapshot) == set()

    def test_a_killed_reader_holds_nothing_for_ever(
        self, chroma: RealChroma, store: ServerStore, snapshot: SnapshotFiles
    ) -> None:
        leases = chroma.collection(f"{name(snapshot)}.leases")
        killed = ServerLease(leases, lambda: 0.0)  # taken in 1970, and not renewed since
        assert len(leases.get()["ids"]) == 1
        assert store.drop(snapshot)
        with suppress(NotFoundError):
            killed.end()

    def test_an_open_one_is_renewed(
        self, chroma: RealChroma, store: ServerStore, snapshot: SnapshotFiles
    ) -> None:
        leases = chroma.collection(f"{name(snapshot)}.leases")
        times = iter(range(1, 10_000))
        lease = ServerLease(leases, lambda: float(next(times)), every=0.01)
        first = leases.get()["metadatas"][0]["until"]
        until(lambda: leases.get()["metadatas"][0]["until"] > first)
        lease.end()

    def test_who_reads_knows_within_seconds_that_the_server_is_away_and_that_it_is_back(
        self, chroma: RealChroma, store: ServerStore, snapshot: SnapshotFiles
    ) -> None:
        leases = chroma.collection(f"{name(snapshot)}.leases")
        there = threading.Event()
        there.set()

        def clock() -> float:
            if not there.is_set():
                raise ConnectionError
            return chroma_server._clock(chroma.client)

        lease = ServerLease(leases, clock, looked=0.01)
        assert not lease.away
        there.clear()
        until(lambda: lease.away)
        there.set()
        until(lambda: not lease.away)
        lease.end()

    def test_nobody_comes_while_it_is_removed(
        self, chroma: RealChroma, store: ServerStore, snapshot: SnapshotFiles
    ) -> None:
        leases = chroma.collection(f"{name(snapshot)}.leases")
        chroma_leases.begin_removal(leases, lambda: chroma_server._clock(chroma.client))
        with pytest.raises(SnapshotError, match="are being removed"):
            store.open(snapshot)
        assert leases.get()["ids"] == [REMOVING]
        leases.delete(ids=[REMOVING])  # as if its time had run out
        store.open(snapshot).close()


class TestSharing:
    def follow(self, store: ServerStore, old: SnapshotFiles, number: int, change: Changes) -> SnapshotFiles:
        """A snapshot that has `change` in the group; written anew it has nothing but "west"."""
        directory = old.directory.with_name(f"20261130T00000{number}-0123456789ab")
        directory.mkdir()
        carried = Carried(old, {"group": change})
        store.write(SnapshotFiles(directory), lambda: {"group": holding("west")}, carried=carried)
        return SnapshotFiles(directory)

    def test_what_is_shared_goes_with_the_last_that_has_it(
        self, chroma: RealChroma, store: ServerStore, snapshot: SnapshotFiles
    ) -> None:
        first = name(snapshot)
        after = self.follow(store, snapshot, 1, holding("west", gone=("east",)))
        assert own(chroma, after) == {"group", "leases"}
        assert store.drop(snapshot)
        shutil.rmtree(snapshot.directory)
        assert {f"{first}.group", f"{first}.related"} < chroma.names()
        reader = store.open(after)
        assert sorted(one for one, _ in reader.search(at("east")[0], top_k=9)) == ["near", "north", "west"]
        reader.close()
        assert store.drop(after)
        assert not [one for one in chroma.names() if one.startswith((first, name(after)))]

    @pytest.mark.parametrize("reason", ["gone", "parts", "changed", "elsewhere"])
    def test_what_can_not_be_shared_is_written_anew(
        self,
        chroma: RealChroma,
        store: ServerStore,
        snapshot: SnapshotFiles,
        reason: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        if reason == "parts":
            monkeypatch.setattr(chroma_server, "_MOST_PARTS", 1)
        if reason == "changed":
            chroma.collection(f"{name(snapshot)}.related").delete(ids=["near"])
        if reason == "elsewhere":
            said = snapshot.store.read_text()
            snapshot.store.write_text(said.replace(str(snapshot.directory.parent.parent), "/another/index"))
        after = self.follow(store, snapshot, 1, holding(gone=("nobody",) if reason == "gone" else ("east",)))
        reader = store.open(after)
        assert [one for one, _ in reader.search(at("east")[0], top_k=9)] == ["west"]
        reader.close()
        assert store.drop(after)
        if reason == "elsewhere":
            snapshot.store.write_text(said)


class TestWhatIsNotAsItWasWritten:
    def test_a_collection_that_is_gone(
        self, chroma: RealChroma, store: ServerStore, snapshot: SnapshotFiles
    ) -> None:
        reader = store.open(snapshot)
        chroma.client.delete_collection(f"{name(snapshot)}.related")
        with pytest.raises(SnapshotError, match=r"no longer has the vectors .* doctor --repair"):
            reader.search(at("east")[0], top_k=1)
        reader.close()
        with pytest.raises(SnapshotError, match=r"no longer has the vectors .* doctor --repair"):
            store.open(snapshot)
        assert store.drop(snapshot)

    def test_vectors_that_are_gone(
        self, chroma: RealChroma, store: ServerStore, snapshot: SnapshotFiles
    ) -> None:
        group = chroma.collection(f"{name(snapshot)}.group")
        group.delete(ids=["north"])
        with pytest.raises(SnapshotError, match=r"holds 1 vectors in .*\.group, where 2 were written"):
            store.open(snapshot)
        assert store.drop(snapshot)  # the reader that failed holds no lease

    def test_a_copy_of_an_index_removes_nothing(
        self, chroma: RealChroma, store: ServerStore, snapshot: SnapshotFiles, tmp_path: Path
    ) -> None:
        folder = shutil.copytree(tmp_path / "index", tmp_path / "copy")
        copy = SnapshotFiles(folder / "snapshots" / snapshot.directory.name)
        store.open(copy).close()
        assert store.drop(copy)
        assert own(chroma, snapshot) == {"group", "related", "leases"}

    def test_what_was_not_finished_is_removed(self, chroma: RealChroma, snapshot: SnapshotFiles) -> None:
        store = ServerStore(chroma.address)
        with pytest.raises(StoreError, match="unique"):
            store.write(snapshot, lambda: {**CONTENTS, "related": holding("near", "near")})
        assert own(chroma, snapshot) == {"group", "related"}
        with pytest.raises(SnapshotError, match="no longer has the vectors"):
            store.open(snapshot)
        assert store.drop(snapshot)
        assert own(chroma, snapshot) == set()


class TestLosses:
    def test_nobody_is_there(self, snapshot: SnapshotFiles) -> None:
        store = ServerStore(StoreAddress.parse(f"chroma://127.0.0.1:{free_port()}"))
        for deed in (store.check, lambda: store.write(snapshot, lambda: CONTENTS)):
            with pytest.raises(
                StoreError, match=r"127\.0\.0\.1:\d+, which keeps the vectors, does not answer"
            ):
                deed()
        assert read_place(snapshot) is None

    def test_one_that_says_nothing_is_away(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(chroma_server, "_PATIENCE", httpx.Timeout(0.05))
        with socket.create_server(("127.0.0.1", 0)) as silent:
            store = ServerStore(StoreAddress.parse(f"chroma://127.0.0.1:{silent.getsockname()[1]}"))
            with pytest.raises(StoreError, match="does not answer"):
                store.check()

    def test_every_request_has_an_end(
        self, store: ServerStore, snapshot: SnapshotFiles, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        send, waits = httpx.Client.send, []

        def noted(self: httpx.Client, request: httpx.Request, **options: object) -> httpx.Response:
            waits.append(request.extensions["timeout"]["read"])
            return send(self, request, **options)  # type: ignore[arg-type]

        reader = store.open(snapshot)
        with monkeypatch.context() as watched:
            watched.setattr(httpx.Client, "send", noted)
            reader.search(at("east")[0], top_k=1)
        assert waits == [30.0, 30.0]  # one for each scope
        reader.close()

    def test_another_server_is_no_chroma(self) -> None:
        with serving(Script("Hello")) as other:
            store = ServerStore(StoreAddress.parse(other.url.replace("http:", "chroma:").removesuffix("/v1")))
            with pytest.raises(StoreError, match="The Chroma server at"):
                store.check()


class TestItsToken:
    def test_a_gate_lets_in_who_has_it(self, chroma: RealChroma, snapshot: SnapshotFiles) -> None:
        with guarded(chroma, TOKEN) as address:
            store = ServerStore(address, TOKEN)
            store.write(snapshot, lambda: CONTENTS)
            reader = store.open(snapshot)
            assert reader.search(at("east")[0], top_k=1)[0][0] == "east"
            reader.close()
            assert store.drop(snapshot)
        assert TOKEN not in snapshot.store.read_text()

    def test_others_are_told_and_the_token_is_not(self, chroma: RealChroma) -> None:
        with guarded(chroma, "another") as address:
            with pytest.raises(StoreError, match="refuses the token in ASSISTANT_STORE_TOKEN") as told:
                ServerStore(address, TOKEN).check()
            with pytest.raises(StoreError, match="wants a token: set ASSISTANT_STORE_TOKEN"):
                ServerStore(address).check()
        assert TOKEN not in str(told.value)

    def test_a_server_that_repeats_it_is_not_repeated(self) -> None:
        assert TOKEN not in chroma_server._said(ValueError(f"no {TOKEN} here"), TOKEN)

    def test_it_comes_from_the_environment_alone(self) -> None:
        environ = {"ASSISTANT_STORE": "chroma://db:8000", "ASSISTANT_STORE_TOKEN": TOKEN}
        settings = Settings.read(environ=environ)
        stores = Stores.of(settings)
        assert stores.token == TOKEN
        assert TOKEN not in f"{settings!r} {stores!r}"

    def test_a_snapshot_from_an_address_names_no_server_that_gets_it(
        self, store: ServerStore, snapshot: SnapshotFiles
    ) -> None:
        of = partial(Settings.read, environ={"ASSISTANT_STORE_TOKEN": TOKEN}, read_only=True)
        stores = Stores.of(of(index="https://papers.example.org/index"))
        with pytest.raises(SnapshotError, match=f"give --store {store.address}"):
            stores.reading(snapshot)
        named = of(index="https://papers.example.org/index", store=str(store.address))
        Stores.of(named).reading(snapshot).open(snapshot).close()
        Stores.of(of(index=str(snapshot.directory))).reading(snapshot).open(snapshot).close()


class TestAddresses:
    @pytest.mark.parametrize(
        ("text", "server", "tenant", "tls"),
        [
            ("chroma://db", "db:8000", "default_tenant", False),
            ("chroma://db:9000/t/d", "db:9000", "t", False),
            ("chromas://api.trychroma.com/t-1/papers", "api.trychroma.com:443", "t-1", True),
            ("chroma://[::1]:8000", "[::1]:8000", "default_tenant", False),
        ],
    )
    def test_read_and_written(self, text: str, server: str, tenant: str, tls: bool) -> None:
        address = StoreAddress.parse(text)
        assert (address.server, address.tenant, address.tls) == (server, tenant, tls)
        assert StoreAddress.parse(str(address)) == address

    @pytest.mark.parametrize(
        "text",
        [
            "db:8000",
            "http://db:8000",
            "chroma://",
            "chroma://db:x",
            "chroma://db/tenant",
            "chroma://db/a/b c",
        ],
    )
    def test_others_are_told_the_form(self, text: str) -> None:
        with pytest.raises(UsageError, match="expected chroma://HOST:PORT"):
            Stores.of(Settings(store=text))

    @pytest.mark.parametrize(
        "text", [f"chroma://{TOKEN}@db", f"chroma://db?token={TOKEN}", f"chroma://db#{TOKEN}"]
    )
    def test_a_token_in_one_is_refused_unseen(self, text: str) -> None:
        with pytest.raises(UsageError, match="ASSISTANT_STORE_TOKEN") as told:
            StoreAddress.parse(text)
        assert TOKEN not in str(told.value)
