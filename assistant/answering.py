"""The chain from a question to its answer; read `Assistant.stream` first.

query    = understand(question, history)
evidence = select(papers, query)  or  rank(topic) |> cut off
draft    = write(query, evidence)        # extractive, or prompt | model | parser, streamed
answer   = verify(draft, evidence)       # every citation tied to a sentence, or dropped
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from assistant.abstention import (
    Abstention,
    no_match,
    nothing_found,
    out_of_domain,
    unknown_author,
    unsupported_language,
    which_paper,
)
from assistant.catalog import has_filters, select
from assistant.citations import Citations, suggestion, verify
from assistant.config import Settings
from assistant.corpus import Corpus, open_corpus
from assistant.datamodels import Answer, Intent, Message, Query, ScopeFilter, Sentence
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
from assistant.generative import Writer, open_writer
from assistant.lexicon import Lexicon
from assistant.query import Context, understand
from assistant.relevance import ANSWERS
from assistant.retrieval import Retriever

SHORT = 3
"""Concepts of a question so short that it names little but its topic: "how do hypernetworks work?"."""


class Assistant:
    """Answers questions about one corpus. Safe to share between threads.

    `writer` is who writes the answers: "extractive" or the chat model's name.
    """

    def __init__(self, corpus: Corpus, encoder: Encoder, *, model: Writer | None = None) -> None:
        self.corpus = corpus
        self._model = model
        subjects = [s.subject for s in corpus.manifest.sources if s.scope == "group"]
        self._lexicon = Lexicon(corpus.papers, corpus.profiles, subjects)
        self._retriever = Retriever(corpus, encoder, self._lexicon)
        self._finder = Finder(corpus, self._lexicon, self._retriever)

    @property
    def writer(self) -> str:
        return self._model.name if self._model else "extractive"

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
        self, question: str, history: Sequence[Message] = (), *, scope: ScopeFilter | None = None
    ) -> Iterator[str | Answer]:
        """The draft as it grows, cumulative Markdown, and last the Answer."""
        started = time.monotonic()
        query = self.understand(question, history, scope=scope)
        answer = self._answer(query)
        if self._model and answer.query.intent in (Intent.TOPIC, Intent.FACT) and not answer.abstained:
            answer = yield from self._written(self._model, answer, history)
        else:
            yield from _growing(answer.text)
        yield replace(answer, seconds=round(time.monotonic() - started, 4))

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
            context = Context(query, partial(self._cited, query, reply))
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

    def _answer(self, query: Query) -> Answer:
        """The extractive answer, which is also what a model's draft falls back to."""
        understood = query.topic or query.facts or has_filters(query)
        if query.language != "en" and not understood:
            return self._abstained(query, unsupported_language())
        match query.intent:
            case _ if not query.text:
                return self._abstained(query, out_of_domain(self._lexicon))
            case Intent.OUT_OF_DOMAIN:
                return self._abstained(query, out_of_domain(self._lexicon))
            case Intent.PROFILE:
                return self._profile(query)
            case Intent.PAPER:
                return self._paper(query)
            case Intent.TOPIC if query.topic and not query.unknown_authors:
                return self._topic(query)
            case Intent.FACT if query.topic and not query.unknown_authors:
                return self._fact(query)
            case _:
                return self._exact(query)

    def _topic(self, query: Query) -> Answer:
        found = self._finder.find(query)
        if not found.evidence:
            return self._nothing(query, found)
        cite = Citations()
        text = topic_answer(query, [self._finder.telling(query.topic, e) for e in found.evidence], cite)
        return _answered(query, text, cite, found.searched)

    def _fact(self, query: Query) -> Answer:
        found = self._finder.find(query, ANSWERS)
        if len(found.topic.concepts) < SHORT:
            return self._topic(replace(query, intent=Intent.TOPIC))
        if not found.evidence and found.best and len(found.topic.concepts) == SHORT:
            # Three words are little to recognise an answer by; being about them is enough then.
            about = self._finder.find(query)
            found = replace(found, evidence=tuple(e for e in about.evidence if e.paper == found.best.paper))
        if not found.evidence:
            return self._nothing(query, found)
        best = self._finder.answering(query.text, found.evidence[0])
        if not best.sentences:  # a paper without an abstract
            return self._topic(replace(query, intent=Intent.TOPIC))
        cite = Citations()
        return _answered(query, fact_answer(best, cite), cite, found.searched)

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
        if query.papers:
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
        elsewhere = self._finder.elsewhere(found.topic, query.scope)
        return self._abstained(query, nothing_found(query, found, elsewhere), found.searched)

    def _abstained(self, query: Query, abstention: Abstention, count: int = 0) -> Answer:
        said = _answered(query, abstention.text, Citations(), count)
        near = tuple(suggestion(paper) for paper in abstention.near)
        return replace(said, reason=abstention.reason, suggestions=near)

    def _written(
        self, model: Writer, fallback: Answer, history: Sequence[Message]
    ) -> Generator[str, None, Answer]:
        """A model's wording of the same evidence, or the extractive answer and why."""
        papers = list({c.paper_id: self.corpus.paper(c.paper_id) for c in fallback.citations}.values())
        draft = ""
        try:
            for draft in model.write(fallback.query, papers, history):
                yield draft
        except ModelError as problem:
            return replace(fallback, note=f"{problem} {_INSTEAD}")
        text, cite = verify(draft, papers)
        if not cite.items:
            return replace(fallback, note=f"{model.name} wrote nothing that the papers support. {_INSTEAD}")
        return replace(fallback, text=text, citations=tuple(cite.items), writer=model.name)

    def _today(self) -> date:
        """The newest day a source was retrieved: "this year" means the year the documents know of."""
        days = [date.fromisoformat(s.retrieved) for s in self.corpus.manifest.sources if s.retrieved]
        return max(days, default=date.today())


def open_assistant(settings: Settings) -> Assistant:
    """An assistant over the published snapshot of `settings.index`.

    Raises SnapshotError where there is none or another embedding model made it, ModelError where the
    chat model can't be set up.
    """
    corpus = open_corpus(settings.index)
    if corpus.manifest.embedding_model != settings.embedding_model:
        raise SnapshotError(
            f"{settings.index} was built with the embedding model {corpus.manifest.embedding_model!r}, "
            f"{settings.embedding_model!r} is configured. Run `python -m ingest` with that one, or unset it."
        )
    model = open_writer(settings) if settings.model else None
    return Assistant(corpus, open_encoder(settings.embedding_model), model=model)


_INSTEAD = "This answer is made of verbatim sentences instead."


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


def _growing(text: str) -> Iterator[str]:
    """A finished text line by line, for readers of a stream."""
    lines = text.splitlines(keepends=True)
    for end in range(1, len(lines)):
        yield "".join(lines[:end])
