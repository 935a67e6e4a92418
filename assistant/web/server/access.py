"""The login: one user and one password for everyone who has the link, checked in front of everything else."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import logging
import secrets
import string
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from urllib.parse import parse_qs, quote

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.errors import UsageError
from assistant.explore.saying import LANGUAGE, filled, say
from assistant.web.http import in_words, refusal
from assistant.web.server.addresses import is_below, own_address
from assistant.web.server.rates import Buckets, Rate
from assistant.web.server.visitors import Cookies, Visitor, cookie_name, set_cookie, visitor_of

log = logging.getLogger(__name__)

PAGE = Path(__file__).with_name("login.html")
SHORTEST_PASSWORD = 8
OPEN = ("/health", "/health/live", "/robots.txt", "/favicon.ico", "/gradio_api/startup-events")
"""What needs no login. The last is how Gradio's launch makes sure that the page is up."""

FAILED_LOGINS = Rate(burst=5, seconds=10)
FAILED_LOGINS_OF_ALL = Rate(burst=50, seconds=1)
"""With eight random characters of 62, one try a second takes some three million years."""


@dataclass(frozen=True)
class Account:
    """Who may log in. The password itself is not kept, only what it takes to compare one."""

    user: str
    _digest: bytes = field(repr=False)

    @classmethod
    def of(cls, user: str, password: str) -> Account:
        return cls(user, _digest(user, password))

    @classmethod
    def read(cls, text: str) -> Account:
        """An account given as USER:PASSWORD. Raises UsageError."""
        user, colon, password = text.partition(":")
        if not (colon and user):
            raise UsageError("--auth needs USER:PASSWORD, with a colon between them.")
        if len(password) < SHORTEST_PASSWORD:
            raise UsageError(
                f"The password of --auth has {len(password)} characters; give it at least "
                f"{SHORTEST_PASSWORD}."
            )
        return cls.of(user, password)

    def admits(self, user: str, password: str) -> bool:
        """Whether these are the user and the password; takes as long whatever is wrong."""
        return hmac.compare_digest(self._digest, _digest(user, password))


def new_password(length: int = 16) -> str:
    """A password that nobody guesses and that can be read out over a telephone."""
    letters = "".join(sorted(set(string.ascii_lowercase + string.digits) - set("l1o0")))
    return "".join(secrets.choice(letters) for _ in range(length))


class Login:
    """Lets in who has logged in, at `/login` or by HTTP Basic; slows down who tries passwords."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        account: Account,
        cookies: Cookies,
        behind_proxy: bool = False,
    ) -> None:
        self._app = app
        self._account = account
        self._cookies = cookies
        self._behind_proxy = behind_proxy
        self._failed = Buckets(FAILED_LOGINS)
        self._failed_by_all = Buckets(FAILED_LOGINS_OF_ALL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in OPEN:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        visitor = visitor_of(request, self._cookies, behind_proxy=self._behind_proxy)
        if scope["path"] == "/login":
            response = await self._login(request, visitor)
        elif scope["path"] == "/logout":
            self._cookies.end(visitor.id)
            response = RedirectResponse("login", 303)
            response.delete_cookie(cookie_name(request))
        elif visitor.id:
            await self._app(scope, receive, send)
            return
        elif basic := _basic(request.headers):
            refused = self._refused(*basic, visitor.address)
            if refused is None:  # and no cookie: who sends the password with each request needs none
                await self._app(scope, receive, send)
                return
            response = refused
        elif request.method in ("GET", "HEAD") and "text/html" in request.headers.get("accept", ""):
            response = _to_login(scope) if scope["path"] == "/" else _page(status=401)
        else:
            response = refusal(401, "Log in first.", headers={"www-authenticate": "Basic"})
        await response(scope, receive, send)

    async def _login(self, request: Request, visitor: Visitor) -> Response:
        if request.method != "POST":
            return _page(wanted=own_address(request.query_params.get("next", "")))
        form = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=10)
        user, password, wanted = (form.get(name, [""])[0] for name in ("username", "password", "next"))
        wanted = own_address(wanted)
        refused = self._refused(user, password, visitor.address)
        from_page = "text/html" in request.headers.get("accept", "")
        if refused is None:
            there = RedirectResponse(f"./{wanted}", 303)
            response: Response = there if from_page else JSONResponse({"success": True})
            # Who is known already stays the same visitor: of two tabs that log in, the first goes on as well.
            response.headers.append("set-cookie", set_cookie(request, self._cookies.new(visitor.id)))
            return response
        if from_page:
            message = str(json.loads(bytes(refused.body))["detail"])
            headers = _retry(refused.headers)
            return _page(message, wanted=wanted, status=refused.status_code, headers=headers)
        return refused

    def _refused(self, user: str, password: str, address: str) -> JSONResponse | None:
        """Why this user and password are refused; None where they are right."""
        # Asked first, so that a flood of tries costs next to nothing, and a lucky one is refused as well.
        wait = max(self._failed.wait(address), self._failed_by_all.wait(""))
        if wait:
            reason = say("login.too-many-failed", wait=in_words(wait))
            return refusal(429, reason, retry_after=wait)
        if self._account.admits(user, password):
            return None
        self._failed.take(address)
        self._failed_by_all.take("")
        log.warning("Failed login", extra={"address": address})
        return refusal(401, say("login.wrong"), headers={"www-authenticate": "Basic"})


def _digest(user: str, password: str) -> bytes:
    return hashlib.sha256(f"{len(user)}:{user}:{password}".encode("utf-8", "replace")).digest()


def _basic(headers: Headers) -> tuple[str, str] | None:
    kind, _, token = headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        user, _, password = base64.b64decode(token, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return user, password


def _retry(headers: Headers) -> dict[str, str]:
    return {name: headers[name] for name in ("retry-after",) if name in headers}


def _to_login(scope: Scope) -> Response:
    """To the form, which leads back to the address of the view that was asked for."""
    address = scope["state"]["address"]
    back = f"?next={quote(address, safe='')}" if address != "/" else ""
    return RedirectResponse(f"{'../' if is_below(address) else ''}login{back}", 303)


def _page(
    message: str = "", *, wanted: str = "", status: int = 200, headers: dict[str, str] | None = None
) -> HTMLResponse:
    # The page's own policy forbids forms; this one has no script and nothing to load.
    policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
    told = f'<p role="alert">{escape(message)}</p>' if message else ""
    if wanted:
        told += f'<input type="hidden" name="next" value="/{escape(wanted)}">'
    page = filled(PAGE.read_text(encoding="utf-8"), LANGUAGE.get()).replace("<!--message-->", told)
    return HTMLResponse(
        page.replace('lang="en"', f'lang="{LANGUAGE.get()}"', 1),
        status,
        {"content-security-policy": policy, "cache-control": "no-store"} | (headers or {}),
    )
