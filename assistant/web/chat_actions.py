"""What the server does when a visitor of the Chat tab acts: ask, stop, begin anew, reopen, rate, export.

Each public method of `ChatActions` is the function of one event, wired in chat.py. It gets the values of the
event's inputs and gives, by component, what the page is to show from then on.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, suppress
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.explore.exports import FORMATS
from assistant.explore.suggestions import example_questions
from assistant.explore.transcripts import cited_papers, transcript
from assistant.web import chat_parts
from assistant.web.chat_layout import Layout
from assistant.web.conversation import POLL_SECONDS, Conversation, converse
from assistant.web.feedback import Feedback, Verdict
from assistant.web.page_events import Asked, read_asked, read_said
from assistant.web.saved_conversations import restore, save
from assistant.web.service import Answering, Latest, Service, papers_named

Updates = dict[Any, Any]


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
        self._suggested = Latest(service, _example_questions)

    # Asking

    def ask(
        self, written: str, wanted: str, scope: str, writer: str | None, kept: str, talk: Conversation
    ) -> Iterator[Updates]:
        """Answer the question `written` in the message box, or the one that a button asks for (`wanted`)."""
        try:
            asked = read_asked(wanted, written)
        except AssistantError as error:
            yield self._notice(str(error))
            return
        if asked.question and not talk.busy:
            yield from self._wait_for_papers(kept, talk)
            self._recover(talk, kept)
        if not asked.question or talk.busy:  # or another question, that waited like this one, came first
            yield {self._layout.conversation: talk}
            return
        if asked.instead_of:
            talk.rewind(asked.instead_of)
        emptied = {} if asked.by_button else {self._layout.composer.message: ""}
        yield {self._layout.conversation: talk, **emptied}
        yield from self._answer(asked, scope, writer, talk)

    def _wait_for_papers(self, kept: str, talk: Conversation) -> Iterator[Updates]:
        """Wait where the page is older than this server: its answers must be looked up in the papers."""
        while kept and not talk.turns and not self._service.settled:
            yield self._notice(self._service.progress)
            time.sleep(POLL_SECONDS)

    def _answer(self, asked: Asked, scope: str, writer: str | None, talk: Conversation) -> Iterator[Updates]:
        sources, shown = self._layout.sources, ""
        steps = converse(
            self._service,
            talk,
            asked.question,
            chat_parts.scope_of(scope),
            writer if self._choose_model else None,
            filters=asked.filters,
            examples=self._suggested.made or (),
        )
        with closing(steps):  # a closed tab ends this function, and the request to the model with it
            for _ in steps:
                if talk.closed:
                    return
                updates = self._view(talk)
                # The cards are the heaviest part, and change only when an answer is complete.
                if updates[sources] == shown:
                    del updates[sources]
                else:
                    shown = updates[sources]
                if not talk.busy:
                    updates |= self._record(talk)
                yield updates

    def stop(self, kept: str, talk: Conversation) -> Updates:
        """Stop the answer that is being written."""
        self._recover(talk, kept)
        talk.stop()
        return self._view(talk) | self._record(talk)

    # Conversations

    def begin_again(self, old: Conversation) -> Updates:
        """Show an empty conversation in place of the old one."""
        old.close()
        talk = Conversation()
        layout = self._layout
        emptied = {layout.conversation: talk, layout.composer.message: "", layout.wires.record: ""}
        return emptied | self._view(talk)

    async def reopen(self, kept: str, old: Conversation) -> AsyncIterator[Updates]:
        """Show the conversation that the browser kept; change nothing where the browser kept none."""
        if not kept:
            yield {self._layout.conversation: old}
            return
        while not self._service.settled:
            await asyncio.sleep(POLL_SECONDS)
        try:
            talk = await asyncio.to_thread(lambda: restore(kept, self._service.wait().corpus))
        except AssistantError as error:
            yield self._notice(str(error))
            return
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
                raise AssistantError("Feedback on this answer can't be kept here.")
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
            return self._notice("There is no answer to export yet.")
        cited = (citation.paper_id for answer in answers for citation in answer.citations)
        papers = papers_named(self._service.wait().corpus, cited)
        title = answers[0].question
        if form in ("bibtex", "ris"):
            made = FORMATS[form]
            file = chat_parts.file(made.suffix, made.write(cited_papers(answers, papers)), title)
        else:
            file = chat_parts.file("md", transcript(answers, papers, title=title), title)
        return {self._layout.wires.file: file}

    # Before the first question

    def introduce(self, assistant: Answering) -> Updates:
        """Show what the assistant has to offer, now that it is open."""
        composer, corpus = self._layout.composer, assistant.corpus
        return {
            composer.mode: chat_parts.mode(assistant.writer),
            composer.filters: chat_parts.filters_html(corpus.papers),
            composer.writer: chat_parts.writers(assistant) if self._choose_model else gr.skip(),
            **self.suggest(),
        }

    def suggest(self) -> Updates:
        """Show questions to begin with, which these papers answer."""
        buttons = self._layout.examples
        texts = [*self._suggested.get(), *[""] * len(buttons)][: len(buttons)]
        return {
            button: gr.update(value=text, visible=bool(text))
            for button, text in zip(buttons, texts, strict=True)
        }

    # What the page shows

    def _view(self, talk: Conversation) -> Updates:
        layout = self._layout
        return {
            layout.messages: talk.messages(),
            layout.sources: talk.sources_html() or chat_parts.NO_SOURCES,
            layout.composer.send: gr.update(visible=not talk.busy),
            layout.composer.stop: gr.update(visible=talk.busy),
        }

    def _record(self, talk: Conversation) -> Updates:
        return {self._layout.wires.record: save(talk)}

    def _notice(self, text: str) -> Updates:
        return {self._layout.wires.notice: chat_parts.notice(text)}


def _example_questions(assistant: Answering) -> tuple[str, ...]:
    """Questions that the assistant can answer; trying them out takes a second."""
    corpus = assistant.corpus
    return example_questions(corpus.papers, corpus.profiles, assistant.can_answer)
