"""Who a visitor is, as far as a server can know.

A visitor is a browser: it keeps a cookie that we signed, given with the page or with the login. The address
is that of the connection, or, behind a proxy of our own, the last one in X-Forwarded-For, which the proxy has
added; what stands before it is the visitor's own claim. Through a public link every connection comes from
this machine: there the address stands for everyone together, and only the cookie tells visitors apart.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass, field
from ipaddress import ip_address

from starlette.requests import HTTPConnection

COOKIE = "access-token-assistant"  # Gradio's clients keep cookies that begin so
SECONDS = 30 * 24 * 3600
"""How long a visitor is known."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """`id` is that of the signed cookie, "" without one; `address` is where the visitor comes from."""

    id: str
    address: str

    @property
    def key(self) -> str:
        """What tells this visitor from others."""
        return self.id or self.address


@dataclass(frozen=True)
class Cookies:
    """Cookies that only this server can make; a restart makes all of them void, and nothing is kept."""

    _secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def new(self) -> str:
        told = f"{secrets.token_urlsafe(12)}.{int(time.time())}"
        return f"{told}.{self._signature(told)}"

    def visitor_id(self, cookie: str | None) -> str:
        """The id in a cookie of ours, "" where it is none or has run out."""
        told, _, signature = (cookie or "").rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(told).encode()):
            return ""
        id, _, since = told.partition(".")
        return id if time.time() - int(since) < SECONDS else ""

    def _signature(self, told: str) -> str:
        return hmac.new(self._secret, told.encode(), hashlib.sha256).hexdigest()


def visitor_of(connection: HTTPConnection, cookies: Cookies, *, behind_proxy: bool = False) -> Visitor:
    """The visitor behind a request."""
    return Visitor(
        cookies.visitor_id(connection.cookies.get(COOKIE)), _address(connection, behind_proxy=behind_proxy)
    )


def set_cookie(connection: HTTPConnection, cookie: str) -> str:
    """The header that gives a visitor a cookie."""
    # Whoever forges this header only spoils a cookie of their own.
    encrypted = "https" in (connection.url.scheme, connection.headers.get("x-forwarded-proto"))
    secure = "; Secure" if encrypted else ""
    return f"{COOKIE}={cookie}; Path=/; Max-Age={SECONDS}; HttpOnly; SameSite=Lax{secure}"


def _address(connection: HTTPConnection, *, behind_proxy: bool) -> str:
    peer = connection.client.host if connection.client else ""
    if not behind_proxy:
        return peer
    added = ",".join(connection.headers.getlist("x-forwarded-for")).rpartition(",")[2].strip()
    try:
        return str(ip_address(added))
    except ValueError:
        return peer
