"""The chain from a question to its answer; read `Assistant.stream` first.

    query    = understand(question, history)
    evidence = select(papers, query)  or  rank(topic) |> cut off
    draft    = write(query, evidence)        # extractive, or prompt | model | parser, streamed
    answer   = verify(draft, evidence)       # every citation tied to a sentence, or dropped
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.catalog import Selection, has_filters, select
from assistant.citations import Citations, suggestion, verify
from assistant.config import Settings
from assistant.corpus import Corpus, open_corpus
from assistant.datamodels import (
    Answer,
    Evidence,
    Intent,
    Message,
    Paper,
    Query,
    Reason,
    ScopeFilter,
    Sentence,
)
from assistant.embedding import Encoder, SentenceTransformerEncoder
from assistant.errors import ModelError, SnapshotError
from assistant.extractive import (
    OWNER,
    extreme_answer,
    fact_answer,
    list_answer,
    paper_answer,
    profile_answer,
    quoted,
    rank_answer,
    searched,
    topic_answer,
)
from assistant.generative import Writer, open_writer
from assistant.lexicon import Lexicon
from assistant.query import Context, understand
from assistant.relevance import ABOUT, ANSWERS, Relevance
from assistant.retrieval import Retriever
from assistant.topics import Topic

SENTENCES = 5
"""Sentences of a paper that are evidence: what a model is shown, and what an answer may quote."""

SHORT = 3
"""Concepts of a question so short that it names little but its topic: "how do hypernetworks work?"."""

NEAREST = 3
"""Papers offered as suggestions beside an abstention."""


@dataclass
class _Found:
    """Evidence for a query: papers that answer (above the cut-off), and the nearest that do not."""

    evidence: list[Evidence]
    nearest: list[Evidence]
    searched: int


class Assistant:
    """Answers questions about one corpus. Safe to share between threads.

    `writer` in an answer is "extractive" or the chat model's name.
    """

    def __init__(self, corpus: Corpus, encoder: Encoder, *, model: Writer | None = None) -> None:
        self.corpus = corpus
        self._model = model
        subjects = [s.subject for s in corpus.manifest.sources if s.scope == "group"]
        self._lexicon = Lexicon(corpus.papers, corpus.profiles, subjects)
        self._retriever = Retriever(corpus, encoder, self._lexicon)

    @property
    def writer(self) -> str:
        return self._model.name if self._model else "extractive"

    def warm(self) -> None:
        """Load what the first question would wait for: the encoder, and the words of the corpus."""
        self._retriever.rank(self._lexicon.topics.read(self.understand("warm-up").text))

    def ask(self, question: str, history: Sequence[Message] = (), *, scope: ScopeFilter | None = None) -> Answer:
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
        yield replace(answer, seconds=round(time.monotonic() - started, 4))

    def understand(
        self, question: str, history: Sequence[Message] = (), *, scope: ScopeFilter | None = None
    ) -> Query:
        """The Query that a question asks after `history`."""
        query = understand(question, self._lexicon, context=self._context(history), today=self._today())
        if scope and query.scope == "group" and not _names_group(question, self._lexicon):
            query = replace(query, scope=scope)
        return query

    def _context(self, history: Sequence[Message]) -> Context | None:
        """How the last question was understood, and lazily which papers its answer cited."""
        context: Context | None = None
        for position, message in enumerate(history):
            if message.role != "user":
                continue
            query = understand(message.content, self._lexicon, context=context, today=self._today())
            reply = next((m for m in history[position + 1 : position + 2] if m.role == "assistant"), None)
            context = Context(query, lambda q=query, r=reply: self._cited(q, r))  # type: ignore[misc]
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
        if not query.text:
            return self._abstain(query, Reason.OUT_OF_DOMAIN, "Ask a question about the group's work.")
        match query.intent:
            case _ if query.language != "en" and not (query.topic or has_filters(query) or query.facts):
                return self._abstain(query, Reason.UNSUPPORTED_LANGUAGE, self._language())
            case Intent.OUT_OF_DOMAIN:
                return self._abstain(query, Reason.OUT_OF_DOMAIN, self._domain())
            case Intent.PROFILE:
                return self._profile(query)
            case Intent.PAPER:
                return self._paper(query)
            case Intent.TOPIC | Intent.FACT if query.topic and not query.unknown_authors:
                return self._fact(query) if query.intent is Intent.FACT else self._topic(query)
            case _:
                return self._exact(query)

    def _topic(self, query: Query) -> Answer:
        topic, found = self._find(query)
        if not found.evidence:
            return self._nothing(query, topic, found)
        cite = Citations()
        text = topic_answer(query, query.topic, self._with_sentences(query.topic, found.evidence), cite)
        return self._answered(query, text, cite, topic, found)

    def _fact(self, query: Query) -> Answer:
        topic, found = self._find(query, ANSWERS)
        if len(topic.concepts) < SHORT:
            return self._topic(replace(query, intent=Intent.TOPIC))
        if not found.evidence:
            return self._nothing(query, topic, found)
        best = self._with_sentences(query.text, found.evidence[:1])
        if not best[0].sentences:
            return self._topic(replace(query, intent=Intent.TOPIC))
        cite = Citations()
        return self._answered(query, fact_answer(best, cite), cite, topic, found)

    def _exact(self, query: Query) -> Answer:
        """Lists, counts and orders over all papers that pass the filters, and the topic if there is one."""
        if query.unknown_authors and not query.authors:
            return self._unknown_author(query)
        topic, found = None, None
        chosen = select(self.corpus.papers, query)
        if query.topic:
            topic, found = self._find(query)
            kept = {e.paper.id for e in found.evidence}
            chosen = replace(chosen, papers=tuple(p for p in chosen.papers if p.id in kept))
        if not chosen.papers:
            return self._nothing(query, topic, found) if topic and found and found.searched else self._empty(query, chosen)
        cite = Citations()
        about = query.topic
        if query.intent is Intent.EXTREME:
            text = extreme_answer(query, chosen, cite, topic=about)
        elif query.intent is Intent.RANK:
            text = rank_answer(query, chosen, cite, self._lexicon.subjects, topic=about)
        else:
            text = list_answer(query, chosen, cite, topic=about)
        if not cite.items:
            return self._empty(query, chosen)
        return self._answered(query, text, cite, topic, found, count=chosen.searched)

    def _paper(self, query: Query) -> Answer:
        """A property of one paper: of those just cited, one named by its title, or the best match."""
        topic: Topic | None = None
        if query.papers:
            paper = self.corpus.paper(query.papers[0])
        else:
            named = self._lexicon.title_in(query.text)
            topic, found = self._find(query)
            if not named and not found.evidence:
                return self._nothing(query, topic, found)
            paper = named[0] if named else found.evidence[0].paper
        sentences: list[Sentence] = []
        if query.attribute == "abstract":
            sentences = self._retriever.sentences(query.topic or paper.title, paper)[:4]
        cite = Citations()
        return self._answered(query, paper_answer(query, paper, sentences, cite), cite, topic, None, count=1)

    def _profile(self, query: Query) -> Answer:
        cite = Citations()
        text = profile_answer(query, self.corpus.profiles, cite)
        return self._answered(query, text, cite, None, None)

    def _find(self, query: Query, relevance: Relevance = ABOUT) -> tuple[Topic, _Found]:
        """The papers that pass the filters, ranked for the topic and cut off at the calibrated threshold."""
        topic = self._lexicon.topics.read(query.topic)
        papers = query.papers
        pool = None
        if has_filters(query) or papers is not None:
            pool = {p.id for p in select(self.corpus.papers, query).papers}
        ranked = self._retriever.rank(topic, scope=query.scope, papers=pool, relevance=relevance)
        evidence = [e for e in ranked if e.score >= relevance.threshold]
        return topic, _Found(evidence, [e for e in ranked if e.score < relevance.threshold][:NEAREST], len(ranked))

    def _with_sentences(self, question: str, found: Sequence[Evidence]) -> list[Evidence]:
        return [replace(e, sentences=tuple(self._retriever.sentences(question, e.paper)[:SENTENCES])) for e in found]

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
            return replace(fallback, note=f"{problem} This answer is made of verbatim sentences instead.")
        text, cite = verify(draft, papers)
        if not cite.items:
            note = f"{model.name} wrote nothing that the papers support. This answer is made of verbatim sentences instead."
            return replace(fallback, note=note)
        return replace(fallback, text=text, citations=tuple(cite.items), writer=model.name)

    def _answered(
        self, query: Query, text: str, cite: Citations, topic: Topic | None, found: _Found | None, *, count: int = 0
    ) -> Answer:
        count = found.searched if found else count
        note = ", ".join(f"“{written}” was read as “{meant}”" for written, meant in query.mended)
        return Answer(
            question=query.text,
            text=text,
            query=query,
            citations=tuple(cite.items),
            searched=searched(query, topic.text if topic else query.topic, count),
            note=f"{note}." if note else "",
        )

    def _nothing(self, query: Query, topic: Topic, found: _Found) -> Answer:
        """Nothing in scope on the topic: say so, and offer what others have done, or what is nearest."""
        text = f"The documents hold nothing on {quoted(query.topic)} by {OWNER[query.scope]}"
        text += f" among the {found.searched} papers searched." if found.searched else "."
        nearest = found.nearest
        if query.scope == "group":
            others = [e for e in self._retriever.rank(topic, scope="related") if e.score >= ABOUT.threshold][:NEAREST]
            if others:
                nearest = others
                text += " Related work by others does deal with it; see the suggestions."
        near = [e.paper for e in nearest if e.score >= ABOUT.threshold / 4]
        return self._abstain(query, Reason.NOTHING_FOUND, text, near, topic=topic.text, count=found.searched)

    def _empty(self, query: Query, chosen: Selection) -> Answer:
        """No paper passes the filters."""
        pool = [p for p in self.corpus.papers if query.scope in ("all", p.scope) and p.year]
        years = sorted({p.year for p in pool if p.year})
        asked = query.year_from or query.year_to
        if asked and years and not any((query.year_from or 0) <= y <= (query.year_to or 9999) for y in years):
            nearest = min(years, key=lambda y: abs(y - asked))
            low, high = query.year_from, query.year_to
            which = f"from {low}" if low == high else f"since {low}" if low and not high else f"up to {high}" if not low else f"from {low} to {high}"
            text = (
                f"No paper by {OWNER[query.scope]} is {which}; the dated ones are from {years[0]} to {years[-1]}, "
                f"the nearest year is {nearest}."
            )
            near = [p for p in pool if p.year == nearest]
            return self._abstain(query, Reason.EMPTY_YEAR, text, near[:NEAREST], count=chosen.searched)
        text = f"None of the {chosen.searched} papers by {OWNER[query.scope]} meets all of these conditions."
        return self._abstain(query, Reason.NOTHING_FOUND, text, count=chosen.searched)

    def _unknown_author(self, query: Query) -> Answer:
        name = query.unknown_authors[0]
        nearest = self._lexicon.people.nearest(name)
        text = f"No paper in the documents names {name} as an author."
        if any(not p.authors_complete for p in self.corpus.papers if p.authors):
            text += " Long author lists are cut after three names in the source, so this is no proof."
        if nearest:
            text += f" The nearest name is {nearest}."
        near = [p for p in self.corpus.papers if nearest in p.authors]
        return self._abstain(query, Reason.UNKNOWN_AUTHOR, text, near[:NEAREST])

    def _abstain(
        self,
        query: Query,
        reason: Reason,
        text: str,
        near: Sequence[Paper] = (),
        *,
        topic: str = "",
        count: int = 0,
    ) -> Answer:
        return Answer(
            question=query.text,
            text=text,
            query=query,
            reason=reason,
            suggestions=tuple(suggestion(p) for p in near),
            searched=searched(query, topic or query.topic, count),
        )

    def _domain(self) -> str:
        who = self._lexicon.subjects[0] if self._lexicon.subjects else "this group"
        return f"This assistant only answers questions about the papers of {who}'s group and related work."

    def _language(self) -> str:
        return "The papers are in English, and the words of this question are not theirs. Please ask in English."

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
            f"{settings.embedding_model!r} is configured. Run `python -m ingest` with that model, or unset it."
        )
    model = open_writer(settings) if settings.model else None
    return Assistant(corpus, SentenceTransformerEncoder(settings.embedding_model), model=model)


def _names_group(question: str, lexicon: Lexicon) -> bool:
    words = set(question.lower().replace("'", " ").split())
    return bool(words & ({"group", "lab", "group's", "lab's"} | lexicon.subject_words))

