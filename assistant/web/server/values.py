"""The values that a call brings: what no page of ours sends is refused in a sentence, without a traceback.

Gradio would print one for each, past our log, and call it an error of the server.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextvars import ContextVar
from typing import Any

import gradio as gr
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

_DIRECT = ("/gradio_api/run/", "/gradio_api/api/")
_TEXTS = (gr.Textbox, gr.Dropdown, gr.Radio, gr.Button, gr.HTML)
_REFUSED: ContextVar[list[str]] = ContextVar("refused")
"""The reasons why a request's values were refused, for calls outside of the queue."""


def refuse_bad_values(page: gr.Blocks) -> None:
    """Have `page` say of values that its components can't take that they can't be taken."""
    read = page.preprocess_data

    async def read_or_refuse(function: Any, values: list[Any], *more: Any, **named: Any) -> list[Any]:
        try:
            return _as_texts(function.inputs, await read(function, values, *more, **named))
        except Exception as error:
            log.info("Values refused", extra={"reason": type(error).__name__})
            reason = "A value is none that this function takes."
            if len(values) < len(function.inputs):
                reason = f"{len(values)} values are given, and {len(function.inputs)} are needed."
            _REFUSED.get([]).append(reason)
            raise gr.Error(reason, print_exception=False) from error

    page.preprocess_data = read_or_refuse  # type: ignore[method-assign, assignment]


def _as_texts(components: Sequence[Any], values: Sequence[Any]) -> list[Any]:
    """The values, those of texts as texts. Raises TypeError where one is something else."""
    read = []
    for component, value in zip(components, values, strict=True):
        if isinstance(component, gr.Textbox | gr.Button) and value is None:
            value = ""
        if isinstance(component, _TEXTS) and not isinstance(value, str | None):
            raise TypeError(f"a text was expected, got {type(value).__name__}")
        read.append(value)
    return read


class BadValues:
    """Makes 422 of the status 500 with which Gradio answers a call outside of the queue with bad values."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(_DIRECT):
            await self._app(scope, receive, send)
            return
        refused: list[str] = []
        _REFUSED.set(refused)

        async def send_with_status(message: Message) -> None:
            if message["type"] == "http.response.start" and refused:
                message["status"] = 422
            await send(message)

        await self._app(scope, receive, send_with_status)
