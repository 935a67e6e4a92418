"""Bad input: generated requests over all routes, and connections that want to keep the server waiting."""

from __future__ import annotations

import json
import random
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bench.attack import entry
from bench.attack.servers import PATIENCE, Server

BATCH = 50
TOGETHER = 64
"""Requests at a time: many wait until the server ends them, for 10 to 20 seconds."""
HELD = 24
"""Connections of each kind that are held open."""
HELD_FOR = 90.0
"""Seconds after which the server must have ended them; it means to after 10 to 20."""

_ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 10**30, -(10**400), 1e308, "", "x", "\ud800", "\0", "é" * 300),
    *([], {}, [[]], [None], {"a": {}}, "x" * 10_000, "../../etc/passwd", "9" * 5000, "NaN", "<script>"),
    *({"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}, {"__type__": "update", "value": 1}),
)
_RAW_JSON = (
    *(b"", b"{", b"[]", b"null", b"NaN", b'"x"', b"[" * 50_000, b'{"a":' * 50_000, b"\xff\xfe{}", b"\x80abc"),
    *(b'{"data": [], "data": 1}', b"1" * 6000, b'{"fn_index": 1e999, "data": []}', b"{}" * 10, b"\0" * 100),
    '{"data": [], "session_hash": "x"}'.encode("utf-16"),
    '{"data": [], "session_hash": "x"}'.encode("utf-32"),
)
_TYPES = (
    *("application/json", "application/json; charset=utf-16", "text/plain", "", "multipart/form-data"),
    *(
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=",
        "application/json\t;;",
        "x" * 5000,
    ),
)


def bad_requests_beside_held(server: Server, count: int, seed: int) -> None:
    """Both of what follows at once: others are served while connections are held."""
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(held_connections, server)
        bad_requests(server, count, seed)
        held.result()


def bad_requests(server: Server, count: int, seed: int) -> None:
    """Send `count` bad requests, many at a time; now and then the server must say that it is well."""
    rng = random.Random(seed)
    made = _Made(server, rng)
    requests = [made.one() for _ in range(count)]
    with ThreadPoolExecutor(TOGETHER) as pool:
        statuses = pool.map(lambda one: _send(server, one), requests)
        for number, (sent, status) in enumerate(zip(requests, statuses, strict=True), start=1):
            server.tally.asked(repr(sent[:300]), status or 0)
            if status is None:
                server.tally.stalled.append(f"no answer and no end: {sent[:300]!r}")
            if number % BATCH == 0 and not server.is_well():
                server.tally.stalled.append(f"not well after {number} bad requests")


class _Made:
    """Makes bad requests, as bytes to send."""

    def __init__(self, server: Server, rng: random.Random) -> None:
        self._rng = rng
        self._host = "{}:{}".format(*server.place).encode()
        visitor = server.visitor()
        self._cookie = b"Cookie: " + visitor["Cookie"].encode() + b"\r\n"
        self._paths = [path for path in entry.paths(server) if "queue/data" not in path]
        self._bodies = list(_bodies(server, visitor))

    def one(self) -> bytes:
        kinds: Sequence[Callable[[], bytes]] = (self._json, self._json, self._json, self._body, self._head)
        return self._rng.choice(kinds)()

    def _json(self) -> bytes:
        """A call as the page or a program makes it, with some of its values exchanged."""
        path, message = self._rng.choice(self._bodies)
        changed = message
        for _ in range(self._rng.randint(1, 3)):
            changed = self._mutated(changed)
        body = json.dumps(changed).encode()
        return self._request(b"POST", path.encode(), b"Content-Type: application/json\r\n", body)

    def _body(self) -> bytes:
        """Any route, with a body that is no message, of a type that it may not be of."""
        rng = self._rng
        path = rng.choice([*self._paths, *(path for path, _ in self._bodies)])
        body = rng.choice([*_RAW_JSON, rng.randbytes(rng.randint(1, 3000))])
        kind = rng.choice(_TYPES).encode()
        more = rng.choice(
            (b"", b"Content-Encoding: gzip\r\n", b"Expect: 100-continue\r\n", b"Range: bytes=9-1\r\n")
        )
        return self._request(
            rng.choice((b"POST", b"PUT", b"GET")),
            path.encode(),
            b"Content-Type: " + kind + b"\r\n" + more,
            body,
        )

    def _head(self) -> bytes:
        """A head that breaks the rules of HTTP, or nearly does."""
        rng = self._rng
        path = rng.choice(self._paths).encode()
        line = rng.choice(
            (
                *(b"GET %s HTTP/1.1", b"GET %s HTTP/1.0", b"GET %s", b"get %s HTTP/1.1", b"GET %s HTTP/9.9"),
                *(b"BREW %s HTTP/1.1", b"CONNECT %s HTTP/1.1", b"OPTIONS * HTTP/1.1", b"GET  %s  HTTP/1.1"),
                *(
                    b"PRI * HTTP/2.0",
                    b"GET http://evil.test%s HTTP/1.1",
                    b"GET %s?" + b"a=b&" * 5000 + b" HTTP/1.1",
                ),
                *(
                    b"GET %s/" + b"x" * 60_000 + b" HTTP/1.1",
                    b"GET %s%%ff%%zz%%00 HTTP/1.1",
                    b"GET %s\xff HTTP/1.1",
                ),
                *(b"POST %s HTTP/1.1", b"HEAD %s HTTP/1.1", b"TRACE %s HTTP/1.1", b"\x16\x03\x01\x02\x00"),
            )
        )
        line = line.replace(b"%s", path).replace(b"%%", b"%")
        headers = [b"Host: " + self._host, *rng.sample(_HEADERS, rng.randint(0, 3))]
        if rng.random() < 0.1:
            headers += [b"X-%d: %d" % (n, n) for n in range(2000)]
        end = rng.choice((b"\r\n", b"\r\n", b"\n", b"\r"))
        rest = rng.choice((b"", b"0\r\n\r\n", b"GET /health HTTP/1.1\r\n\r\n", rng.randbytes(200)))
        return line + end + end.join(headers) + end + self._key() + end + rest

    def _request(self, method: bytes, path: bytes, headers: bytes, body: bytes) -> bytes:
        headers += b"Accept: application/json, text/event-stream\r\n"  # else MCP looks no further
        said = self._rng.choice((len(body), len(body), len(body), len(body), len(body) + 100))
        head = b"%s %s HTTP/1.1\r\nHost: %s\r\n" % (method, path, self._host)
        return head + headers + b"Content-Length: %d\r\n" % said + self._key() + b"\r\n" + body

    def _key(self) -> bytes:
        return self._cookie if self._rng.random() < 0.8 else b""

    def _mutated(self, value: Any) -> Any:
        rng = self._rng
        if isinstance(value, dict) and value and rng.random() < 0.85:
            key = rng.choice(list(value))
            kept = {k: v for k, v in value.items() if k != key}
            if rng.random() < 0.15:
                return kept
            return kept | {key: self._mutated(value[key])}
        if isinstance(value, list) and value and rng.random() < 0.8:
            at = rng.randrange(len(value))
            if rng.random() < 0.15:
                return value[:at]
            return [*value[:at], self._mutated(value[at]), *value[at + 1 :]]
        if rng.random() < 0.1:
            deep: Any = "x"
            for _ in range(rng.choice((50, 400))):
                deep = rng.choice(([deep], {"a": deep}))
            return deep
        return rng.choice(_ODD)


_ASKED = {
    **{"text": "robot", "scope": "all", "order": "date", "format": "csv", "style": "apa"},
    **{"ids": ["x"], "page": 1, "show": "all", "seen": ["x"], "key": "x", "decision": "x"},
    **{"id": "robot-swarms", "mark": "x", "ruling": "split", "other": "x", "numbers": [1], "name": "x"},
    **{"files": ["@misc{a, title = {Robots}}"]},
}
"""What the functions of the tabs are asked, all in one."""

_HEADERS = (
    b"Content-Length: 5\r\nContent-Length: 6",
    b"Content-Length: 5\r\nTransfer-Encoding: chunked",
    b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
    b"Transfer-Encoding: xchunked",
    b"Content-Length: -1",
    b"Content-Length: +5",
    b"Content-Length: 1_0",
    b"Content-Length: 99999999999999999999",
    b"Host: evil.test",
    b"Host : evil.test",
    b"X-Odd\x00: x",
    b"X-Odd: \xff\x00\x01",
    b"X-Folded: a\r\n b",
    b"No colon here",
    b": nothing",
    b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhl",
    b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__",
    b"Connection: keep-alive, close",
    b"Expect: 100-continue",
    b"Expect: 200-ok",
    b"Accept-Encoding: gzip;q=x, \xc3\xa9",
    b"Range: bytes=0-99999999999999999999",
    b"If-None-Match: " + b'"x",' * 3000,
    b"Cookie: " + b"a=b; " * 3000,
    b"Accept-Language: " + b"x" * 9000,
    b"Origin: http://[::1",
    b"Referer: \xff",
    b"Authorization: Basic \xff\xfe",
    b"X-Gradio-Server: javascript:owned()",
    b"MCP-Protocol-Version: \xff",
    b"Last-Event-ID: -1",
)


def _bodies(server: Server, visitor: dict[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """A path and a message for each function of the page, each tool, and each call of MCP."""
    config = json.loads(server.ask("GET", "/config", visitor).body)
    values = {c["id"]: c["props"].get("value") for c in config["components"]}
    for dependency in config["dependencies"]:
        data = [values[id] for id in dependency["inputs"]]
        call = {"fn_index": dependency["id"], "session_hash": "bad", "data": data, "event_data": None}
        yield "/gradio_api/queue/join", call | {"trigger_id": None}
        if name := dependency.get("api_name"):
            yield f"/gradio_api/call/{name}", {"data": data}
            yield f"/gradio_api/run/{name}", {"data": data}
    yield "/gradio_api/queue/join", {**entry.question(server, visitor), "session_hash": "bad"}
    arguments: dict[str, dict[str, Any]] = {
        "ask": {"question": "What is on robots?", "scope": "group", "year_from": 2000, "author": ""},
        "search_papers": {"topic": "robots", "scope": "all", "limit": 3},
        "list_papers": {"text": "robot", "order": "date", "descending": True, "limit": 3, "offset": 1},
        "get_paper": {"paper": "Robot Swarms"},
    }
    for name, given in arguments.items():
        yield f"/gradio_api/call/v2/{name}", given
        rpc = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
        yield "/mcp", rpc | {"params": {"name": name, "arguments": given}}
    for method in ("initialize", "tools/list", "resources/list", "ping"):
        yield "/mcp", {"jsonrpc": "2.0", "id": 1, "method": method, "params": {}}
    for component in config["components"]:
        for function in component["props"].get("server_fns") or ():
            call = {"component_id": component["id"], "fn_name": function, "session_hash": "bad"}
            yield "/gradio_api/component_server", call | {"data": _ASKED}
    yield "/gradio_api/cancel", {"session_hash": "bad", "fn_index": 1, "event_id": "x"}
    yield "/gradio_api/reset", {"event_id": "x"}
    yield "/login", {"username": "ada", "password": "x"}


def _send(server: Server, request: bytes) -> int | None:
    """The status of the answer, 0 where the connection ends without one, None where nothing happens."""
    try:
        with socket.create_connection(server.place, timeout=PATIENCE) as connection:
            connection.sendall(request)
            answer = connection.recv(4096)
    except TimeoutError:
        return None
    except OSError:
        return 0
    words = answer.split(b" ", 2)
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else 0


def held_connections(server: Server) -> None:
    """Heads and bodies that never end: the server must end them, and be well meanwhile."""
    host = "Host: {}:{}".format(*server.place).encode()
    beginnings = (
        b"",
        b"GET /config HTTP/1.1\r\n" + host + b"\r\nX-Slow: ",
        b"GET /robots.txt HTTP/1.1\r\n" + host + b"\r\n\r\nGET /config HT",
        b"POST /gradio_api/queue/join HTTP/1.1\r\n" + host + b"\r\nContent-Length: 9999\r\n\r\n{",
        b"POST /login HTTP/1.1\r\n" + host + b"\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
        b"GET /robots.txt HTTP/1.1\r\n" + host + b"\r\nContent-Length: 99999\r\n\r\n",
    )
    held = [(start, _opened(server, start)) for start in beginnings for _ in range(HELD)]
    server.tally.requests += len(held)
    if not server.is_well():
        server.tally.stalled.append(f"not well while {len(held)} connections wait")
    until = time.monotonic() + HELD_FOR
    while held and time.monotonic() < until:
        held = [(start, connection) for start, connection in held if not _has_ended(connection)]
        time.sleep(0.5)
    server.tally.stalled += [f"still open after {HELD_FOR:g} s: {start[:60]!r}" for start, _ in held]
    for _, connection in held:
        connection.close()


def _opened(server: Server, start: bytes) -> socket.socket:
    connection = socket.create_connection(server.place, timeout=PATIENCE)
    connection.sendall(start)
    connection.setblocking(False)
    return connection


def _has_ended(connection: socket.socket) -> bool:
    """Whether the server has closed it; sends one byte more where it has not."""
    try:
        while connection.recv(65536):
            pass
    except BlockingIOError:
        try:
            connection.send(b"x")
        except OSError:
            connection.close()
            return True
        return False
    except OSError:
        pass
    connection.close()
    return True
