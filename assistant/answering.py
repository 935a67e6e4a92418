"""The chain from a question to its answer; read `Assistant.stream` first.

query    = understand(question, history)     # a model may spell a follow-up out first
evidence = select(papers, query)  or  rank(topic) |> cut off |> rerank
draft    = write(query, evidence)            # extractive, or prompt | model | parser, streamed
answer   = verify(draft, evidence)           # every citation tied to a sentence, or dropped
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TypeVar

from assistant.abstention import (
    Abstention,
    no_match,
    not_recorded,
    nothing_found,
    out_of_domain,
    unknown_affiliation,
    unknown_author,
    unsupported_language,
    which_paper,
)
from assistant.catalog import has_filters, select
from assistant.chatmodels import ChatModel, open_model
from assistant.checking import checks_for
from assistant.citations import Citations, suggestion, verify
from assistant.claims import finished
from assistant.conditions import resolve_conditions
from assistant.config import Settings, Unsupported
from assistant.corpus import Corpus, open_corpus
from assistant.crossencoders import CrossEncoder
from assistant.datamodels import (
    EXTRACTIVE,
    Answer,
    Draft,
    Evidence,
    Intent,
    Message,
    Paper,
    Query,
    ScopeFilter,
    Sentence,
    Support,
)
from assistant.embedding import Encoder, SentenceTransformerEncoder
from assistant.errors import ModelError, SnapshotError
from assistant.extractive import (
    also_found,
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
from assistant.generative import BRIEF, SURVEY, Writer
from assistant.lexicon import Lexicon
from assistant.query import Context, understand
from assistant.relevance import ANSWERS
from assistant.reranking import CrossEncoderReranker, ModelReranker, Reranker, candidates
from assistant.retrieval import Retriever
from assistant.rewriting import leans_on_history, rewritten
from assistant.turns import Models, Turn

log = logging.getLogger(__name__)

T = TypeVar("T")
Ranking = Sequence[Paper]

SHORT = 3
"""Concepts of a question so short that it names little but its topic: "how do hypernetworks work?"."""


FACT_PAPERS = 3
"""Papers that a model may answer a question for a fact from; the best one nearly always suffices."""

LEAST_BACKED = 3
"""A draft of which less than one claim in this many is borne out is nonsense, the rest of it luck."""


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
        reranker: str = "none",
        nli: str | None = None,
        unsupported: Unsupported = "drop",
    ) -> None:
        self.corpus = corpus
        self._encoder = encoder
        self._models = models or Models()
        self._unsupported = unsupported
        subjects = [s.subject for s in corpus.manifest.sources if s.scope == "group"]
        self._lexicon = Lexicon(corpus.papers, corpus.profiles, subjects)
        self._retriever = Retriever(corpus, encoder, self._lexicon)
        self._finder = Finder(corpus, self._lexicon, self._retriever)
        self._rerank_by = reranker
        named = reranker not in ("none", "llm")
        self._cross_encoder = CrossEncoderReranker(CrossEncoder(reranker)) if named else None
        self._checks = checks_for(corpus, encoder, self._lexicon, nli=nli)

    @property
    def writer(self) -> str:
        """Who writes the answers: "extractive" or the chat model's name."""
        return self._models.default

    def writers(self) -> tuple[str, ...]:
        """Who else may be asked to write them."""
        return self._models.names()

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
        if answer.query.intent in (Intent.TOPIC, Intent.FACT) and not answer.abstained:
            if turn.model:
                answer = yield from self._written(turn, turn.model, answer, history)
            elif trouble:
                answer = _instead(answer, trouble)
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
        if query.topic and not select(self.corpus.papers, query).joint:
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
        found = _in_order(self._finder.find(query), ranking)
        if not found.evidence:
            return self._nothing(query, found)
        cite = Citations()
        text = topic_answer(query, [self._finder.telling(query.topic, e) for e in found.evidence], cite)
        return replace(_answered(query, text, cite, found.searched), evidence=found.evidence)

    def _fact(self, query: Query, ranking: Ranking = ()) -> Answer:
        found = _in_order(self._finder.find(query, ANSWERS), ranking)
        if len(found.topic.concepts) < SHORT:
            return self._topic(replace(query, intent=Intent.TOPIC), ranking)
        if not found.evidence and found.best and len(found.topic.concepts) == SHORT:
            # Three words are little to recognise an answer by; being about them is enough then.
            about = self._finder.find(query)
            found = replace(found, evidence=tuple(e for e in about.evidence if e.paper == found.best.paper))
        if not found.evidence:
            return self._nothing(query, found)
        best = self._finder.answering(query.text, found.evidence[0])
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
            if not found.evidence and found.searched:
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
            sentences = self._retriever.sentences(query.topic or paper.title, paper)[:4]
        cite = Citations()
        return _answered(query, paper_answer(query, paper, sentences, cite), cite, 1)

    def _profile(self, query: Query) -> Answer:
        cite = Citations()
        text = profile_answer(query, self.corpus.profiles, cite)
        return _answered(query, text, cite, 0)

    def _nothing(self, query: Query, found: Found) -> Answer:
        elsewhere = self._finder.elsewhere(found.topic, query.scope)
        return self._abstained(query, nothing_found(query, found, elsewhere), found.searched)

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
                text = yield from _while(writing, "Reading the question in its context…")
        except ModelError:
            return query
        reread = self.understand(text)
        if not reread.topic or reread.intent not in (Intent.TOPIC, Intent.FACT):
            return query
        return reread if reread.scope_said else replace(reread, scope=query.scope)

    def _ranked(self, turn: Turn, query: Query) -> Generator[Draft, None, Ranking]:
        """The candidates of both searches that a re-ranker vouches for, best first; none without one."""
        reranker: Reranker | None = self._cross_encoder
        if self._rerank_by == "llm" and turn.model:
            reranker = ModelReranker(turn.model)
        if reranker is None or not query.topic or query.intent not in (Intent.TOPIC, Intent.FACT):
            return ()
        if reranker is not self._cross_encoder and not turn.calls.take(keep=1):
            return ()
        topic = self._lexicon.topics.read(query.topic)
        pool = None
        if has_filters(query) or query.papers is not None:
            pool = {paper.id for paper in select(self.corpus.papers, query).papers}
        merged = candidates(self.corpus, self._encoder, topic, scope=query.scope, papers=pool)
        try:
            with closing(reranker.rerank(query.text, merged, turn.meter)) as ranking:
                return tuple((yield from _while(ranking, "Putting the papers in order…")))
        except ModelError as problem:
            log.warning("Not re-ranked: %s", problem)
            return ()

    def _written(
        self, turn: Turn, model: ChatModel, fallback: Answer, history: Sequence[Message]
    ) -> Generator[Draft, None, Answer]:
        """A model's wording of the same evidence, checked as it grows, or the extractive answer and why."""
        papers = [e.paper for e in fallback.evidence] or self._cited_papers(fallback)
        writer = Writer(model)
        task = BRIEF if fallback.query.intent is Intent.FACT else SURVEY
        request = writer.request(fallback.query.text, papers, history, task=task)
        check = partial(
            verify,
            offered=request.papers,
            checks=self._checks,
            question=fallback.query.text,
            unsupported=self._unsupported,
            judged={},
        )
        text, shown, settled = "", Draft(doing=f"Asking {model.name}…"), 0
        try:
            if not request.papers:
                raise ModelError(f"{model.name} has no room for an abstract in its context window.")
            if not turn.calls.take():
                raise ModelError(f"{model.name} may not be called for a question (ASSISTANT_MODEL_CALLS).")
            yield shown
            with closing(writer.write(request, turn.meter)) as drafts:
                for draft in drafts:
                    if draft is not None:
                        text = draft
                        if (end := finished(text)) > settled:
                            settled, shown = end, Draft(check(text[:end]).text)
                        shown = replace(shown, unchecked=text[len(text[:settled].rstrip()) :], doing="")
                    yield shown
        except ModelError as problem:
            return _instead(fallback, str(problem), turn)
        checked = check(text)
        if why := _unusable(text, checked.support):
            return _instead(fallback, f"{model.name} {why}.", turn)
        cite = Citations(list(checked.citations))
        also = also_found(fallback.query, papers, cite) if fallback.query.intent is Intent.TOPIC else ""
        return replace(
            fallback,
            text=f"{checked.text}\n\n{also}" if also else checked.text,
            citations=tuple(cite.items),
            writer=model.name,
            support=checked.support,
            usage=turn.meter.usage(),
        )

    def _cited_papers(self, answer: Answer) -> list[Paper]:
        return list({c.paper_id: self.corpus.paper(c.paper_id) for c in answer.citations}.values())

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
        SentenceTransformerEncoder(settings.embedding_model),
        models=models,
        reranker=settings.reranker,
        nli=settings.nli,
        unsupported=settings.unsupported,
    )


