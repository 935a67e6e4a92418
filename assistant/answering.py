"""The chain from a question to its answer; read `Assistant.stream` first.

query    = understand(question, history)     # a model may spell a follow-up out first
evidence = select(papers, query)  or  rank(topic) |> cut off |> rerank
draft    = write(query, evidence)            # extractive, or prompt | model | parser, streamed
answer   = verify(draft, evidence)           # every citation tied to a sentence, or dropped
"""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from typing import Literal

from assistant.abstention import (
    Abstention,
    false_premise,
    no_match,
    not_recorded,
    nothing_found,
    out_of_domain,
    unknown_affiliation,
    unknown_author,
    unsupported_language,
    which_paper,
)
from assistant.catalog import has_filters, narrowed_to, select
from assistant.chatmodels import open_model
from assistant.checking import checks_for
from assistant.citations import Citations, suggestion
from assistant.conditions import resolve_conditions
from assistant.config import Settings, Unsupported
from assistant.contradictions import contradicted
from assistant.corpus import Corpus, open_corpus
from assistant.crossencoders import CrossEncoder
from assistant.datamodels import (
    EXTRACTIVE,
    Answer,
    Draft,
    Evidence,
    Intent,
    Message,
    Query,
    ScopeFilter,
    Sentence,
)
from assistant.embedding import Encoder, open_encoder
from assistant.errors import ModelError, SnapshotError
from assistant.extractive import (
    extreme_answer,
    fact_answer,
    list_answer,
    paper_answer,
    profile_answer,
    rank_answer,
    searched,
    topic_answer,
)
from assistant.finding import Finder, Found
from assistant.lexicon import Lexicon
from assistant.premises import presumes
from assistant.query import Context, understand
from assistant.reranking import (
    CrossEncoderReranker,
    ModelReranker,
    Ranking,
    Reranker,
    candidates,
    in_order,
)
from assistant.retrieval import Retriever
from assistant.rewriting import leans_on_history, rewritten
from assistant.sentences import sentence_texts
from assistant.support import Checks
from assistant.turns import Models, Turn
from assistant.writing import instead, shown_as, write_up

log = logging.getLogger(__name__)

SHORT = 3
"""Concepts of a question so short that it names little but its topic: "how do hypernetworks work?"."""

FACT_PAPERS = 3
"""Papers that a model may answer a question for a fact from; the best one nearly always suffices."""


