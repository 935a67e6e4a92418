"""A question after a conversation -> Query.

Finding the papers that an earlier answer cited may mean answering its question again. So this module stands
beside the answers, above `assistant.understanding`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from assistant.answers.library import Library
from assistant.answers.verbatim import VerbatimAnswers
from assistant.datamodels import Filters, Intent, Message, Query, ScopeFilter
from assistant.understanding.filtering import narrowed
from assistant.understanding.query import Context, understand


class ConversationReader:
    """Understands questions about one corpus, each after the conversation before it."""

    def __init__(self, library: Library, answers: VerbatimAnswers) -> None:
        self._library, self._answers = library, answers

    def understand(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        scope: ScopeFilter | None = None,
        filters: Filters | None = None,
    ) -> Query:
        """The Query that a question asks after `history`, within the asker's `scope` and `filters`."""
        context = self._context(history)
        query = understand(question, self._library.lexicon, context=context, today=self._today())
        return self.narrowed(query, scope, filters)

    def narrowed(self, query: Query, scope: ScopeFilter | None, filters: Filters | None) -> Query:
        """`query` within the scope and the filters that were set beside the question."""
        lexicon = self._library.lexicon
        if filters and filters.author and filters.author not in lexicon.people.names:
            filters = replace(filters, author=None)  # from a page that shows an older snapshot
        names_paper = query.intent is Intent.PAPER and bool(lexicon.title_in(query.text))
        return narrowed(query, scope, filters, names_paper=names_paper)

    def _context(self, history: Sequence[Message]) -> Context | None:
        """How the last question was understood, and lazily which papers its answer cited."""
        context: Context | None = None
        for position, message in enumerate(history):
            if message.role != "user":
                continue
            query = understand(message.content, self._library.lexicon, context=context, today=self._today())
            reply = next((m for m in history[position + 1 : position + 2] if m.role == "assistant"), None)
            if query.intent is Intent.OUT_OF_DOMAIN:  # "thanks" changes no subject
                continue
            asked = self.narrowed(query, message.scope, message.filters)  # as the question was answered
            cited = partial(self._cited, asked, reply)
            one_of_a_list = context and query.papers is not None and len(query.papers) == 1
            listed = context.listed if context and one_of_a_list else cited
            people = partial(self._answers.people, query)
            context = Context(query, cited, listed, people, context.query if context else None)
        return context

    def _cited(self, query: Query, reply: Message | None) -> tuple[str, ...]:
        """The papers an earlier answer cited: as recorded, as named in its text, or as found again."""
        if reply and reply.citations:
            return tuple(c for c in reply.citations if c in self._library.corpus.rows)
        named = self._library.lexicon.title_in(reply.content) if reply else []
        if named:
            return tuple(dict.fromkeys(p.id for p in named))
        citations = self._answers.answer(query).citations
        return tuple(dict.fromkeys(c.paper_id for c in citations if c.scope != "profile"))

    def _today(self) -> date:
        """The newest day a source was retrieved: "this year" means the year the documents know of."""
        sources = self._library.corpus.manifest.sources
        days = [date.fromisoformat(s.retrieved) for s in sources if s.retrieved]
        return max(days, default=date.today())
