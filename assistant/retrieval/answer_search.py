"""Question -> ranked Evidence: the papers with a sentence that answers a question for a fact.

A first regression judges papers by the whole question, a second one the best few of them by their best
sentences, too. The wording of a question is compared whole: what people call a paper ("the mapping study on
the life cycle") and what they ask ("how many publications") both tell the paper.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Evidence, Paper, ScopeFilter, Sentence
from assistant.index.corpus import Corpus
from assistant.models.encoders import Encoder, Vectors
from assistant.retrieval.asked import asking_part, asks_whether, clauses, read_asked
from assistant.retrieval.calibration import FACTS, Choice, Logistic, cut_off, regression
from assistant.retrieval.mention import mentioned
from assistant.retrieval.relevance import Relevance, log_odds
from assistant.retrieval.retriever import Retriever
from assistant.retrieval.search import Rows
from assistant.retrieval.sentence_relevance import FEATURES, sentence_answers
from assistant.retrieval.telling import settling
from assistant.text.sentences import split_sentences
from assistant.understanding.lexicon import Lexicon

Array = NDArray[np.float64]

PAPER_SIGNS = (
    "abstract",  # cosine similarity of question and whole abstract
    "sentence",  # cosine similarity of question and the best single sentence
    "coverage",  # share of the question's idf mass that the paper mentions
    "together",  # share that the best sentence, or the title, mentions
    "length",  # log of the number of terms in the question
    "ahead_words",  # share of the BM25 score by which the paper is ahead of all others, or behind the best
    "ahead_meaning",  # mean cosine similarity by which it is
    "dated",  # the question names a time, and the paper is from then
)

ANSWER_SIGNS = (
    "first",  # log odds that the paper answers, by the first regression
    *(f"best_{name}" for name in FEATURES),  # FEATURES of its best sentence
    "no_figure",  # the question asks for a quantity, and this sentence has no number that the question lacks
)

TOLD_SIGNS = ANSWER_SIGNS[1:]
"""What of a paper's best sentence shows whether its abstract tells what is asked at all."""

CANDIDATES = 15
"""Papers taken from each of the two searches. All labelled questions have their paper among them."""

SECOND_LOOK = 3
"""Papers whose sentences are judged. For 99% of the labelled questions, the right one is first."""

NEARLY = 1 / 10
"""Least share of the best paper's probability, by pooled vectors, with which a paper is read closely."""

GIVEN = 0.95
"""The least probability of the first regression for the paper that a question can only mean."""


@cache
def paper_answers() -> Relevance:
    """Whether a paper answers a question for a fact; only the best paper is listed, since `share` is 1."""
    return Relevance(
        regression("fact", PAPER_SIGNS, FACTS),
        regression("answer", ANSWER_SIGNS, FACTS),
        cut_off("answer", "anchor", FACTS),
        share=1.0,
    )


@cache
def abstract_tells() -> tuple[Logistic, float]:
    """Whether the abstract of the right paper tells what is asked, by TOLD_SIGNS, and the least probability.

    Of the labelled questions, judged by what other groups taught, 0.06 are below it, and 0.43 of the same
    questions where the sentences that answer are taken out of the abstract.
    """
    return regression("told", TOLD_SIGNS, FACTS), cut_off("told", "anchor", FACTS)