class Assistant:
    """Answers questions about one corpus. Safe to share between threads.

    `models` are the chat models that may write answers; without one, answers are made of verbatim sentences.
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
    ) -> None:
        self.corpus = corpus
        self._encoder = encoder
        self._models = models or Models()
        self._unsupported = unsupported
        subjects = [s.subject for s in corpus.manifest.sources if s.scope == "group"]
        self._lexicon = Lexicon(corpus.papers, corpus.profiles, subjects, corpus.wording)
        self._retriever = Retriever(corpus, encoder, self._lexicon)
        self._finder = Finder(corpus, self._lexicon, self._retriever)
        self._asks_model = reranker == "llm"
        self._cross_encoder = CrossEncoderReranker(reranker) if isinstance(reranker, CrossEncoder) else None
        self._nli = nli

    @property
    def writer(self) -> str:
        """Who writes the answers: "extractive" or the chat model's name."""
        return self._models.default

    def writers(self) -> tuple[str, ...]:
        """Who else may be asked to write them."""
        return self._models.names()

    @cached_property
    def _checks(self) -> Checks:
        return checks_for(self.corpus, self._encoder, self._lexicon, nli=self._nli)

    def warm(self) -> None:
        """Load what the first question would wait for: the encoder, and the words of the corpus."""
        self._finder.find(self.understand("warm-up"))

    def ask(
        self, question: str, history: Sequence[Message] = (), *, scope: ScopeFilter | None = None
    ) -> Answer:
        """The whole answer. `scope` is what the asker chose; what the question itself says wins.

        Raises ModelError where the encoder fails; a failing chat model only costs its wording.
        """
        *_, answer = self.stream(question, history, scope=scope)
        assert isinstance(answer, Answer)
        return answer

    def stream(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        scope: ScopeFilter | None = None,
        writer: str | None = None,
    ) -> Generator[Draft | Answer, None, None]:
        """The answer as it grows, and last the Answer. Closing it ends the request to the model.

        `writer` is one of `writers()`. Raises UsageError where it is not.
        """
        started = time.monotonic()
        turn, trouble = self._turn(writer)
        query = yield from self._understood(turn, question, history, scope)
        ranking = yield from self._ranked(turn, query)
        answer = self._answer(query, ranking)
        if answer.evidence:  # nothing else is for a model to word
            if turn.model:
                answer = yield from write_up(
                    turn, answer, history, self._checks, unsupported=self._unsupported
                )
            elif trouble:
                answer = instead(answer, trouble)
        if answer.writer == EXTRACTIVE:
            yield from _growing(answer.text)
        yield replace(answer, question=question, seconds=round(time.monotonic() - started, 4))

    def retrieve(self, question: str, *, scope: ScopeFilter | None = None) -> tuple[Evidence, ...]:
        """The papers on what is asked, within its filters, most relevant first; none where none is."""
        return self._finder.find(self.understand(question, scope=scope)).evidence

    def understand(
        self, question: str, history: Sequence[Message] = (), *, scope: ScopeFilter | None = None
    ) -> Query:
        """The Query that a question asks after `history`."""
        query = understand(question, self._lexicon, context=self._context(history), today=self._today())
        return replace(query, scope=scope) if scope and not query.scope_said else query

    def _context(self, history: Sequence[Message]) -> Context | None:
        """How the last question was understood, and lazily which papers its answer cited."""
        context: Context | None = None
        for position, message in enumerate(history):
            if message.role != "user":
                continue
            query = understand(message.content, self._lexicon, context=context, today=self._today())
            reply = next((m for m in history[position + 1 : position + 2] if m.role == "assistant"), None)
            if query.intent is Intent.OUT_OF_DOMAIN:  # "thanks" changes no subject
                continue
            cited = partial(self._cited, query, reply)
            one_of_a_list = context and query.papers is not None and len(query.papers) == 1
            context = Context(query, cited, context.listed if context and one_of_a_list else cited)
        return context

    def _cited(self, query: Query, reply: Message | None) -> tuple[str, ...]:
        """The papers an earlier answer cited: as recorded, as named in its text, or as found again."""
        if reply and reply.citations:
            return tuple(c for c in reply.citations if c in self.corpus.rows)
        named = self._lexicon.title_in(reply.content) if reply else []
        if named:
            return tuple(dict.fromkeys(p.id for p in named))
        citations = self._answer(query).citations
        return tuple(dict.fromkeys(c.paper_id for c in citations if c.scope != "profile"))

    def _answer(self, query: Query, ranking: Ranking = ()) -> Answer:
        """The extractive answer, which is also what a model's draft falls back to."""
        query = resolve_conditions(query, self._finder)
        if query.topic and len(query.authors) > 1 and not select(self.corpus.papers, query).joint:
            query = replace(query, any_author=True)  # what any of them wrote, and said to be so
        understood = query.topic or query.facts or has_filters(query)
        if query.language != "en" and not understood:
            return self._abstained(query, unsupported_language())
        match query.intent:
            case _ if not query.text:
                return self._abstained(query, out_of_domain(self._lexicon))
            case Intent.OUT_OF_DOMAIN:
                return self._abstained(query, out_of_domain(self._lexicon))
            case _ if query.attribute == "citations":
                return self._abstained(query, not_recorded(self._lexicon))
            case _ if query.unknown_affiliation:
                return self._abstained(query, unknown_affiliation(query, self.corpus.papers))
            case Intent.PROFILE:
                return self._profile(query)
            case Intent.PAPER:
                return self._paper(query)
            case Intent.TOPIC if query.topic and not query.unknown_authors:
                return self._topic(query, ranking)
            case Intent.FACT if query.topic and not query.unknown_authors:
                return self._fact(query, ranking)
            case _:
                return self._exact(query)

    def _topic(self, query: Query, ranking: Ranking = ()) -> Answer:
        found = in_order(self._finder.find(query), ranking)
        if not found.evidence:
            return self._nothing(query, found)
        if contradiction := self._contradiction(query, found):
            return self._abstained(query, contradiction, found.searched)
        cite = Citations()
        told = [self._finder.telling(query.topic, e) for e in found.evidence]
        text = topic_answer(query, told, found.selection, cite)
        return replace(_answered(query, text, cite, found.searched), evidence=found.evidence)

    def _fact(self, query: Query, ranking: Ranking = ()) -> Answer:
        if len(self._lexicon.topics.read(query.topic).concepts) < SHORT:
            return self._topic(replace(query, intent=Intent.TOPIC), ranking)
        found = in_order(self._finder.find_answer(query), ranking)
        if not found.evidence:
            return self._nothing(query, found)
        if contradiction := self._contradiction(query, found):
            return self._abstained(query, contradiction, found.searched)
        best = found.evidence[0]
        if not best.sentences:  # a re-ranker put it first
            best = self._finder.answering(query.text, best)
        if not best.sentences:  # a paper without an abstract
            return self._topic(replace(query, intent=Intent.TOPIC), ranking)
        cite = Citations()
        answer = _answered(query, fact_answer(best, cite), cite, found.searched)
        return replace(answer, evidence=found.evidence[:FACT_PAPERS])

    def _exact(self, query: Query) -> Answer:
        """Lists, counts and orders over all papers that pass the filters, and the topic if there is one."""
        if query.unknown_authors and not query.authors:
            nearest = self._lexicon.people.nearest(query.unknown_authors[0])
            return self._abstained(query, unknown_author(query, self.corpus.papers, nearest))
        chosen = select(self.corpus.papers, query)
        if query.topic:
            found = self._finder.find(query)
            if not found.evidence:
                return self._nothing(query, found)
            on_topic = {e.paper.id for e in found.evidence}
            chosen = replace(chosen, papers=tuple(p for p in chosen.papers if p.id in on_topic))
        cite = Citations()
        match query.intent:
            case Intent.EXTREME:
                text = extreme_answer(query, chosen, cite)
            case Intent.RANK:
                text = rank_answer(query, chosen, cite, self._lexicon.subjects)
            case _:
                text = list_answer(query, chosen, cite)
        if not cite.items:
            return self._abstained(query, no_match(query, self.corpus.papers, chosen), chosen.searched)
        return _answered(query, text, cite, chosen.searched)

    def _paper(self, query: Query) -> Answer:
        """A property of one paper: of those just cited, one named by its title, or the best match."""
        if query.papers and (len(query.papers) == 1 or not query.topic):
            paper = self.corpus.paper(query.papers[0])
        elif named := self._lexicon.title_in(query.text):
            paper = named[0]
        elif not query.topic:
            return self._abstained(query, which_paper())
        else:
            found = self._finder.find(query)
            if not found.evidence:
                return self._nothing(query, found)
            paper = found.evidence[0].paper
        sentences: list[Sentence] = []
        if query.attribute == "abstract":
            sentences = self._retriever.sentences(query.topic or paper.title, paper, closely=True)[:4]
        cite = Citations()
        return _answered(query, paper_answer(query, paper, sentences, cite), cite, 1)

    def _profile(self, query: Query) -> Answer:
        cite = Citations()
        text = profile_answer(query, self.corpus.profiles, cite)
        return _answered(query, text, cite, 0)

    def _nothing(self, query: Query, found: Found) -> Answer:
        if not found.searched:
            return self._abstained(query, no_match(query, self.corpus.papers, found.selection))
        elsewhere = self._finder.elsewhere(found.topic, query.scope)
        return self._abstained(query, nothing_found(query, found, elsewhere), found.searched)

    def _contradiction(self, query: Query, found: Found) -> Abstention | None:
        """What to say where the best paper denies what the question takes for granted."""
        premise = presumes(query.text)
        if premise is None:
            return None
        paper = found.evidence[0].paper
        against = contradicted(premise, paper.title, sentence_texts(paper.abstract))
        return false_premise(premise, against, paper) if against else None

    def _abstained(self, query: Query, abstention: Abstention, count: int = 0) -> Answer:
        said = _answered(query, abstention.text, Citations(), count)
        near = tuple(suggestion(paper) for paper in abstention.near)
        return replace(said, reason=abstention.reason, suggestions=near)

    def _turn(self, writer: str | None) -> tuple[Turn, str]:
        """A turn for one question, and why the writer that was chosen can't write (empty: it can)."""
        try:
            return self._models.turn(writer), ""
        except ModelError as problem:
            return self._models.turn(EXTRACTIVE), str(problem)

    def _understood(
        self, turn: Turn, question: str, history: Sequence[Message], scope: ScopeFilter | None
    ) -> Generator[Draft, None, Query]:
        """The Query of a question; a topical follow-up is spelt out by the model first, if there is one.

        What the rules resolve to metadata or to certain papers is exact, and stays so.
        """
        query = self.understand(question, history, scope=scope)
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
        return reread if reread.scope_said else replace(reread, scope=query.scope)

    def _ranked(self, turn: Turn, query: Query) -> Generator[Draft, None, Ranking]:
        """The candidates of both searches that a re-ranker vouches for, best first; none without one."""
        reranker: Reranker | None = self._cross_encoder
        if self._asks_model and turn.model:
            reranker = ModelReranker(turn.model)
        if reranker is None or not query.topic or query.intent not in (Intent.TOPIC, Intent.FACT):
            return ()
        if reranker is not self._cross_encoder and not turn.calls.take(keep=1):
            return ()
        topic = self._lexicon.topics.read(query.topic)
        pool = narrowed_to(query, select(self.corpus.papers, query))
        merged = candidates(self.corpus, self._encoder, topic, scope=query.scope, papers=pool)
        try:
            with closing(reranker.rerank(query.text, merged, turn.meter)) as ranking:
                return tuple((yield from shown_as(ranking, "Putting the papers in order…")))
        except ModelError as problem:
            log.warning("Not re-ranked: %s", problem)
            return ()

    def _today(self) -> date:
        """The newest day a source was retrieved: "this year" means the year the documents know of."""
        days = [date.fromisoformat(s.retrieved) for s in self.corpus.manifest.sources if s.retrieved]
        return max(days, default=date.today())


