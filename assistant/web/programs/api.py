"""The page's API: the four tools as named endpoints of Gradio, and nothing else of the page."""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Callable

import gradio as gr
from gradio.events import api

from assistant.errors import AssistantError
from assistant.web.programs.tools import Json, Tools

log = logging.getLogger(__name__)

CONCURRENT_LOOKS = 8
BUG = "Something went wrong; the details are in the server's log."


def offer_api(tools: Tools, *, concurrent_answers: int) -> None:
    """Offer `tools` in the Blocks that is being built. `ask` shares its places with the page's questions."""
    for function in tools.functions:
        asks = function.__name__ == "ask"
        api(
            _told(function),
            api_name=function.__name__,
            api_description=inspect.getdoc(function),
            concurrency_limit=concurrent_answers if asks else CONCURRENT_LOOKS,
            concurrency_id="ask" if asks else "look",
        )


def _told(function: Callable[..., Json]) -> Callable[..., Json]:
    """`function` with its errors as Gradio passes them on: one sentence, and of a bug no more than that."""

    @functools.wraps(function)
    def tell(*args: object, **kwargs: object) -> Json:
        try:
            return function(*args, **kwargs)
        except AssistantError as error:
            raise gr.Error(str(error), print_exception=False) from error
        except Exception as error:
            log.exception("%s failed", function.__name__)
            raise gr.Error(BUG, print_exception=False) from error

    return tell
