"""The Chat tab: the conversation with its message box, and the sources of its answers beside it.

Read here which event of the page runs which function. The components are made in chat_layout.py, the
functions are in chat_actions.py, the texts and the `js` of the events in chat_parts.py.

What Gradio has no component for is the page's own script (chat.js, conversations.js): the buttons under an
answer, the filters, the conversations that the browser keeps. The script speaks to the server through the
hidden `Wires`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from assistant.web import chat_parts
from assistant.web.chat_actions import ChatActions, Updates
from assistant.web.chat_layout import Layout, lay_out_chat
from assistant.web.feedback import Feedback
from assistant.web.service import Answering, Service

CONCURRENT_ANSWERS = 8

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


@dataclass(frozen=True)
class Chat:
    """What the page needs of its Chat tab.

    `filled` are the components that wait for the assistant: `waiting` says how far opening the assistant is,
    `introduce` fills the components, `failed` says why there is no assistant. `renew` changes what depends on
    the papers and holds nothing of the visitor's. `resume` are the arguments of `page.load` with which the
    page opens the conversation that was open in the browser's tab.
    """

    filled: tuple[Any, ...]
    waiting: Callable[[str], Updates]
    introduce: Callable[[Answering], Updates]
    failed: Callable[[Exception], Updates]
    renew: Callable[[], Updates]
    resume: dict[str, Any]


def build_chat(service: Service, *, choose_model: bool = False, feedback: Feedback | None = None) -> Chat:
    """Build the chat over `service` within the Blocks, and the tab, that are open."""
    layout = lay_out_chat(feedback=feedback is not None)
    actions = ChatActions(service, layout, choose_model=choose_model, feedback=feedback)
    _wire_questions(layout, actions)
    _wire_controls(layout, actions)
    opening = _opening(layout, actions)
    layout.wires.open.click(**opening, js=chat_parts.WANTED)
    _wire_answers(layout, actions)
    _wire_script(layout)
    composer = layout.composer
    return Chat(
        filled=(composer.mode, composer.writer, composer.filters, *layout.examples),
        waiting=lambda progress: {composer.mode: chat_parts.waiting(progress)},
        introduce=actions.introduce,
        failed=lambda error: {composer.mode: chat_parts.failure(error)},
        renew=actions.suggest,
        resume={**opening, "js": chat_parts.RESUME},
    )


def _shown(layout: Layout) -> list[Any]:
    """The components that show a conversation."""
    return [layout.messages, layout.sources, layout.composer.send, layout.composer.stop]


def _wire_questions(layout: Layout, actions: ChatActions) -> None:
    """Enter in the box, Send, a suggestion, or a button under an answer: each asks a question."""
    composer, wires = layout.composer, layout.wires
    for trigger, text, js in (
        (composer.message.submit, composer.message, chat_parts.ASK),
        (composer.send.click, composer.message, chat_parts.ASK),
        (wires.ask.click, composer.message, chat_parts.ASK_BY_BUTTON),
        *((button.click, button, chat_parts.ASK) for button in layout.examples),
    ):
        trigger(
            actions.ask,
            [text, wires.wanted, composer.scope, composer.writer, wires.record, layout.conversation],
            [composer.message, layout.conversation, wires.record, wires.notice, *_shown(layout)],
            js=js,
            trigger_mode="multiple",  # else a question right after Stop is dropped; `ask` guards itself
            concurrency_limit=CONCURRENT_ANSWERS,
            concurrency_id="ask",
            **_QUIET,
        )


def _wire_controls(layout: Layout, actions: ChatActions) -> None:
    """Stop, New chat, and the choice of who writes: done at once, past the queue."""
    composer, wires, conversation = layout.composer, layout.wires, layout.conversation
    at_once = _QUIET | {"queue": False}
    # An answer sees that it was stopped at its next word. Gradio's `cancels` would do no more, and takes
    # a question with it that is asked before the cancelling has arrived.
    composer.stop.click(
        actions.stop,
        [wires.record, conversation],
        [wires.record, *_shown(layout)],
        js=chat_parts.KEPT,
        **at_once,
    )
    layout.restart.click(
        actions.begin_again,
        [conversation],
        [conversation, composer.message, wires.record, *_shown(layout)],
        **at_once,
    )
    composer.writer.input(chat_parts.mode, [composer.writer], [composer.mode], **at_once)


def _opening(layout: Layout, actions: ChatActions) -> dict[str, Any]:
    """Opening a conversation that the browser kept: from History, and when the page has loaded."""
    wires = layout.wires
    return {
        "fn": actions.reopen,
        "inputs": [wires.wanted, layout.conversation],
        "outputs": [layout.conversation, wires.record, wires.notice, *_shown(layout)],
        "concurrency_limit": None,
        **_QUIET,
    }


def _wire_answers(layout: Layout, actions: ChatActions) -> None:
    """Thumbs and words on an answer, and Export."""
    wires = layout.wires
    said = [wires.wanted, wires.record, layout.conversation]
    if wires.rate is not None:
        # In the queue, so that the rate of feedback is bounded (gate.py) and the visitor sees it is.
        wires.rate.click(
            actions.rate,
            said,
            [wires.record, wires.notice],
            js=chat_parts.WANTED_OF_KEPT,
            concurrency_id="feedback",
            **_QUIET,
        )
    wires.export.click(
        actions.export,
        said,
        [wires.file, wires.notice],
        js=chat_parts.WANTED_OF_KEPT,
        queue=False,
        **_QUIET,
    )


def _wire_script(layout: Layout) -> None:
    """What the server puts into these wires goes to the page's script."""
    wires = layout.wires
    for wire, js in (
        (wires.record, chat_parts.KEEP),
        (wires.notice, chat_parts.NOTICE),
        (wires.file, chat_parts.DOWNLOAD),
    ):
        wire.change(None, [wire], None, js=js, api_visibility="private")
