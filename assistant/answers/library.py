"""What the handlers of plans answer from."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.index.corpus import Corpus
from assistant.retrieval.finder import Finder
from assistant.retrieval.retriever import Retriever
from assistant.understanding.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Library:
    """One corpus, the words that it knows, and what searches it."""

    corpus: Corpus
    lexicon: Lexicon
    retriever: Retriever
    finder: Finder
