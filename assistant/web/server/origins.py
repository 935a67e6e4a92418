"""From where a request may come: from pages of our own and from programs, never from another site's page.

Browsers let any page send requests to any address, a page on this machine included, and send our cookie with
them if the page is of a sibling site. They say so in headers that no script can forge: Sec-Fetch-Site (W3C,
Fetch Metadata Request Headers) or, over plain HTTP, Origin. Programs send neither.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.http import refusal

LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
"""The names of this machine. A page without a login answers to no other: a foreign one may lead here, too."""

_OWN = ("same-origin", "none")  # "none": typed in by the visitor, or a bookmark
_OF_PROXIES = (b"forwarded", b"x-real-ip", b"x-gradio-server")


@dataclass(frozen=True)
class Names:
    """The hosts that the page answers to.

    `allowed` are all of them, None for any. `public` are the hosts of public links, which are made later:
    what a tunnel says of the visitor counts for these.
    """

    allowed: frozenset[str] | None = None
    public: set[str] = field(default_factory=set)

    def admits(self, host: str) -> bool:
        return self.allowed is None or host in self.allowed or host in self.public


class Origins:
    """Refuses requests for another host, and those that a page of another site has a browser make.

    A link from elsewhere to the page is followed. No response may be read by another site's page: it has no
    header that would allow this. What proxies say is believed only `behind_proxy`.
    """

    def __init__(self, app: ASGIApp, *, names: Names, behind_proxy: bool = False) -> None:
        self._app, self._names, self._behind_proxy = app, names, behind_proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # the page has none
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not self._behind_proxy and not self._is_of_tunnel(headers):
            scope["headers"] = [(n, v) for n, v in scope["headers"] if not _is_of_proxy(n)]
        refused = self._refused(scope["method"], headers)
        if refused:
            await refusal(refused[0], refused[1])(scope, receive, send)
            return
        await self._app(scope, receive, _unreadable_elsewhere(send))

    def _is_of_tunnel(self, headers: Headers) -> bool:
        said = (host_of(headers.get(name, "")) for name in ("x-forwarded-host", "host"))
        return not self._names.public.isdisjoint(said)

    def _refused(self, method: str, headers: Headers) -> tuple[int, str] | None:
        """The status and the reason to refuse a request; None where it may pass."""
        host = host_of(headers.get("host", ""))
        if not host:
            return 400, "The request names no host."
        if not self._names.admits(host):
            return 403, (
                "This page is open to this machine only, as 127.0.0.1 or localhost; start it with "
                "--allowed-host to serve it under another name."
            )
        if not self._is_own(method, headers):
            return 403, "Another site's page can't use this one."
        return None

    def _is_own(self, method: str, headers: Headers) -> bool:
        """Whether a request is made by our own page, by a program, or by following a link."""
        site = headers.get("sec-fetch-site")
        if site is not None:
            follows = method == "GET" and headers.get("sec-fetch-mode") == "navigate"
            return site in _OWN or (follows and headers.get("sec-fetch-dest", "document") == "document")
        origin = headers.get("origin")
        if origin is None:
            return True
        known = {_authority(headers.get("host", ""))}
        if self._behind_proxy or self._names.public:
            known.add(_authority(headers.get("x-forwarded-host", "")))
        try:
            parts = urlsplit(origin)
        except ValueError:
            return False
        if not parts.netloc:  # "null", as from a frame in a sandbox
            return False
        return parts.netloc.casefold() in known or (parts.hostname or "") in self._names.public


def host_of(header: str) -> str:
    """The host in a Host header, without the port and without brackets; empty where there is none."""
    try:
        parts = urlsplit(f"//{_authority(header)}")
        named = parts.port is None or parts.port >= 0  # which raises where it is no number
    except ValueError:
        return ""
    return (parts.hostname or "").rstrip(".") if named and parts.username is None else ""


def _authority(header: str) -> str:
    return header.rpartition(",")[2].strip().casefold()


def _is_of_proxy(name: bytes) -> bool:
    return name.startswith(b"x-forwarded-") or name in _OF_PROXIES


def _unreadable_elsewhere(send: Send) -> Send:
    async def send_without(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [
                (n, v) for n, v in message.get("headers", ()) if not n.lower().startswith(b"access-control-")
            ]
        await send(message)

    return send_without
