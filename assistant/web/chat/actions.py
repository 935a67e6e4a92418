"""What the server does when a visitor of the Chat tab acts: ask, stop, begin anew, reopen, rate, export.

Each public method of `ChatActions` is the function of one event, wired in tab.py. It gets the values of the
event's inputs and gives, by component, what the page is to show from then on.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import closing, suppress
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

import gradio as gr

from assistant.errors import AssistantError
from assistant.explore.exports import FORMATS
from assistant.explore.saying import say
from assistant.explore.transcripts import cited_papers, transcript
from assistant.web.chat import parts
from assistant.web.chat.conversation import POLL_SECONDS, Conversation, converse
from assistant.web.chat.events import Asked, read_asked, read_said
from assistant.web.chat.feedback import Feedback, Verdict
from assistant.web.chat.layout import Layout
from assistant.web.chat.saved_conversations import restore, save
from assistant.web.chat.steps import Steps
from assistant.web.chat.tasks import tasks_html
from assistant.web.chat.welcome import Introduction, at_first, group_html, introduction, welcome_html
from assistant.web.service import Answering, Latest, Service, papers_named

Updates = dict[Any, Any]

MOST_SECONDS = 2.0
"""How long a new conversation waits for the end of the old one's answer: a tenth of a second as a rule."""


