"""The Library: everything that the handlers of plans need to answer from one corpus."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.index.corpus import Corpus
from assistant.retrieval.finder import Finder
from assistant.retrieval.retriever import Retriever
from assistant.understanding.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Library:
    """One corpus, the lexicon of its names and topics, and the searches over the corpus."""

    corpus: Corpus
    lexicon: Lexicon
    retriever: Retriever
    finder: Finder
