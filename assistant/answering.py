"""The chain from a question to its answer; read `Assistant.stream` first.

query  = understand(question, history)      # a model may first rewrite a follow-up as a full question
plan   = plan(query)                        # which kind of answer, decided once
answer = execute(plan, library, ranking)    # verbatim sentences and exact lists, all of them cited
answer = write_up(answer)                   # with a model: the same evidence in the model's words, checked
"""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import cached_property
from itertools import accumulate
from typing import Literal

from assistant.answers.conversation import ConversationReader
from assistant.answers.corpus_checks import checks_for
from assistant.answers.library import Library
from assistant.answers.plans import Fact, Overview, Plan
from assistant.answers.support import Checks
from assistant.answers.verbatim import VerbatimAnswers, execute
from assistant.answers.write_up import instead, shown_as, write_up
from assistant.config import Settings, Unsupported, command_line
from assistant.datamodels import (
    EXTRACTIVE,
    Answer,
    Draft,
    Evidence,
    Filters,
    Intent,
    Message,
    Query,
    ScopeFilter,
)
from assistant.errors import ModelError, SnapshotError, UsageError
from assistant.index.catalog import narrowed_to, select
from assistant.index.corpus import Corpus, open_corpus
from assistant.models.centred import model_for, stored_as
from assistant.models.cross_encoders import CrossEncoder
from assistant.models.encoders import Encoder, open_encoder
from assistant.models.writers import Models, Turn, open_models
from assistant.retrieval.answer_search import AnswerSearch
from assistant.retrieval.finder import Finder
from assistant.retrieval.relevance import Relevance
from assistant.retrieval.rerankers import (
    CrossEncoderReranker,
    ModelReranker,
    Ranking,
    Reranker,
    candidates,
)
from assistant.retrieval.retriever import Retriever
from assistant.text.citation_styles import Style, find_style
from assistant.text.plaintext import without_hidden
from assistant.understanding.asking import Asking
from assistant.understanding.language import ENGLISH
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.standalone import leans_on_history, rewritten, translated

log = logging.getLogger(__name__)

GROWS = 50
"""Steps in which a finished text is streamed, at most: each step repeats all text so far."""

LONGEST_QUESTION = 4000
"""Characters of a question, at most; the message box of the page has the same limit."""