class AnswerSearch:
    """Finds the papers of a corpus that answer a question. Safe to share between threads."""

    def __init__(self, corpus: Corpus, encoder: Encoder, lexicon: Lexicon, retriever: Retriever) -> None:
        """`retriever` gives the signs of sentences, and has the search that candidates come from."""
        self._corpus, self._lexicon, self._retriever = corpus, lexicon, retriever
        self._search = retriever.hybrid
        self._encoder = encoder
        self._encode = lru_cache(maxsize=1024)(self._encode_anew)

    def rank(
        self,
        wordings: Sequence[str],
        *,
        scope: ScopeFilter = "all",
        papers: Collection[str] | None = None,
        dated: Collection[str] = (),
        given: bool = False,
    ) -> list[Evidence]:
        """The SECOND_LOOK papers in `scope` and `papers` (ids) most likely to answer a question, best first.

        `wordings` are the question, and maybe shorter wordings of it. `dated` are the papers (ids) from the
        time that the question names; `given` tells that the question can only mean `papers`. Each paper has
        the sentences of its abstract, the likeliest answer first. Papers without an abstract are left out.
        """
        rows = self.candidates(wordings, scope, papers)
        if not len(rows):
            return []
        answers = paper_answers()
        first = np.max([answers.first(self.paper_signs(w, rows, dated)) for w in wordings], axis=0)
        if given:
            first = np.maximum(first, GIVEN)
        best = np.argsort(-first, kind="stable")[:SECOND_LOOK]
        looked = [(self._corpus.papers[int(rows[at])], float(first[at])) for at in best.tolist()]

        def judged(paper: Paper, probable: float, *, closely: bool) -> Evidence:
            signs = self.answer_signs(wordings[0], paper, probable, closely=closely)
            return Evidence(paper, float(answers.second(signs[None, :])[0]))

        pooled = [judged(*one, closely=False) for one in looked]
        least = NEARLY * max(one.score for one in pooled)
        found = sorted(
            (
                judged(*one, closely=True) if known.score >= least else known
                for one, known in zip(looked, pooled, strict=True)
            ),
            key=lambda e: (-e.score, e.paper.id),
        )
        return [
            replace(one, sentences=self.sentences(wordings[0], one.paper, closely=one is found[0]))
            for one in found
        ]

    def candidates(
        self, wordings: Sequence[str], scope: ScopeFilter, papers: Collection[str] | None = None
    ) -> Rows:
        """The rows of the papers to judge, ascending: the best of both searches for each wording."""
        pool = None
        if papers is not None:
            pool = np.array([self._corpus.rows[p] for p in papers if p in self._corpus.rows], dtype=np.int64)
        in_scope = self._search.mask(scope)
        found: set[int] = set()
        for wording in wordings:
            lexical = np.where(in_scope, self._corpus.lexical.scores(self._terms(wording)), 0.0)
            vector = self._encode(wording)
            rows = self._search.candidates(vector, lexical, scope, top_k=CANDIDATES, pool=pool)
            found.update(rows.tolist())
        kept = [row for row in sorted(found) if in_scope[row] and self._corpus.papers[row].abstract]
        return np.array(kept, dtype=np.int64)

    def paper_signs(self, wording: str, rows: Rows, dated: Collection[str] = ()) -> Array:
        """PAPER_SIGNS of a question and the papers in `rows`, shape (len(rows), len(PAPER_SIGNS))."""
        vector = self._encode(wording)
        similar = self._search.similarities(rows, vector)
        concepts = self._lexicon.topics.read(wording).concepts
        ids, idf = self._corpus.papers.columns.ids, self._corpus.lexical.idf
        words = (self._retriever.terms_of(ids[row]).parts for row in rows.tolist())
        shares = np.array([mentioned(concepts, parts, idf) for parts in words]).reshape(-1, 2)
        lexical = self._corpus.lexical.scores(self._terms(wording))[rows].astype(np.float64)
        highest = float(lexical.max(initial=0.0)) or 1.0
        return np.column_stack(
            [
                similar[:, 0],
                similar[:, 2],
                shares,
                np.full(len(rows), np.log(max(1, len(concepts)))),
                _ahead(lexical / highest),
                _ahead(similar.mean(axis=1)),
                [float(ids[row] in dated) for row in rows.tolist()],
            ]
        )

    def answer_signs(
        self,
        question: str,
        paper: Paper,
        first: float,
        weights: Choice | None = None,
        *,
        closely: bool = True,
    ) -> Array:
        """ANSWER_SIGNS of a question and a paper, shape (len(ANSWER_SIGNS),).

        `first` is the probability of the first regression; `weights` choose the best sentence, those that are
        shipped where none are given. `closely` is as in `Retriever.sentence_signs`.
        """
        asked = asking_part(question)
        signs = self._retriever.sentence_signs(asked, paper, closely=closely, question=question)
        return np.concatenate([log_odds(np.array([first])), told_signs(question, signs, weights)])

    def tells(self, question: str, paper: Paper) -> bool:
        """Whether the abstract of `paper`, if it is the one asked about, seems to tell what is asked."""
        probability, least = abstract_tells()
        signs = self.answer_signs(question, paper, first=0.5)[-len(TOLD_SIGNS) :]
        return float(probability(signs[None, :])[0]) >= least

    def sentences(
        self, question: str, paper: Paper, weights: Choice | None = None, *, closely: bool = True
    ) -> tuple[Sentence, ...]:
        """The sentences of a paper's abstract, the likeliest answer first.

        Where several clauses of the question ask for something, the score of a sentence is its highest
        probability to answer one of them. Where it asks whether something holds, findings come first.
        """
        spans = split_sentences(paper.abstract)
        if not spans:
            return ()
        answers, asked = weights or sentence_answers(), asking_part(question)
        scores = np.max(
            [
                answers(self._retriever.sentence_signs(clause, paper, closely=closely, question=question))
                for clause in clauses(asked)
            ],
            axis=0,
        )
        if asks_whether(asked):
            scores = settling(self._retriever.roles(paper.id), scores)
        found = [
            Sentence(start, end, paper.abstract[start:end], float(score))
            for (start, end), score in zip(spans, scores, strict=True)
        ]
        return tuple(sorted(found, key=lambda s: (-s.score, s.start)))

    def _terms(self, wording: str) -> Sequence[str]:
        return self._lexicon.topics.read(wording).terms

    def _encode_anew(self, wording: str) -> Vectors:
        vector: Vectors = self._encoder.encode([self._lexicon.topics.in_full(wording)])[0]
        return vector


def told_signs(question: str, signs: Array, weights: Choice | None = None) -> Array:
    """TOLD_SIGNS, shape (len(TOLD_SIGNS),), of the sentences with `signs`, shape (sentences, len(FEATURES)).

    `weights` choose the best sentence, those that are shipped where none are given.
    """
    best = signs[int((weights or sentence_answers())(signs).argmax())]
    lacks_figure = read_asked(question).quantity and not best[FEATURES.index("figure")]
    return np.concatenate([best, [float(lacks_figure)]])


def _ahead(scores: Array) -> Array:
    """By how much each score is higher than all others, or (below 0) lower than the highest."""
    if len(scores) < 2:
        return np.zeros(len(scores))
    second, first = np.sort(scores)[-2:]
    return np.asarray(np.where(scores == first, first - second, scores - first))
