"""The themes of a corpus: those of the group's papers, and which of all papers are on them.

All views take them from here, so that a theme has one name, one number of papers and one colour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Paper
from assistant.index.corpus import evenly
from assistant.index.papers import Chosen, columns_of
from assistant.index.themes import MOST, NEAR, Floats, Theme
from assistant.models.encoders import Vectors

NO_THEME = "Other topics"
"""What stands for the theme of a paper that has none."""

BLOCK = 10_000
"""Papers whose vectors are read at a time."""


@dataclass(frozen=True, slots=True)
class CorpusThemes:
    """The names of the themes, and the theme of each paper that has one, as a position in `names`, by its id.

    The theme with most papers that use its term comes first.
    """

    names: tuple[str, ...]
    of: Mapping[str, int]

    def name_of(self, id: str) -> str:
        """The theme of a paper, NO_THEME where it has none."""
        return self.names[self.of[id]] if id in self.of else NO_THEME


class Themed(Protocol):
    """What is needed of a corpus: a vector for each row of a paper, and the themes of some papers."""

    @property
    def papers(self) -> Sequence[Paper]: ...

    def vectors_of(self, rows: NDArray[np.int64], /) -> Vectors: ...

    def themes(self, papers: Sequence[Paper], /, *, most: int) -> tuple[Theme, ...]: ...


def corpus_themes(corpus: Themed) -> CorpusThemes:
    """The themes of the group's papers; of all papers where those of the group have none.

    A paper that was not read for the themes is on the nearest one, where it is as near as a theme's papers
    have to be.
    """
    papers, vectors_of = corpus.papers, corpus.vectors_of
    columns = columns_of(papers)
    themes: tuple[Theme, ...] = ()
    for pool in (columns.group, np.ones_like(columns.group)):
        pooled = columns.by_date[pool[columns.by_date]].tolist()
        read = np.array(evenly(pooled), dtype=np.int64)
        themes = corpus.themes(Chosen(papers, pooled), most=MOST) if pooled else ()
        if themes:
            break
    of = {paper.id: place for place, theme in enumerate(themes) for paper in theme.papers}
    if themes:
        middle = vectors_of(read).mean(axis=0)
        rows = [np.array([columns.rows[paper.id] for paper in theme.papers]) for theme in themes]
        centres = np.array([_unit(_unit(vectors_of(own) - middle).mean(axis=0)) for own in rows])
        rest = np.setdiff1d(np.arange(len(papers)), read)
        for start in range(0, len(rest), BLOCK):
            block = rest[start : start + BLOCK]
            vectors = vectors_of(block)
            near = _unit(vectors - middle) @ centres.T
            placed = np.flatnonzero((near.max(axis=1) >= NEAR) & vectors.any(axis=1))
            nearest = near.argmax(axis=1)
            of |= {columns.ids[block[at]]: int(nearest[at]) for at in placed}
    return CorpusThemes(tuple(theme.name for theme in themes), of)


def _unit(vectors: Vectors | Floats) -> Floats:
    """`vectors` scaled to length 1."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-9), dtype=np.float64)