class Assistant:
    """Answers questions about one corpus. Safe to share between threads.

    `models` are the chat models that may write answers; without a model, answers are verbatim sentences.
    `reranker` is a cross-encoder, or "llm" for the chat model that writes the answer. `nli` is a
    cross-encoder that tells whether a sentence contradicts a claim. `unsupported` says whether a model's
    claim that the papers do not support is dropped or marked. `about` judges whether a paper is about a
    topic, `asking` reads how questions ask; both are learned, and by default those that are shipped. `style`
    is the citation style of a list of references for which a question names none.
    """

    def __init__(
        self,
        corpus: Corpus,
        encoder: Encoder,
        *,
        models: Models | None = None,
        reranker: CrossEncoder | Literal["llm"] | None = None,
        nli: CrossEncoder | None = None,
        unsupported: Unsupported = "drop",
        about: Relevance | None = None,
        asking: Asking | None = None,
        style: Style | None = None,
    ) -> None:
        self.corpus = corpus
        self._encoder = encoder
        self._models = models or Models()
        self._unsupported = unsupported
        self._lexicon = Lexicon.of(corpus, asking=asking)
        retriever = Retriever(corpus, encoder, self._lexicon, about=about)
        self._finder = Finder(
            corpus, self._lexicon, retriever, AnswerSearch(corpus, encoder, self._lexicon, retriever)
        )
        self._library = Library(corpus, self._lexicon, retriever, self._finder, style)
        self._verbatim = VerbatimAnswers(self._library)
        self._reader = ConversationReader(self._library, self._verbatim)
        self._asks_model = reranker == "llm"
        self._cross_encoder = CrossEncoderReranker(reranker) if isinstance(reranker, CrossEncoder) else None
        self._nli = nli

    @property
    def writer(self) -> str:
        """The default writer of answers: "extractive" or the name of a chat model."""
        return self._models.default

    def writers(self) -> tuple[str, ...]:
        """All writers that a question may choose: "extractive" and the names of chat models."""
        return self._models.names()

    @cached_property
    def _checks(self) -> Checks:
        return checks_for(self.corpus, self._encoder, self._lexicon, nli=self._nli)

    def warm(self) -> None:
        """Load the encoder and the vocabulary, so that the first question does not wait for them."""
        self._finder.find(self.understand("warm-up"))

    def ask(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        scope: ScopeFilter | None = None,
        filters: Filters | None = None,
    ) -> Answer:
        """The finished Answer to a question after `history`.

        `scope` and `filters` were set by the asker; a scope or filter in the question itself wins. Raises
        UsageError where the question is too long, ModelError where the encoder fails. Where the chat model
        fails, the answer is made of verbatim sentences.
        """
        *_, answer = self.stream(question, history, scope=scope, filters=filters)
        assert isinstance(answer, Answer)
        return answer

    def stream(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        scope: ScopeFilter | None = None,
        filters: Filters | None = None,
        writer: str | None = None,
    ) -> Generator[Draft | Answer, None, None]:
        """Drafts of the answer as the text grows, and last the Answer; see `ask`.

        `writer` is one of `writers()`, None for the default. Closing the stream ends the request to the
        model. Raises UsageError where the writer is unknown or the question is too long, and ModelError where
        the encoder fails.
        """
        started = time.monotonic()
        if len(question) > LONGEST_QUESTION:
            raise UsageError(
                f"The question has {len(question):,} characters; ask one of at most {LONGEST_QUESTION:,}."
            )
        question = without_hidden(question)
        turn, trouble = self._turn(writer)
        query = yield from self._understood(turn, question, history, scope, filters)
        plan = self._verbatim.plan(query)
        ranking = yield from self._ranked(turn, plan)
        answer = execute(plan, self._library, ranking)
        if answer.evidence:  # a model writes only from evidence; lists, counts and abstentions stay exact
            if turn.model:
                answer = yield from write_up(
                    turn, answer, history, self._checks, unsupported=self._unsupported
                )
            elif trouble:
                answer = instead(answer, trouble)
        if answer.writer == EXTRACTIVE:
            yield from _growing(answer.text)
        answer = replace(answer, question=question, seconds=round(time.monotonic() - started, 4))
        _log(answer)
        yield answer

    def retrieve(self, question: str, *, scope: ScopeFilter | None = None) -> tuple[Evidence, ...]:
        """The papers on the topic of a question that pass its filters, most relevant first; may be empty."""
        query = self.understand(question, scope=scope)
        return self._finder.find(query).evidence if self._library.reads(query) else ()

    def understand(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        scope: ScopeFilter | None = None,
        filters: Filters | None = None,
    ) -> Query:
        """The Query of a question after `history`."""
        return self._reader.understand(question, history, scope=scope, filters=filters)

    def plan(self, question: str, history: Sequence[Message] = ()) -> Plan:
        """The Plan of a question after `history`: which kind of answer the question gets."""
        return self._verbatim.plan(self.understand(question, history))

    def can_answer(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        scope: ScopeFilter | None = None,
        filters: Filters | None = None,
    ) -> bool:
        """Whether the papers answer a question, rather than an abstention; no chat model is called."""
        return not self._verbatim.answer(
            self.understand(question, history, scope=scope, filters=filters)
        ).abstained

    def _turn(self, writer: str | None) -> tuple[Turn, str]:
        """The Turn of a question, and why the chosen writer can't write; the reason is empty if it can."""
        try:
            return self._models.turn(writer), ""
        except ModelError as problem:
            return self._models.turn(EXTRACTIVE), str(problem)

    def _understood(
        self,
        turn: Turn,
        question: str,
        history: Sequence[Message],
        scope: ScopeFilter | None,
        filters: Filters | None,
    ) -> Generator[Draft, None, Query]:
        """The Query of a question; a model first translates it, or rewrites a follow-up as a full question.

        A follow-up that the rules resolve to metadata or to certain papers is exact, and is not rewritten.
        """
        query = self.understand(question, history, scope=scope, filters=filters)
        if query.language != ENGLISH:
            return (yield from self._translated(turn, query, history, scope, filters))
        topical = query.intent in (Intent.TOPIC, Intent.FACT, Intent.OUT_OF_DOMAIN) and query.papers is None
        if not (
            turn.model and history and topical and leans_on_history(question) and turn.calls.take(keep=1)
        ):
            return query
        try:
            with closing(rewritten(turn.model, question, history, turn.meter)) as writing:
                text = yield from shown_as(writing, "Reading the question in its context…")
        except ModelError:
            return query
        reread = self.understand(text)
        if not reread.topic or reread.intent not in (Intent.TOPIC, Intent.FACT):
            return query
        return self._reader.narrowed(reread, query.scope, filters)

    def _translated(
        self,
        turn: Turn,
        query: Query,
        history: Sequence[Message],
        scope: ScopeFilter | None,
        filters: Filters | None,
    ) -> Generator[Draft, None, Query]:
        """The Query of the English for a question in another language; `query` where no model translates."""
        if not (turn.model and turn.calls.take(keep=1)):
            return query
        try:
            with closing(translated(turn.model, query.text, turn.meter)) as writing:
                text = yield from shown_as(writing, "Reading the question in English…")
        except ModelError:
            return query
        in_english = self.understand(text, history, scope=scope, filters=filters)
        return replace(in_english, mended=((query.text, text),))

    def _ranked(self, turn: Turn, plan: Plan) -> Generator[Draft, None, Ranking]:
        """The papers that the re-ranker judges relevant, best first; empty without a re-ranker.

        The re-ranker judges the best papers of both searches.
        """
        reranker: Reranker | None = self._cross_encoder
        if self._asks_model and turn.model:
            reranker = ModelReranker(turn.model)
        if reranker is None or not isinstance(plan, Overview | Fact):
            return ()
        if reranker is not self._cross_encoder and not turn.calls.take(keep=1):
            return ()
        query = plan.query
        topic = self._lexicon.topics.read(query.topic)
        pool = narrowed_to(query, select(self.corpus.papers, query))
        merged = candidates(self.corpus, self._encoder, topic, scope=query.scope, papers=pool)
        try:
            with closing(reranker.rerank(query.text, merged, turn.meter)) as ranking:
                return tuple((yield from shown_as(ranking, "Putting the papers in order…")))
        except ModelError as problem:
            log.warning("Not re-ranked: %s", problem)
            return ()


