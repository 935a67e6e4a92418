"""A session of the page belongs to the visitor who began it.

A page makes up the name of its session ("session_hash"), and Gradio lets whoever says that name read the
answers, stop them and end the session. So Gradio never gets the name that was sent, but one made of it and of
the visitor: two visitors who say the same name have two sessions. Nothing is kept for this, so nothing fills
up or runs out. Programs without a cookie are known by their address.
"""

from __future__ import annotations

import hashlib
import json
import re
from urllib.parse import parse_qs, urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.http import refusal
from assistant.web.server.traffic import Traffic
from assistant.web.server.visitors import Cookies, visitor_of

_HEARTBEAT = re.compile(r"(/gradio_api/heartbeat/)([^/]+)")
_STREAM = re.compile(r"/gradio_api/queue/data/?")


class Sessions:
    """Gives Gradio, for the session that a request names, the name of the visitor's own."""

    def __init__(
        self, app: ASGIApp, *, traffic: Traffic, cookies: Cookies, behind_proxy: bool = False
    ) -> None:
        self._app = app
        self._traffic = traffic
        self._cookies = cookies
        self._behind_proxy = behind_proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/gradio_api/"):
            await self._app(scope, receive, send)
            return
        visitor = visitor_of(HTTPConnection(scope), self._cookies, behind_proxy=self._behind_proxy)
        if scope["method"] == "POST":
            scope, receive = _renamed_in_body(scope, receive, visitor.key)
        elif beat := _HEARTBEAT.fullmatch(scope["path"]):
            path = f"{beat[1]}{own_name(beat[2], visitor.key)}"
            scope = {**scope, "path": path, "raw_path": path.encode()}
        elif _STREAM.fullmatch(scope["path"]):
            named = parse_qs(scope["query_string"].decode("latin-1")).get("session_hash", [""])
            session = own_name(named[-1], visitor.key)
            if not self._traffic.has_session(session):  # Gradio would begin to answer, and fail
                await refusal(404, "There is no such session.")(scope, receive, send)
                return
            scope = {**scope, "query_string": urlencode({"session_hash": session}).encode()}
        await self._app(scope, receive, send)


def own_name(session: str, visitor: str) -> str:
    """The name that Gradio knows a visitor's session by: 32 letters and digits."""
    return hashlib.blake2b(f"{visitor} {session}".encode("utf-8", "replace"), digest_size=16).hexdigest()


def _renamed_in_body(scope: Scope, receive: Receive, visitor: str) -> tuple[Scope, Receive]:
    message = scope["state"].get("json")  # as the limits have read it
    if not isinstance(message, dict) or not isinstance(message.get("session_hash"), str):
        return scope, receive
    message = message | {"session_hash": own_name(message["session_hash"], visitor)}
    body = json.dumps(message).encode()
    scope = {**scope, "headers": list(scope["headers"])}
    MutableHeaders(scope=scope)["content-length"] = str(len(body))
    return scope, replayed(body, receive)


def replayed(body: bytes, receive: Receive) -> Receive:
    """What gives a body that was read already, once more."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
