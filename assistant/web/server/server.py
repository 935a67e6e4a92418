"""Serving the page: on which port, behind which login and limits, and how it ends."""

from __future__ import annotations

import os
import threading
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.route_utils import CustomCORSMiddleware
from starlette.middleware import Middleware

from assistant.errors import UsageError
from assistant.ops.additions import Additions
from assistant.web.about.tab import Contacts
from assistant.web.chat.feedback import Feedback
from assistant.web.chat.tab import CONCURRENT_ANSWERS
from assistant.web.http import Requests
from assistant.web.page.page import FIRST_SCRIPTS, FIRST_STYLES, SCRIPTS, STYLES, THEME, build_page
from assistant.web.programs.mcp import McpApp, mcp_app
from assistant.web.programs.tools import Tools
from assistant.web.review.needs import Reviews
from assistant.web.server.access import Account, Login
from assistant.web.server.addresses import Addresses
from assistant.web.server.connections import bound_connections
from assistant.web.server.gate import Gate, Limits
from assistant.web.server.health import Following, health_routes
from assistant.web.server.origins import LOCAL, Names, Origins
from assistant.web.server.packing import Packing
from assistant.web.server.page_sent import PageSent
from assistant.web.server.pdf_files import pdf_files
from assistant.web.server.session_cleanup import cut_off_answers, tidying
from assistant.web.server.sessions import Sessions
from assistant.web.server.traffic import LAST_WORDS, Streams, Traffic
from assistant.web.server.values import BadValues, refuse_bad_values
from assistant.web.server.view_files import view_files
from assistant.web.server.visitors import Cookies
from assistant.web.service import Service

# In the head, not in launch(css=...): that rewrites the sheet rule by rule and loses what it can't read.
HEAD = "<style>{css}</style><script>{js}</script>"
"""Styles and scripts. Gradio's own script adds them to the page, except those that must be there before."""

KEPT_SESSIONS = 1000
"""Open pages at a time, about 1 MB each. Gradio would keep 10,000, long closed ones among them."""


@dataclass(frozen=True)
class Guard:
    """Who may come in, and how much each may do.

    `account` is the user who may log in, None for a page without a login. `questions` is how many questions
    a visitor may ask a minute, None for no limit. `behind_proxy` says that a proxy of ours adds the
    visitor's address to X-Forwarded-For. `allowed_hosts` are names besides this machine's own under which a
    page without a login is served. `cookies` tell visitors apart. `closing` is set when no more questions are
    to be taken; `streams` counts the visitors to whom an answer is being sent; `public` are the hosts of
    public links.
    """

    account: Account | None = None
    questions: int | None = None
    behind_proxy: bool = False
    allowed_hosts: frozenset[str] = frozenset()
    cookies: Cookies = field(default_factory=Cookies)
    closing: threading.Event = field(default_factory=threading.Event)
    streams: Streams = field(default_factory=Streams)
    public: set[str] = field(default_factory=set)

    def names(self, host: str) -> Names:
        """The hosts that a page served on `host` answers to.

        Without a login it is for this machine alone, and for its public links; else others reach it by names
        of their own.
        """
        open_to_all = self.account is None and not self.behind_proxy
        only_local = open_to_all and host in LOCAL
        return Names(LOCAL | self.allowed_hosts if only_local else None, self.public)


def serve(
    service: Service,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    choose_model: bool = False,
    feedback: Feedback | None = None,
    additions: Additions | None = None,
    reviews: Reviews | None = None,
    open_pdfs: bool = False,
    contacts: Contacts = tuple,
    following: Following = dict,
    guard: Guard | None = None,
    root_path: str | None = None,
    mcp: bool = False,
) -> gr.Blocks:
    """Launch the page without blocking; its address is `page.local_url`.

    Without a port the first free one from 7860 on is taken. With `choose_model` visitors may choose who
    writes the answers, with `feedback` they may say what they think of them, with `additions` add papers,
    with `reviews` too decide about papers, and with `open_pdfs` open the PDFs that were read. `contacts`
    gives the other machines that may be spoken to, which visitors are told; `following` what `/health` tells
    of where the papers come from. `root_path` is where a proxy serves the page, such as "/papers". With `mcp`
    other programs find the papers at `/mcp`.

    Raises UsageError where host and port can't be listened on, or MCP's package is not installed.
    """
    guard = guard or Guard()
    beside = _mcp(service) if mcp else None
    page = build_page(
        service,
        choose_model=choose_model,
        feedback=feedback,
        additions=additions,
        reviews=reviews,
        open_pdfs=open_pdfs,
        contacts=contacts,
    )
    page.api_open = False  # else a call that names a function directly passes the queue by, and its bounds
    refuse_bad_values(page)
    traffic = Traffic(page, guard.closing, guard.streams)
    routes = [*health_routes(service, traffic, following), view_files()]
    app: dict[str, Any] = {
        "middleware": _in_front(traffic, guard, host),
        "routes": [*routes, pdf_files(service, allowed=open_pdfs), *(beside.routes if beside else [])],
        "lifespan": _together(_read_by_no_other_site, tidying(page), *([beside.running] if beside else [])),
    }
    _launch(page, host, port, root_path=root_path, app_kwargs=app)
    bound_connections(page.server, behind_proxy=guard.behind_proxy)
    return page


