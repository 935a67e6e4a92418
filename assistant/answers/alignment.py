"""A claim beside a paper, word by word: which word of the paper stands for which of the claim."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Paper
from assistant.text.analysis import fold, stem, stopwords
from assistant.text.sentences import Span, split_sentences

Matrix = NDArray[np.float32]
WordVectors = Callable[[str, Sequence[Span]], Matrix]
"""From a text and spans of it to a unit vector for each, as it is meant in the text; shape (spans, dim)."""

ENOUGH = 0.6
"""From this likeness on, a word of a paper may stand for one of the claim."""

_BY_MEANING = 0.4
"""How much the cosine similarity of claim and sentence counts beside the words that they share."""

_SECOND = 0.2
"""How much more of the claim a second sentence must cover to be cited beside the first."""


@dataclass(frozen=True, slots=True)
class Word:
    """`text[start:end]` of a text, folded and stemmed to `stem`, and the number of its sentence."""

    stem: str
    start: int
    end: int
    sentence: int


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A text with its sentences and content words; `vectors` has a row for each word, or no row at all."""

    text: str
    sentences: tuple[Span, ...]
    words: tuple[Word, ...]
    vectors: Matrix

    def sentence(self, number: int) -> str:
        start, end = self.sentences[number]
        return self.text[start:end]

    def near(self, start: int, end: int, reach: int) -> list[int]:
        """The positions of the words at most `reach` characters before or after a span."""
        return [
            at
            for at, w in enumerate(self.words)
            if (w.end <= start and start - w.end < reach) or (w.start >= end and w.start - end < reach)
        ]


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """A paper beside a claim of n words.

    `read` is its title and abstract, the title as the first sentence. `like` is how alike each word of the
    claim is to each of its words, `best` how alike to the best of each sentence, shape (n, sentences);
    `cosines` how alike the claim is to each sentence, 0 for the title.
    """

    paper: Paper
    read: Read
    like: Matrix
    best: Matrix
    cosines: Matrix

    def order(self, weight: Matrix) -> list[int]:
        """The sentences of the abstract by how well they bear the claim out, best first."""
        score = weight @ self.best + _BY_MEANING * self.cosines
        return [int(at) for at in np.argsort(-score, kind="stable") if at > 0]

    def found(self, weight: Matrix) -> list[Span]:
        """The sentences of the abstract to cite: the best one, and what covers much more beside it."""
        order = self.order(weight)[:3]
        if not order:
            return []
        first, *rest = order
        own = self.best[:, first]
        gains = [float(weight @ np.maximum(self.best[:, at] - own, 0)) for at in rest]
        picked = [first, *(at for at, gain in zip(rest, gains, strict=True) if gain > _SECOND)][:2]
        before = len(self.paper.title) + 2
        spans = (self.read.sentences[at] for at in picked)
        return [(start - before, end - before) for start, end in spans]


def read_text(text: str, sentences: Sequence[Span], vectors: WordVectors | None) -> Read:
    """The content words of the sentences of `text`, with their vectors where there are any."""
    words = tuple(_words(text, sentences))
    rows = vectors(text, [(w.start, w.end) for w in words]) if vectors and words else np.zeros((0, 1))
    return Read(text, tuple(sentences), words, np.asarray(rows, dtype=np.float32))


def _words(text: str, sentences: Sequence[Span]) -> Iterator[Word]:
    for number, (low, high) in enumerate(sentences):
        for match in _WORD.finditer(text, low, high):
            if (word := fold(match.group())) not in stopwords():
                yield Word(stem(word), match.start(), match.end(), number)


@lru_cache(maxsize=64)  # half a megabyte each
def read_paper(title: str, abstract: str, vectors: WordVectors | None) -> Read:
    """The title and the abstract of a paper as one text, the title as its first sentence."""
    before = len(title) + 2
    spans = [(start + before, end + before) for start, end in split_sentences(abstract)]
    return read_text(f"{title}. {abstract}", [(0, len(title)), *spans], vectors)


def beside(claim: Read, paper: Paper, read: Read, cosines: Sequence[float] | None) -> Beside:
    """`cosines` are those of the claim and the sentences; without any, the words that they share stand in."""
    like = _likeness(claim, read)
    best = np.zeros((len(claim.words), len(read.sentences)), dtype=np.float32)
    for number in range(len(read.sentences)):
        own = [at for at, word in enumerate(read.words) if word.sentence == number]
        if own and len(claim.words):
            best[:, number] = like[:, own].max(axis=1)
    shares = best.mean(axis=0)[1:] if len(claim.words) else np.zeros(len(read.sentences) - 1)
    near = np.array([0.0, *(shares if cosines is None else cosines)], dtype=np.float32)
    return Beside(paper, read, like, best, near)


def _likeness(claim: Read, source: Read) -> Matrix:
    """1 for words of one stem, else how alike they are meant."""
    stems = np.array([w.stem for w in source.words])
    same = np.array([stems == w.stem for w in claim.words], dtype=np.float32)
    same = same.reshape(len(claim.words), len(source.words))
    if not len(claim.vectors) or not len(source.vectors):
        return same
    alike: Matrix = np.maximum(same, np.clip(claim.vectors @ source.vectors.T, 0.0, 1.0))
    return alike


_WORD = re.compile(r"[^\W_]+")
