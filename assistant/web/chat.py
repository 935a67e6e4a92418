"""The chat: the conversation with its message box, and the sources of its answers beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr
from gradio.i18n import I18nData

from assistant.datamodels import EXTRACTIVE, ScopeFilter
from assistant.errors import AssistantError
from assistant.papers import columns_of
from assistant.web.conversation import Conversation, converse
from assistant.web.service import Answering, Service

FIRST_EXAMPLE = "what has this group done on continual learning"
EXAMPLES = (
    FIRST_EXAMPLE,
    "How many papers has the group published?",
    "What is the group's newest paper?",
    "What is the h-index of the group's head?",
)
SCOPES: list[str | int | float | tuple[str | I18nData, str | int | float]] = [
    ("This group", "group"),
    ("Related work", "related"),
    ("Everything", "all"),
]
CONCURRENT_ANSWERS = 8

Updates = dict[Any, Any]


@dataclass(frozen=True)
class Chat:
    """The chat's components that others use.

    `message` is the box that a question is written in. `filled` are the components that wait for the
    assistant: `waiting` says how far it is, `introduce` fills them with it, `failed` says why there is none.
    """

    message: gr.Textbox
    filled: tuple[Any, ...]
    waiting: Callable[[str], Updates]
    introduce: Callable[[Answering], Updates]
    failed: Callable[[Exception], Updates]


def build_chat(service: Service, *, choose_model: bool = False) -> Chat:
    """Build the chat over `service` within the Blocks, and the tab, that are open."""
    conversation = gr.State(Conversation())
    with gr.Row(elem_id="chat-tools", elem_classes="tools"):
        restart = gr.Button("New conversation", elem_id="restart", size="sm", scale=0, min_width=0)
    with gr.Row(elem_id="desk", equal_height=False):
        with gr.Column(elem_id="chat", scale=3, min_width=320):
            transcript = gr.Chatbot(
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
                gr.HTML(WELCOME, apply_default_css=False)
                examples = [gr.Button(text, elem_classes="example", size="sm") for text in EXAMPLES]
            with gr.Column(elem_id="composer"):
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
                        SCOPES, value="group", label="Ask about", elem_id="scope", container=False
                    )
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
                mode = gr.HTML(_waiting(), elem_id="mode", apply_default_css=False)
        with gr.Column(elem_id="panel", scale=2, min_width=300):
            gr.HTML("<h2>Sources</h2>", elem_id="panel-head", apply_default_css=False)
            sources = gr.HTML(NO_SOURCES, elem_id="sources", apply_default_css=False)

    def view(talk: Conversation) -> Updates:
        """What the page shows of a conversation."""
        return {
            transcript: talk.messages(),
            sources: talk.sources_html() or NO_SOURCES,
            send: gr.update(visible=not talk.busy),
            stop: gr.update(visible=talk.busy),
        }

    def ask(question: str, scope: str, chosen: str | None, talk: Conversation) -> Iterator[Updates]:
        if not question.strip() or talk.busy:
            yield {conversation: talk}
            return
        shown = ""
        yield {message: "", conversation: talk}
        said = converse(service, talk, question.strip(), _scope(scope), chosen if choose_model else None)
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
                yield updates

    def halt(talk: Conversation) -> Updates:
        talk.stop()
        return view(talk)

    def begin_again(old: Conversation) -> Updates:
        old.close()
        talk = Conversation()
        return {conversation: talk, message: ""} | view(talk)

    def introduce(assistant: Answering) -> Updates:
        texts = example_questions(assistant)
        return {
            mode: _mode(assistant.writer),
            writer: _writers(assistant) if choose_model else gr.skip(),
            **{button: gr.update(value=text) for button, text in zip(examples, texts, strict=True)},
        }

    shown = [transcript, sources, send, stop]
    for trigger, text in (
        (message.submit, message),
        (send.click, message),
        *((button.click, button) for button in examples),
    ):
        trigger(
            ask,
            [text, scope, writer, conversation],
            [message, conversation, *shown],
            show_progress="hidden",
            trigger_mode="multiple",  # else a question right after Stop is dropped; `ask` guards itself
            concurrency_limit=CONCURRENT_ANSWERS,
            concurrency_id="ask",
            api_visibility="private",
        )
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
    # An answer sees that it was stopped at its next word. Gradio's `cancels` would do no more, and takes
    # a question with it that is asked before the cancelling has arrived.
    stop.click(halt, [conversation], shown, **quiet)
    restart.click(begin_again, [conversation], [conversation, message, *shown], **quiet)
    writer.input(_mode, [writer], [mode], **quiet)
    return Chat(
        message=message,
        filled=(mode, writer, *examples),
        waiting=lambda progress: {mode: _waiting(progress)},
        introduce=introduce,
        failed=lambda error: {mode: _failure(error)},
    )


WELCOME = """
<div class="welcome">
  <p class="lead">Ask what these papers say.</p>
  <p>Every statement comes with a number that leads to the sentence it rests on.
  Where the papers have no answer, you are told so.</p>
</div>
"""

NO_SOURCES = '<p class="empty">The sentences behind an answer appear here, each with its paper.</p>'


def example_questions(assistant: Answering) -> tuple[str, ...]:
    """As many questions as the page has examples, made for this corpus."""
    examples = list(EXAMPLES)
    profile = next((p for p in assistant.corpus.profiles if any(f.name == "h_index" for f in p.facts)), None)
    papers = assistant.corpus.papers
    in_order = (papers[row] for row in columns_of(papers).by_date.tolist())
    newest = next((p for p in in_order if p.scope == "group" and p.date and len(p.title) < 70), None)
    if profile:
        examples[3] = f"What is {profile.name}'s h-index?"
    elif newest:
        examples[3] = f"Who wrote “{newest.title}”?"
    return tuple(examples)


def _scope(choice: str) -> ScopeFilter | None:
    """The scope that a visitor asked for; at the page's default the question itself decides."""
    return "related" if choice == "related" else "all" if choice == "all" else None


def _writers(assistant: Answering) -> Any:
    """The choice of who writes, shown where there is one."""
    names = assistant.writers()
    choices = [("No language model" if name == EXTRACTIVE else name, name) for name in names]
    return gr.update(choices=choices, value=assistant.writer, visible=len(names) > 1)


def _waiting(progress: str = "Getting ready…") -> str:
    return f'<p class="mode waiting" role="status">{escape(progress)} You can ask already.</p>'


def _mode(writer: str) -> str:
    if writer == EXTRACTIVE:
        return '<p class="mode">Answers are verbatim sentences from the papers (no language model).</p>'
    return f'<p class="mode">Answers written by {escape(writer)}, checked against the papers.</p>'


def _failure(error: Exception) -> str:
    known = isinstance(error, AssistantError)
    message = str(error) if known else "The assistant could not be started; the server's log says why."
    return f'<p class="mode failed" role="alert">{escape(message)}</p>'
