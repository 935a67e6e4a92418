"""Encoders on a common scale: the similarity of texts that have nothing in common is about 0.

The vectors of many encoders share a direction, so that any two texts are alike: to multilingual-e5-small no
two are less alike than 0.7. Cut-offs that were measured with one encoder mean nothing for another, until the
mean vector is taken off (Mu and Viswanath 2018, "All-but-the-Top", arXiv:1702.01417).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.config import DEFAULT_MODEL

if TYPE_CHECKING:
    from assistant.models.encoders import Encoder, SpanEncoder

Vectors = NDArray[np.float32]

_MARK = ", centred"
_TINY = 1e-9  # keeps the vector of the centre itself from being divided by 0


def stored_as(model: str) -> str:
    """The name under which an index has the vectors of `model`.

    The cut-offs were measured with the default model, whose vectors are left as they are. An index with
    uncentred vectors of another one has another name, and is made anew.
    """
    return model if model == DEFAULT_MODEL else f"{model}{_MARK}"


def model_for(stored: str) -> str | None:
    """The model to configure for an index with vectors under a name; None where no model gives such."""
    model = stored.removesuffix(_MARK)
    return model if stored_as(model) == stored else None


class Centred:
    """An encoder whose vectors are taken from their centre, the mean vector of topics of many fields."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    @property
    def name(self) -> str:
        return stored_as(self._encoder.name)

    @property
    def arithmetic(self) -> str:
        return str(getattr(self._encoder, "arithmetic", ""))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode `texts` to shape (len(texts), dim), rows of length 1."""
        return self._from_centre(self._encoder.encode(texts))

    def _from_centre(self, vectors: Vectors) -> Vectors:
        moved = vectors - self._centre
        lengths = np.linalg.norm(moved, axis=1, keepdims=True)
        return np.asarray(moved / np.maximum(lengths, _TINY), dtype=np.float32)

    @cached_property
    def _centre(self) -> Vectors:
        """Shape (dim,)."""
        return np.asarray(self._encoder.encode(topics()).mean(axis=0), dtype=np.float32)


class CentredSpans(Centred):
    """The same of an encoder that gives vectors for spans of a text from one pass over the text."""

    def __init__(self, encoder: SpanEncoder) -> None:
        super().__init__(encoder)
        self._spans = encoder

    def encode_spans(self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]) -> list[Vectors]:
        """One array a text, of shape (len(spans[i]), dim), rows of length 1."""
        return [self._from_centre(vectors) for vectors in self._spans.encode_spans(texts, spans)]


@cache
def topics() -> list[str]:
    """Topics of many fields, as people name them, in English."""
    lines = Path(__file__).with_name("topics.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]
