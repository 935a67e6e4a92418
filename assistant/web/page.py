"""The page: a masthead, and below it a tab for each way to look at the papers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.web.api import offer_api
from assistant.web.chat import CONCURRENT_ANSWERS, Chat, build_chat
from assistant.web.chat_actions import Updates
from assistant.web.conversation import POLL_SECONDS
from assistant.web.feedback import Feedback
from assistant.web.map_tab import build_map
from assistant.web.masthead import masthead_html
from assistant.web.papers_tab import build_papers
from assistant.web.service import Service
from assistant.web.tools import Tools

FOLDER = Path(__file__).parent
STYLES = tuple(FOLDER / name for name in ("page.css", "masthead.css", "chat.css", "papers.css", "map.css"))
SCRIPTS = tuple(
    FOLDER / name for name in ("page.js", "chat.js", "conversations.js", "common.js", "snapshot_watch.js")
)

# System fonts only: a page that loads fonts tells somebody else who reads it.
SANS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Liberation Sans", "sans-serif"]
MONO = ["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "Liberation Mono", "monospace"]
THEME = gr.themes.Base(font=SANS, font_mono=MONO)

WAITING_ANSWERS = 64

Event = Callable[..., Any]
"""An event of a Gradio component, such as `button.click`: called with the function to run, it wires it."""


def build_page(
    service: Service, *, choose_model: bool = False, feedback: Feedback | None = None
) -> gr.Blocks:
    """The page over `service`, which may still be opening its assistant; nothing is launched here.

    With `choose_model` visitors may choose among the models that the assistant offers. What visitors say of
    answers goes to `feedback`; without it they are not asked.
    """
    page: gr.Blocks
    with gr.Blocks(
        title="Research assistant", fill_width=True, fill_height=True, analytics_enabled=False
    ) as page:
        # First: of two functions with one name, the later one is renamed.
        offer_api(Tools(service), concurrent_answers=CONCURRENT_ANSWERS)
        masthead = gr.HTML(masthead_html(None), elem_id="masthead", apply_default_css=False)
        renew = gr.Button("renew", elem_id="wire-renew", visible="hidden")  # pressed by the page's script
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab("Chat", id="chat"):
                chat = build_chat(service, choose_model=choose_model, feedback=feedback)
            with gr.Tab("Papers", id="papers"):
                build_papers(service)
            with gr.Tab("Map", id="map"):
                build_map(service)
        _introduce_papers(service, masthead, chat, on_load=page.load, on_renewal=renew.click)
        page.load(**chat.resume)
    page.queue(default_concurrency_limit=CONCURRENT_ANSWERS, max_size=WAITING_ANSWERS)
    return page


def _introduce_papers(
    service: Service, masthead: gr.HTML, chat: Chat, *, on_load: Event, on_renewal: Event
) -> None:
    """Fill masthead and chat once the papers are read, and again where other papers are served."""

    async def introduce() -> AsyncIterator[Updates]:
        # Polled, not waited for: a hundred open pages must not hold a hundred threads.
        while not service.settled:
            yield chat.waiting(service.progress)
            await asyncio.sleep(POLL_SECONDS)
        if service.error is not None:
            yield chat.failed(service.error)
            return
        assistant = service.wait()
        # In a thread: asking an Ollama takes a moment, in which no other page may stand still.
        yield {masthead: masthead_html(assistant), **await asyncio.to_thread(chat.introduce, assistant)}

    async def introduce_anew() -> Updates:
        # What a visitor has chosen stays: the model, the filters.
        return {masthead: masthead_html(service.wait()), **await asyncio.to_thread(chat.renew)}

    for event, function in ((on_load, introduce), (on_renewal, introduce_anew)):
        event(
            function,
            None,
            [masthead, *chat.filled],
            show_progress="hidden",
            api_visibility="private",
            concurrency_limit=None,
        )
