"""The components of the Chat tab and where each stands; what they do is in chat.py and chat_actions.py."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from assistant.web import chat_parts
from assistant.web.conversation import Conversation


@dataclass(frozen=True)
class Composer:
    """The message box with its buttons, and below it what narrows a question down."""

    message: gr.Textbox
    send: gr.Button
    stop: gr.Button
    scope: gr.Radio
    writer: gr.Dropdown
    filters: gr.HTML
    mode: gr.HTML


@dataclass(frozen=True)
class Wires:
    """Hidden components through which the page's script (chat.js) and the server talk to each other.

    From the page comes the text `wanted`, sent with a click on `ask`, `open`, `rate` or `export`. To the page
    go the `record` of the conversation for the browser to keep, a `notice` to show, a `file` to download.
    """

    wanted: gr.Textbox
    record: gr.Textbox
    notice: gr.Textbox
    file: gr.Textbox
    ask: gr.Button
    open: gr.Button
    export: gr.Button
    rate: gr.Button | None
    """None where the host takes no feedback: the script offers no thumbs then."""


@dataclass(frozen=True)
class Layout:
    """Every component of the Chat tab that takes part in an event."""

    conversation: gr.State
    restart: gr.Button
    messages: gr.Chatbot
    examples: tuple[gr.Button, ...]
    composer: Composer
    sources: gr.HTML
    wires: Wires


def lay_out_chat(*, feedback: bool) -> Layout:
    """Make the Chat tab's components within the Blocks and the tab that are open."""
    conversation = gr.State(Conversation())
    with gr.Row(elem_id="chat-tools", elem_classes="tools"):
        gr.HTML(chat_parts.TOOLS, apply_default_css=False)
        restart = gr.Button("New chat", elem_id="restart", size="sm", scale=0, min_width=0)
    with gr.Row(elem_id="desk", equal_height=False):
        with gr.Column(elem_id="chat", scale=3, min_width=320):
            messages = _transcript()
            examples = _welcome()
            composer = _composer()
        with gr.Column(elem_id="panel", scale=2, min_width=300):
            gr.HTML("<h2>Sources</h2>", elem_id="panel-head", apply_default_css=False)
            sources = gr.HTML(chat_parts.NO_SOURCES, elem_id="sources", apply_default_css=False)
    return Layout(conversation, restart, messages, examples, composer, sources, _wires(feedback=feedback))


def _transcript() -> gr.Chatbot:
    return gr.Chatbot(
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


def _welcome() -> tuple[gr.Button, ...]:
    """What an empty conversation shows: a few words, and questions to begin with."""
    with gr.Column(elem_id="welcome"):
        gr.HTML(chat_parts.WELCOME, apply_default_css=False)
        return tuple(gr.Button(text, elem_classes="example", size="sm") for text in chat_parts.EXAMPLES)


def _composer() -> Composer:
    with gr.Column(elem_id="composer"):
        gr.HTML(chat_parts.EDITING, elem_id="editing", apply_default_css=False)
        with gr.Row(elem_id="entry", equal_height=True):
            message = _message_box()
            send = gr.Button("Send", elem_id="send", variant="primary", scale=0, min_width=84)
            stop = gr.Button("Stop", elem_id="stop", variant="stop", scale=0, min_width=84, visible=False)
        with gr.Row(elem_id="choices", equal_height=True):
            scope = gr.Radio(
                chat_parts.SCOPES, value="group", label="Ask about", elem_id="scope", container=False
            )
            gr.HTML(chat_parts.FILTER_SWITCH, elem_id="filter-switch", apply_default_css=False)
            writer = _writer_choice()
        filters = gr.HTML(chat_parts.filters_html(()), elem_id="filters", apply_default_css=False)
        mode = gr.HTML(chat_parts.waiting(), elem_id="mode", apply_default_css=False)
    return Composer(message, send, stop, scope, writer, filters, mode)


def _message_box() -> gr.Textbox:
    return gr.Textbox(
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


def _writer_choice() -> gr.Dropdown:
    return gr.Dropdown(
        [],  # filled once the assistant is open; until then, None is the host's own choice
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


def _wires(*, feedback: bool) -> Wires:
    def box(name: str) -> gr.Textbox:
        return gr.Textbox(elem_id=f"wire-{name}", visible="hidden", label=f"wire {name}")

    def button(name: str) -> gr.Button:
        return gr.Button(name, elem_id=f"wire-{name}", visible="hidden")

    with gr.Row(elem_id="wires", visible="hidden"):
        return Wires(
            wanted=box("wanted"),
            record=box("record"),
            notice=box("notice"),
            file=box("file"),
            ask=button("ask"),
            open=button("open"),
            export=button("export"),
            rate=button("rate") if feedback else None,
        )
