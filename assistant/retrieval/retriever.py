"""Topic or question -> ranked Evidence: candidates of both searches, each judged by calibrated relevance."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Evidence, Paper, ScopeFilter, Sentence
from assistant.index.corpus import Corpus
from assistant.models.encoders import Encoder, Vectors, cosines
from assistant.retrieval import sentence_relevance
from assistant.retrieval.relevance import (
    FEATURES,
    Dense,
    PaperTerms,
    Relevance,
    WeighedConcepts,
    WeighedWords,
    about_topic,
    features,
    feedback_signs,
    own_sign,
    strongest,
)
from assistant.retrieval.search import Search
from assistant.retrieval.similarity import Vector, likeness, word_vector
from assistant.retrieval.telling import Roles, learned
from assistant.text.acronyms import acronyms
from assistant.text.analysis import stem, terms
from assistant.text.sections import without_label
from assistant.text.sentences import Span, sentence_texts, split_sentences
from assistant.understanding.concepts import Topic
from assistant.understanding.language import is_multilingual
from assistant.understanding.lexicon import Lexicon

CANDIDATES = 60
"""Papers taken from each of the two searches, well above the number of papers on any topic of a group.
Judging all 172 papers of the seeds gives the same pass rates (docs/benchmarks.md) and takes 10 ms longer."""

JUDGED = 200
"""If at most so many papers pass a filter, all are judged; else only the best of both searches among them."""

CLOSELY = 4
"""Sentences of a paper that are encoded by themselves for a question, the likeliest by their pooled vectors.

