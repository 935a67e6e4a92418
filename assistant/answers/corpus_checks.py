"""The knowledge about one corpus that the check of a model's draft uses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from assistant.answers.alignment import WordVectors
from assistant.answers.support import Checks
from assistant.datamodels import Paper
from assistant.index.corpus import Corpus
from assistant.models.encoders import Encoder, SpanEncoder, Vectors
from assistant.text.analysis import words
from assistant.text.sentences import sentence_texts, split_sentences
from assistant.understanding.language import ENGLISH
from assistant.understanding.lexicon import Lexicon


def checks_for(corpus: Corpus, encoder: Encoder, lexicon: Lexicon) -> Checks:
    """The checks over `corpus`."""
    return Checks(
        idf=corpus.lexical.idf,
        similar=_similar(corpus, encoder),
        vectors=word_vectors(encoder),
        is_foreign=lambda claim: lexicon.language_of(claim) != ENGLISH,
        is_common=lexicon.is_english,
        is_used=lexicon.has_word,
        acronyms=lexicon.topics.acronyms,
        own_names=frozenset(word for subject in lexicon.subjects for word in words(subject)),
    )


def _similar(corpus: Corpus, encoder: Encoder) -> Callable[[str, Paper], Sequence[float]]:
    @lru_cache(maxsize=512)
    def vector(text: str) -> Vectors:
        found: Vectors = encoder.encode([text])[0]
        return found

    @lru_cache(maxsize=2048)
    def rows(paper_id: str) -> list[list[int]]:
        """For each sentence of the abstract the rows of its vectors; without any, the row of the abstract."""
        whole = corpus.passage_rows(paper_id)["abstract"]
        spans = split_sentences(corpus.paper(paper_id).abstract)
        return [own or whole for own in corpus.sentence_rows(paper_id, spans)]

    def similar(claim: str, paper: Paper) -> Sequence[float]:
        beyond = paper.abstract[len(corpus.paper(paper.id).abstract) :]  # sentences of the full text
        known = [float((corpus.vectors[own] @ vector(claim)).max()) for own in rows(paper.id)]
        return known + [float(vector(said) @ vector(claim)) for said in sentence_texts(beyond)]

    return similar


def word_vectors(encoder: Encoder) -> WordVectors | None:
    """The vectors of words in their context; None where the encoder gives one only for a whole text."""
    if not isinstance(encoder, SpanEncoder):
        return None
    return lambda text, spans: encoder.encode_spans([text], [spans])[0]
