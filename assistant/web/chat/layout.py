"""The components of the Chat tab and where each stands; what they do is in tab.py and actions.py."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from assistant.explore.saying import say
from assistant.web.chat import parts
from assistant.web.chat.conversation import Conversation
from assistant.web.chat.tasks import tasks_html
from assistant.web.chat.welcome import welcome_html


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
    tasks: gr.HTML


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
    """Every component of the Chat tab that takes part in an event.

    An empty conversation shows `welcome` above the message box, and `group` in the place of the sources.
    """

    conversation: gr.State
    restart: gr.Button
    messages: gr.Chatbot
    welcome: gr.HTML
    group: gr.HTML
    composer: Composer
    sources: gr.HTML
    wires: Wires


def lay_out_chat(*, feedback: bool) -> Layout:
    """Make the Chat tab's components within the Blocks and the tab that are open."""
    conversation = gr.State(Conversation())
    with gr.Row(elem_id="chat-tools", elem_classes="tools"):
        gr.HTML(parts.tools_html(), apply_default_css=False)
        restart = gr.Button(
            say("chat.new"),
            elem_id="restart",
            elem_classes="has-icon icon-new icon-alone",
            variant="primary",
            size="sm",
            scale=0,
            min_width=0,
        )
    with gr.Row(elem_id="desk", equal_height=False):
        with gr.Column(elem_id="chat", scale=3, min_width=320):
            messages = _transcript()
            welcome = gr.HTML(welcome_html(None), elem_id="welcome", apply_default_css=False)
            composer = _composer()
        with gr.Column(elem_id="panel", scale=2, min_width=300):
            gr.HTML(parts.sources_head_html(), elem_id="panel-head", apply_default_css=False)
            sources = gr.HTML("", elem_id="sources", apply_default_css=False)
            group = gr.HTML("", elem_id="group", apply_default_css=False)
    wires = _wires(feedback=feedback)
    return Layout(conversation, restart, messages, welcome, group, composer, sources, wires)


def _transcript() -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="transcript",
        label=say("chat.conversation"),
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


def _composer() -> Composer:
    with gr.Column(elem_id="composer"):
        gr.HTML(parts.editing_html(), elem_id="editing", apply_default_css=False)
        with gr.Row(elem_id="entry", equal_height=True):
            tasks = gr.HTML(tasks_html(), elem_id="task-menu", apply_default_css=False)
            message = _message_box()
            send = gr.Button(say("chat.send"), elem_id="send", variant="primary", scale=0, min_width=84)
            stop = gr.Button(say("chat.stop"), elem_id="stop", scale=0, min_width=84)
        gr.HTML(parts.LENGTH, elem_id="length-line", apply_default_css=False)
        with gr.Row(elem_id="choices", equal_height=True):
            gr.HTML(parts.choices_html(), elem_id="choices-switch", apply_default_css=False)
            scope = gr.Radio(
                parts.scopes(),
                value="group",
                label=say("chat.ask-about"),
                elem_id="scope",
                container=False,
            )
            gr.HTML(parts.filter_switch_html(), elem_id="filter-switch", apply_default_css=False)
            writer = _writer_choice()
        filters = gr.HTML(parts.filters_html(()), elem_id="filters", apply_default_css=False)
        mode = gr.HTML(parts.waiting(), elem_id="mode", apply_default_css=False)
    return Composer(message, send, stop, scope, writer, filters, mode, tasks)


def _message_box() -> gr.Textbox:
    return gr.Textbox(
        elem_id="question",
        label=say("chat.your-question"),
        show_label=False,
        container=False,
        placeholder=say("chat.ask-here"),
        lines=1,
        max_lines=6,
        autofocus=True,
        scale=1,
        html_attributes=gr.InputHTMLAttributes(spellcheck=True, enterkeyhint="send"),
    )


def _writer_choice() -> gr.Dropdown:
    choice = gr.Dropdown(
        [],  # filled once the assistant is open; until then, None is the host's own choice
        value=None,
        label=say("chat.answers-written-by"),
        show_label=False,
        elem_id="writer",
        container=False,
        filterable=False,
        visible=False,
        scale=0,
        min_width=200,
    )
    # The page may be older than this process, which then knows no choices yet, or others: what was chosen is
    # read as it is, and whether there is such a writer is for the assistant to say.
    choice.preprocess = lambda payload: payload  # type: ignore[method-assign]
    return choice


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
