"""The Chat tab: the conversation with its message box, and the sources of its answers beside it.

Read here which event of the page runs which function. The components are made in layout.py, the
functions are in actions.py, the texts and the `js` of the events in parts.py.

What Gradio has no component for is the page's own script (chat.js, conversations.js): the buttons under an
answer, the filters, the conversations that the browser keeps. The script speaks to the server through the
hidden `Wires`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from assistant.web.chat import parts
from assistant.web.chat.actions import ChatActions, Updates
from assistant.web.chat.feedback import Feedback
from assistant.web.chat.layout import Layout, lay_out_chat
from assistant.web.service import Answering, Service

CONCURRENT_ANSWERS = 8

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


@dataclass(frozen=True)
class Chat:
    """What the page needs of its Chat tab.

    `filled` are the components that wait for the assistant: `waiting` says how far opening the assistant is,
    `introduce` fills the components, `failed` says why there is no assistant. `renew` changes what depends on
    the papers and holds nothing of the visitor's, which may take some seconds. `resume` are the arguments of
    `page.load` with which the page opens the conversation that was open in the browser's tab.
    """

    filled: tuple[Any, ...]
    waiting: Callable[[str], Updates]
    introduce: Callable[[Answering, str], Updates]
    failed: Callable[[Exception], Updates]
    renew: Callable[[], Updates]
    resume: dict[str, Any]
    wanted: Any


def build_chat(service: Service, *, choose_model: bool = False, feedback: Feedback | None = None) -> Chat:
    """Build the chat over `service` within the Blocks, and the tab, that are open."""
    layout = lay_out_chat(feedback=feedback is not None)
    actions = ChatActions(service, layout, choose_model=choose_model, feedback=feedback)
    _wire_questions(layout, actions)
    _wire_controls(layout, actions)
    opening = _opening(layout, actions)
    layout.wires.open.click(**opening, js=parts.WANTED)
    _wire_answers(layout, actions)
    _wire_script(layout)
    composer = layout.composer
    return Chat(
        filled=(
            *(composer.mode, composer.writer, composer.filters, composer.tasks),
            *(layout.welcome, layout.group),
        ),
        waiting=lambda progress: {composer.mode: parts.waiting(progress)},
        introduce=actions.introduce,
        failed=lambda error: {composer.mode: parts.failure(error)},
        renew=actions.suggest,
        resume={**opening, "js": parts.RESUME},
        wanted=layout.wires.wanted,
    )


def _shown(layout: Layout) -> list[Any]:
    """The components that show a conversation."""
    return [layout.messages, layout.sources]


def _wire_questions(layout: Layout, actions: ChatActions) -> None:
    """Enter in the box, Send, or a button with a question of its own: each asks a question."""
    composer, wires = layout.composer, layout.wires
    for trigger, text, js in (
        (composer.message.submit, composer.message, parts.ASK),
        (composer.send.click, composer.message, parts.ASK),
        (wires.ask.click, composer.message, parts.ASK_BY_BUTTON),
    ):
        asked = trigger(
            actions.ask,
            [text, wires.wanted, composer.scope, composer.writer, wires.record, layout.conversation],
            [composer.message, layout.conversation, wires.record, wires.notice, *_shown(layout)],
            js=js,
            trigger_mode="multiple",  # else a question right after Stop is dropped; `ask` guards itself
            concurrency_limit=CONCURRENT_ANSWERS,
            concurrency_id="ask",
            **_QUIET,
        )
        asked.failure(None, js=parts.REFUSED, api_visibility="private")


def _wire_controls(layout: Layout, actions: ChatActions) -> None:
    """Stop and the choice of who writes: done at once, past the queue; New chat: in the queue.

    There what it shows comes in one stream with what an answer shows, and after that.
    """
    composer, wires, conversation = layout.composer, layout.wires, layout.conversation
    at_once = _QUIET | {"queue": False}
    # An answer sees that it was stopped at its next word. Gradio's `cancels` would do no more, and takes
    # a question with it that is asked before the cancelling has arrived.
    composer.stop.click(
        actions.stop,
        [wires.record, conversation],
        [wires.record, *_shown(layout)],
        js=parts.KEPT,
        **at_once,
    )
    layout.restart.click(
        actions.begin_again,
        [conversation],
        [conversation, composer.message, wires.record, *_shown(layout)],
        concurrency_limit=None,
        **_QUIET,
    )
    composer.writer.input(parts.mode, [composer.writer], [composer.mode], js=parts.WROTE, **at_once)


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
        # In the queue, so that the rate of feedback is bounded (server/gate.py) and the visitor sees it is.
        wires.rate.click(
            actions.rate,
            said,
            [wires.record, wires.notice],
            js=parts.WANTED_OF_KEPT,
            concurrency_id="feedback",
            **_QUIET,
        )
    wires.export.click(
        actions.export,
        said,
        [wires.file, wires.notice],
        js=parts.WANTED_OF_KEPT,
        queue=False,
        **_QUIET,
    )


def _wire_script(layout: Layout) -> None:
    """What the server puts into these wires goes to the page's script."""
    wires = layout.wires
    for wire, js in (
        (wires.record, parts.KEEP),
        (wires.notice, parts.NOTICE),
        (wires.file, parts.DOWNLOAD),
    ):
        wire.change(None, [wire], None, js=js, api_visibility="private")
