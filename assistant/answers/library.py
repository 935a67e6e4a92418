"""The Library: everything that the handlers of plans need to answer from one corpus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.datamodels import Evidence, Query
from assistant.index.corpus import Corpus
from assistant.retrieval.finder import Finder
from assistant.retrieval.retriever import Retriever
from assistant.understanding.language import ENGLISH
from assistant.understanding.lexicon import Lexicon

if TYPE_CHECKING:
    from assistant.text.citation_styles import Style


@dataclass(frozen=True, slots=True)
class Library:
    """One corpus, the lexicon of its names and topics, the searches over the corpus, a citation style."""

    corpus: Corpus
    lexicon: Lexicon
    retriever: Retriever
    finder: Finder
    style: Style | None = None

    def judged(self, topic: str, evidence: Sequence[Evidence]) -> Library:
        """A library in which the papers on `topic` are those of `evidence`, as a judge has read them."""
        return replace(self, finder=self.finder.judged(topic, evidence))

    def reads(self, query: Query) -> bool:
        """Whether a search can read the topic of `query`: it is English, or the encoder knows more."""
        return query.language == ENGLISH or bool(query.mended) or self.retriever.multilingual
