"""Pairs of texts -> scores: cross-encoders by name, for re-ranking and for judging what follows from what."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelError

Scores = NDArray[np.float32]
Pairs = Sequence[tuple[str, str]]


class CrossEncoder:
    """A sentence-transformers cross-encoder, loaded at its first use and safe to share between threads.

    `name` is a directory or any name sentence-transformers can fetch from the Hugging Face hub.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._model: Any = None
        self._lock = threading.Lock()

    def load(self) -> None:
        """Load the model now. Raises ModelError where the model can't be loaded."""
        with self._lock:
            if self._model is None:
                self._model = _load(self.name)

    def scores(self, pairs: Pairs) -> Scores:
        """How relevant the second text of each pair is to the first, 0 to 1, shape (len(pairs),).

        Raises ModelError where the model can't be loaded or gives more than one score.
        """
        logits = self._logits(pairs)
        if logits.ndim != 1:
            raise ModelError(
                f"The cross-encoder {self.name!r} gives {logits.shape[-1]} scores a pair; a re-ranker gives "
                "one. Name another with --reranker or ASSISTANT_RERANKER."
            )
        return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float32)

    def inference(self, pairs: Pairs) -> Scores:
        """How surely the first text of each pair entails the second, leaves it open, contradicts it.

        Probabilities that add up to 1, shape (len(pairs), 3). Raises ModelError where the model can't be
        loaded or has no labels for these.
        """
        logits = self._logits(pairs)
        labels = {str(v).lower(): int(k) for k, v in self._model.model.config.id2label.items()}
        columns = [
            next((at for label, at in labels.items() if label.startswith(start)), None)
            for start in ("entail", "neutral", "contradict")
        ]
        if logits.ndim != 2 or None in columns:
            raise ModelError(
                f"The cross-encoder {self.name!r} knows {sorted(labels)}; one for natural language inference "
                "has the labels entailment, neutral and contradiction. Name another with --nli or "
                "ASSISTANT_NLI."
            )
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray((odds / odds.sum(axis=1, keepdims=True))[:, columns], dtype=np.float32)

    def _logits(self, pairs: Pairs) -> Scores:
        self.load()
        from torch import nn

        with self._lock:
            found = self._model.predict(
                list(pairs), activation_fn=nn.Identity(), convert_to_numpy=True, show_progress_bar=False
            )
        return np.asarray(found, dtype=np.float32)


def _load(name: str) -> Any:
    from sentence_transformers import CrossEncoder as Model

    try:
        return Model(name)
    except (OSError, ValueError) as problem:
        raise ModelError(
            f"The cross-encoder {name!r} could not be loaded ({type(problem).__name__}). Give a "
            "directory with one or a name from the Hugging Face hub."
        ) from problem
