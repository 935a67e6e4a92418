"""The knowledge about one corpus that the check of a model's draft uses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from assistant.answers.support import Checks
from assistant.datamodels import Paper
from assistant.index.corpus import Corpus
from assistant.models.cross_encoders import CrossEncoder
from assistant.models.encoders import Encoder, Vectors
from assistant.text.analysis import words
from assistant.text.sentences import split_sentences
from assistant.understanding.language import ENGLISH
from assistant.understanding.lexicon import Lexicon

CONTRADICTED = 0.5
"""The least probability for which a cross-encoder's label "contradiction" counts."""


def checks_for(
    corpus: Corpus, encoder: Encoder, lexicon: Lexicon, *, nli: CrossEncoder | None = None
) -> Checks:
    """The checks over `corpus`; `nli` is a cross-encoder for natural language inference."""
    return Checks(
        idf=corpus.lexical.idf,
        similar=_similar(corpus, encoder),
        contradicts=contradicts(nli) if nli else None,
        is_foreign=lambda claim: lexicon.language_of(claim) != ENGLISH,
        is_common=lexicon.is_english,
        acronyms=lexicon.topics.acronyms,
        own_names=frozenset(word for subject in lexicon.subjects for word in words(subject)),
    )


def _similar(corpus: Corpus, encoder: Encoder) -> Callable[[str, Paper], Sequence[float]]:
    @lru_cache(maxsize=512)
    def vector(claim: str) -> Vectors:
        found: Vectors = encoder.encode([claim])[0]
        return found

    @lru_cache(maxsize=2048)
    def rows(paper_id: str) -> list[list[int]]:
        """For each sentence of the abstract the rows of its vectors; without any, the row of the abstract."""
        whole = corpus.passage_rows(paper_id)["abstract"]
        spans = split_sentences(corpus.paper(paper_id).abstract)
        return [own or whole for own in corpus.sentence_rows(paper_id, spans)]

    def similar(claim: str, paper: Paper) -> Sequence[float]:
        return [float((corpus.vectors[own] @ vector(claim)).max()) for own in rows(paper.id)]

    return similar


def contradicts(model: CrossEncoder) -> Callable[[str, str], bool]:
    """A function of a text and a claim that tells whether, by `model`, the text contradicts the claim."""
    return lambda text, claim: bool(model.contradictions([(text, claim)])[0] >= CONTRADICTED)
