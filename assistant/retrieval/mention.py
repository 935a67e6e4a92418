"""How much of a topic stands in the words of a paper: what can be said without any model."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import numpy as np

from assistant.understanding.concepts import Concept, Topic

Idf = Callable[[str], float]

MOST = 2 / 3
"""Share of the idf mass of a topic from which on a paper has it in words: two words that are worth the same,
of which a paper has one, are not enough."""

SURE = 0.75
"""Probability from which on a paper is on a topic, whatever its words.

Of the papers listed for topics of seven groups, 0.60 are right; of those with MOST of the topic in words or
SURE to be on it, 0.92. From 0.7 to 0.8 it is 0.91 to 0.93."""


def plainly(topic: Topic, parts: Sequence[Collection[str]], idf: Idf, score: float) -> bool:
    """Whether a paper deals with a topic, or one of its parts, rather than with something near it.

    `parts` are the stems of its title and of each sentence, `score` the probability that it is on the topic.
    """
    wanted = (topic, *topic.parts)
    return score >= SURE or any(mentioned(part.concepts, parts, idf)[0] >= MOST for part in wanted)


def mentioned(concepts: Sequence[Concept], parts: Sequence[Collection[str]], idf: Idf) -> tuple[float, float]:
    """The share of the idf mass of `concepts` that a paper mentions, and that the best of its parts does."""
    weights = np.array([sum(map(idf, concept.stems)) for concept in concepts])
    mass = float(weights.sum()) or 1.0
    present = [set(part) for part in parts]
    everything = set[str]().union(*present)
    has = np.zeros((len(parts), len(concepts)))
    for at, concept in enumerate(concepts):
        if any(s in everything for wording in concept.alternatives for s in wording):
            has[:, at] = [_has(stems, concept) for stems in present]
    shares = has @ weights / mass
    return float(has.max(axis=0, initial=0.0) @ weights / mass), float(shares.max(initial=0.0))


def _has(stems: Collection[str], concept: Concept) -> float:
    """How much of a concept stands among the `stems` of a title or a sentence, 0 to 1."""
    return max(sum(s in stems for s in wording) / len(wording) for wording in concept.alternatives)