def open_assistant(settings: Settings, *, models: Models | None = None) -> Assistant:
    """An assistant over the published snapshot of `settings.index`; `models` stand in for the settings' own.

    Raises SnapshotError where there is none or another embedding model made it, ModelError where the
    chat model can't be set up.
    """
    corpus = open_corpus(settings.index)
    if corpus.manifest.embedding_model != settings.embedding_model:
        raise SnapshotError(
            f"{settings.index} was built with the embedding model {corpus.manifest.embedding_model!r}, "
            f"{settings.embedding_model!r} is configured. Run `python -m ingest` with that one, or unset it."
        )
    models = models or Models(settings, default=open_model(settings) if settings.model else None)
    return Assistant(
        corpus,
        open_encoder(settings.embedding_model),
        models=models,
        reranker="llm" if settings.reranker == "llm" else _cross_encoder(settings.reranker),
        nli=_cross_encoder(settings.nli),
        unsupported=settings.unsupported,
    )


def _cross_encoder(name: str | None) -> CrossEncoder | None:
    """A cross-encoder by name, loaded now, since a question is a bad moment to learn that it can't be."""
    if name in (None, "none"):
        return None
    assert name
    model = CrossEncoder(name)
    model.load()
    return model


def _answered(query: Query, text: str, cite: Citations, count: int) -> Answer:
    return Answer(
        question=query.text,
        text=text,
        query=query,
        citations=tuple(cite.items),
        searched=searched(query, count),
        note=_mended(query),
    )


def _mended(query: Query) -> str:
    """What the reader should know of words that were read otherwise than written."""
    changes = ", ".join(f"“{written}” was read as “{meant}”" for written, meant in query.mended)
    return f"{changes[0].upper()}{changes[1:]}." if changes else ""


def _growing(text: str) -> Iterator[Draft]:
    """A finished text line by line, for readers of a stream."""
    lines = text.splitlines(keepends=True)
    for end in range(1, len(lines)):
        yield Draft("".join(lines[:end]))
