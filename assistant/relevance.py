"""How likely a paper is to be about a topic: a calibrated probability from lexical and dense signs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.topics import Concept, Topic

Idf = Callable[[str], float]

FEATURES = (
    "abstract",  # cosine similarity of topic and whole abstract
    "window",  # of topic and the best window of sentences
    "sentence",  # of topic and the best single sentence
    "contrast",  # (abstract + window) / 2 in standard deviations above the corpus
    "coverage",  # share of the topic's idf mass that the paper mentions
    "together",  # the same within its best sentence or its title
    "title",  # the same within its title
    "phrase",  # share of neighbouring word pairs of the topic that stand side by side
    "often",  # log(1 + sentences that mention nearly all of it)
    "unknown",  # share of the topic's idf mass that no paper of the corpus mentions
    "length",  # log of the number of stems in the topic
)


WEIGHTS = (0.0, 3.0, 2.0, 0.3, 2.0, 3.0, 2.0, 2.0, 0.5, -1.0, 0.0)
BIAS = -7.5
THRESHOLD = 0.5
"""Logistic regression on labelled topics: `python -m bench calibrate`, see docs/calibration.md."""


@dataclass(frozen=True, slots=True)
class PaperTerms:
    """The stems of a paper's title and of each sentence of its abstract, in order."""

    title: tuple[str, ...]
    sentences: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Dense:
    """Similarities of a topic to one paper; `contrast` in standard deviations of the corpus."""

    abstract: float
    window: float
    sentence: float
    contrast: float


def features(topic: Topic, paper: PaperTerms, dense: Dense, idf: Idf, known: Callable[[str], bool]) -> NDArray[np.float64]:
    """The FEATURES of a topic and a paper, shape (len(FEATURES),)."""
    weights = [_weight(concept, idf) for concept in topic.concepts]
    mass = sum(weights) or 1.0
    parts = (paper.title, *paper.sentences)
    # match[part][concept]: how much of the concept stands in that title or sentence, 0 to 1
    match = [[_match(concept, set(part), idf) for concept in topic.concepts] for part in parts]
    per_part = [sum(w * m for w, m in zip(weights, row, strict=True)) / mass for row in match]
    coverage = sum(w * max(column) for w, column in zip(weights, zip(*match, strict=True), strict=True)) / mass
    missing = sum(w for w, c in zip(weights, topic.concepts, strict=True) if not _is_known(c, known))
    stems = [s for concept in topic.concepts for s in concept.stems]
    return np.array(
        [
            dense.abstract,
            dense.window,
            dense.sentence,
            dense.contrast,
            coverage,
            max(per_part),
            per_part[0],
            _phrase(stems, topic.concepts, parts, coverage),
            np.log1p(sum(p >= 0.8 for p in per_part)),
            missing / mass,
            np.log(max(1, len(stems))),
        ]
    )


def probability(signs: NDArray[np.float64]) -> float:
    """The calibrated probability, 0 to 1, that a paper with these features is one to list."""
    return float(1.0 / (1.0 + np.exp(-(np.dot(WEIGHTS, signs) + BIAS))))


def _weight(concept: Concept, idf: Idf) -> float:
    return sum(idf(s) for s in concept.stems)


def _match(concept: Concept, stems: set[str], idf: Idf) -> float:
    return max(sum(idf(s) for s in a if s in stems) / sum(idf(s) for s in a) for a in concept.alternatives)


def _is_known(concept: Concept, known: Callable[[str], bool]) -> bool:
    return any(all(known(s) for s in alternative) for alternative in concept.alternatives)


def _phrase(
    stems: Sequence[str], concepts: Sequence[Concept], parts: Sequence[tuple[str, ...]], coverage: float
) -> float:
    pairs = set(zip(stems, stems[1:], strict=False))
    if not pairs:
        return coverage
    found: set[tuple[str, str]] = set()
    for part in parts:
        present = set(part)
        found |= {p for p in zip(part, part[1:], strict=False) if p in pairs}
        found |= {p for p in zip(part, part[2:], strict=False) if p in pairs}
        for concept in concepts:  # an acronym stands for all the pairs of its long form
            if any(len(a) == 1 and a[0] in present for a in concept.alternatives[1:]):
                found |= set(zip(concept.stems, concept.stems[1:], strict=False))
    return len(found) / len(pairs)
