"""A stand-in for the services that have papers: it answers in the shapes they document, faults on demand.

By hand: `python tests/standin.py --port 8900`, then in another terminal
`ASSISTANT_ENDPOINTS=http://127.0.0.1:8900 python -m ingest orcid:0000-0002-1825-0097 --index o`.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

from standin_shapes import ANSWERS
from standin_works import NAMESAKE, ORCID, WORKS, Work


@dataclass
class Fault:
    """What goes wrong with a request to `service`, if its address has `path` in it.

    It does so `times` times, after `after` good ones. `kind` is a status, "cut" (half of the answer), "short"
    (the connection closes within it), "page" (an error page of HTML), "renamed" (a field has another name),
    "deep", "away" (a redirect to another host) or "moved" (one on the same host).
    """

    service: str
    kind: int | str
    times: int = 1
    after: int = 0
    path: str = ""
    retry_after: str = ""
    renamed: tuple[str, str] = ("", "")


@dataclass
class Standin:
    """The running stand-in: its address, what it was asked, and what it is to do wrong."""

    works: list[Work] = field(default_factory=lambda: [*WORKS, NAMESAKE])
    faults: list[Fault] = field(default_factory=list)
    url: str = ""
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    version: int = 1

    def of(self, service: str) -> list[Work]:
        return [work for work in self.works if service in work.at]

    def asked_of(self, service: str) -> list[dict[str, str]]:
        return [params for name, _, params in self.asked if name == service]

    def services_asked(self) -> set[str]:
        return {name for name, _, _ in self.asked}

    def forget(self) -> None:
        self.asked.clear()
        self.headers.clear()
        self.statuses.clear()


TARGETS = {"away": "http://169.254.169.254/latest/", "moved": f"/orcid/v3.0/{ORCID}/works"}
TAGGED = ("dblp", "crossref")
"""The services that answer with an ETag."""


@contextmanager
def serving(*faults: Fault, works: Sequence[Work] = (*WORKS, NAMESAKE), port: int = 0) -> Iterator[Standin]:
    """The stand-in on a port of this machine."""
    server = Standin(list(works), list(faults))
    httpd = ThreadingHTTPServer(("127.0.0.1", port), _handler(server))
    httpd.daemon_threads = True
    server.url = f"http://127.0.0.1:{httpd.server_address[1]}"
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()


def _handler(server: Standin) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_POST(self) -> None:
            self.answer(self.rfile.read(int(self.headers["content-length"])).decode())

        def do_GET(self) -> None:
            self.answer("")

        def answer(self, sent: str) -> None:
            parts = urlsplit(self.path)
            service, _, path = unquote(parts.path).strip("/").partition("/")
            params = dict(parse_qsl(parts.query)) | ({"body": sent} if sent else {})
            server.asked.append((service, path, params))
            server.headers.append({name.lower(): value for name, value in self.headers.items()})
            fault = _fault(server, service, self.path)
            if fault and (isinstance(fault.kind, int) or fault.kind in ("away", "moved")):
                status = fault.kind if isinstance(fault.kind, int) else 302
                headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
                headers |= {"Location": TARGETS[fault.kind]} if fault.kind in TARGETS else {}
                return self.send(status, b'{"error": "no"}', "application/json", headers)
            found = ANSWERS[service](server, path, params) if service in ANSWERS else None
            if found is None:
                return self.send(404, b'{"error": "not found"}', "application/json", {})
            body, kind, headers = found
            return self.whole(body, kind, headers, service, fault)

        def whole(
            self, body: bytes, kind: str, headers: dict[str, str], service: str, fault: Fault | None
        ) -> None:
            if service in TAGGED:
                headers["ETag"] = f'"{hashlib.sha1(body).hexdigest()}"'
                if self.headers.get("If-None-Match") == headers["ETag"]:
                    return self.send(304, b"", kind, headers)
            version = headers.get("Last-Modified-Version")
            if version and self.headers.get("If-Modified-Since-Version") == version:
                return self.send(304, b"", kind, headers)
            if fault and fault.kind == "cut":
                body = body[: len(body) // 2]
            elif fault and fault.kind == "page":
                body, kind = b"<html><body>Service unavailable</body>", "text/html"
            elif fault and fault.kind == "renamed":
                body = body.replace(*(word.encode() for word in fault.renamed))
            elif fault and fault.kind == "deep":
                body = b"[" * 100_000
            return self.send(200, body, kind, headers, short=bool(fault and fault.kind == "short"))

        def send(
            self, status: int, body: bytes, kind: str, headers: Mapping[str, str], *, short: bool = False
        ) -> None:
            server.statuses.append(status)
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if status != 304:
                self.wfile.write(body[: len(body) // 2] if short else body)
            self.close_connection = self.close_connection or short

    return Handler


def _fault(server: Standin, service: str, path: str) -> Fault | None:
    for fault in server.faults:
        if fault.service == service and fault.path in path and fault.times:
            if fault.after:
                fault.after -= 1
                continue
            fault.times -= 1
            return fault
    return None


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Answer as the services that have papers do.")
    parser.add_argument("--port", type=int, default=8900)
    with serving(port=parser.parse_args().port) as standin:
        sys.stderr.write(f"ASSISTANT_ENDPOINTS={standin.url}\n")
        threading.Event().wait()
