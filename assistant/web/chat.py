"""The chat: the conversation with its message box, and the sources of its answers beside it.

What Gradio has no component for is the page's own script (chat.js, conversations.js): the buttons under an
answer, the filters, the conversations that the browser keeps. It speaks to the server through the hidden
components of `_Wires`, by the `js` of the events below.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.explore.suggestions import example_questions
from assistant.explore.transcripts import cited_bibtex, transcript
from assistant.web import chat_parts as chatparts
from assistant.web.conversation import POLL_SECONDS, Conversation, converse
from assistant.web.feedback import Feedback, Verdict
from assistant.web.page_events import Said, read_asked, read_said
from assistant.web.saving import restore, save
from assistant.web.service import Answering, Latest, Service, papers_named

CONCURRENT_ANSWERS = 8

Updates = dict[Any, Any]


@dataclass(frozen=True)
class Chat:
    """The chat's components that others use.

    `message` is the box that a question is written in. `filled` are the components that wait for the
    assistant: `waiting` says how far it is, `introduce` fills them with it, `failed` says why there is none;
    `renew` changes what depends on the papers and holds nothing of the visitor's.
    `resume` is what to load with the page: it opens the conversation that the browser's tab had open.
    """

    message: gr.Textbox
    filled: tuple[Any, ...]
    waiting: Callable[[str], Updates]
    introduce: Callable[[Answering], Updates]
    failed: Callable[[Exception], Updates]
    renew: Callable[[], Updates]
    resume: dict[str, Any]


def build_chat(service: Service, *, choose_model: bool = False, feedback: Feedback | None = None) -> Chat:
    """Build the chat over `service` within the Blocks, and the tab, that are open."""
    conversation = gr.State(Conversation())
    with gr.Row(elem_id="chat-tools", elem_classes="tools"):
        gr.HTML(chatparts.TOOLS, apply_default_css=False)
        restart = gr.Button("New chat", elem_id="restart", size="sm", scale=0, min_width=0)
    with gr.Row(elem_id="desk", equal_height=False):
        with gr.Column(elem_id="chat", scale=3, min_width=320):
            messages = gr.Chatbot(
                elem_id="transcript",
                label="Conversation",
                show_label=False,
                container=False,
                layout="panel",
                autoscroll=False,  # the page's script brings each new question to the top instead
                height=None,
                buttons=[],
                feedback_options=None,
                latex_delimiters=[],
                placeholder="",
                group_consecutive_messages=False,
            )
            with gr.Column(elem_id="welcome"):
                gr.HTML(chatparts.WELCOME, apply_default_css=False)
                examples = [gr.Button(text, elem_classes="example", size="sm") for text in chatparts.EXAMPLES]
            with gr.Column(elem_id="composer"):
                gr.HTML(chatparts.EDITING, elem_id="editing", apply_default_css=False)
                with gr.Row(elem_id="entry", equal_height=True):
                    message = gr.Textbox(
                        elem_id="question",
                        label="Your question",
                        show_label=False,
                        container=False,
                        placeholder="Ask about the papers…",
                        lines=1,
                        max_lines=6,
                        max_length=4000,
                        autofocus=True,
                        scale=1,
                        html_attributes=gr.InputHTMLAttributes(spellcheck=True, enterkeyhint="send"),
                    )
                    send = gr.Button("Send", elem_id="send", variant="primary", scale=0, min_width=84)
                    stop = gr.Button(
                        "Stop", elem_id="stop", variant="stop", scale=0, min_width=84, visible=False
                    )
                with gr.Row(elem_id="choices", equal_height=True):
                    scope = gr.Radio(
                        chatparts.SCOPES, value="group", label="Ask about", elem_id="scope", container=False
                    )
                    gr.HTML(chatparts.FILTER_SWITCH, elem_id="filter-switch", apply_default_css=False)
                    writer = gr.Dropdown(
                        [],  # `introduce` fills it; until then, None is the host's own choice
                        value=None,
                        label="Answers written by",
                        show_label=False,
                        elem_id="writer",
                        container=False,
                        filterable=False,
                        visible=False,
                        scale=0,
                        min_width=200,
                    )
                filters = gr.HTML(chatparts.filters_html(()), elem_id="filters", apply_default_css=False)
                mode = gr.HTML(chatparts.waiting(), elem_id="mode", apply_default_css=False)
        with gr.Column(elem_id="panel", scale=2, min_width=300):
            gr.HTML("<h2>Sources</h2>", elem_id="panel-head", apply_default_css=False)
            sources = gr.HTML(chatparts.NO_SOURCES, elem_id="sources", apply_default_css=False)
    wires = _Wires(feedback=feedback is not None)
    suggested = Latest(service, _examples)

    def view(talk: Conversation) -> Updates:
        """What the page shows of a conversation."""
        return {
            messages: talk.messages(),
            sources: talk.sources_html() or chatparts.NO_SOURCES,
            send: gr.update(visible=not talk.busy),
            stop: gr.update(visible=talk.busy),
        }

    def ask(
        written: str, wanted: str, scope: str, chosen: str | None, kept: str, talk: Conversation
    ) -> Iterator[Updates]:
        """Answer what is `written`, or what a button of the page asks for (`wanted`)."""
        try:
            asked = read_asked(wanted, written)
        except AssistantError as error:
            yield {wires.notice: chatparts.notice(str(error))}
            return
        if not asked.question or talk.busy:
            yield {conversation: talk}
            return
        while kept and not talk.turns and not service.settled:
            # The page is older than this server. What it shows can only be looked up in the papers.
            yield {wires.notice: chatparts.notice(service.progress)}
            time.sleep(POLL_SECONDS)
        recover(talk, kept)
        if talk.busy:  # by a question that waited like this one
            yield {conversation: talk}
            return
        if asked.instead_of:
            talk.rewind(asked.instead_of)
        shown = ""
        yield {conversation: talk, **({} if asked.by_button else {message: ""})}
        said = converse(
            service,
            talk,
            asked.question,
            chatparts.scope_of(scope),
            chosen if choose_model else None,
            filters=asked.filters,
            examples=suggested.made or (),
        )
        with closing(said):  # a closed tab ends this function, and the request to the model with it
            for _ in said:
                if talk.closed:
                    return
                updates = view(talk)
                # The cards are the heaviest part, and change only when an answer is complete.
                if updates[sources] == shown:
                    del updates[sources]
                else:
                    shown = updates[sources]
                if not talk.busy:
                    updates[wires.record] = save(talk)
                yield updates

    def recover(talk: Conversation, kept: str) -> None:
        """What the page shows is the conversation again where the server was started anew, or forgot it."""
        if kept and not talk.turns and service.settled and service.error is None:
            with suppress(AssistantError):  # then it is a new one
                talk.resume(restore(kept, service.wait().corpus))

    def halt(kept: str, talk: Conversation) -> Updates:
        recover(talk, kept)
        talk.stop()
        return view(talk) | {wires.record: save(talk)}

    def begin_again(old: Conversation) -> Updates:
        old.close()
        talk = Conversation()
        return {conversation: talk, message: "", wires.record: ""} | view(talk)

    async def reopen(kept: str, old: Conversation) -> AsyncIterator[Updates]:
        """Show the conversation that the browser kept as this text; nothing where it kept none."""
        if not kept:
            yield {conversation: old}
            return
        while not service.settled:
            await asyncio.sleep(0.2)
        try:
            talk = await asyncio.to_thread(lambda: restore(kept, service.wait().corpus))
        except AssistantError as error:
            yield {wires.notice: chatparts.notice(str(error))}
            return
        old.close()
        yield {conversation: talk, wires.record: save(talk)} | view(talk)

    def rate(said: str, kept: str, talk: Conversation) -> Updates:
        recover(talk, kept)
        try:
            verdict: Said = read_said(said)
            turn = next((t for t in talk.turns if t.number == verdict.turn), None)
            if feedback is None or turn is None:
                raise AssistantError("Feedback on this answer can't be kept here.")
            corpus = service.wait().corpus
            feedback.keep(
                turn,
                Verdict(verdict.rating, verdict.words),
                conversation=talk.id,
                snapshot=corpus.snapshot_id,
            )
        except AssistantError as error:
            return {wires.notice: chatparts.notice(str(error))}
        turn.rating = verdict.rating
        return {wires.record: save(talk)}

    def export(form: str, kept: str, talk: Conversation) -> Updates:
        recover(talk, kept)
        answers = [turn.answer for turn in talk.turns if turn.answer]
        if not answers:
            return {wires.notice: chatparts.notice("There is no answer to export yet.")}
        cited = (citation.paper_id for answer in answers for citation in answer.citations)
        papers = papers_named(service.wait().corpus, cited)
        if form == "bibtex":
            return {wires.file: chatparts.file("bib", cited_bibtex(answers, papers), answers[0].question)}
        text = transcript(answers, papers, title=answers[0].question)
        return {wires.file: chatparts.file("md", text, answers[0].question)}

    def introduce(assistant: Answering) -> Updates:
        corpus = assistant.corpus
        return {
            mode: chatparts.mode(assistant.writer),
            filters: chatparts.filters_html(corpus.papers),
            writer: chatparts.writers(assistant) if choose_model else gr.skip(),
            **suggestions(),
        }

    def suggestions() -> Updates:
        texts = [*suggested.get(), *[""] * len(examples)][: len(examples)]
        return {
            button: gr.update(value=text, visible=bool(text))
            for button, text in zip(examples, texts, strict=True)
        }

    shown = [messages, sources, send, stop]
    said = [scope, writer, wires.record, conversation]
    for trigger, text, js in (
        (message.submit, message, chatparts.ASK),
        (send.click, message, chatparts.ASK),
        (wires.ask.click, message, chatparts.ASK_BY_BUTTON),
        *((button.click, button, chatparts.ASK) for button in examples),
    ):
        trigger(
            ask,
            [text, wires.wanted, *said],
            [message, conversation, wires.record, wires.notice, *shown],
            js=js,
            show_progress="hidden",
            trigger_mode="multiple",  # else a question right after Stop is dropped; `ask` guards itself
            concurrency_limit=CONCURRENT_ANSWERS,
            concurrency_id="ask",
            api_visibility="private",
        )
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
    # An answer sees that it was stopped at its next word. Gradio's `cancels` would do no more, and takes
    # a question with it that is asked before the cancelling has arrived.
    stop.click(halt, [wires.record, conversation], [wires.record, *shown], js=chatparts.KEPT, **quiet)
    restart.click(begin_again, [conversation], [conversation, message, wires.record, *shown], **quiet)
    writer.input(chatparts.mode, [writer], [mode], **quiet)
    opening: dict[str, Any] = {
        "fn": reopen,
        "inputs": [wires.wanted, conversation],
        "outputs": [conversation, wires.record, wires.notice, *shown],
        "show_progress": "hidden",
        "api_visibility": "private",
        "concurrency_limit": None,
    }
    wires.open.click(**opening, js=chatparts.WANTED)
    if wires.rate:
        wires.rate.click(
            rate,
            [wires.wanted, wires.record, conversation],
            [wires.record, wires.notice],
            js=chatparts.WANTED_OF_KEPT,
            **quiet
            | {
                "queue": True,
                "concurrency_id": "feedback",
            },  # so its rate is bounded (gate.py), and seen to be
        )
    wires.export.click(
        export,
        [wires.wanted, wires.record, conversation],
        [wires.file, wires.notice],
        js=chatparts.WANTED_OF_KEPT,
        **quiet,
    )
    for component, js in (
        (wires.record, chatparts.KEEP),
        (wires.notice, chatparts.NOTICE),
        (wires.file, chatparts.DOWNLOAD),
    ):
        component.change(None, [component], None, js=js, api_visibility="private")
    return Chat(
        message=message,
        filled=(mode, writer, filters, *examples),
        waiting=lambda progress: {mode: chatparts.waiting(progress)},
        introduce=introduce,
        failed=lambda error: {mode: chatparts.failure(error)},
        renew=suggestions,
        resume={**opening, "js": chatparts.RESUME},
    )


class _Wires:
    """What the page's script and the server tell each other: nothing of it is seen.

    From the page comes `wanted`, with a click on `ask`, `open`, `rate` or `export`; to the page go the
    `record` of the conversation for the browser to keep, a `notice` to show, a `file` to download.
    """

    def __init__(self, *, feedback: bool) -> None:
        def box(name: str) -> gr.Textbox:
            return gr.Textbox(elem_id=f"wire-{name}", visible="hidden", label=f"wire {name}")

        def button(name: str) -> gr.Button:
            return gr.Button(name, elem_id=f"wire-{name}", visible="hidden")

        with gr.Row(elem_id="wires", visible="hidden"):
            self.wanted, self.record, self.notice, self.file = map(
                box, ("wanted", "record", "notice", "file")
            )
            self.ask, self.open, self.export = map(button, ("ask", "open", "export"))
            self.rate = button("rate") if feedback else None  # what is not there is not offered


def _examples(assistant: Answering) -> tuple[str, ...]:
    """Questions to begin with; trying them out takes a second."""
    corpus = assistant.corpus
    return example_questions(corpus.papers, corpus.profiles, assistant.can_answer)
