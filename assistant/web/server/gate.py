"""What stands before Gradio: only the paths that the page needs, bodies of a sane size, and rate limits."""

from __future__ import annotations

import asyncio
import json
import logging
import math
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from gradio.utils import get_upload_folder
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.explore.saying import say
from assistant.web.http import LARGEST_BODY, NOTHING_HERE, in_words, refusal
from assistant.web.server.addresses import VIEWS
from assistant.web.server.rates import Buckets, Rate
from assistant.web.server.sessions import replayed
from assistant.web.server.traffic import Kind, Traffic
from assistant.web.server.visitors import Cookies, set_cookie, visitor_of

log = logging.getLogger(__name__)

BODY_SECONDS = 20.0
SESSION = re.compile(r"[\w-]{1,64}")

# Everything else that Gradio serves is closed: uploads, proxies, streams of media, what edits the app itself.
_READ = re.compile(
    VIEWS + r"|/(config|theme\.css|favicon\.ico|manifest\.json|robots\.txt|health(/live)?|login|logout)/?"
    r"|/pwa_icon(/\d+)?"
    r"|/(assets|static|svelte|views)/[^?]+"
    r"|/documents/[^/\\]{1,200}"
    r"|/gradio_api/((info|openapi\.json|app_id|startup-events|login_check|user|queue/data)/?"
    r"|heartbeat/[\w-]{1,64}|call/(v2/)?\w+/\w+|file=.+)"
)
_CALL = re.compile(
    r"/login|/gradio_api/(queue/join|cancel|reset|component_server|(run|api|call|call/v2)/\w+)/?"
)
_WAITS = re.compile(r"/gradio_api/call/(?:v2/)?\w+/(\w+)/?")
_MCP = re.compile(r"/mcp/?")
_STATIC = ("/assets/", "/static/", "/svelte/", "/views/")

OF_EDITORS = ("papers_", "review_")
"""How the names of functions begin that only pages for editors have."""

ADDRESS_FACTOR = 10
"""How much more than one visitor all of one address may do: a department shares one, a public link too."""
ANYTHING = Rate(burst=200, seconds=0.1)
FEEDBACK = Rate.per_minute(10)


