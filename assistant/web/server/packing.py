"""The page, its scripts and its sheets in a fifth of their bytes, for browsers that take them so.

Gradio packs the files that it ships; the page itself would be half of all that a first visit gets. Nothing
else is packed: an answer comes in small parts, and each takes its time on the event loop.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PACKED = ("text/html", "text/javascript", "text/css")
_SMALL = 1000  # bytes, which fit into a packet as they are


class Packing:
    """Packs responses of these types that come in one piece."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            await self._app(scope, receive, send)
            return
        start: Message = {}

        async def send_packed(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_text(Headers(raw=message["headers"])):
                start.update(message)  # until it is known whether the body is all that comes
                return
            if start:
                body = message.get("body", b"")
                if len(body) > _SMALL and not message.get("more_body"):
                    message = {**message, "body": _packed(body)}
                    headers = MutableHeaders(raw=start["headers"])
                    headers["content-encoding"] = "gzip"
                    headers["content-length"] = str(len(message["body"]))
                    headers.add_vary_header("accept-encoding")
                await send(dict(start))
                start.clear()
            await send(message)

        await self._app(scope, receive, send_packed)


def _is_text(headers: Headers) -> bool:
    return headers.get("content-type", "").startswith(_PACKED) and "content-encoding" not in headers


@lru_cache(maxsize=32)
def _packed(body: bytes) -> bytes:
    """Kept, since all visitors get the same page: to pack it takes the event loop some milliseconds."""
    return gzip.compress(body, mtime=0)