class ChatActions:
    """The functions of the Chat tab's events, over one service and one layout.

    `kept` is always the conversation as the browser kept it, "" for none; `talk` is the same conversation as
    this server holds it, which is empty where the server was started anew or has forgotten the visitor.
    """

    def __init__(
        self, service: Service, layout: Layout, *, choose_model: bool, feedback: Feedback | None
    ) -> None:
        self._service = service
        self._layout = layout
        self._choose_model = choose_model
        self._feedback = feedback
        self._introduction = Latest(service, introduction)
        self._asked: WeakValueDictionary[str, Conversation] = WeakValueDictionary()  # by the question's id

    # Asking

    def ask(
        self, written: str, wanted: str, scope: str, writer: str | None, kept: str, talk: Conversation
    ) -> Iterator[Updates]:
        """Answer the question `written` in the message box, or the one that a button asks for (`wanted`).

        A page that was loaded anew asks its question again and takes over the conversation that answers it.
        """
        try:
            asked = read_asked(wanted, written)
        except AssistantError as error:
            yield self._notice(str(error))
            return
        writer = writer if self._choose_model else None
        there = self._asked.get(asked.id) if asked.again else None
        if there is not None:
            talk = there
        elif not (yield from self._begun(asked, scope, writer, kept, talk)):
            yield {self._layout.conversation: talk}
            return
        first: Updates = {self._layout.conversation: talk}
        if not asked.by_button:
            first[self._layout.composer.message] = ""
        assert talk.steps is not None
        answer = self._answer(talk, talk.steps, with_sources=asked.again or asked.instead_of > 0)
        with closing(answer):  # a closed tab ends this function
            while True:
                with self._service.at_work(writer):
                    updates = next(answer, None)
                if updates is None:
                    return
                yield first | updates
                first = {}

    def _wait_for_papers(self, kept: str, talk: Conversation) -> Iterator[Updates]:
        """Wait where the page is older than this server: its answers must be looked up in the papers."""
        while kept and not talk.turns and not self._service.settled:
            yield self._notice(self._service.progress)
            time.sleep(POLL_SECONDS)

    def _begun(
        self, asked: Asked, scope: str, writer: str | None, kept: str, talk: Conversation
    ) -> Generator[Updates, None, bool]:
        """Whether an answer is begun: not to no question, nor beside another answer, nor a second time."""
        if asked.question and not talk.busy:
            yield from self._wait_for_papers(kept, talk)
            self._recover(talk, kept)
        known = asked.id and any(turn.asked == asked.id for turn in talk.turns)
        if not asked.question or talk.busy or known:  # or another question, that waited as well, came first
            return False
        if asked.instead_of:
            talk.rewind(asked.instead_of)
        steps = converse(
            self._service,
            talk,
            asked.question,
            parts.scope_of(scope),
            writer,
            filters=asked.filters,
            examples=self._examples(),
            asked=asked.id,
        )
        talk.steps = Steps(steps, given_up=partial(self._asked.pop, asked.id, None))
        if asked.id:
            self._asked[asked.id] = talk
        return True

    def _answer(
        self, talk: Conversation, steps: Steps, *, with_sources: bool
    ) -> Generator[Updates, None, None]:
        """What changes on the page, step by step; each update costs the server's event loop some time.

        The sources of earlier answers are the heaviest part. A page that shows them as they are needs none.
        """
        shown: Updates = {}
        holder = steps.take()
        try:
            while steps.step(holder) or not shown:
                if talk.closed or not steps.held_by(holder):
                    return
                view = self._view(talk) | ({} if talk.busy else self._record(talk))
                if talk.busy and not with_sources:
                    del view[self._layout.sources]
                # Also where nothing changed: only between two updates does Gradio see that a tab was closed.
                yield {part: value for part, value in view.items() if shown.get(part) != value}
                shown |= view
        finally:
            steps.leave(holder, for_good=not talk.busy)

    def stop(self, kept: str, talk: Conversation) -> Updates:
        """Stop the answer that is being written."""
        self._recover(talk, kept)
        talk.stop()
        return self._view(talk) | self._record(talk)

    # Conversations

    def begin_again(self, old: Conversation) -> Updates:
        """Show an empty conversation in place of the old one, after all that the old one has to show.

        What it shows last may be on its way to the page, and would stand there instead.
        """
        old.close()
        if old.steps:
            old.steps.wait_until_left(MOST_SECONDS)
        talk = Conversation()
        layout = self._layout
        emptied = {layout.conversation: talk, layout.composer.message: "", layout.wires.record: ""}
        return emptied | self._view(talk)

    async def reopen(self, kept: str, old: Conversation) -> AsyncIterator[Updates]:
        """Show the conversation that the browser kept; change nothing where the browser kept none."""
        if not kept:
            yield {self._layout.conversation: old}
            return
        said = ""
        while not self._service.settled:
            if said != self._service.progress:
                said = self._service.progress
                yield self._notice(said)
            await asyncio.sleep(POLL_SECONDS)
        try:
            talk = await asyncio.to_thread(lambda: restore(kept, self._service.wait().corpus))
        except AssistantError as error:
            yield self._notice(str(error))
            return
        if not old.turns:
            old.resume(talk)  # in place: a question that waited for the papers as well holds this one
            talk = old
        elif old.id == talk.id:
            talk = old  # such a question came first
        else:
            old.close()
        yield {self._layout.conversation: talk} | self._record(talk) | self._view(talk)

    def _recover(self, talk: Conversation, kept: str) -> None:
        """Make an empty `talk` the conversation that the page shows."""
        if kept and not talk.turns and self._service.settled and self._service.error is None:
            with suppress(AssistantError):  # then the conversation begins anew
                talk.resume(restore(kept, self._service.wait().corpus))

    # What is done with answers

    def rate(self, said: str, kept: str, talk: Conversation) -> Updates:
        """Keep what the visitor says of an answer."""
        self._recover(talk, kept)
        try:
            verdict = read_said(said)
            turn = next((t for t in talk.turns if t.number == verdict.turn), None)
            if self._feedback is None or turn is None:
                raise AssistantError(say("rating.not-here"))
            self._feedback.keep(
                turn,
                Verdict(verdict.rating, verdict.words),
                conversation=talk.id,
                snapshot=self._service.wait().corpus.snapshot_id,
            )
        except AssistantError as error:
            return self._notice(str(error))
        turn.rating = verdict.rating
        return self._record(talk)

    def export(self, form: str, kept: str, talk: Conversation) -> Updates:
        """Give the conversation as a file to download: "markdown", or "bibtex" or "ris" of what is cited."""
        self._recover(talk, kept)
        answers = [turn.answer for turn in talk.turns if turn.answer]
        if not answers:
            return self._notice(say("chat.nothing-to-export"))
        cited = (citation.paper_id for answer in answers for citation in answer.citations)
        papers = papers_named(self._service.wait().corpus, cited)
        title = answers[0].question
        if form in ("bibtex", "ris"):
            made = FORMATS[form]
            file = parts.file(made.suffix, made.write(cited_papers(answers, papers)), title)
        else:
            file = parts.file("md", transcript(answers, papers, title=title), title)
        return {self._layout.wires.file: file}

    # Before the first question

    def introduce(self, assistant: Answering, chosen: str) -> Updates:
        """Show what the assistant has to offer, now that it is open; `chosen` wrote for the page before."""
        composer, corpus = self._layout.composer, assistant.corpus
        known = at_first(corpus)
        offered = assistant.writers() if self._choose_model else ()
        writer = chosen if chosen in offered else assistant.writer
        return {
            composer.mode: parts.mode(writer),
            composer.filters: parts.filters_html(corpus.papers),
            composer.writer: parts.writers(assistant, writer) if self._choose_model else gr.skip(),
            composer.tasks: tasks_html(max(known.years, default=None)),
            **self._first_screen(known),
        }

    def suggest(self) -> Updates:
        """Show the themes, too, and questions to begin with: what takes a moment to find and to try."""
        return self._first_screen(self._introduction.get())

    def _first_screen(self, known: Introduction) -> Updates:
        return {self._layout.welcome: welcome_html(known), self._layout.group: group_html(known)}

    def _examples(self) -> tuple[str, ...]:
        """The questions to begin with, as far as they were tried."""
        known = self._introduction.made
        return tuple(example.question for example in known.examples) if known else ()

    # What the page shows

    def _view(self, talk: Conversation) -> Updates:
        layout = self._layout
        return {
            layout.messages: talk.messages(),
            layout.sources: talk.sources_html(),
        }

    def _record(self, talk: Conversation) -> Updates:
        return {self._layout.wires.record: save(talk)}

    def _notice(self, text: str) -> Updates:
        return {self._layout.wires.notice: parts.notice(text)}
