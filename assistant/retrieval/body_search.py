"""Question -> the sentences of a paper that answer it, those of its full text beside those of its abstract.

The windows of the text nearest to the question give some dozens of sentences. They are judged together with
those of the abstract, by the same signs and weights, so that whichever tells it best is quoted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Paper, ScopeFilter
from assistant.index.bodies import Body
from assistant.index.corpus import Corpus
from assistant.models.encoders import Encoder, Vectors, cosines
from assistant.retrieval.answer_search import PAPER_SIGNS, abstract_tells, paper_answers, told_signs
from assistant.retrieval.asked import asking_part, clauses
from assistant.retrieval.mention import mentioned
from assistant.retrieval.relevance import log_odds
from assistant.retrieval.retriever import Retriever
from assistant.retrieval.sentence_relevance import FEATURES, features, sentence_answers
from assistant.text.acronyms import acronyms
from assistant.text.analysis import terms
from assistant.text.sentences import Span, split_sentences
from assistant.understanding.lexicon import Lexicon

Array = NDArray[np.float64]

WINDOWS = 8
"""Windows whose sentences are judged, for each of both ways to find them: by meaning, and by words."""

PAPERS = 5
"""Papers whose full texts are looked at for a question."""

READ = 64
"""Readings of a full text for a question whose vectors are kept: a chat model asks twice for each, and some
dozens of sentences take most of the time."""

PASSAGES = 40
"""Passages of all full texts that tell which papers these are."""


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence of a paper, of its full text (`in_body`) or its abstract, from `start` to `end` of that.

    `score` is the probability that it is the one that answers.
    """

    start: int
    end: int
    text: str
    score: float
    in_body: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What a paper tells, read in full: its sentences, the likeliest answer first.

    `probability` is that the paper answers, `plainly` whether its best sentence seems to.
    """

    paper: Paper
    body: Body
    sentences: tuple[Read, ...]
    probability: float
    plainly: bool


class BodySearch:
    """Finds what papers tell where their full texts are read, too. Safe to share between threads."""

    def __init__(self, corpus: Corpus, encoder: Encoder, lexicon: Lexicon, retriever: Retriever) -> None:
        """`retriever` gives the vectors of questions, and of the sentences of abstracts."""
        self._corpus, self._lexicon, self._encoder = corpus, lexicon, encoder
        self._encode, self._within = retriever.vector_of, retriever.vectors_within
        self._near = lru_cache(maxsize=READ)(self._read_near)

    def nearest(self, question: str, scope: ScopeFilter) -> list[str]:
        """The ids of the papers whose full texts have the passages nearest to a question, best first."""
        vector = self._encode(self._lexicon.topics.in_full(question))
        found = self._corpus.store.search_bodies(vector, top_k=PASSAGES, scope=scope)
        papers = (self._corpus.bodies.by_key.get(id.partition(":")[0]) for id, _ in found)
        return [paper for paper in dict.fromkeys(papers) if paper and paper in self._corpus.rows]

    def told(self, question: str, paper: Paper, signs_of_paper: Array) -> Told | None:
        """What `paper` tells; None where its full text is not here, or has nothing that can be read.

        `signs_of_paper` are PAPER_SIGNS (answer_search.py) by its abstract alone.
        """
        body = self._corpus.bodies.of(paper.id)
        spans, in_body = self._near(question, paper.id)
        if body is None or not spans:
            return None
        text, asked = body.fulltext.text, asking_part(question)
        places = [
            *((span, True) for span in spans),
            *((span, False) for span in split_sentences(paper.abstract)),
        ]
        read = [(text if inside else paper.abstract)[start:end] for (start, end), inside in places]
        vectors = np.concatenate([in_body, self._within(paper.id)]) if paper.abstract else in_body
        known = {**self._lexicon.topics.acronyms, **acronyms([paper.abstract, text])}

        def signs(clause: str) -> Array:
            return self._signs(clause, question, paper, read, vectors, len(spans), known)

        whole = signs(asked)
        of_clauses = [whole if clause == asked else signs(clause) for clause in clauses(asked)]
        scores = np.max([sentence_answers()(one) for one in of_clauses], axis=0)
        best = told_signs(question, whole)
        first = paper_answers().first(self._in_full(question, signs_of_paper, paper, read, vectors)[None, :])
        second = paper_answers().second(np.concatenate([log_odds(first), best])[None, :])
        tells, least = abstract_tells()
        found = [
            Read(start, end, said, float(score), inside)
            for ((start, end), inside), said, score in zip(places, read, scores, strict=True)
        ]
        ranked = sorted(found, key=lambda s: (-s.score, s.in_body, s.start))
        plainly = float(tells(best[None, :])[0]) >= least
        return Told(paper, body, tuple(ranked), float(second[0]), plainly)

    def _in_full(
        self, question: str, signs: Array, paper: Paper, sentences: list[str], vectors: Vectors
    ) -> Array:
        """PAPER_SIGNS where the sentences that were picked are read as those of an abstract are."""
        concepts = self._lexicon.topics.read(question).concepts
        parts = tuple(tuple(terms(text)) for text in (paper.title, *sentences))
        coverage, together = mentioned(concepts, parts, self._corpus.lexical.idf)
        similar = cosines(vectors, self._encode(self._lexicon.topics.in_full(question)))
        read = {"sentence": float(similar.max()), "coverage": coverage, "together": together}
        return np.array(
            [max(sign, read.get(name, sign)) for name, sign in zip(PAPER_SIGNS, signs, strict=True)]
        )

    def _signs(
        self,
        clause: str,
        question: str,
        paper: Paper,
        sentences: list[str],
        vectors: Vectors,
        inside: int,
        known: Mapping[str, str],
    ) -> Array:
        """FEATURES of sentences, of which the first `inside` are of the full text."""
        similar = cosines(vectors, self._encode(clause)).tolist()
        idf = self._corpus.lexical.idf
        found = features(clause, paper.title, sentences, similar, idf=idf, acronyms=known, question=question)
        # Where a sentence stands among some that were picked says nothing.
        found[:inside, FEATURES.index("late")] = 0.5
        found[:inside, FEATURES.index("opening")] = 0.0
        return found

    def _read_near(self, question: str, paper_id: str) -> tuple[list[Span], Vectors]:
        """The sentences of a full text that are judged for a question, and their vectors."""
        body = self._corpus.bodies.of(paper_id)
        spans = self._spans(question, self._corpus.paper(paper_id), body) if body else []
        if body is None or not spans:
            return [], np.empty((0, 0), dtype=np.float32)
        return spans, self._encoder.encode([body.fulltext.text[start:end] for start, end in spans])

    def _spans(self, question: str, paper: Paper, body: Body) -> list[Span]:
        """The sentences of the windows that are nearest, or have most of the words that are asked for."""
        asked, passages, text = asking_part(question), body.passages, body.fulltext.text
        if not len(passages.spans):
            return []
        similar = cosines(passages.vectors, self._encode(self._lexicon.topics.in_full(asked)))
        beyond = set(terms(asked)) - set(terms(paper.title))
        worth = np.array([self._mass(beyond & set(terms(text[a:b]))) for a, b in passages.spans.tolist()])
        picked = {*np.argsort(-similar, kind="stable")[:WINDOWS].tolist()}
        picked |= {*np.argsort(-(worth + similar / 100), kind="stable")[:WINDOWS].tolist()}
        found: set[Span] = set()
        for at in picked:
            low, high = (int(place) for place in passages.spans[at])
            found |= {(low + start, low + end) for start, end in split_sentences(text[low:high])}
        return sorted(found)

    def _mass(self, stems: Iterable[str]) -> float:
        return sum(map(self._corpus.lexical.idf, stems))
