"""An encoder that needs no model, and papers made by hand."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import numpy as np

from assistant.datamodels import Origin, Paper, Scope
from assistant.index.lexical import LexicalIndex
from assistant.index.tokens import Tokens
from assistant.index.vocabulary import Vocabulary, write_vocabulary
from assistant.models.encoders import Vectors
from assistant.text.analysis import fold, words

DIMENSION = 64
DEEPER = int(os.environ.get("FUZZ", "1"))
"""How many times as many examples the tests of properties are to try; see conftest.py."""


class FakeEncoder:
    """Counts the words of a text in 64 buckets: texts with the same words are one vector, length 1.

    `encoded` lists every text in the order of encoding. Where `fail_after` is given, the encoder
    breaks down once that many texts are encoded, as a killed process or a full memory would.
    """

    def __init__(self, name: str = "words-64", *, fail_after: int | None = None) -> None:
        self.name = name
        self.encoded: list[str] = []
        self._fail_after = fail_after

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        for row, text in enumerate(texts):
            if self._fail_after is not None and len(self.encoded) >= self._fail_after:
                raise MemoryError("out of memory")
            self.encoded.append(text)
            for word in words(text) or [""]:
                vectors[row, crc32(word.encode()) % DIMENSION] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def make_vocabulary(papers: Sequence[Paper]) -> Vocabulary:
    """The wording of `papers`, as an ingest writes it."""
    directory = Path(tempfile.mkdtemp()) / "words"
    tokens = Tokens.of((paper.title, paper.abstract) for paper in papers)
    write_vocabulary(directory, papers, tokens)
    return Vocabulary(directory, LexicalIndex.of(tokens))


def make_paper(title: str, abstract: str = "", *, scope: Scope = "group", **fields: object) -> Paper:
    """A paper on line 1 of `made.jsonl`, its id the first letters of its title: "Big Cats" is `bc`."""
    fields.setdefault("id", "".join(word[0] for word in fold(title).split()))
    fields.setdefault("records", (Origin("made.jsonl", 1),))
    return Paper(title=title, abstract=abstract, scope=scope, **fields)  # type: ignore[arg-type]
