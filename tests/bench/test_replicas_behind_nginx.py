"""Replicas behind a real nginx, as docs/scale.md sets it up: who goes where, and what a killed one costs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from waiting import PATIENCE, free_port, until

from assistant.config import quiet_libraries
from bench.nginx import nginx_program, proxied
from bench.replicas import run

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(nginx_program() is None, reason="nginx is not installed (apt-get install nginx)"),
]

VISITORS = 60


class Handler(BaseHTTPRequestHandler):
    """Says at which port it is; breaks off without a word, or refuses, where a test has said so."""

    ends: str = ""

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.ends == "breaks off":
            return
        self.send_response(503 if self.ends == "refuses" else 200)
        body = str(self.server.server_address[1]).encode()
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = _answer  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def replicas() -> Iterator[dict[str, type[Handler]]]:
    """Servers that stand for replicas, by their ports."""
    handlers = [type(f"Handler{number}", (Handler,), {}) for number in range(3)]
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), handler) for handler in handlers]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    yield {str(server.server_address[1]): handler for server, handler in zip(servers, handlers, strict=True)}
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def url(replicas: dict[str, type[Handler]], tmp_path: Path) -> Iterator[str]:
    port, ports = free_port(), [int(port) for port in replicas]
    with proxied(tmp_path / "nginx", port=port, replicas=ports, index=tmp_path, origin=free_port()):
        until(lambda: _is_up(port))
        yield f"http://127.0.0.1:{port}"


def _is_up(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/").status_code == 200
    except httpx.TransportError:
        return False


def _open_page(client: httpx.Client) -> str:
    return client.get("/papers?text=memory", headers={"accept": "text/html,*/*;q=0.8"}).text


@pytest.mark.parametrize("ends", ["breaks off", "refuses"])
def test_a_browser_stays_with_its_replica_also_where_all_share_an_address(
    url: str, replicas: dict[str, type[Handler]], ends: str
) -> None:
    with ExitStack() as stack:
        visitors = [
            stack.enter_context(httpx.Client(base_url=url, timeout=PATIENCE, verify=False))
            for _ in range(VISITORS)
        ]
        at = [_open_page(visitor) for visitor in visitors]
        assert set(at) == replicas.keys()
        for visitor, port in zip(visitors, at, strict=True):
            assert visitor.cookies["replica"]
            later = [_open_page(visitor), visitor.get("/health").text, visitor.post("/ask", json={}).text]
            assert later == [port] * 3
        gone = at[0]
        replicas[gone].ends = ends
        for visitor, port in zip(visitors, at, strict=True):
            now = {visitor.post("/gradio_api/queue/join", json={}).text for _ in range(3)}
            assert now == {port} if port != gone else gone not in now
            assert len(now) == 1  # all of them together have another


def test_a_program_without_cookies_stays_with_its_replica(url: str) -> None:
    said = {httpx.post(f"{url}/gradio_api/call/ask", json={}, timeout=PATIENCE).text for _ in range(10)}
    assert len(said) == 1


@pytest.mark.model
def test_no_visitor_misses_a_replica_that_is_killed_nor_meets_two_snapshots() -> None:
    quiet_libraries()
    result = run(3, visitors=4, answers=8)
    assert (result["errors"], result["mixed"]) == (0, 0)
    assert result["questions"] >= 3 * 8
    assert 0 < result["stale_s"] < PATIENCE