class Gate:
    """Refuses requests that the page never makes, cheaply and before Gradio reads them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = _not_served(scope["method"], scope["path"])
        if refused is None and scope["method"] == "POST":
            body = await _body(scope, receive)
            if isinstance(body, bytes):
                scope["state"]["body"] = body
                await self._app(scope, replayed(body, receive), send)
                return
            refused = body
        if refused is None:
            await self._app(scope, receive, send)
        else:
            await refused(scope, receive, send)


class Limits:
    """Limits how often a visitor may do something, and gives new visitors their cookie.

    `questions` is how many questions one visitor may ask a minute. With None nothing is counted, and only
    Gradio's queue is bounded.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        traffic: Traffic,
        cookies: Cookies,
        questions: int | None = None,
        behind_proxy: bool = False,
    ) -> None:
        self._app = app
        self._traffic = traffic
        self._cookies = cookies
        self._behind_proxy = behind_proxy
        self._buckets: dict[str, tuple[Buckets, Buckets]] = {}
        if questions is not None:
            rates = {"ask": Rate.per_minute(questions), "feedback": FEEDBACK, "": ANYTHING}
            self._buckets = {kind: (Buckets(rate), Buckets(_of_all(rate))) for kind, rate in rates.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith((*_STATIC, "/health")):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        visitor = visitor_of(request, self._cookies, behind_proxy=self._behind_proxy)
        refused = self._wrong_call(scope) or self._too_much(scope, visitor.key, visitor.address)
        if refused is not None:
            log.info("Refused", extra={"status": refused.status_code, "address": visitor.address})
            await refused(scope, receive, send)
        elif scope["path"] == "/" and not visitor.id:
            cookie = set_cookie(request, self._cookies.new())

            async def send_with_cookie(message: Message) -> None:
                if message["type"] == "http.response.start":
                    MutableHeaders(scope=message).append("set-cookie", cookie)
                await send(message)

            await self._app(scope, receive, send_with_cookie)
        elif scope["path"].rstrip("/") == "/gradio_api/queue/data":
            with self._traffic.streams.one_more():
                await self._app(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _wrong_call(self, scope: Scope) -> JSONResponse | None:
        """A call of no function, or with what is no JSON object, would end as a traceback in the log."""
        path = scope["path"]
        if scope["method"] == "POST" and _MCP.fullmatch(path):
            scope["state"]["kind"] = _mcp_kind(scope["state"].get("body") or b"")
        if scope["method"] != "POST" and (waits := _WAITS.fullmatch(path)):
            return None if self._traffic.knows(waits[1]) else refusal(404, "No answer waits under this id.")
        if scope["method"] != "POST" or not path.startswith("/gradio_api/"):
            return None
        try:
            body = _json(scope["state"].get("body") or b"{}")
        except (ValueError, RecursionError):
            return refusal(400, "The body is no JSON.")
        if not isinstance(body, dict):
            return refusal(400, "The body is no JSON object.")
        scope["state"]["json"] = body
        session = body.get("session_hash")
        if session is not None and not (isinstance(session, str) and SESSION.fullmatch(session)):
            return refusal(400, "session_hash is no name of a session.")
        if path.startswith(("/gradio_api/queue/", "/gradio_api/run/", "/gradio_api/api/")):
            if not isinstance(body.get("data"), list):
                return refusal(400, "data is no list.")
        elif path.startswith("/gradio_api/component_server"):
            if not self._traffic.serves(body.get("component_id"), body.get("fn_name")):
                if str(body.get("fn_name")).startswith(OF_EDITORS):
                    return refusal(403, "Only editors may do this, and this page has none (serve --editors).")
                return refusal(404, "There is no such function.")
            return None
        elif not path.startswith("/gradio_api/call/"):
            return None
        kind = self._traffic.kind(path, body)
        if kind is None:
            return refusal(404, "There is no such function.")
        if path.startswith("/gradio_api/call/v2/") and (wrong := self._traffic.wrong_arguments(path, body)):
            return refusal(400, wrong)
        scope["state"]["kind"] = kind
        return None

    def _too_much(self, scope: Scope, visitor: str, address: str) -> JSONResponse | None:
        kind = scope["state"].get("kind", "")
        if kind and self._traffic.closing:
            return refusal(503, say("server.restarted"), retry_after=10)
        if kind and self._traffic.full():
            wait = max(1.0, self._traffic.seconds_to_wait())
            reason = say("server.queue-full", count=self._traffic.waiting(), wait=in_words(wait))
            # Not 503: Gradio's page puts a sentence of its own in place of that one's reason.
            return refusal(429, reason, retry_after=wait)
        own, shared = self._buckets.get(kind, (None, None))
        if own is None or shared is None:
            return None
        wait = own.wait(visitor) or shared.wait(address)
        if wait:
            return refusal(429, say(_TOO_MANY[kind], wait=in_words(wait)), retry_after=wait)
        own.take(visitor)
        shared.take(address)
        return None


_TOO_MANY = {
    "ask": "server.too-many-questions",
    "feedback": "server.too-much-feedback",
    "": "server.too-many-requests",
}


def _json(body: bytes) -> Any:
    """The value in a body. Raises ValueError, or RecursionError.

    What Gradio could not write into its answer is refused: endless numbers, and halves of characters.
    """
    message = json.loads(body, parse_constant=_finite, parse_float=_finite)
    if not body.isascii() or b"\\u" in body:  # JSON can spell half of a character
        json.dumps(message, ensure_ascii=False).encode()
    return message


def _finite(number: str) -> float:
    if not math.isfinite(value := float(number)):
        raise ValueError(f"{number} is no number in JSON")
    return value


def _of_all(rate: Rate) -> Rate:
    return Rate(rate.burst * ADDRESS_FACTOR, rate.seconds / ADDRESS_FACTOR)


def _not_served(method: str, path: str) -> JSONResponse | None:
    path = unquote(path)  # once more than the server did: what is hidden twice is no path of ours
    if _MCP.fullmatch(path):
        if method != "POST":  # a stream for what we would say unasked, and we say nothing
            return refusal(405, "Messages are posted here.", headers={"allow": "POST"})
        served = True
    elif method in ("GET", "HEAD"):
        served = bool(_READ.fullmatch(path)) and _is_below(path)
    else:
        served = method == "POST" and bool(_CALL.fullmatch(path))
    return None if served else refusal(404, NOTHING_HERE)


def _mcp_kind(body: bytes) -> Kind:
    """Whether a message of MCP asks a question; a message that can't be read is refused by the MCP server."""
    try:
        message = _json(body)
        asks = message["method"] == "tools/call" and message["params"]["name"] == "ask"
    except (ValueError, RecursionError, LookupError, TypeError):
        return ""
    return "ask" if asks else ""


def _is_below(path: str) -> bool:
    """Whether a path stays where it begins; a file must be one that the page has made for download."""
    if "\\" in path or "\0" in path or ".." in path.split("/"):
        return False
    _, is_file, file = path.partition("/gradio_api/file=")
    if not is_file:
        return True
    return Path(file).resolve().is_relative_to(Path(get_upload_folder()).resolve())


async def _body(scope: Scope, receive: Receive) -> bytes | JSONResponse:
    if Headers(scope=scope).get("content-type", "").startswith("multipart/"):
        return refusal(415, "Files are not taken.", headers=_CLOSE)
    too_large = refusal(413, f"The request is larger than {LARGEST_BODY // 2**20} MB.", headers=_CLOSE)
    declared = Headers(scope=scope).get("content-length", "0")
    if not declared.isdecimal() or int(declared) > LARGEST_BODY:
        return too_large
    pieces, size = [], 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return refusal(400, "The request broke off.")
                pieces.append(message.get("body", b""))
                size += len(pieces[-1])
                if size > LARGEST_BODY:
                    return too_large
                if not message.get("more_body"):
                    return b"".join(pieces)
    except TimeoutError:
        return refusal(408, f"The request was not complete after {BODY_SECONDS:g} seconds.", headers=_CLOSE)


_CLOSE = {"connection": "close"}  # what is left of the body is not read
