"""Query -> Found: the papers above the relevance cut-off, and the nearest papers below the cut-off."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace

import numpy as np

from assistant.datamodels import Evidence, Paper, Query, ScopeFilter, Sentence
from assistant.index.catalog import Selection, narrowed_to, select
from assistant.index.corpus import Corpus
from assistant.retrieval.answer_search import AnswerSearch, paper_answers
from assistant.retrieval.asked import asking_part, wanted
from assistant.retrieval.body_search import PAPERS, BodySearch, Told
from assistant.retrieval.mention import plainly
from assistant.retrieval.relevance import Relevance
from assistant.retrieval.retriever import Retriever
from assistant.retrieval.telling import Kind, worth
from assistant.text.analysis import terms
from assistant.text.sections import without_label
from assistant.understanding.concepts import Topic
from assistant.understanding.lexicon import Lexicon

SENTENCES = 5
"""Sentences of a paper in an Evidence of an overview, at most."""

NEAREST = 3
"""Papers offered as suggestions beside an abstention, at most."""

_NEAR = 1 / 4
"""Papers with a lower share of `anchor` as probability are no suggestions: they are on something else."""


@dataclass(frozen=True, slots=True)
class Found:
    """The result of a search for `topic`.

    `evidence` are the papers above the cut-off, `nearest` a few papers below the cut-off, both best first;
    `selection` are the papers that passed the filters; `ranked` are those of them that the search has put in
    order, best first, with no cut-off.
    """

    topic: Topic
    evidence: tuple[Evidence, ...]
    nearest: tuple[Evidence, ...]
    selection: Selection
    ranked: tuple[Evidence, ...] = ()

    @property
    def searched(self) -> int:
        """How many papers were searched."""
        return len(self.selection.papers)


class Finder:
    """Finds the papers for a query: all papers above a calibrated cut-off, rather than a fixed number."""

    def __init__(
        self,
        corpus: Corpus,
        lexicon: Lexicon,
        retriever: Retriever,
        answers: AnswerSearch,
        bodies: BodySearch | None = None,
    ) -> None:
        """`retriever` finds the papers on a topic, `answers` and `bodies` those that answer a question."""
        self._corpus, self._lexicon, self._retriever = corpus, lexicon, retriever
        self._answers, self._bodies = answers, bodies
        self._judged: Mapping[str, tuple[Evidence, ...]] = {}

    def judged(self, topic: str, evidence: Sequence[Evidence]) -> Finder:
        """A finder that takes for `topic` the papers that a judge has read, best first, and no others."""
        finder = copy(self)
        finder._judged = {**self._judged, topic: tuple(evidence)}
        return finder

    def find(self, query: Query) -> Found:
        """The papers on the topic of `query` that pass its filters.

        The cut-off is computed over the whole scope, before the filters, so that a filter does not change
        whether a paper counts as relevant.
        """
        topic, selection = self._lexicon.topics.read(query.topic), select(self._corpus.papers, query)
        pool = narrowed_to(query, selection)
        ranked = self._retriever.rank(topic, scope=query.scope, papers=pool or ())
        passed = tuple(e for e in ranked if pool is None or e.paper.id in pool)
        if query.topic in self._judged:
            return self._of_judge(topic, passed, selection, query, pool)
        listed = {e.paper.id for e in _cut(ranked, self._retriever.about)}
        found = [e for e in passed if e.paper.id in listed]
        if not found and query.papers and len(query.papers) > 1:  # "which of those" takes one for granted
            found = [e for e in passed if self._plain(topic, e)]
        evidence = tuple(
            replace(e, paper=selection.shown(e.paper), plain=self._plain(topic, e)) for e in found
        )
        told = {e.paper.id for e in found}
        nearest = [e for e in passed if e.paper.id not in told]
        return Found(topic, evidence, self._nearest(nearest), selection, passed)

    def find_answer(self, query: Query) -> Found:
        """The papers that answer the question of `query`, each with its sentences, best first.

        A year in a question may be that of the paper or belong to the fact ("the population in 2006"), so
        that papers from then are preferred and no other is left out.
        """
        timeless = replace(query, year_from=None, year_to=None, month_from=None, month_to=None, day=None)
        selection = select(self._corpus.papers, timeless)
        pool = narrowed_to(timeless, selection)
        ranked = self._answers.rank(
            wordings(query),
            scope=query.scope,
            papers=pool,
            given=query.papers is not None and len(query.papers) == 1,
            dated=select(self._corpus.papers, query).ids if query.year_from or query.year_to else (),
        )
        topic = self._lexicon.topics.read(query.topic)
        if query.topic in self._judged:
            return self._of_judge(topic, ranked, selection, query, pool)
        evidence = _cut(ranked, paper_answers())
        return Found(topic, evidence, self._nearest(ranked[len(evidence) :]), selection, tuple(ranked))

    def read_in_full(self, query: Query, found: Found) -> tuple[Told, ...]:
        """What the full texts tell that are looked at for a question, the likeliest answer first.

        `found` is what `find_answer` found. Looked at are the papers that are likeliest to be meant, and
        those whose full texts have the passages nearest to the question; where a judge has read, its papers.
        """
        if self._bodies is None or not len(self._corpus.bodies):
            return ()
        question = wordings(query)[0]
        if query.topic in self._judged:
            near = [e.paper.id for e in found.evidence]
        else:
            near = [e.paper.id for e in found.ranked] + self._bodies.nearest(question, query.scope)
        passed = set(found.selection.ids) if query.narrows else None
        papers = [id for id in dict.fromkeys(near) if id in self._corpus.bodies]
        papers = [id for id in papers if passed is None or id in passed][:PAPERS]
        rows = np.array([self._corpus.rows[id] for id in papers], dtype=np.int64)
        if not len(rows):
            return ()
        signs = self._answers.paper_signs(question, rows)
        told = [
            one
            for row, own in zip(rows.tolist(), signs, strict=True)
            if (one := self._bodies.told(question, self._corpus.papers[row], own))
        ]
        return tuple(sorted(told, key=lambda one: -one.probability))

    def best_in_full(self, query: Query, found: Found, told: Sequence[Told]) -> Told | None:
        """The first of `told` (as of `read_in_full`) if it answers better than abstracts without full texts.

        A judge's grades come before the probability.
        """
        if query.topic in self._judged:
            grades = {e.paper.id: e.score for e in found.evidence}
            best = max(grades.values(), default=0.0)
            return next((one for one in told if grades.get(one.paper.id) == best), None)
        others = [e.score for e in found.evidence if e.paper.id not in self._corpus.bodies]
        least = max([paper_answers().anchor, *others])
        return told[0] if told and told[0].probability >= least else None

    def told_in_full(self, query: Query, found: Found) -> Told | None:
        """The paper that answers best where full texts are read, too, if it is one with a full text."""
        return self.best_in_full(query, found, self.read_in_full(query, found))

    def titled(self, words: str) -> tuple[str, ...]:
        """The ids of all papers whose titles have `words` side by side; words with equal stems match."""
        ids = self._corpus.papers.columns.ids
        return tuple(ids[row] for row in self._corpus.lexical.documents_titled(terms(words)).tolist())

    def entitled(self, words: str, scope: ScopeFilter) -> str | None:
        """The id of the only paper in `scope` whose title has `words` side by side, else None.

        Acronyms in `words` are written out.
        """
        titled = self.titled(self._lexicon.topics.in_full(words))
        named = [paper for paper in titled if scope in ("all", self._corpus.paper(paper).scope)]
        return named[0] if len(named) == 1 else None

    def tells(self, query: Query, evidence: Evidence) -> bool:
        """Whether the abstract of a paper seems to tell what `query` asks, if that is the right paper."""
        return self._answers.tells(wordings(query)[0], evidence.paper)

    def elsewhere(self, topic: Topic, scope: ScopeFilter) -> tuple[Evidence, ...]:
        """The best papers on a topic outside `scope`, at most NEAREST; may be empty."""
        if scope == "all":
            return ()
        others = self._retriever.rank(topic, scope="related" if scope == "group" else "group")
        listed = _cut(others, self._retriever.about)[:NEAREST]
        return tuple(replace(e, plain=self._plain(topic, e)) for e in listed)

    def answering(self, query: Query, evidence: Evidence) -> Evidence:
        """`evidence` with all sentences of the paper, ranked by how well they answer the question."""
        return replace(evidence, sentences=self._answers.sentences(wordings(query)[0], evidence.paper))

    def telling(self, topic: str, evidence: Evidence, question: str = "") -> Evidence:
        """`evidence` with the sentences that tell what the paper did, best first, SENTENCES at most.

        Of about equally good ones, those on `topic` come first. Where `question` wants a finding or a method,
        those come first. Background is left out unless the abstract has nothing else.
        """
        near = sorted(self._retriever.sentences(topic, evidence.paper), key=lambda s: s.start)
        if not near:
            return evidence
        roles = self._retriever.roles(evidence.paper.id)
        kind = wanted(question, topic)
        score = worth(roles, np.array([s.score for s in near]), kind)
        first, *others = np.argsort(-score, kind="stable").tolist()
        kept = [first, *(at for at in others if kind is None or roles.kind(at) is not Kind.BACKGROUND)]
        found = (
            unlabelled(evidence.paper, replace(near[at], score=float(score[at]))) for at in kept[:SENTENCES]
        )
        return replace(evidence, sentences=tuple(found))

    def _of_judge(
        self,
        topic: Topic,
        ranked: Sequence[Evidence],
        selection: Selection,
        query: Query,
        pool: Collection[str] | None,
    ) -> Found:
        """The papers that a judge found for `query`, with the sentences that the search has ranked."""
        known = {e.paper.id: e for e in ranked}
        kept = [
            replace(e, sentences=e.sentences or known.get(e.paper.id, e).sentences)
            for e in self._judged[query.topic]
            if (pool is None or e.paper.id in pool) and query.scope in ("all", e.paper.scope)
        ]
        evidence = tuple(replace(e, paper=selection.shown(e.paper)) for e in kept)
        others = [e for e in ranked if e.paper.id not in {e.paper.id for e in kept}]
        return Found(topic, evidence, self._nearest(others), selection, tuple(ranked))

    def _plain(self, topic: Topic, evidence: Evidence) -> bool:
        parts = self._retriever.terms_of(evidence.paper.id).parts
        return plainly(topic, parts, self._corpus.lexical.idf, evidence.score)

    def _nearest(self, ranked: Sequence[Evidence]) -> tuple[Evidence, ...]:
        least = _NEAR * self._retriever.about.anchor
        return tuple(e for e in ranked[:NEAREST] if e.score >= least)


def wordings(query: Query) -> tuple[str, ...]:
    """The question of `query`, its typing errors mended, and its asking part alone where it says more.

    What the topic has from an earlier question is added to it; a question in another language is given by
    its topic, which is in English.
    """
    if query.language != "en":
        return (query.topic,)
    question = query.text
    for written, meant in query.mended:
        question = question.replace(written, meant)
    if set(terms(query.topic)) - set(terms(question)):
        return (f"{question} {query.topic}",)
    return tuple(dict.fromkeys((question, asking_part(question))))


def unlabelled(paper: Paper, sentence: Sentence) -> Sentence:
    """`sentence` of the abstract of `paper` without the label of a section before it."""
    start, end = without_label(paper.abstract, (sentence.start, sentence.end))
    return replace(sentence, start=start, text=paper.abstract[start:end])


def _cut(ranked: Sequence[Evidence], relevance: Relevance) -> tuple[Evidence, ...]:
    """The papers of `ranked` (best first) above the cut-off of `relevance`."""
    best = ranked[0].score if ranked else 0.0
    return tuple(e for e in ranked if best >= relevance.anchor and e.score >= best * relevance.share)
