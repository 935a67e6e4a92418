"""An OpenAI-compatible server that says what a test tells it to, over real HTTP, and keeps what it gets."""

from __future__ import annotations

import json
import select
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Chunk = dict[str, Any]


@dataclass
class Script:
    """How one request is answered.

    `words` come `gap` seconds apart after `first` seconds. Then `stall` keeps the connection open and silent,
    `cut` closes it, and `endless` begins again. A request that asks for no stream gets them
    together, after `first` seconds.

    `reply`, where it is given, makes the words from the body of the request. `thinking` comes before them in
    a field of its own, named `thinking_field`. `refuse` looks at the body of the request and gives the
    message or the body with which it is refused, with the status `refusal`, or nothing. A request for a tool
    gets its words as the arguments of a call, unless `calls_tools` is false; one for a stream gets none,
    unless `streams` is true.
    """

    words: str = ""
    reply: Callable[[dict[str, Any]], str] | None = None
    refuse: Callable[[dict[str, Any]], str | dict[str, Any]] | None = None
    refusal: int = 400
    calls_tools: bool = True
    streams: bool = True
    thinking: str = ""
    thinking_field: str = "reasoning_content"
    status: int = 200
    retry_after: float | None = None
    first: float = 0.0
    gap: float = 0.0
    stall: bool = False
    cut: bool = False
    endless: bool = False
    finish: str | None = "stop"
    usage: dict[str, Any] | None = None
    error: str = "the server's own words"


@dataclass
class Server:
    """Answers the next request with the next script, and with the last one when they run out."""

    scripts: list[Script]
    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)  # a client went away before the end

    def script(self) -> Script:
        return self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]


def asked_for(request: dict[str, Any]) -> str:
    """The name of the schema that the reply to a request is to follow; empty where it is to be text."""
    if form := request.get("response_format"):
        return str(form["json_schema"]["name"])
    return str(request["tools"][0]["function"]["name"]) if request.get("tools") else ""


@contextmanager
def serving(*scripts: Script) -> Iterator[Server]:
    """A server on a free port of this machine."""
    server = Server(list(scripts))
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    httpd.daemon_threads = True
    server.url = f"http://127.0.0.1:{httpd.server_address[1]}/v1"
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.left.set()
        httpd.shutdown()
        httpd.server_close()


def _handler(server: Server) -> Callable[..., BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            request = json.loads(body) if "json" in self.headers["content-type"] else {}
            server.requests.append(request)
            server.headers.append({name.lower(): value for name, value in self.headers.items()})
            server.times.append(time.monotonic())
            script = server.script()
            if script.refuse and (why := script.refuse(request)):
                self._refuse(replace(script, status=script.refusal), why)
                return
            if script.reply:
                script = replace(script, words=script.reply(request))
            if script.status != 200:
                self._refuse(script, script.error)
            elif request.get("stream") and script.streams:
                self._stream(script)
            else:
                self._whole(script, request)

        def _refuse(self, script: Script, why: str | dict[str, Any]) -> None:
            told = {"error": {"message": why, "type": "error"}} if isinstance(why, str) else why
            body = json.dumps(told).encode()
            self.send_response(script.status)
            if script.retry_after is not None:
                self.send_header("retry-after", str(script.retry_after))
            self._end(body)

        def _whole(self, script: Script, request: dict[str, Any]) -> None:
            message: Chunk = {"role": "assistant", "content": script.words}
            if script.thinking:
                message[script.thinking_field] = script.thinking
            if request.get("tools") and script.calls_tools:
                name = request["tools"][0]["function"]["name"]
                call = {"name": name, "arguments": script.words}
                message |= {
                    "content": None,
                    "tool_calls": [{"id": "call", "type": "function", "function": call}],
                }
            choice = {"index": 0, "message": message, "finish_reason": script.finish or "stop"}
            reply = {
                "id": "x",
                "object": "chat.completion",
                "created": 0,
                "model": "tiny",
                "choices": [choice],
            }
            try:
                self._wait(script.first)
                self.send_response(200)
                self._end(json.dumps(reply | {"usage": script.usage}).encode())
            except (BrokenPipeError, ConnectionResetError, _GoneError):
                server.left.set()
                self.close_connection = True

        def _end(self, body: bytes) -> None:
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _stream(self, script: Script) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.send_header("transfer-encoding", "chunked")
            self.end_headers()
            try:
                self._wait(script.first)
                self._say({"role": "assistant"})
                for thought in script.thinking.split(" ") if script.thinking else ():
                    self._say({script.thinking_field: f"{thought} "})
                    self._wait(script.gap)
                pieces = script.words.split(" ")
                while True:
                    for word in pieces:
                        self._say({"content": f"{word} "})
                        self._wait(script.gap)
                    if not script.endless:
                        break
                if script.cut:
                    self.close_connection = True
                    return
                if script.stall:
                    self._wait(60)
                self._say({}, finish=script.finish)
                if script.usage:
                    self._send({"choices": [], "usage": script.usage})
                self._write(b"data: [DONE]\n\n")
                self._write(b"")
            except (BrokenPipeError, ConnectionResetError, _GoneError):
                server.left.set()
                self.close_connection = True

        def _wait(self, seconds: float) -> None:
            """Sleep, and notice at once when the client closes the connection."""
            end = time.monotonic() + seconds
            while True:
                left = max(0.0, end - time.monotonic())
                readable, _, _ = select.select([self.connection], [], [], min(left, 0.05))
                if readable and not self.connection.recv(1):
                    raise _GoneError
                if left == 0:
                    return

        def _say(self, delta: Chunk, *, finish: str | None = None) -> None:
            self._send({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})

        def _send(self, chunk: Chunk) -> None:
            head = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "tiny"}
            self._write(f"data: {json.dumps(head | chunk)}\n\n".encode())

        def _write(self, data: bytes) -> None:
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            self.wfile.flush()

    return Handler


class _GoneError(Exception):
    """The client closed the connection."""