def _log(answer: Answer) -> None:
    log.info(  # never the question: logs are read by people other than the asker
        "Answered",
        extra={
            "intent": answer.query.intent.value,
            "reason": answer.reason.value if answer.reason else None,
            "citations": len(answer.citations),
            "writer": answer.writer,
            "seconds": answer.seconds,
        },
    )


def open_assistant(
    settings: Settings, *, encoder: Encoder | None = None, models: Models | None = None
) -> Assistant:
    """An assistant over the published snapshot of `settings.index`.

    `encoder` and `models` replace those of the settings.

    Raises SnapshotError where no snapshot is published or its vectors come from another embedding model,
    ModelError where a model can't be set up, UsageError where the citation style can't be used.
    """
    corpus = open_corpus(settings.index)
    made, wanted = corpus.manifest.embedding_model, stored_as(settings.embedding_model)
    if made != wanted:
        model = model_for(made)
        setting = f"Set ASSISTANT_EMBEDDING_MODEL to {model!r}, or run" if model else "Run"
        raise SnapshotError(
            f"{settings.index} was built with the embedding model {made!r}, {wanted!r} is configured. "
            f"{setting} `{command_line('ingest')} --embedding-model {settings.embedding_model} "
            f"--index {settings.index}`."
        )
    return Assistant(
        corpus,
        encoder or open_encoder(settings.embedding_model),
        models=models or open_models(settings),
        reranker="llm" if settings.reranker == "llm" else _cross_encoder(settings.reranker),
        nli=_cross_encoder(settings.nli),
        unsupported=settings.unsupported,
        style=find_style(settings.style),
    )


def _cross_encoder(name: str | None) -> CrossEncoder | None:
    """A cross-encoder by name, loaded at once, so that an unusable name fails at the start."""
    if name in (None, "none"):
        return None
    assert name
    model = CrossEncoder(name)
    model.load()
    return model


def _growing(text: str) -> Iterator[Draft]:
    """A finished text as drafts that grow by whole lines, in GROWS steps at most."""
    ends = list(accumulate(map(len, text.splitlines(keepends=True))))[:-1]
    for end in ends[:: -(-len(ends) // GROWS) or 1]:
        yield Draft(text[:end])
