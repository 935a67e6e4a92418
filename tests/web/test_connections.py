"""Connections that wait for nothing are ended, and there is room for others beside those of one address."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx
import pytest
from conftest import Launch
from fake_assistant import FakeAssistant
from waiting import PATIENCE, until

from assistant.web.server import connections
from assistant.web.server.connections import Room
from assistant.web.server.server import serve
from assistant.web.service import Service

HALF = b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
WHOLE = b"GET /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n"


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.3)


@contextmanager
def connected(url: str) -> Iterator[socket.socket]:
    where = urlsplit(url)
    with socket.create_connection((where.hostname, where.port), timeout=PATIENCE) as connection:
        yield connection


def rest(connection: socket.socket) -> bytes:
    """All that comes until the server ends the connection."""
    pieces = []
    try:
        while piece := connection.recv(65536):
            pieces.append(piece)
    except ConnectionResetError:
        pass
    return b"".join(pieces)


def sending_ends(connection: socket.socket, piece: bytes, *, pause: float) -> bool:
    """Send the same again and again, until the server takes no more."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            connection.sendall(piece)
        except OSError:
            return True
        time.sleep(pause)
    return False


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("sent", [b"", b"G", HALF], ids=["nothing", "a letter", "half a head"])
def test_a_head_that_does_not_end_is_not_waited_for(launch: Launch, sent: bytes) -> None:
    with connected(launch(FakeAssistant)) as connection:
        connection.sendall(sent)
        assert rest(connection) == b""


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize(
    "before", [b"", WHOLE + b"\r\n", WHOLE + b"Content-Length: 99999\r\n\r\n"], ids=["first", "later", "body"]
)
def test_a_byte_now_and_then_does_not_keep_a_connection(launch: Launch, before: bytes) -> None:
    with connected(launch(FakeAssistant)) as connection:
        connection.sendall(before)
        if before:
            assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        connection.sendall(HALF if b"Content" not in before else b"x")
        assert sending_ends(connection, b"x", pause=0.02)


def test_a_head_without_end_is_not_read(launch: Launch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 10 * PATIENCE)
    with connected(launch(FakeAssistant)) as connection:
        connection.sendall(HALF)
        assert sending_ends(connection, b"x" * 65536, pause=0)
        assert b"200 OK" not in rest(connection)


@pytest.mark.usefixtures("soon")
def test_an_open_page_and_a_slow_answer_stay(launch: Launch) -> None:
    with httpx.stream("GET", f"{launch(FakeAssistant)}gradio_api/heartbeat/one", timeout=PATIENCE) as beats:
        lines = beats.iter_lines()
        assert next(lines)
        time.sleep(1.0)
        assert not beats.is_closed
        beats.close()


def test_a_proxy_ends_what_it_keeps_before_we_do() -> None:
    page = serve(Service(FakeAssistant).start())
    try:
        assert page.server.config.timeout_keep_alive > 60  # nginx's own, for what it keeps open to a server
    finally:
        page.close(verbose=False)


def test_there_are_no_websockets(launch: Launch) -> None:
    upgrade = b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    with connected(launch(FakeAssistant)) as connection:
        connection.sendall(WHOLE + upgrade + b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
        assert rest(connection).startswith(b"HTTP/1.1 400")


def test_what_is_one_too_many_is_ended_and_later_ones_are_served(
    launch: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "FILES", 8)
    url = launch(FakeAssistant)
    where = urlsplit(url)
    opened = [socket.create_connection((where.hostname, where.port), timeout=PATIENCE) for _ in range(10)]
    assert rest(opened[-1]) == b""
    for connection in opened:
        connection.close()

    def served() -> bool:
        try:
            return httpx.get(f"{url}robots.txt", timeout=PATIENCE).status_code == 200
        except httpx.TransportError:  # those before are not yet counted as gone
            return False

    until(served)


def test_no_address_takes_all_the_room() -> None:
    room = Room(most=6, of_one=3)
    assert [room.enter("192.0.2.1") for _ in range(4)] == [True, True, True, False]
    assert room.enter("192.0.2.2")
    room.leave("192.0.2.1")
    assert room.enter("192.0.2.1")
    assert [room.enter("127.0.0.1") for _ in range(3)] == [True, True, False]  # a proxy stands behind it


def test_behind_a_proxy_only_all_of_them_are_bounded() -> None:
    room = Room(most=4, of_one=None)
    assert [room.enter("192.0.2.1") for _ in range(5)] == [True] * 4 + [False]
