"""The page: a masthead, and below it a tab for each way to look at the papers."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.explore.saying import say, unfilled
from assistant.ops.additions import Additions
from assistant.web.about.tab import Contacts, build_about
from assistant.web.adding.tab import build_adding
from assistant.web.chat.actions import Updates
from assistant.web.chat.conversation import POLL_SECONDS
from assistant.web.chat.feedback import Feedback
from assistant.web.chat.parts import CHOOSE, CHOSEN, GO_ON
from assistant.web.chat.tab import CONCURRENT_ANSWERS, Chat, build_chat
from assistant.web.map.tab import build_map
from assistant.web.page.blocks import LeanBlocks
from assistant.web.page.masthead import masthead_html
from assistant.web.papers.tab import build_papers
from assistant.web.people.tab import build_people
from assistant.web.printed.view import build_printed
from assistant.web.programs.api import offer_api
from assistant.web.programs.tools import Tools
from assistant.web.review.needs import Reviews
from assistant.web.review.tab import build_review
from assistant.web.service import Service

WEB = Path(__file__).parent.parent
STYLES = tuple(
    WEB / f"{name}.css"
    for name in (
        "page/page",
        *("page/icons", "chat/answers", "chat/welcome", "chat/composer", "chat/choices", "chat/sources"),
        *("page/narrow", "page/theme", "chat/chat", "chat/sheet"),
        *("page/views", "page/cards", "page/print"),
    )
)
"""In the order in which the browser is to read them. A view's own come when it is opened (views.py)."""
SCRIPTS = tuple(
    WEB / f"{name}.js"
    for name in (
        *("page/keeping", "page/places", "page/router", "page/page"),
        *("chat/unanswered", "chat/sheet", "chat/choices", "chat/composer"),
        *("chat/chat", "chat/conversations", "chat/address"),
        *("page/common", "page/views", "page/connection"),
    )
)

FIRST_STYLES, FIRST_SCRIPTS = (WEB / "page/tokens.css",), (WEB / "page/words.js", WEB / "page/theme.js")
"""The colours and the words, which the browser has to know before it draws anything (server/page_sent.py)."""

# System fonts only: a page that loads fonts tells somebody else who reads it.
SANS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Liberation Sans", "sans-serif"]
MONO = ["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "Liberation Mono", "monospace"]
THEME = gr.themes.Base(font=SANS, font_mono=MONO)

WAITING_ANSWERS = 64

TOLD_EVERY = 30.0
"""Seconds after which who waits is told again how long. Gradio would tell all of them whenever an answer is
begun, a message for each and a third of the event loop's time; our page shows nothing of it."""

LOOKED_AFTER_EVERY = 0.02
"""Seconds after which Gradio looks again who waits; else a thousand times a second, also where nobody is."""

Event = Callable[..., Any]
"""An event of a Gradio component, such as `button.click`: called with the function to run, it wires it."""


def build_page(
    service: Service,
    *,
    choose_model: bool = False,
    feedback: Feedback | None = None,
    additions: Additions | None = None,
    reviews: Reviews | None = None,
    open_pdfs: bool = False,
    contacts: Contacts = tuple,
) -> gr.Blocks:
    """The page over `service`, which may still be opening its assistant; nothing is launched here.

    With `choose_model` visitors may choose among the models that the assistant offers. What visitors say of
    answers goes to `feedback`; without it they are not asked. With `additions` all of them may add papers,
    with `reviews` too they may decide about those that are there. With `open_pdfs` they may open the PDFs of
    which pages are shown. `contacts` gives the other machines that
    may be spoken to, for the tab About to name.
    """
    page: gr.Blocks
    with (
        unfilled(),
        LeanBlocks(
            title=say("page.title"), fill_width=True, fill_height=True, analytics_enabled=False
        ) as page,
    ):
        # First: of two functions with one name, the later one is renamed.
        offer_api(Tools(service), concurrent_answers=CONCURRENT_ANSWERS)
        masthead = gr.HTML(masthead_html(None), elem_id="masthead", apply_default_css=False)
        gr.HTML(
            f'<button type="button" id="colours">{say("colours.name")}</button>',
            elem_id="theme",
            apply_default_css=False,
        )
        renew = gr.Button("renew", elem_id="wire-renew", visible="hidden")  # pressed by the page's script
        # A tab's id is the name of its view in addresses (router.js); in a menu it would have none.
        with gr.Tabs(elem_id="tabs", overflow_behavior="wrap"):
            with gr.Tab(say("tabs.chat"), id="chat"):
                chat = build_chat(service, choose_model=choose_model, feedback=feedback)
                build_printed(service, open_pdfs=open_pdfs)
            with gr.Tab(say("tabs.papers"), id="papers"):
                build_papers(service)
            with gr.Tab(say("tabs.people"), id="people"):
                build_people(service)
            with gr.Tab(say("tabs.map"), id="map"):
                build_map(service)
            with gr.Tab(say("tabs.about"), id="about"):
                build_about(service, contacts)
            if additions:
                with gr.Tab(say("tabs.papers-in"), id="adding", elem_id="adding-tab"):
                    build_adding(service, additions)
            if additions and reviews:
                with gr.Tab(say("tabs.review"), id="review", elem_id="review-tab"):
                    build_review(service, reviews, additions)
        _introduce_papers(service, masthead, chat, on_load=page.load, on_renewal=renew.click)
        page.load(**chat.resume).then(None, js=GO_ON, api_visibility="private")
    # Gradio would sum up its last 10,000 events after each of them, for a page that is not served here.
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(sys.maxsize)
    page.queue(TOLD_EVERY, default_concurrency_limit=CONCURRENT_ANSWERS, max_size=WAITING_ANSWERS)
    page._queue.sleep_when_free = page._queue.progress_update_sleep_when_free = LOOKED_AFTER_EVERY
    return page


def _introduce_papers(
    service: Service, masthead: gr.HTML, chat: Chat, *, on_load: Event, on_renewal: Event
) -> None:
    """Fill masthead and chat once the papers are read, and again where other papers are served."""

    async def introduce(chosen: str) -> AsyncIterator[Updates]:
        # Polled, not waited for: a hundred open pages must not hold a hundred threads.
        while not service.settled:
            yield chat.waiting(service.progress)
            await asyncio.sleep(POLL_SECONDS)
        if service.error is not None:
            yield chat.failed(service.error)
            return
        assistant = service.wait()
        # In a thread: asking an Ollama takes a moment, in which no other page may stand still.
        yield {
            masthead: masthead_html(assistant),
            **await asyncio.to_thread(chat.introduce, assistant, chosen),
        }
        yield await asyncio.to_thread(chat.renew)

    async def introduce_anew() -> Updates:
        # What a visitor has chosen stays: the model, the filters.
        return {masthead: masthead_html(service.wait()), **await asyncio.to_thread(chat.renew)}

    def introduced(event: Event, function: Callable[..., Any], **asked: Any) -> Any:
        return event(
            function,
            **asked,
            outputs=[masthead, *chat.filled],
            show_progress="hidden",
            api_visibility="private",
            concurrency_limit=None,
        )

    introduced(on_load, introduce, inputs=[chat.wanted], js=CHOSEN).then(
        None, js=CHOOSE, api_visibility="private"
    )
    introduced(on_renewal, introduce_anew)
