"""Telling visitors apart, as far as a server can.

A visitor is a browser: it keeps a cookie that we signed, given with the page or with the login. The address
is that of the connection, or, behind a proxy of our own, the last one in X-Forwarded-For, which the proxy has
added; what stands before it is the visitor's own claim. Through a public link every connection comes from
this machine: there the address stands for everyone together, and only the cookie tells visitors apart.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from ipaddress import IPv6Address, IPv6Network, ip_address

from itsdangerous import BadData, TimestampSigner
from starlette.requests import HTTPConnection

from assistant.errors import UsageError

KEY = "ASSISTANT_COOKIE_KEY"
"""The variable with the key that replicas share, so that a login at one of them counts at all."""
COOKIE = "access-token-assistant"
"""How the names of our cookies begin. Gradio's clients keep cookies that begin so."""
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


SHORTEST_KEY = 32
"""Characters of a key that cookies are signed with: fewer could be guessed by who has a cookie."""


def _signer_of(key: bytes) -> TimestampSigner:
    return TimestampSigner(key, digest_method=hashlib.sha256)


def _new_signer() -> TimestampSigner:
    return _signer_of(secrets.token_bytes(32))


@dataclass(frozen=True)
class Cookies:
    """Makes and reads signed cookies. By default the key is new with each start and kept nowhere."""

    _signer: TimestampSigner = field(default_factory=_new_signer, repr=False)
    _ended: set[str] = field(default_factory=set, repr=False)  # as many as people log out

    @classmethod
    def of(cls, key: str) -> Cookies:
        """The cookies of all servers that have this key. Raises UsageError where it is too short."""
        if len(key) < SHORTEST_KEY:
            raise UsageError(f"{KEY} has {len(key)} characters; give it at least {SHORTEST_KEY}, at random.")
        return cls(_signer_of(key.encode()))

    def new(self, id: str = "") -> str:
        """A cookie of a new visitor, or a later one of the visitor with this id."""
        return self._signer.sign(id or secrets.token_urlsafe(12)).decode()

    def visitor_id(self, cookie: str | None) -> str:
        """The visitor's id in a cookie; "" where the cookie is missing, too old or not signed here."""
        try:
            id = self._signer.unsign(cookie or "", max_age=SECONDS).decode()
        except BadData:
            return ""
        return "" if id in self._ended else id

    def end(self, id: str) -> None:
        """Know a visitor no more: whoever has a copy of the cookie is out, too."""
        self._ended.add(id)


def visitor_of(connection: HTTPConnection, cookies: Cookies, *, behind_proxy: bool = False) -> Visitor:
    """The visitor behind a request."""
    return Visitor(
        cookies.visitor_id(connection.cookies.get(cookie_name(connection))),
        _address(connection, behind_proxy=behind_proxy),
    )


def cookie_name(connection: HTTPConnection) -> str:
    """The name of our cookie; browsers send a host's cookies to all of its ports, where others may serve."""
    port = connection.headers.get("host", "").rpartition(":")[2]
    return f"{COOKIE}-{port}" if port.isdecimal() else COOKIE


def set_cookie(connection: HTTPConnection, cookie: str) -> str:
    """The header that gives a visitor a cookie."""
    encrypted = "https" in (connection.url.scheme, connection.headers.get("x-forwarded-proto"))
    secure = "; Secure" if encrypted else ""
    return f"{cookie_name(connection)}={cookie}; Path=/; Max-Age={SECONDS}; HttpOnly; SameSite=Lax{secure}"


def _address(connection: HTTPConnection, *, behind_proxy: bool) -> str:
    peer = connection.client.host if connection.client else ""
    if not behind_proxy:
        return network_of(peer) or peer
    added = ",".join(connection.headers.getlist("x-forwarded-for")).rpartition(",")[2].strip()
    return network_of(added) or network_of(peer) or peer


def network_of(address: str) -> str:
    """The address as it counts: one of IPv6 with all others of its /64, which one household has.

    Empty where it is no address.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        if not found.is_loopback:
            return str(IPv6Network((found, 64), strict=False))
    return str(found)
