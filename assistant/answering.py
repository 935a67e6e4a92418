"""The chain from a question to its answer; read `Assistant.stream` first.

query  = understand(question, history)
plan   = plan(query)                # which kind of answer, decided once
answer = execute(plan, library)     # verbatim sentences and exact lists, all of them cited

With a chat model the question goes through `assistant.graph.graph` instead: the model reads the question and
the papers, writes, and is checked; what is exact stays as it is here.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from assistant.answers.conversation import ConversationReader
from assistant.answers.library import Library
from assistant.answers.plans import Fact, Overview, Plan
from assistant.answers.results import instead
from assistant.answers.verbatim import HANDLERS, VerbatimAnswers, execute, handler_of
from assistant.config import Settings, command_line
from assistant.datamodels import (
    EXTRACTIVE,
    Answer,
    Draft,
    Evidence,
    Filters,
    Message,
    Query,
    ScopeFilter,
)
from assistant.errors import ModelError, SnapshotError
from assistant.graph.desk import Desk
from assistant.index.corpus import Corpus, open_corpus
from assistant.index.stores import Stores
from assistant.models.centred import model_for, stored_as
from assistant.models.cross_encoders import CrossEncoder
from assistant.models.encoders import Encoder, open_encoder
from assistant.models.writers import Models, Turn, open_models
from assistant.retrieval.answer_search import AnswerSearch
from assistant.retrieval.body_search import BodySearch
from assistant.retrieval.finder import Finder
from assistant.retrieval.relevance import Relevance
from assistant.retrieval.rerankers import Reranker, in_order
from assistant.retrieval.retriever import Retriever
from assistant.text.plaintext import as_seen
from assistant.understanding.asking import Asking
from assistant.understanding.length import check_length
from assistant.understanding.lexicon import Lexicon

if TYPE_CHECKING:
    from langgraph.graph.state import CompiledStateGraph

    from assistant.text.citation_styles import Style

log = logging.getLogger(__name__)

TRIED = 2048
"""Questions of which it is remembered whether they have an answer: many visitors are offered the same."""

USUAL = (
    "Hello",
    "Who has the most papers?",
    "Waht has the group done on contineual lerning since 2020?",
    "What has the group done on {title}?",
    "How often were the 7 counted in {title}?",
)
"""Questions that need what those of most kinds need, misspelt ones too; `title` is that of a paper."""


class Assistant:
    """Answers questions about one corpus. Safe to share between threads.

    `models` are the chat models that may write answers; without a model, answers are verbatim sentences.
    `reranker` puts the papers that a search found in order. `nli` is a cross-encoder for natural language
    inference that judges a model's sentences in place of a chat model. `about` judges whether a paper is
    about a topic, `asking` reads how questions ask; both are learned, and by default those that are shipped.
    `style` is the citation style of a list of references for which a question names none.
    """

    def __init__(
        self,
        corpus: Corpus,
        encoder: Encoder,
        *,
        models: Models | None = None,
        reranker: CrossEncoder | None = None,
        nli: CrossEncoder | None = None,
        about: Relevance | None = None,
        asking: Asking | None = None,
        style: Style | None = None,
    ) -> None:
        self.corpus = corpus
        lexicon = Lexicon.of(corpus, asking=asking)
        retriever = Retriever(corpus, encoder, lexicon, about=about)
        finder = Finder(
            corpus,
            lexicon,
            retriever,
            AnswerSearch(corpus, encoder, lexicon, retriever),
            BodySearch(corpus, encoder, lexicon, retriever),
        )
        library = Library(corpus, lexicon, retriever, finder, style)
        verbatim = VerbatimAnswers(library)
        self.desk = Desk(
            library,
            encoder,
            verbatim,
            ConversationReader(library, verbatim),
            models or Models(),
            Reranker(reranker) if reranker else None,
            nli,
        )

        @lru_cache(maxsize=TRIED)
        def is_answered(query: Query, scope_said: bool) -> bool:  # two queries are equal but for the latter
            return not verbatim.answer(query).abstained

        self._is_answered = is_answered

    @cached_property
    def graph(self) -> CompiledStateGraph[Any, None, Any, Any]:
        """The graph by which a chat model answers; see `assistant.graph.graph`."""
        from assistant.graph.graph import build_graph

        return build_graph(self.desk)

    @property
    def writer(self) -> str:
        """The default writer of answers: "extractive" or the name of a chat model."""
        return self.desk.models.default

    def writers(self) -> tuple[str, ...]:
        """All writers that a question may choose: "extractive" and the names of chat models."""
        return self.desk.models.names()

    def warm(self) -> None:
        """Load what no question should wait for.

        That is the encoder, the vocabulary, themes, people, identifiers, handlers, and what tells languages.
        """
        self.desk.library.finder.find(self.understand("warm-up"))
        for kind in HANDLERS:
            handler_of(kind)
        title = next((paper.title for paper in self.corpus.papers if paper.abstract), "")
        for usual in USUAL:
            self.desk.verbatim.answer(self.understand(usual.format(title=title)))
        next(self.desk.library.corpus.papers.identified(""), None)

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
        """Drafts of the answer as a model writes it, and last the Answer; see `ask`.

        `writer` is one of `writers()`, None for the default. Closing the stream ends the request to the
        model. Raises UsageError where the writer is unknown or the question is too long, and ModelError where
        the encoder fails.
        """
        started = time.monotonic()
        check_length(question)
        self.corpus.check()
        question = as_seen(question)
        turn, trouble = self._turn(writer)
        if turn.model:
            answer = yield from self._written(turn, question, history, scope, filters)
        else:
            answer = self._exact(question, history, scope, filters)
            if trouble and answer.evidence:
                answer = instead(answer, trouble)
        self.corpus.check(wait=True)
        answer = replace(answer, question=question, seconds=round(time.monotonic() - started, 4))
        _log(answer)
        yield answer

    def retrieve(self, question: str, *, scope: ScopeFilter | None = None) -> tuple[Evidence, ...]:
        """The papers on the topic of a question that pass its filters, most relevant first; may be empty."""
        self.corpus.check()
        query = self.understand(question, scope=scope)
        return self.desk.library.finder.find(query).evidence if self.desk.library.reads(query) else ()

    def understand(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        scope: ScopeFilter | None = None,
        filters: Filters | None = None,
    ) -> Query:
        """The Query of a question after `history`."""
        return self.desk.reader.understand(question, history, scope=scope, filters=filters)

    def plan(self, question: str, history: Sequence[Message] = ()) -> Plan:
        """The Plan of a question after `history`: which kind of answer the question gets."""
        return self.desk.verbatim.plan(self.understand(question, history))

    def can_answer(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        scope: ScopeFilter | None = None,
        filters: Filters | None = None,
    ) -> bool:
        """Whether the papers answer a question, rather than an abstention; no chat model is called."""
        query = self.understand(question, history, scope=scope, filters=filters)
        return self._is_answered(query, query.scope_said)

    def _turn(self, writer: str | None) -> tuple[Turn, str]:
        """The Turn of a question, and why the chosen writer can't write; the reason is empty if it can."""
        try:
            return self.desk.models.turn(writer), ""
        except ModelError as problem:
            return self.desk.models.turn(EXTRACTIVE), str(problem)

    def _exact(
        self,
        question: str,
        history: Sequence[Message],
        scope: ScopeFilter | None,
        filters: Filters | None,
    ) -> Answer:
        """The answer without a chat model: verbatim sentences, an exact list, or an abstention."""
        plan = self.desk.verbatim.plan(self.understand(question, history, scope=scope, filters=filters))
        return execute(plan, self._reranked(plan))

    def _reranked(self, plan: Plan) -> Library:
        """The library as a re-ranker puts its papers in order for `plan`; unchanged without one."""
        reranker, library, query = self.desk.reranker, self.desk.library, plan.query
        if reranker is None or not isinstance(plan, Overview | Fact):
            return library
        finder = library.finder
        on_topic = finder.find(query)
        found = finder.find_answer(query) if isinstance(plan, Fact) else on_topic
        reranked = reranker.rerank(query.text, [e.paper for e in on_topic.ranked])
        return library.judged(query.topic, in_order(found.evidence, reranked))

    def _written(
        self,
        turn: Turn,
        question: str,
        history: Sequence[Message],
        scope: ScopeFilter | None,
        filters: Filters | None,
    ) -> Generator[Draft, None, Answer]:
        """The answer by the graph of a chat model; closing the stream ends the request to the model."""
        from assistant.graph.state import Run, State

        run = Run(turn)
        state = State(question=question, history=history, scope=scope, filters=filters, run=run)
        last: dict[str, Any] = {}
        steps: Any = self.graph.stream(state, stream_mode=["custom", "values"])  # a generator
        try:
            for mode, value in steps:
                if mode == "custom":
                    yield value
                else:
                    last = value
        finally:
            run.left.set()  # before the graph is closed, which waits for its step
            steps.close()
        answer: Answer = last["answer"]
        return answer if answer.usage or not turn.meter.calls else replace(answer, usage=run.usage())


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
    corpus = open_corpus(settings.index, Stores.of(settings))
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
        reranker=_cross_encoder(settings.reranker),
        nli=_cross_encoder(settings.nli),
        style=_style(settings.style),
    )


def _style(text: str) -> Style | None:
    """The citation style that `text` names, None for the one that is read where a question needs it."""
    if text == Settings().style:
        return None
    from assistant.text.citation_styles import find_style  # with lxml and citeproc-py

    return find_style(text)


def _cross_encoder(name: str | None) -> CrossEncoder | None:
    """A cross-encoder by name, loaded at once, so that an unusable name fails at the start."""
    if name in (None, "none"):
        return None
    assert name
    model = CrossEncoder(name)
    model.load()
    return model