def _launch(page: gr.Blocks, host: str, port: int | None, **options: Any) -> None:
    # uvicorn would believe what any request from this machine says of its sender, and through a public link
    # every one comes from this machine. `visitors.py` reads the proxy's header where there is a proxy.
    os.environ["FORWARDED_ALLOW_IPS"] = ""
    try:
        page.launch(
            server_name=host,
            server_port=port,
            share=False,
            quiet=True,
            prevent_thread_lock=True,
            show_error=False,  # what a bug says is for the log; our own messages are shown all the same
            ssr_mode=False,
            _frontend=False,  # else a first page that takes more than 3 seconds ends the launch
            footer_links=[],
            theme=THEME,
            head=HEAD.format(css=_joined(STYLES), js=_joined(SCRIPTS)),
            state_session_capacity=KEPT_SESSIONS,
            **options,
        )
    except OSError as error:
        where = f"{host}:{port}" if port else host
        raise UsageError(
            f"The page can't be served on {where}: the port is taken or the host is not this machine's; "
            "choose another with --port or --host."
        ) from error


def _mcp(service: Service) -> McpApp:
    return mcp_app(Tools(service), concurrent=CONCURRENT_ANSWERS)


def end(page: gr.Blocks, guard: Guard, *, seconds: float) -> bool:
    """Close the page once its answers are finished; those that are not after `seconds` are cut off.

    Returns whether all of them were.
    """
    refuse_bad_values(page)
    traffic = Traffic(page, guard.closing, guard.streams)
    finished = traffic.drain(seconds)
    if not finished:
        cut_off_answers(page)
        traffic.drain(LAST_WORDS)
    page.close(verbose=False)
    return finished


def _in_front(traffic: Traffic, guard: Guard, host: str) -> list[Middleware]:
    """The layers that a request passes before Gradio sees it, outermost first."""
    cookies = guard.cookies
    styles, scripts = _joined(FIRST_STYLES), _joined(FIRST_SCRIPTS)
    visits: dict[str, Any] = {"cookies": cookies, "behind_proxy": guard.behind_proxy}
    layers = [
        Middleware(Requests, behind_proxy=guard.behind_proxy),
        Middleware(Origins, names=guard.names(host), behind_proxy=guard.behind_proxy),
        Middleware(Gate),
        Middleware(Packing),
        Middleware(Addresses),
    ]
    if guard.account is not None:
        layers.append(Middleware(Login, account=guard.account, **visits))
    layers.append(Middleware(Limits, traffic=traffic, questions=guard.questions, **visits))
    layers.append(Middleware(PageSent, styles=styles, scripts=scripts, added=[_joined(SCRIPTS)]))
    return [*layers, Middleware(Sessions, traffic=traffic, **visits), Middleware(BadValues)]


@asynccontextmanager
async def _read_by_no_other_site(app: Any) -> AsyncIterator[None]:
    """Take out the layer by which Gradio, outside of ours, lets other sites read what it answers (CORS)."""
    app.user_middleware = [layer for layer in app.user_middleware if layer.cls is not CustomCORSMiddleware]
    app.middleware_stack = app.build_middleware_stack()
    yield


def _together(*lifespans: Callable[[Any], Any]) -> Callable[[Any], Any]:
    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        async with AsyncExitStack() as running:
            for begin in lifespans:
                await running.enter_async_context(begin(app))
            yield

    return lifespan


def _joined(paths: Iterable[Path]) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)