_INSTEAD = "This answer is made of verbatim sentences instead."
_REFUSES = re.compile(
    r"\b(?:I|we) (?:can['’]?t|cannot|can not|am unable|['’]m unable|won['’]t|must decline)\b|\bsorry\b", re.I
)


def _instead(fallback: Answer, why: str, turn: Turn | None = None) -> Answer:
    """The extractive answer and why it is given; what the model took all the same is told too."""
    note = " ".join(filter(None, (fallback.note, why, _INSTEAD)))
    return replace(fallback, note=note, usage=turn.meter.usage() if turn else None)


def _unusable(draft: str, support: Support) -> str:
    """Why a model's draft can't be shown; empty where it can."""
    if not draft.strip():
        return "wrote nothing"
    if support.backed * LEAST_BACKED >= support.claims and support.backed:
        return ""
    if _REFUSES.search(draft):
        return "declined to answer"
    if support.backed:
        return f"wrote {support.claims} claims, and the papers bear out only {support.backed}"
    return "wrote nothing that the papers bear out"


def _while(step: Generator[None, None, T], doing: str) -> Generator[Draft, None, T]:
    """What a step returns; says what is being done as often as the step yields."""
    try:
        while True:
            next(step)
            yield Draft(doing=doing)
    except StopIteration as end:
        result: T = end.value
        return result


def _in_order(found: Found, ranking: Ranking) -> Found:
    """What was found in the order of a re-ranker: first the papers that it vouches for, then the others.

    It adds papers to an answer, but does not make one where nothing was found.
    """
    if not ranking or not found.evidence:
        return found
    known = {e.paper.id: e for e in found.evidence}
    vouched = [Evidence(paper, 1 - place / len(ranking)) for place, paper in enumerate(ranking)]
    first = [known.pop(e.paper.id, e) for e in vouched]
    return replace(found, evidence=(*first, *known.values()))


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
