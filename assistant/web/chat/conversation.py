"""One visitor's conversation: questions, answers, how one more is answered, how the page shows them."""

from __future__ import annotations

import logging
import math
import time
import uuid
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from html import escape
from itertools import accumulate, islice
from typing import Literal

from assistant.datamodels import Answer, Draft, Filters, Message, Paper, ScopeFilter
from assistant.errors import AssistantError
from assistant.explore import rendering
from assistant.explore.markup import plain_markdown
from assistant.explore.saying import say
from assistant.explore.search_facts import Fact, search_facts
from assistant.explore.source_cards import sources_html
from assistant.explore.suggestions import follow_ups
from assistant.text.plaintext import as_seen
from assistant.web.chat.long_answers import beginning, shortened
from assistant.web.chat.steps import Steps
from assistant.web.http import request_id
from assistant.web.service import Answering, Service

log = logging.getLogger(__name__)

GATHER_SECONDS = 0.05
"""Text is shown in steps of this length: the page takes at most some 200 updates a second in all."""

POLL_SECONDS = 0.2
SHOWN_SOURCES = 20
SHOWN_CARDS = 500
"""The sources of so many latest answers stay on the page, as long as they cite no more than so many; those of
the last answer always. Each answer sends them all anew, some 5 kB each."""

State = Literal["waiting", "writing", "answered", "failed", "stopped"]
Rating = Literal["up", "down"]


@dataclass
class Turn:
    """A question with its answer, or with the reason why there is none.

    `asked` is the id that the browser gave the question. `text` is a message to the visitor, such as an
    error. `scope` and `filters` are what the visitor set beside the question, `searched` lists what was
    searched for the answer. `follow_ups` are questions to ask next, `sources` the source cards as HTML,
    `own_sources` those of the verbatim answer beside a model's. `whole` is false where the browser kept only
    the beginning of a long answer.
    """

    number: int
    question: str
    state: State = "waiting"
    asked: str = ""
    text: str = ""
    scope: ScopeFilter | None = None
    filters: Filters = field(default_factory=Filters)
    draft: Draft = field(default_factory=Draft)
    answer: Answer | None = None
    sources: str = ""
    own_sources: str = ""
    searched: tuple[Fact, ...] = ()
    follow_ups: tuple[str, ...] = ()
    rating: Rating | None = None
    whole: bool = True
    _shown: tuple[Answer, Answer] | None = field(default=None, init=False, repr=False, compare=False)
    _markdown: tuple[object, str] | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def pending(self) -> bool:
        return self.state in ("waiting", "writing")

    @property
    def anchor(self) -> str:
        """The start of the ids of this turn's source cards."""
        return f"source-{self.number}"

    @property
    def shown(self) -> Answer:
        """The answer as the page shows it."""
        assert self.answer is not None
        if self._shown is None or self._shown[0] is not self.answer:
            self._shown = self.answer, shortened(self.answer)
        return self._shown[1]

    def stop(self) -> None:
        """Keep what has been written of an unfinished answer, as unfinished."""
        if self.pending:
            self.state = "stopped"
            self.draft = Draft(self.draft.text, self.draft.unchecked)

    def fail(self, message: str) -> None:
        if self.pending:
            self.state, self.text = "failed", message

    def markdown(self) -> str:
        match self.state:
            case "waiting" | "writing":
                return rendering.draft_markdown(self.draft, anchor=self.anchor)
            case "failed":
                return rendering.error_markdown(self.text)
            case "stopped":
                draft = rendering.draft_markdown(self.draft, anchor=self.anchor)
                written = self.draft.text or self.draft.unchecked
                return (
                    f"{draft}\n\n{rendering.stopped_markdown()}" if written else rendering.stopped_markdown()
                )
            case "answered":
                shown = self.shown
                if self._markdown is None or self._markdown[0] is not shown:
                    made = rendering.to_markdown(shown, anchor=self.anchor, searched=self.searched)
                    self._markdown = shown, made
                return self._markdown[1]


