"""HTTP in general: an id for each request, headers for each response, and how a request is refused."""

from __future__ import annotations

import logging
import math
import re
import secrets
import time
from typing import Any

from gradio.context import LocalContext
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.explore.saying import LANGUAGE, language_for, say
from assistant.logs import REQUEST

log = logging.getLogger(__name__)

NOTHING_HERE = "There is nothing here."
"""Why an address is refused that is not served, whatever the reason."""

LARGEST_BODY = 2 * 1024 * 1024
"""Bytes of a request. A conversation that the browser kept, of some hundred answers, is below this."""

# The browser itself refuses what the page should never do: load from or send to another host, or run a script
# that stands in the page and is not named by its hash (server/page_sent.py). Gradio's styles are inline in
# part, and its components compile templates.
POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "worker-src": "'self' blob:",
    "form-action": "'none'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "frame-ancestors": "'self'",
}


def policy(*scripts: str) -> bytes:
    """The policy that lets these inline scripts run, too, such as `'sha256-...'`."""
    allowed = {**POLICY, "script-src": " ".join([POLICY["script-src"], *scripts])}
    return "; ".join(map(" ".join, allowed.items())).encode()


HEADERS = (
    (b"content-security-policy", policy()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)

_GIVEN_ID = re.compile(r"[\w-]{8,64}")


class Requests:
    """Gives every request an id: in its log lines, in its state, and in its response beside `HEADERS`.

    The id that a trusted proxy gave is kept. What is said to whoever asks is in the language of the browser.
    """

    def __init__(self, app: ASGIApp, *, behind_proxy: bool = False) -> None:
        self._app = app
        self._behind_proxy = behind_proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        id = self._id(scope)
        scope.setdefault("state", {})["request_id"] = id
        token = REQUEST.set(id)
        LANGUAGE.set(language_of(HTTPConnection(scope)))
        started, status = time.monotonic(), 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                own = (*HEADERS, (b"x-request-id", id.encode()))
                named = {name for name, _ in message.get("headers", ())}
                added = [header for header in own if header[0] not in named]
                message["headers"] = [*message.get("headers", ()), *added]
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        finally:
            seconds = round(time.monotonic() - started, 3)
            log.debug("%s %s: %s after %s s", scope["method"], scope["path"], status, seconds)
            REQUEST.reset(token)

    def _id(self, scope: Scope) -> str:
        given = HTTPConnection(scope).headers.get("x-request-id", "") if self._behind_proxy else ""
        return given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(6)


def language_of(request: HTTPConnection) -> str:
    """The language in which the page speaks to whoever sent a request."""
    return language_for(request.headers.get("accept-language", ""))


def request_id() -> str:
    """The id of the request that is being served, here or in the queue behind it; "" where there is none."""
    # Gradio runs a question's function later and elsewhere, but with the request that asked it. There
    # REQUEST is still that of whoever was the first to set Gradio's queue going.
    request = getattr(LocalContext.request.get(None), "request", None)
    return str(getattr(getattr(request, "state", None), "request_id", "")) or REQUEST.get()


def refusal(
    status: int, reason: str, *, retry_after: float | None = None, headers: dict[str, str] | None = None
) -> JSONResponse:
    """A refused request: `reason` is one sentence for people; Gradio's page shows `detail` of it."""
    content: dict[str, Any] = {"detail": reason, "error": reason, "request": REQUEST.get()}
    headers = dict(headers or {})
    if retry_after is not None:
        content["retry_after"] = max(1, math.ceil(retry_after))
        headers["retry-after"] = str(content["retry_after"])
    return JSONResponse(content, status, headers)


def in_words(seconds: float) -> str:
    """A time to wait: "1 second", "40 seconds", "3 minutes"."""
    whole = max(1, math.ceil(seconds))
    if whole < 120:
        return say("server.seconds", count=whole)
    return say("server.minutes", count=math.ceil(whole / 60))
