"""The addresses of the page's views: one page is served at all of them, and its script shows the view.

What a view shows stands in its address, such as `/papers/ID` or `/papers?text=memory` (page/router.js). The
server reads none of that: who opens an address gets the page, which asks for the rest as it always does.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

LISTS, PLACES = ("papers", "people"), ("map", "about", "adding", "review")
"""The views beside the chat, which is at `/`: those whose things have addresses of their own, and others."""
VIEWS = rf"/|/({'|'.join(LISTS)})(/[^/\\]{{0,200}})?|/({'|'.join(PLACES)})/?"

_VIEW = re.compile(VIEWS)


class Addresses:
    """Serves Gradio's page at the address of each view; what was asked for is in the state, as `address`.

    Gradio gets neither the path nor the query: it has its page at `/` only, and takes some queries for parts
    of it that are not served here.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _VIEW.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        address = (scope["raw_path"] + b"?" + scope["query_string"]).decode("latin-1").removesuffix("?")
        scope.setdefault("state", {})["address"] = address
        at_root: Scope = {**scope, "path": "/", "raw_path": b"/", "query_string": b""}
        await self._app(at_root, receive, send)


def is_below(address: str) -> bool:
    """Whether the page is served one folder above an address, as it is above `/papers/ID`."""
    return address.partition("?")[0].count("/") > 1


def own_address(text: str) -> str:
    """The text where it is the address of a view, without the slash that it begins with; else ""."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    # A browser reads a backslash as a slash, and what follows two slashes as a host.
    plain = text.startswith("/") and text.isascii() and text.isprintable() and "\\" not in text
    return text[1:] if plain and not parts.netloc and _VIEW.fullmatch(parts.path) else ""
