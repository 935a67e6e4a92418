"""Gradio's page as it is sent: in the visitor's language, with what the browser must have before it draws.

Gradio's own script adds styles and scripts only after a first page was drawn. Those scripts that stand in the
page are named to the browser by their hashes; it runs no other.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.explore.saying import LANGUAGE, as_json, filled
from assistant.web.http import policy
from assistant.web.server.addresses import is_below

_LANGUAGE = 'lang="en"'
_BEFORE = '<meta charset="utf-8" />'
_BESIDE, _ABOVE = '<base href="./" />', '<base href="../" />'
"""Where Gradio's page says that its files are: beside it; or above it, as they are for `/papers/ID`."""


class PageSent:
    """Fills in Gradio's page: its words, its language, its base, and `styles` and `scripts` in its head.

    `added` are scripts that Gradio's own adds later. The words are filled in where programs read the page's
    components, too.
    """

    def __init__(self, app: ASGIApp, *, styles: str, scripts: str, added: Iterable[str]) -> None:
        self._app = app
        self._styles, self._scripts = styles, scripts
        self._added = [*map(_hash, added)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].rstrip("/") if scope["type"] == "http" else None
        if path not in ("", "/config"):
            await self._app(scope, receive, send)
            return
        start: Message = {}
        pieces: list[bytes] = []

        async def send_filled(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)  # until it is known how long the page becomes
                return
            pieces.append(message.get("body", b""))
            if message.get("more_body"):
                return
            headers = MutableHeaders(raw=start["headers"])
            headers["vary"] = "accept-language"
            text = filled(b"".join(pieces).decode(), LANGUAGE.get())
            if not path:
                text = self._page(text, below=is_below(scope["state"]["address"]))
                headers["content-security-policy"] = policy(*self._added, *_hashes(text)).decode()
            body = text.encode()
            if "content-length" in headers:
                headers["content-length"] = str(len(body))
            await send(dict(start))
            await send({"type": "http.response.body", "body": body})

        await self._app(scope, receive, send_filled)

    def _page(self, page: str, *, below: bool) -> str:
        language = LANGUAGE.get()
        words = f'<script type="application/json" id="words">{as_json(language)}</script>'
        head = f"<style>{self._styles}</style>{words}<script>{self._scripts}</script>"
        page = page.replace(_LANGUAGE, f'lang="{language}"', 1)
        page = page.replace(_BEFORE, _BEFORE + head, 1)
        if below:
            page = page.replace(_BESIDE, _ABOVE, 1)
        return page


def _hashes(page: str) -> Iterator[str]:
    """The inline scripts of a page. No regular expression: it would take 10 ms for 300 kB."""
    for piece in page.split("</script>")[:-1]:
        tag, _, script = piece[piece.index("<script") :].partition(">")
        if " src=" not in tag and "/json" not in tag:
            yield _hash(script)


def _hash(script: str) -> str:
    """A script as a policy names it (https://www.w3.org/TR/CSP3/#grammardef-hash-source)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