@dataclass
class Conversation:
    """The turns of one visitor, newest last; `closed` once the visitor has begun another conversation.

    `id` is empty until the first question; `steps` are those of the last answer that was made here.
    """

    turns: list[Turn] = field(default_factory=list)
    closed: bool = False
    id: str = ""
    steps: Steps | None = field(default=None, repr=False, compare=False)

    @property
    def busy(self) -> bool:
        return bool(self.turns) and self.turns[-1].pending

    def begin(
        self,
        question: str,
        *,
        scope: ScopeFilter | None = None,
        filters: Filters | None = None,
        asked: str = "",
    ) -> Turn:
        self.id = self.id or uuid.uuid4().hex
        question = as_seen(question)
        number = len(self.turns) + 1
        turn = Turn(number, question, asked=asked, scope=scope, filters=filters or Filters())
        turn.draft = Draft(doing=say("chat.searching"))
        self.turns.append(turn)
        return turn

    def resume(self, kept: Conversation) -> None:
        """Become a conversation that was kept; in place, since other events of the page hold this one."""
        self.turns, self.id = kept.turns, kept.id

    def rewind(self, number: int) -> None:
        """Forget the turn of this number and all that follow: its question is asked anew."""
        del self.turns[max(number, 1) - 1 :]

    def stop(self) -> None:
        """Stop the answer that is being written, if one is."""
        if self.turns:
            self.turns[-1].stop()

    def close(self) -> None:
        """Stop, and show nothing of this conversation any more."""
        self.stop()
        self.closed = True

    def history(self) -> tuple[Message, ...]:
        """The questions that were answered, and their answers: what a follow-up question refers to."""
        messages: list[Message] = []
        for turn in self.turns:
            if turn.answer is not None:
                cited = (c.paper_id for c in turn.answer.citations if c.scope != "profile")
                messages.append(Message("user", turn.question, scope=turn.scope, filters=turn.filters))
                reply = Message("assistant", turn.answer.text, tuple(dict.fromkeys(cited)))
                messages.append(reply if turn.whole else Message("assistant", ""))  # else it is found again
        return tuple(messages)

    def messages(self) -> list[dict[str, str]]:
        """The chat as Gradio's Chatbot takes it."""
        return [
            message
            for turn in self.turns
            for message in (
                {"role": "user", "content": plain_markdown(turn.question)},
                {"role": "assistant", "content": turn.markdown()},
            )
        ]

    def sources_html(self) -> str:
        """The source cards of every answer; the page shows those of one at a time, at first the last."""
        shown = [turn for turn in self.turns if turn.sources or (turn is self.turns[-1] and not turn.pending)]
        cited = accumulate(len(turn.answer.citations) if turn.answer else 0 for turn in reversed(shown))
        fit = sum(cards <= SHOWN_CARDS for cards in islice(cited, SHOWN_SOURCES))
        return "".join(_sections(turn, turn is self.turns[-1]) for turn in shown[-max(fit, 1) :])


def _sections(turn: Turn, last: bool) -> str:
    """The source cards of an answer; those of the verbatim answer beside it come first, and are hidden."""
    asked = "" if last else f'<p class="asked">{escape(turn.question)}</p>'
    number = str(turn.number)
    empty = f'<p class="empty">{say("sources.none")}</p>'
    cards = _hint("sources.hint") + turn.sources if turn.sources else empty
    shown = _section(turn.anchor, say("sources.of-answer", number=number), asked + cards)
    if not turn.own_sources:
        return shown
    own = say("sources.of-answer-in-own-words", number=number)
    return (
        _section(
            rendering.own_anchor(turn.anchor), own, asked + _hint("sources.of-own-words") + turn.own_sources
        )
        + shown
    )


def _hint(key: str) -> str:
    return f'<p class="hint">{say(key)}</p>'


def _section(id: str, name: str, html: str) -> str:
    return f'<section class="sources" id="{id}" aria-label="{name}">{html}</section>'


def converse(
    service: Service,
    conversation: Conversation,
    question: str,
    scope: ScopeFilter | None,
    writer: str | None = None,
    *,
    filters: Filters | None = None,
    examples: Sequence[str] = (),
    asked: str = "",
) -> Generator[None, None, None]:
    """Answer a question in a conversation; yields whenever there is something new to show.

    `writer` is who is to write the answer, one of those that the assistant offers; None is its own choice.
    `examples` are questions to suggest where an answer leads to none, `asked` is the id of the question.

    Every failure ends as a turn that says so: the page's controls must never be left as they are while
    an answer is being written.
    """
    turn = conversation.begin(question, scope=scope, filters=filters, asked=asked)
    try:
        yield
        for _ in _until_ready(service, turn):
            yield
        if turn.pending:
            assistant = service.wait()  # the same to the end, whatever is published meanwhile
            yield from _write(assistant, conversation, turn, writer)
            yield
            turn.follow_ups = _follow_ups(assistant, conversation, turn, examples)
    except AssistantError as error:
        log.warning("Not answered: %s", error)
        turn.fail(f"{error} {_reference()}".strip())
    except Exception:
        log.exception("Answering failed")  # without the question, which is the visitor's own
        turn.fail(f"{say('chat.went-wrong')} {_reference()}".strip())
    finally:
        # Reached with the turn pending only when the visitor stopped it or closed the page.
        turn.stop()
    yield


