"""Serving the page: the port, the headers, the public link, and a clean end."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlparse

import gradio as gr
from gradio import networking
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import UsageError
from assistant.web.feedback import Feedback
from assistant.web.page import SCRIPTS, STYLES, THEME, build_page
from assistant.web.service import Service

log = logging.getLogger(__name__)

# The browser itself refuses what the page should never do: load from or send to another host. Gradio's
# own scripts and styles are inline in part, and its components compile templates.
POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "worker-src": "'self' blob:",
    "form-action": "'none'",
    "object-src": "'none'",
    "base-uri": "'self'",
}
# In the head, not in launch(css=...): that rewrites the sheet rule by rule and loses what it can't read.
HEAD = "<style>{css}</style><script>{js}</script>"

HEADERS = (
    (b"content-security-policy", "; ".join(map(" ".join, POLICY.items())).encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)


def serve(
    service: Service,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    choose_model: bool = False,
    feedback: Feedback | None = None,
) -> gr.Blocks:
    """Launch the page without blocking; its address is `page.local_url`.

    Without a port the first free one from 7860 on is taken. With `choose_model` visitors may choose who
    writes the answers, with `feedback` they may leave some.

    Raises UsageError where host and port can't be listened on.
    """
    page = build_page(service, choose_model=choose_model, feedback=feedback)
    try:
        page.launch(
            server_name=host,
            server_port=port,
            share=False,
            quiet=True,
            prevent_thread_lock=True,
            show_error=True,
            ssr_mode=False,
            footer_links=[],
            theme=THEME,
            head=HEAD.format(css=_joined(STYLES), js=_joined(SCRIPTS)),
            app_kwargs={"middleware": [Middleware(Headers)]},
        )
    except OSError as error:
        where = f"{host}:{port}" if port else host
        raise UsageError(
            f"The page can't be served on {where}: the port is taken or the host is not this machine's; "
            "choose another with --port or --host."
        ) from error
    return page


def share(page: gr.Blocks) -> str | None:
    """A public address for a launched page, or None where there is no internet to make one.

    Not `launch(share=True)`: that serves another page, whose scripts come from another host.
    """
    try:
        url = networking.setup_tunnel(
            local_host=page.server_name,
            local_port=page.server_port,
            share_token=page.share_token,
            share_server_address=None,
            share_server_tls_certificate=None,
        )
    except Exception as error:  # noqa: BLE001  (whatever the network does, the local page goes on)
        log.info("No public link: %s", error)
        return None
    return urlparse(url)._replace(scheme="https").geturl()


def _joined(paths: Iterable[Path]) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


class Headers:
    """Adds `HEADERS` to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *HEADERS]
            await send(message)

        await self._app(scope, receive, send_with_headers)
