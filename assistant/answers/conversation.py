"""Question + conversation -> Query.

To find the papers that an earlier answer cited, the earlier question may have to be answered again. So this
module belongs to the answers, and not to `assistant.understanding`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache, partial

from assistant.answers.library import Library
from assistant.answers.verbatim import VerbatimAnswers
from assistant.datamodels import Filters, Intent, Message, Query, ScopeFilter
from assistant.retrieval.conditions import resolve_conditions
from assistant.understanding.filtering import narrowed
from assistant.understanding.query import Context, understand

_QUESTIONS = 20
"""Earlier questions that are read again, at most: the last ones."""

_CHARACTERS = 2000
"""Characters of these questions together, at most; the last is read in any case."""

_REPLY = 20_000
"""Characters of an answer that are searched for titles and names, where it recorded no citations."""

REMEMBERED = 256
"""Conversations whose context is remembered, with their texts: two for each of some hundred visitors."""

Exchange = tuple[Message, Message | None]
"""A question and its reply."""


class ConversationReader:
    """Turns the questions of a conversation about one corpus into Queries."""

    def __init__(self, library: Library, answers: VerbatimAnswers) -> None:
        self._library, self._answers = library, answers

        @lru_cache(maxsize=REMEMBERED)
        def slot(turns: tuple[Exchange, ...], today: date) -> list[Context | None]:
            return []  # for the context after these turns, once it is known

        self._slot = slot

    def understand(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        scope: ScopeFilter | None = None,
        filters: Filters | None = None,
    ) -> Query:
        """The Query of a question after `history`, within the `scope` and `filters` that the asker set."""
        context = self._context(history)
        query = understand(question, self._library.lexicon, context=context, today=self._today())
        if context and query.papers and len(query.papers) > 1:
            query = self._among(query, context)
        return self.narrowed(query, scope, filters)

    def _among(self, query: Query, context: Context) -> Query:
        """A question to several papers of the conversation.

        One that describes a paper means the paper that fits best. Where none of the papers is on its topic,
        it is asked of all papers on the topic of the conversation.
        """
        papers = query.papers or ()
        if query.intent is Intent.PAPER and query.topic:
            return replace(query, papers=(self._described(query.topic, papers),), topic="")
        if query.intent is not Intent.TOPIC or not context.topic or self._library.finder.find(query).evidence:
            return query
        within = (*query.within, Query(context.topic, Intent.TOPIC, context.topic))
        wider = resolve_conditions(replace(query, papers=None, within=within), self._library.finder)
        return wider if self._library.finder.find(wider).evidence else query

    def narrowed(self, query: Query, scope: ScopeFilter | None, filters: Filters | None) -> Query:
        """`query` with the scope and the filters that the asker set beside the question."""
        lexicon = self._library.lexicon
        if filters and filters.author and filters.author not in lexicon.people.names:
            filters = replace(filters, author=None)  # the page still offers authors of an older snapshot
        names_paper = query.intent is Intent.PAPER and bool(lexicon.title_in(query.text))
        forms = lexicon.people.persons.forms
        return narrowed(query, scope, filters, forms=forms, names_paper=names_paper)

    def _context(self, history: Sequence[Message]) -> Context | None:
        """The Query of the last question, with functions that find the papers and people of its answer.

        What follows an answer is asked in the same conversation, by its visitor and as suggestions that are
        tried: the context after the turns so far is remembered, and only a new turn is read.
        """
        turns = tuple(_exchanges(recent(history)))
        if not turns:
            return None
        today = self._today()
        known = self._slot(turns, today)
        if not known:
            before = self._slot(turns[:-1], today)
            context = before[0] if before else None
            for turn in turns[-1:] if before else turns:
                context = self._after(context, *turn)
            known.append(context)
        return known[0]

    def _after(self, context: Context | None, message: Message, reply: Message | None) -> Context | None:
        """The context after one more question and its reply."""
        query = understand(message.content, self._library.lexicon, context=context, today=self._today())
        if query.intent.is_aside:  # "thanks" changes no subject
            return context
        asked = self.narrowed(query, message.scope, message.filters)  # as the question was answered
        cited = cache(partial(self._cited, asked, reply))
        one_of_a_list = context and query.papers is not None and len(query.papers) == 1
        listed = context.listed if context and one_of_a_list else cited
        people = cache(partial(self._people, query, reply))
        earlier = context.query if context else None
        return Context(query, cited, listed, people, earlier, self._described)

    def _cited(self, query: Query, reply: Message | None) -> tuple[str, ...]:
        """The ids of the papers that an earlier answer was about.

        The ids are those that the reply recorded, or those of the titles in its text, or those of the answer
        to `query`, found again. A count and a ranking show some of the papers counted, and are about all.
        """
        cited: tuple[str, ...] = ()
        if reply and reply.citations:
            cited = tuple(c for c in reply.citations if c in self._library.corpus.rows)
        elif reply:
            titled = self._library.lexicon.title_in(reply.content[:_REPLY])
            cited = tuple(dict.fromkeys(paper.id for paper in titled))
        if cited and query.intent not in (Intent.COUNT, Intent.RANK):
            return cited
        found = self._answers.papers(query)
        return found if found and set(cited) <= set(found) else cited

    def _people(self, query: Query, reply: Message | None) -> tuple[str, ...]:
        """The people whom an earlier answer ranked, those that its text names, or those of the question."""
        if people := self._answers.people(query):
            return people
        lexicon = self._library.lexicon
        text = reply.content[:_REPLY] if reply else ""
        for paper in lexicon.title_in(text):  # a title may hold a name
            text = text.replace(paper.title, "")
        named = [mention.names[0] for mention in lexicon.people.find(text) if mention.names]
        return tuple(named) or tuple(forms[0] for forms in query.authors)

    def _described(self, description: str, papers: tuple[str, ...]) -> str:
        """Which of the papers a description fits best."""
        library = self._library
        topic = library.lexicon.topics.read(description)
        ranked = library.retriever.rank(topic, scope="all", papers=papers)
        return next((e.paper.id for e in ranked if e.paper.id in papers), papers[0])

    def _today(self) -> date:
        """The newest day on which a source was retrieved, so that "this year" is a year of the documents."""
        sources = self._library.corpus.manifest.sources
        days = [date.fromisoformat(s.retrieved) for s in sources if s.retrieved]
        return max(days, default=date.today())


def recent(history: Sequence[Message]) -> Sequence[Message]:
    """The end of a conversation that is read, from one of its last questions on; see _QUESTIONS.

    Each question is read after the one before it, so that a conversation costs as much as all its questions.
    """
    start, left = len(history), _CHARACTERS
    asked = [position for position, message in enumerate(history) if message.role == "user"]
    for position in reversed(asked[-_QUESTIONS:]):
        left -= len(history[position].content)
        if left < 0 and start < len(history):
            break
        start = position
    return history[start:]


def _exchanges(history: Sequence[Message]) -> Iterator[Exchange]:
    for position, message in enumerate(history):
        if message.role == "user":
            reply = next((m for m in history[position + 1 : position + 2] if m.role == "assistant"), None)
            yield message, reply