def _reference() -> str:
    """The id of this request, to end a message with: with it a visitor's report leads to lines of the log."""
    id = request_id()
    return f"({say('chat.request', id=id)})" if id else ""


def _until_ready(service: Service, turn: Turn) -> Iterator[None]:
    while turn.pending and not service.settled:
        turn.draft = Draft(doing=service.progress)
        yield
        time.sleep(POLL_SECONDS)
    if turn.pending:
        turn.draft = Draft(doing=say("chat.searching"))


def _write(
    assistant: Answering,
    conversation: Conversation,
    turn: Turn,
    writer: str | None,
) -> Iterator[None]:
    shown = -math.inf
    stream = assistant.stream(
        turn.question, conversation.history(), scope=turn.scope, filters=turn.filters, writer=writer
    )
    with closing(stream) as pieces:  # leaving ends the request to the model too
        for piece in pieces:
            if not turn.pending:
                return
            if isinstance(piece, Answer):
                turn.sources, turn.own_sources = _sources(shortened(piece), assistant, turn.anchor)
                turn.searched = search_facts(piece, assistant.corpus.papers, turn.filters)
                turn.answer, turn.state = piece, "answered"
                return
            turn.draft = _grown(turn.draft, piece)
            if turn.draft.text or turn.draft.unchecked:
                turn.state = "writing"
            if (now := time.monotonic()) - shown >= GATHER_SECONDS:
                shown = now
                yield
    raise RuntimeError("the assistant ended without an answer")


def _grown(shown: Draft, draft: Draft) -> Draft:
    """The next draft to show: a step that says nothing new of the text, or of the thoughts, leaves them."""
    doing = draft.doing
    if not (draft.text or draft.unchecked):
        draft, doing = replace(draft, text=shown.text, unchecked=shown.unchecked), doing or shown.doing
    return replace(
        draft,
        text=beginning(draft.text),
        unchecked=beginning(draft.unchecked),
        doing=doing,
        thinking=draft.thinking or shown.thinking,
    )


def _follow_ups(
    assistant: Answering, conversation: Conversation, turn: Turn, examples: Sequence[str]
) -> tuple[str, ...]:
    """Questions to ask next. They are a courtesy: an error here is logged, and the answer stays as it is."""
    if turn.answer is None:
        return ()
    history = conversation.history()

    def can_answer(question: str) -> bool:
        return assistant.can_answer(question, history, scope=turn.scope, filters=turn.filters)

    try:
        asked = [earlier.question for earlier in conversation.turns]
        return follow_ups(turn.answer, assistant.corpus.papers, can_answer, examples=examples, asked=asked)
    except Exception:
        log.exception("No follow-ups to %r", turn.question)
        return ()


def all_sources(
    answer: Answer, papers: Mapping[str, Paper], anchor: str, *, members: Collection[str]
) -> tuple[str, str]:
    """The source cards of an answer, and those of the verbatim answer beside it.

    `papers` are the cited papers, by id, `members` the names of the group's members.
    """
    own, own_anchor = answer.verbatim, rendering.own_anchor(anchor)
    own_cards = sources_html(own, papers, anchor=own_anchor, members=members) if own else ""
    return sources_html(answer, papers, anchor=anchor, members=members), own_cards


def _sources(answer: Answer, assistant: Answering, anchor: str) -> tuple[str, str]:
    cited = (*answer.citations, *(answer.verbatim.citations if answer.verbatim else ()))
    papers = {c.paper_id: assistant.corpus.paper(c.paper_id) for c in cited if c.scope != "profile"}
    return all_sources(answer, papers, anchor, members=assistant.corpus.members)
