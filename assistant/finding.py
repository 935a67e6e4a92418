"""Query -> what was found: the papers above the cut-off, and the nearest below it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.catalog import has_filters, select
from assistant.corpus import Corpus
from assistant.datamodels import Evidence, Query, ScopeFilter
from assistant.evidence import tells_own
from assistant.lexicon import Lexicon
from assistant.relevance import ABOUT, Relevance
from assistant.retrieval import Retriever
from assistant.topics import Topic

SENTENCES = 5
"""Sentences of a paper that are evidence: what a model is shown, and what an answer may quote."""

CLOSE = 1 / 3
"""A sentence with this share of the best one's probability bears on the topic about as well."""

NEAREST = 3
"""Papers offered as suggestions beside an abstention."""

_NEAR = ABOUT.threshold / 4  # below this a suggestion has nothing to do with the question


@dataclass(frozen=True, slots=True)
class Found:
    """`evidence` is what answers, best first; `nearest` what almost does; `searched` how many were judged.

    `best` is the most likely paper, wherever it stands to the cut-off; None if there was none to judge.
    """

    topic: Topic
    best: Evidence | None
    evidence: tuple[Evidence, ...]
    nearest: tuple[Evidence, ...]
    searched: int


class Finder:
    """Finds the papers a query asks for, with as many as there are and no fixed number."""

    def __init__(self, corpus: Corpus, lexicon: Lexicon, retriever: Retriever) -> None:
        self._corpus, self._lexicon, self._retriever = corpus, lexicon, retriever

    def find(self, query: Query, relevance: Relevance = ABOUT) -> Found:
        """The papers that pass the filters, ranked for the topic and cut off at the calibrated threshold."""
        topic = self._lexicon.topics.read(query.topic)
        pool = None
        if has_filters(query) or query.papers is not None:
            pool = {paper.id for paper in select(self._corpus.papers, query).papers}
        ranked = self._retriever.rank(topic, scope=query.scope, papers=pool, relevance=relevance)
        evidence = tuple(e for e in ranked if e.score >= relevance.threshold)
        nearest = tuple(e for e in ranked[len(evidence) :][:NEAREST] if e.score >= _NEAR)
        return Found(topic, ranked[0] if ranked else None, evidence, nearest, len(ranked))

    def elsewhere(self, topic: Topic, scope: ScopeFilter) -> tuple[Evidence, ...]:
        """The best papers on a topic outside `scope`, none if none is on it."""
        if scope == "all":
            return ()
        others = self._retriever.rank(topic, scope="related" if scope == "group" else "group")
        return tuple(e for e in others if e.score >= ABOUT.threshold)[:NEAREST]

    def answering(self, question: str, evidence: Evidence) -> Evidence:
        """The same evidence with the sentences that answer `question` best, best first."""
        found = self._retriever.sentences(question, evidence.paper, closely=True)
        return replace(evidence, sentences=tuple(found[:SENTENCES]))

    def telling(self, topic: str, evidence: Evidence) -> Evidence:
        """The same evidence with the sentences that say what the paper did on `topic`, best first.

        Among sentences that bear on the topic about as well, those on the authors' own work come first.
        """
        found = self._retriever.sentences(topic, evidence.paper)
        close = [s for s in found if s.score >= found[0].score * CLOSE]
        own = [s for s in close if tells_own(s.text)]
        rest = [s for s in found if s not in own]
        return replace(evidence, sentences=tuple((own + rest)[:SENTENCES]))
