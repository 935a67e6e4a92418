"""The page: a masthead, and below it a tab for each way to look at the papers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from html import escape
from pathlib import Path

import gradio as gr

from assistant.papers import columns_of
from assistant.web.chat import CONCURRENT_ANSWERS, Updates, build_chat
from assistant.web.papers import build_papers
from assistant.web.service import Answering, Service

FOLDER = Path(__file__).parent
STYLES = (FOLDER / "page.css", FOLDER / "papers.css")
SCRIPTS = (FOLDER / "page.js", FOLDER / "looking.js")

# System fonts only: a page that loads fonts tells somebody else who reads it.
SANS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Liberation Sans", "sans-serif"]
MONO = ["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "Liberation Mono", "monospace"]
THEME = gr.themes.Base(font=SANS, font_mono=MONO)

WAITING_ANSWERS = 64


def build_page(service: Service, *, choose_model: bool = False) -> gr.Blocks:
    """The page over `service`, which may still be opening its assistant; nothing is launched here.

    With `choose_model` visitors may choose among the models that the assistant offers.
    """
    page: gr.Blocks
    with gr.Blocks(
        title="Research assistant", fill_width=True, fill_height=True, analytics_enabled=False
    ) as page:
        masthead = gr.HTML(_masthead(None), elem_id="masthead", apply_default_css=False)
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab("Chat", id="chat"):
                chat = build_chat(service, choose_model=choose_model)
            with gr.Tab("Papers", id="papers"):
                build_papers(service)

        async def introduce() -> AsyncIterator[Updates]:
            # Polled, not waited for: a hundred open pages must not hold a hundred threads.
            while not service.settled:
                yield chat.waiting(service.progress)
                await asyncio.sleep(0.2)
            if service.error is not None:
                yield chat.failed(service.error)
                return
            assistant = service.wait()
            # In a thread: asking an Ollama takes a moment, in which no other page may stand still.
            yield {masthead: _masthead(assistant), **await asyncio.to_thread(chat.introduce, assistant)}

        page.load(
            introduce,
            None,
            [masthead, *chat.filled],
            show_progress="hidden",
            api_visibility="private",
            concurrency_limit=None,
        )
    page.queue(default_concurrency_limit=CONCURRENT_ANSWERS, max_size=WAITING_ANSWERS)
    return page


def _masthead(assistant: Answering | None) -> str:
    if assistant is None:
        return '<header class="masthead"><h1>Research assistant</h1><p class="counts">&nbsp;</p></header>'
    corpus = assistant.corpus
    group = int(columns_of(corpus.papers).group.sum())
    names = ", ".join(dict.fromkeys(profile.name for profile in corpus.profiles)) or "Research assistant"
    related = len(corpus.papers) - group
    # On a phone the sheet leaves out what stands in <span>.
    counts = [f"{group} {'paper' if group == 1 else 'papers'} <span>of the group</span>"]
    if related:
        counts.append(f"{related} related <span>by others</span>")
    return (
        f'<header class="masthead"><h1>{escape(names)}</h1>'
        f'<p class="counts">{" · ".join(counts)}</p></header>'
    )