Of 393 labelled questions for facts none then has another first sentence than where all are encoded (with 3
one has, with 2 four). By pooled vectors alone 36 have, and on the seeds 0.934 of the right papers are found,
for 0.949.
"""


class Retriever:
    """Finds and ranks the papers of a corpus. Safe to share between threads."""

    def __init__(
        self, corpus: Corpus, encoder: Encoder, lexicon: Lexicon, *, about: Relevance | None = None
    ) -> None:
        """`about` judges whether a paper is about a topic (default: the calibrated weights)."""
        self._about = about
        self._corpus, self._encoder, self._lexicon = corpus, encoder, lexicon
        self.hybrid = Search(corpus, encoder)
        self._terms = lru_cache(maxsize=20_000)(self._read_terms)
        self._words = lru_cache(maxsize=20_000)(self._read_words)
        self._roles = lru_cache(maxsize=20_000)(self._read_roles)
        self._read_closely = lru_cache(maxsize=1024)(_nothing_yet)
        self._sentence_signs = lru_cache(maxsize=4096)(self._read_sentence_signs)
        self._encode = lru_cache(maxsize=1024)(self._encode_anew)

    @property
    def about(self) -> Relevance:
        """What judges whether a paper is about a topic."""
        return self._about or about_topic()

    @cached_property
    def _own(self) -> NDArray[np.float64]:
        return own_sign(self.hybrid.mask("group"))

    @cached_property
    def multilingual(self) -> bool:
        """Whether a topic may be in another language than English."""
        return is_multilingual(self._encoder.encode)

    def search(self, text: str, *, top_k: int = 10, scope: ScopeFilter = "all") -> list[Evidence]:
        """The `top_k` papers nearest to `text` by fused scores of both searches, best first; see Search."""
        return self.hybrid.search(text, top_k=top_k, scope=scope)

    def rank(
        self, topic: Topic, *, scope: ScopeFilter = "all", papers: Collection[str] = ()
    ) -> list[Evidence]:
        """The candidates in `scope`, ranked by the probability that they are about `topic`, best first.

        Candidates are the best papers of both searches in `scope` and, if given, among `papers` (ids).
        """
        if not topic.text.strip():
            return []
        rows, score = self._first_look(topic, scope, papers)
        own = self._own[rows]
        score = self.about.second(feedback_signs(score, self.likeness(rows, strongest(score)), own))
        return self._ranked(rows, score, scope)

    def _first_look(
        self, topic: Topic, scope: ScopeFilter, papers: Collection[str]
    ) -> tuple[Sequence[int], NDArray[np.float64]]:
        """The rows of the candidates, and the probability of each, shape (rows,).

        The probability is the highest over the whole topic and its parts, by the first regression.
        """
        rows = self._candidates(topic, self._encode(topic.text), scope, papers)
        parts = (topic, *topic.parts)
        return rows, np.max([self.about.first(self.signs(part, rows)) for part in parts], axis=0)

    def _ranked(self, rows: Sequence[int], score: NDArray[np.float64], scope: ScopeFilter) -> list[Evidence]:
        asked = self.hybrid.mask(scope)
        found = [
            Evidence(self._corpus.papers[row], float(s))
            for row, s in zip(rows, score, strict=True)
            if asked[row]
        ]
        return sorted(found, key=lambda e: (-e.score, e.paper.id))

    def likeness(self, rows: Sequence[int], best: Sequence[int]) -> NDArray[np.float64]:
        """Word similarity of the papers in `rows` to those at the positions `best`, shape (best, rows)."""
        ids = self._corpus.papers.columns.ids
        return likeness([self._words(ids[row]) for row in rows], best)

    def signs(self, topic: Topic, rows: Sequence[int]) -> NDArray[np.float64]:
        """FEATURES of `topic` and the papers in `rows`, shape (len(rows), len(FEATURES))."""
        vector = self._encode(topic.text)
        mean, spread = self._baseline(vector)
        idf = self._corpus.lexical.idf
        ids = self._corpus.papers.columns.ids
        asked = WeighedConcepts.of(topic, idf, self._is_known)
        weighed = WeighedWords.of(topic, idf, self._lexicon.worth)
        found = [
            features(
                self._terms(ids[row]),
                Dense(abstract, window, sentence, ((abstract + window) / 2 - mean) / spread),
                asked,
                weighed,
            )
            for row, (abstract, window, sentence) in zip(
                rows, self.hybrid.similarities(rows, vector).tolist(), strict=True
            )
        ]
        return np.array(found).reshape(len(rows), len(FEATURES))

    def sentences(self, question: str, paper: Paper) -> list[Sentence]:
        """The sentences of a paper's abstract by the probability that they answer `question`, best first.

        The label of a section is no part of a sentence.
        """
        spans = split_sentences(paper.abstract)
        if not spans:
            return []
        scored = [
            Sentence(start, end, paper.abstract[start:end], score)
            for (start, end), score in zip(
                [without_label(paper.abstract, span) for span in spans],
                sentence_relevance.sentence_answers()(self.sentence_signs(question, paper)),
                strict=True,
            )
        ]
        return sorted(scored, key=lambda s: (-s.score, s.start))

    def sentence_signs(
        self, clause: str, paper: Paper, *, closely: bool = False, question: str | None = None
    ) -> NDArray[np.float64]:
        """FEATURES of a clause and each sentence, shape (sentences, len(sentence_relevance.FEATURES)).

        `closely` encodes the CLOSELY likeliest sentences by themselves, which ranks better; for the others,
        and otherwise for all, the vectors of the snapshot are used. `question` is the question that the
        clause is a part of (default: the clause).
        """
        return self._sentence_signs(clause, paper.id, closely, question or clause)

    def vector_of(self, text: str) -> Vectors:
        """The vector of a topic, a question or a clause, shape (dim,); those asked for last are kept."""
        return self._encode(text)

    def vectors_within(self, paper_id: str) -> Vectors:
        """The vectors of the sentences of a paper's abstract, each read by itself, shape (sentences, dim)."""
        sentences = sentence_texts(self._corpus.paper(paper_id).abstract)
        return self._sentence_vectors(paper_id, range(len(sentences)))

    def terms_of(self, paper_id: str) -> PaperTerms:
        """The stems of a paper, by its id."""
        return self._terms(paper_id)

    def roles(self, paper_id: str) -> Roles:
        """What each sentence of a paper's abstract does, in their order."""
        return self._roles(paper_id)

    def _read_roles(self, paper_id: str) -> Roles:
        paper = self._corpus.paper(paper_id)
        return learned()(paper.title, sentence_texts(paper.abstract))

    def _read_sentence_signs(
        self, clause: str, paper_id: str, closely: bool, question: str
    ) -> NDArray[np.float64]:
        paper = self._corpus.paper(paper_id)
        spans = split_sentences(paper.abstract)
        texts = [paper.abstract[start:end] for start, end in spans]
        vector = self._encode(clause)
        signs = sentence_relevance.features(
            clause,
            paper.title,
            texts,
            self._pooled_similarities(paper, spans, vector),
            idf=self._corpus.lexical.idf,
            acronyms={**self._lexicon.topics.acronyms, **acronyms([paper.abstract])},
            question=question,
        )
        if closely and texts:
            probable = sentence_relevance.sentence_answers()(signs)
            likely = np.sort(np.argsort(-probable, kind="stable")[:CLOSELY])
            similar = cosines(self._sentence_vectors(paper_id, likely.tolist()), vector)
            signs[likely, sentence_relevance.FEATURES.index("similar")] = similar
        return signs

    def _candidates(
        self, topic: Topic, vector: Vectors, scope: ScopeFilter, papers: Collection[str]
    ) -> Sequence[int]:
        """The rows of the papers to judge: the best of both searches in `scope`, in all papers, and `papers`.

        Papers out of scope are judged too, because feedback may find similar papers in scope.
        """
        wanted = np.array([self._corpus.rows[p] for p in papers if p in self._corpus.rows], dtype=np.int64)
        lexical = self._corpus.lexical.scores(topic.terms)
        rows: set[int] = set()
        for part in {scope, "all"}:
            within = np.where(self.hybrid.mask(part), lexical, 0.0)
            rows |= set(self.hybrid.candidates(vector, within, part, top_k=CANDIDATES).tolist())
        if len(wanted) > JUDGED:
            wanted = self.hybrid.candidates(vector, lexical, scope, top_k=CANDIDATES, pool=wanted)
        return sorted(rows | set(wanted.tolist()))

    def _pooled_similarities(self, paper: Paper, spans: Sequence[Span], vector: Vectors) -> list[float]:
        """The similarity of each sentence to `vector`, by the vectors of the snapshot, pooled in context.

        The similarity of a sentence that was cut into pieces is that of the best piece.
        """
        within = self._corpus.sentence_rows(paper.id, spans)
        rows = [row for own in within for row in own]
        near = dict(zip(rows, cosines(self._corpus.vectors[rows], vector).tolist(), strict=True))
        return [max((near[row] for row in own), default=0.0) for own in within]

    def _baseline(self, vector: Vectors) -> tuple[float, float]:
        """Mean and standard deviation of the similarity of a topic to a sample of the corpus."""
        abstracts, windows = self.hybrid.sample
        similarity = (cosines(abstracts, vector) + cosines(windows, vector)) / 2
        return float(similarity.mean()), float(similarity.std()) or 1.0

    def _read_terms(self, paper_id: str) -> PaperTerms:
        """The stems of a paper, without acronyms that the paper defines differently from the rest ("SNN")."""
        paper = self._corpus.paper(paper_id)
        common = self._lexicon.topics.acronyms
        own = acronyms([paper.searchable])
        foreign = {
            stem(short)
            for short, long in own.items()
            if short in common and terms(long) != terms(common[short])
        }

        def stems(texts: Iterable[str]) -> tuple[tuple[str, ...], ...]:
            return tuple(tuple(t for t in terms(text) if t not in foreign) for text in texts)

        (title,) = stems([paper.title])
        return PaperTerms(title, stems(sentence_texts(paper.abstract)), stems(paper.keywords))

    def _read_words(self, paper_id: str) -> Vector:
        terms = self._terms(paper_id)
        return word_vector(terms.title, terms.parts[1:], self._corpus.lexical.idf)

    def _sentence_vectors(self, paper_id: str, which: Sequence[int]) -> Vectors:
        """The vectors of some sentences of a paper's abstract, by their places; shape (len(which), dim)."""
        known = self._read_closely(paper_id)
        if new := [at for at in which if at not in known]:
            sentences = sentence_texts(self._corpus.paper(paper_id).abstract)
            known.update(zip(new, self._encoder.encode([sentences[at] for at in new]), strict=True))
        return np.array([known[at] for at in which])

    def _encode_anew(self, text: str) -> Vectors:
        vector: Vectors = self._encoder.encode([text])[0]
        return vector

    def _is_known(self, stem: str) -> bool:
        return self._corpus.lexical.document_count(stem) > 0


def _nothing_yet(paper_id: str) -> dict[int, Vectors]:
    """The vectors of a paper's sentences by their places, to be put there as they are encoded."""
    return {}
