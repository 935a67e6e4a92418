"""The probability that a paper is about a topic, from lexical and dense features, by logistic regression.

A first regression judges each paper by itself; a second one also compares the paper with the best papers of
the first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.calibration import Logistic, cut_off, regression
from assistant.text.analysis import stem, stopwords, terms, words
from assistant.understanding.concepts import Concept, Topic

Array = NDArray[np.float64]
Idf = Callable[[str], float]

Worth = Callable[[str], float]
"""How much a folded word tells by itself, from 0 (the commonest of English) to 1 (none of English)."""

FEATURES = (
    "abstract",  # cosine similarity of topic and whole abstract
    "window",  # cosine similarity of topic and the best window of sentences
    "sentence",  # cosine similarity of topic and the best single sentence
    "contrast",  # (abstract + window) / 2 in standard deviations above the corpus
    "coverage",  # share of the topic's idf mass that the paper mentions
    "together",  # share that the best sentence, or the title, mentions
    "title",  # share that the title mentions
    "phrase",  # share of neighbouring word pairs of the topic that stand side by side in the paper
    "whole",  # 1 where one sentence, or the title, has the whole topic, and all word pairs stand side by side
    "often",  # log(1 + number of sentences that mention nearly all of the topic)
    "unknown",  # share of the topic's idf mass that no paper of the corpus mentions
    "length",  # log of the number of stems in the topic
    "rarity",  # mean idf of the topic's terms; 1 for terms that no paper has
    "rare_whole",  # whole x rarity: a paper with all of a rare topic is about the topic, unlike "learning"
    "rare_together",  # together x rarity
    "contrast_together",  # contrast x together: both searches agree
    # Like some of the above, with words weighed by idf x worth: "deaths" is worth less than "naltrexone".
    "worth_coverage",  # share of the topic's weight that the paper mentions
    "rarest",  # 1 where the paper mentions the weightiest word
    "worth_together",  # share that the best sentence, or the title, mentions
    "worth_title",  # share that the title mentions
    "worth",  # mean worth of the topic's words
    "highest_worth",
    "words",  # number of different words in the topic
    "no_abstract",  # 1 where the paper has no abstract
    "keyword",  # stems that the topic and the likest keyword have in common, as a share of the stems of both
    "no_keywords",  # 1 where the paper has no keywords
)


@dataclass(frozen=True, slots=True)
class Relevance:
    """Two regressions and the cut-off for the papers that are listed.

    `first` takes FEATURES, `second` takes features made of the probabilities of `first`. No paper is listed
    unless the best one has a probability of at least `anchor`; every listed paper has at least `share` times
    the probability of the best one.
    """

    first: Logistic
    second: Logistic
    anchor: float
    share: float


@cache
def about_topic() -> Relevance:
    """Whether a paper is about a topic; the second regression takes `feedback_signs`."""
    return Relevance(
        regression("topic", FEATURES),
        regression("feedback", FEEDBACK_FEATURES),
        cut_off("topic", "anchor"),
        cut_off("topic", "share"),
    )


FEEDBACK = 8
"""Best papers of the first regression with which the second compares all papers."""

_DOUBT = 0.1
"""Added to the sum of the best papers' probabilities, so that papers similar to improbable papers are not
listed ("capital of France" finds two similar papers on credit assignment). The labelled topics do as well
without the term."""

FEEDBACK_FEATURES = (
    "first",  # log odds of the first regression
    "near",  # similarity to the best papers, weighted by their probabilities; small where none is probable
    "confidence",  # probability of the best paper: whether anything was found at all
    "own",  # 1 for a paper of the group, whose papers are on few themes and alike
)


def strongest(first: Array) -> list[int]:
    """The positions of the FEEDBACK best papers, best first."""
    best: list[int] = np.argsort(-first, kind="stable")[:FEEDBACK].tolist()
    return best


def feedback_signs(first: Array, likeness: Array, own: Array) -> Array:
    """FEEDBACK_FEATURES of each paper, shape (papers, len(FEEDBACK_FEATURES)): pseudo-relevance feedback.

    `first`, shape (papers,), are the probabilities of the first regression. `likeness`, shape (FEEDBACK,
    papers), is the similarity of words (0 to 1) of each of the best papers to each paper. `own`, shape
    (papers,), is 1 for papers of the group. With feedback, papers without a word of "lifelong learning" are
    found through similar papers that have the words.
    """
    best = np.sort(first)[::-1][: len(likeness)]
    near = best @ likeness / (best.sum() + _DOUBT)
    return np.column_stack([log_odds(first), near, np.full(len(first), best[0]), own])


def own_sign(of_group: NDArray[np.bool_]) -> Array:
    """The sign "own" of all papers: 0 where there are no papers of others to tell them from."""
    return np.zeros(len(of_group)) if of_group.all() else of_group.astype(np.float64)


def log_odds(probability: Array) -> Array:
    """ln(p / (1 - p)), with p clipped to stay finite."""
    certain = np.clip(probability, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(certain / (1 - certain)))


@dataclass(frozen=True)
class PaperTerms:
    """The stems of a paper's title, of each sentence of its abstract, and of each keyword, in order.

    What is made of them is kept: a paper is judged for many topics.
    """

    title: tuple[str, ...]
    sentences: tuple[tuple[str, ...], ...]
    keywords: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def parts(self) -> tuple[tuple[str, ...], ...]:
        """The title, the sentences, and all keywords as one more sentence."""
        said = tuple(stem for keyword in self.keywords for stem in keyword)
        return (self.title, *self.sentences, said) if said else (self.title, *self.sentences)

    @cached_property
    def sets(self) -> tuple[frozenset[str], ...]:
        """The different stems of each of `parts`."""
        return tuple(map(frozenset, self.parts))

    @cached_property
    def everything(self) -> frozenset[str]:
        """The different stems of all parts."""
        return frozenset[str]().union(*self.sets)


@dataclass(frozen=True, slots=True)
class Dense:
    """Cosine similarities of a topic and one paper; see FEATURES."""

    abstract: float
    window: float
    sentence: float
    contrast: float


@dataclass(frozen=True, slots=True)
class WeighedWords:
    """The different words of a topic: their stems, their weights with the sum 1, and their worths.

    `terms` are the stems of the topic as papers and keywords are indexed.
    """

    stems: tuple[str, ...]
    weights: tuple[float, ...]
    worths: tuple[float, ...]
    terms: frozenset[str]

    @classmethod
    def of(cls, topic: Topic, idf: Idf, worth: Worth) -> WeighedWords:
        """The words of `topic` without stop words, weighed by idf x worth."""
        found = [w for w in dict.fromkeys(words(topic.text)) if w not in stopwords() and len(w) > 1]
        stems = tuple(map(stem, found))
        worths = tuple(map(worth, found))
        weights = [idf(s) * w for s, w in zip(stems, worths, strict=True)]
        total = sum(weights) or 1.0
        return cls(stems, tuple(w / total for w in weights), worths, frozenset(terms(topic.text)))

    def signs(self, paper: PaperTerms) -> list[float]:
        """The signs of FEATURES from "worth_coverage" to "words"."""
        everything = paper.everything
        rarest = max(zip(self.weights, self.stems, strict=True), default=(0.0, ""))[1]
        some = [(w, s) for w, s in zip(self.weights, self.stems, strict=True) if s in everything]
        shares = [sum(w for w, s in some if s in part) for part in paper.sets] if some else [0.0]
        return [
            sum(w for w, _ in some),
            float(rarest in everything),
            max(shares),
            shares[0],
            sum(self.worths) / max(1, len(self.worths)),
            max(self.worths, default=0.0),
            float(len(self.stems)),
        ]


@dataclass(frozen=True)
class WeighedConcepts:
    """The concepts of a topic with their weights in one corpus, computed once for all papers.

    `alternatives` has for each concept its wordings, each as pairs of a stem and its idf, with their sum.
    `missing` is the weight of those that no paper of the corpus mentions. `rarity` is the mean idf, 1 for
    terms that no paper has.
    """

    concepts: tuple[Concept, ...]
    weights: tuple[float, ...]
    alternatives: tuple[tuple[tuple[tuple[tuple[str, float], ...], float], ...], ...]
    missing: float
    stems: tuple[str, ...]
    pairs: frozenset[tuple[str, str]]
    rarity: float

    @classmethod
    def of(cls, topic: Topic, idf: Idf, known: Callable[[str], bool]) -> WeighedConcepts:
        """The concepts of `topic`; `known` tells whether any paper has a stem."""
        concepts = topic.concepts
        weights = tuple(sum(idf(s) for s in concept.stems) for concept in concepts)
        stems = tuple(s for concept in concepts for s in concept.stems)
        return cls(
            concepts,
            weights,
            tuple(
                tuple((tuple((s, idf(s)) for s in a), sum(idf(s) for s in a)) for a in concept.alternatives)
                for concept in concepts
            ),
            sum(w for w, c in zip(weights, concepts, strict=True) if not _is_known(c, known)),
            stems,
            frozenset(pairwise(stems)),
            # idf(" ") is the highest idf: no paper has the stem " "
            float(np.mean([idf(s) for s in stems])) / idf(" ") if stems else 0.0,
        )

    @cached_property
    def asked(self) -> frozenset[str]:
        """The stems of all wordings: a part of a paper without any of them has nothing of the topic."""
        return frozenset(s for wordings in self.alternatives for wording, _ in wordings for s, _ in wording)

    @cached_property
    def reworded(self) -> tuple[Concept, ...]:
        """The concepts that have several wordings."""
        return tuple(concept for concept in self.concepts if len(concept.alternatives) > 1)

    @cached_property
    def synonyms(self) -> dict[str, str]:
        """The stem of the topic for each single one that means the same."""
        single = (concept for concept in self.reworded if len(concept.stems) == 1)
        return {a[0]: c.stems[0] for c in single for a in c.alternatives[1:] if len(a) == 1}

    def matches(self, paper: PaperTerms) -> tuple[list[float], float]:
        """For each part how much of the topic's weight stands there, and how much stands in any part.

        A concept of which no part has a stem adds nothing, and is not looked for in each of them.
        """
        some = [
            (weight, wordings)
            for weight, wordings in zip(self.weights, self.alternatives, strict=True)
            if any(s in paper.everything for wording, _ in wordings for s, _ in wording)
        ]
        mass = sum(self.weights) or 1.0
        none = [0.0] * len(some)
        match = [
            none if self.asked.isdisjoint(stems) else [_match(wordings, stems) for _, wordings in some]
            for stems in paper.sets
        ]
        per_part = [sum(w * m for (w, _), m in zip(some, row, strict=True)) / mass for row in match]
        columns = zip(*match, strict=True)
        return per_part, sum(w * max(column) for (w, _), column in zip(some, columns, strict=True)) / mass


def features(paper: PaperTerms, dense: Dense, asked: WeighedConcepts, weighed: WeighedWords) -> Array:
    """The FEATURES of a topic and a paper, shape (len(FEATURES),); `asked` and `weighed` are of the topic."""
    per_part, coverage = asked.matches(paper)
    phrase = _phrase(asked, paper, coverage)
    together, whole = max(per_part), float(max(per_part) > 0.95 and phrase > 0.95)
    rarity = asked.rarity
    return np.array(
        [
            dense.abstract,
            dense.window,
            dense.sentence,
            dense.contrast,
            coverage,
            together,
            per_part[0],
            phrase,
            whole,
            np.log1p(sum(p >= 0.8 for p in per_part)),
            asked.missing / (sum(asked.weights) or 1.0),
            np.log(max(1, len(asked.stems))),
            rarity,
            whole * rarity,
            together * rarity,
            dense.contrast * together,
            *weighed.signs(paper),
            float(not paper.sentences),
            max((_shared(weighed.terms, keyword) for keyword in paper.keywords), default=0.0),
            float(not paper.keywords),
        ]
    )


def _shared(topic: frozenset[str], keyword: Sequence[str]) -> float:
    """The stems in common, as a share of all (Jaccard)."""
    return len(topic.intersection(keyword)) / max(1, len(topic.union(keyword)))


def _match(wordings: Sequence[tuple[Sequence[tuple[str, float]], float]], stems: frozenset[str]) -> float:
    return max(sum(idf for s, idf in wording if s in stems) / mass for wording, mass in wordings)


def _is_known(concept: Concept, known: Callable[[str], bool]) -> bool:
    return any(all(known(s) for s in alternative) for alternative in concept.alternatives)


def _phrase(asked: WeighedConcepts, paper: PaperTerms, coverage: float) -> float:
    pairs, concepts, own = asked.pairs, asked.reworded, asked.synonyms
    if not pairs:
        return coverage
    found: set[tuple[str, str]] = set()
    for written, present in zip(paper.parts, paper.sets, strict=True):
        if asked.asked.isdisjoint(present):
            continue
        # Synonyms count: "beyond backpropagation" is "without backpropagation".
        part = tuple(own.get(s, s) for s in written) if own else written
        found |= {p for p in pairwise(part) if p in pairs}
        found |= {p for p in zip(part, part[2:], strict=False) if p in pairs}
        if part != written:  # a synonym may change the order: "backpropagation-free"
            reworded = [mine != theirs for mine, theirs in zip(part, written, strict=True)]
            found |= {
                (second, first)
                for (first, second), other in zip(pairwise(part), pairwise(reworded), strict=True)
                if any(other) and (second, first) in pairs
            }
        # "without back-propagation" is "without backpropagation": the joined form comes after its parts.
        found |= {
            (word, joined)
            for word, first, joined in zip(part, part[1:], part[3:], strict=False)
            if joined.startswith(first) and (word, joined) in pairs
        }
        for concept in concepts:  # an acronym stands for all the pairs of its long form
            if any(len(a) == 1 and a[0] in present for a in concept.alternatives[1:]):
                found |= set(pairwise(concept.stems))
    return len(found) / len(pairs)
