"""What the steps of the graph work with, and what answers without a model: the desk of one corpus."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from assistant.answers.conversation import ConversationReader
from assistant.answers.corpus_checks import checks_for
from assistant.answers.library import Library
from assistant.answers.support import Checks
from assistant.answers.verbatim import VerbatimAnswers
from assistant.graph.corpus_facts import corpus_facts
from assistant.models.cross_encoders import CrossEncoder
from assistant.models.encoders import Encoder
from assistant.models.writers import Models
from assistant.retrieval.rerankers import Reranker


@dataclass(frozen=True)
class Desk:
    """One corpus, how it answers in verbatim sentences, and the models.

    `reranker` puts the papers that a search found in order, `nli` judges sentences in place of a chat model.
    """

    library: Library
    encoder: Encoder
    verbatim: VerbatimAnswers
    reader: ConversationReader
    models: Models
    reranker: Reranker | None = None
    nli: CrossEncoder | None = None

    @cached_property
    def checks(self) -> Checks:
        """What the mechanical check knows of the corpus."""
        return checks_for(self.library.corpus, self.encoder, self.library.lexicon)

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """What a model that reads a question is told of the corpus."""
        return corpus_facts(self.library)
