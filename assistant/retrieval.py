"""Query -> ranked Evidence: lexical and dense candidates, then one calibrated relevance for each paper."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.acronyms import acronyms
from assistant.analysis import stem, terms
from assistant.corpus import Corpus
from assistant.datamodels import Evidence, Paper, Passage, ScopeFilter, Sentence
from assistant.embedding import Encoder, Vectors
from assistant.lexicon import Lexicon
from assistant.relevance import FEATURES, Dense, PaperTerms, features, probability
from assistant.sentences import split_sentences
from assistant.topics import Topic

CANDIDATES = 200
"""Papers taken from each of the two searches: well above what any topic of a group's corpus has."""

_PASSAGES_PER_PAPER = 8
_SAMPLE = 1000  # papers that stand for the corpus when a similarity is called high or low


class Retriever:
    """Finds and ranks the papers of a corpus. Safe to share between threads."""

    def __init__(self, corpus: Corpus, encoder: Encoder, lexicon: Lexicon) -> None:
        self._corpus, self._encoder, self._lexicon = corpus, encoder, lexicon
        self._terms = lru_cache(maxsize=20_000)(self._read_terms)

    def rank(
        self, topic: Topic, *, scope: ScopeFilter = "all", papers: Collection[str] | None = None
    ) -> list[Evidence]:
        """Every candidate paper for `topic` within `scope` (and within `papers`, ids), most relevant first."""
        if not topic.text.strip():
            return []
        rows = self._candidates(topic, self._encode(topic.text), scope, papers)
        readings = np.array([self._scores(reading, rows) for reading in (topic, *topic.parts)])
        best = readings.max(axis=0) if rows else []
        found = [Evidence(self._corpus.papers[row], float(score)) for row, score in zip(rows, best, strict=True)]
        return sorted(found, key=lambda e: (-e.score, e.paper.id))

    def signs(self, topic: Topic, rows: Sequence[int]) -> NDArray[np.float64]:
        """The features of `topic` and the papers in these rows, shape (len(rows), len(FEATURES))."""
        vector = self._encode(topic.text)
        mean, spread = self._baseline(vector)
        idf = self._corpus.lexical.idf
        papers = [self._corpus.papers[row] for row in rows]
        found = [
            features(topic, self._terms(p.id), self._dense(p, vector, mean, spread), idf, self._is_known)
            for p in papers
        ]
        return np.array(found).reshape(len(papers), len(FEATURES))

    def _scores(self, topic: Topic, rows: Sequence[int]) -> list[float]:
        return [probability(signs) for signs in self.signs(topic, rows)]

    def sentences(self, topic: Topic, paper: Paper) -> list[Sentence]:
        """The sentences of a paper's abstract, each with how well it bears on `topic`, best first."""
        spans = split_sentences(paper.abstract)
        if not spans:
            return []
        vector = self._encode(topic.text)
        similarity = {(p.start, p.end): s for p, s in self._sentence_similarities(paper, vector)}
        idf = self._corpus.lexical.idf
        scored = []
        for (start, end), stems in zip(spans, self._terms(paper.id).sentences, strict=True):
            dense = max((s for (a, b), s in similarity.items() if a >= start and b <= end), default=0.0)
            present = set(stems)
            weights = [(idf(t), t in present) for t in topic.terms]
            mass = sum(w for w, _ in weights) or 1.0
            overlap = sum(w for w, there in weights if there) / mass
            scored.append(Sentence(start, end, paper.abstract[start:end], 0.5 * dense + 0.5 * overlap))
        return sorted(scored, key=lambda s: (-s.score, s.start))

    def _candidates(
        self, topic: Topic, vector: Vectors, scope: ScopeFilter, papers: Collection[str] | None
    ) -> Sequence[int]:
        """Rows of the papers to judge: all of `papers`, else the best of both searches."""
        corpus = self._corpus
        if papers is not None:
            return [corpus.rows[p] for p in papers if p in corpus.rows]
        allowed = self._rows_of_scope(scope)
        if len(allowed) <= CANDIDATES:
            return [int(row) for row in np.flatnonzero(self._scope_mask(scope))]
        scores = np.where(self._scope_mask(scope), corpus.lexical.scores(topic.terms), 0.0)
        best = np.argsort(-scores, kind="stable")[:CANDIDATES]
        rows = {int(row) for row in best if scores[row] > 0}
        where: dict[str, Any] | None = None if scope == "all" else {"scope": scope}
        hits = corpus.store.search(vector, top_k=CANDIDATES * _PASSAGES_PER_PAPER, where=where)
        nearest = dict.fromkeys(corpus.passages[corpus.passage_row[i]].paper_id for i, _ in hits)
        rows.update(corpus.rows[paper_id] for paper_id in list(nearest)[:CANDIDATES])
        return sorted(rows)

    def _dense(self, paper: Paper, vector: Vectors, mean: float, spread: float) -> Dense:
        rows = self._corpus.passage_rows[paper.id]
        best = {kind: float((self._corpus.vectors[r] @ vector).max()) for kind, r in rows.items()}
        abstract = best["abstract"]
        window, sentence = best.get("window", abstract), best.get("sentence", abstract)
        return Dense(abstract, window, sentence, ((abstract + window) / 2 - mean) / spread)

    def _sentence_similarities(self, paper: Paper, vector: Vectors) -> list[tuple[Passage, float]]:
        rows = self._corpus.passage_rows[paper.id].get("sentence", [])
        similarities = (self._corpus.vectors[rows] @ vector).tolist() if rows else []
        return [(self._corpus.passages[r], s) for r, s in zip(rows, similarities, strict=True)]

    def _baseline(self, vector: Vectors) -> tuple[float, float]:
        """Mean and spread of the topic's similarity over (a sample of) the corpus."""
        abstracts, windows = self._sample
        similarity = (abstracts @ vector + windows @ vector) / 2
        return float(similarity.mean()), float(similarity.std()) or 1.0

    @cached_property
    def _sample(self) -> tuple[Vectors, Vectors]:
        corpus = self._corpus
        picked = np.random.default_rng(0).permutation(len(corpus.papers))[:_SAMPLE]
        rows = [corpus.passage_rows[corpus.papers[i].id] for i in picked]
        abstracts = np.array([r["abstract"][0] for r in rows])
        windows = np.array([r.get("window", r["abstract"])[0] for r in rows])
        return corpus.vectors[abstracts], corpus.vectors[windows]

    def _read_terms(self, paper_id: str) -> PaperTerms:
        """An acronym that this paper defines unlike the corpus at large ("SNN") is no sign of the common meaning."""
        paper = self._corpus.paper(paper_id)
        common = self._lexicon.topics.acronyms
        own = acronyms([paper.abstract])
        foreign = {stem(short) for short, long in own.items() if short in common and terms(long) != terms(common[short])}
        parts = [paper.title, *(paper.abstract[start:end] for start, end in split_sentences(paper.abstract))]
        title, *sentences = [tuple(t for t in terms(part) if t not in foreign) for part in parts]
        return PaperTerms(title, tuple(sentences))

    def _is_known(self, stem: str) -> bool:
        return len(self._corpus.lexical.documents_with(stem)) > 0

    def _rows_of_scope(self, scope: ScopeFilter) -> NDArray[np.int64]:
        return np.flatnonzero(self._scope_mask(scope))

    def _scope_mask(self, scope: ScopeFilter) -> NDArray[np.bool_]:
        return self._scope_masks[scope]

    @cached_property
    def _scope_masks(self) -> dict[str, NDArray[np.bool_]]:
        group = np.array([paper.scope == "group" for paper in self._corpus.papers], dtype=bool)
        return {"group": group, "related": ~group, "all": np.ones_like(group)}

    @cached_property
    def _encode(self) -> Any:
        return lru_cache(maxsize=256)(lambda text: self._encoder.encode([text])[0])
