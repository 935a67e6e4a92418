"""Which papers others build on, told by words and dates: their terms are new, and later papers take them up.

No source prints which papers a paper cites. What stands in its place: a technical word, or a pair of
neighbouring words, of a title belongs to the first paper that uses it, and later papers with it take it up.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from assistant.datamodels import Evidence, Paper
from assistant.index.catalog import by_date
from assistant.index.lexical import LexicalIndex
from assistant.text.analysis import stem, terms, words
from assistant.text.phrases import Phrase, phrases_of, written_phrases
from assistant.understanding.lexicon import Lexicon

Weight = Callable[[str, int], float]
"""How much a phrase tells, of which so many of the papers make use; 0 or less for nothing."""

RARE = 0.9
"""What a single word must be worth (`Lexicon.worth`) to be a term: "gecko" is one, "challenging" is none."""

SHOWN = 2
"""Phrases of a paper that are told, at most."""


@dataclass(frozen=True, slots=True)
class TakenUp:
    """A paper, phrases of its title as written there, and the later papers that use one of these phrases.

    The phrase that tells most comes first; `later` is in order of time.
    """

    paper: Paper
    phrases: tuple[str, ...]
    later: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class _New:
    """A phrase of a title that no earlier paper uses: its weight, and the ids of later papers that use it."""

    text: str
    weight: float
    later: frozenset[str]


def taken_up(
    papers: Sequence[Evidence], texts: Mapping[str, Sequence[Sequence[str]]], weight: Weight, most: int
) -> list[TakenUp]:
    """Up to `most` papers whose terms others take up, at least two; each adds most to those before it.

    What a paper adds counts as much as its score. `texts` has the stems of the title and of each sentence of
    a paper, by its id.
    """
    relevance = {e.paper.id: e.score for e in papers}
    dated = by_date([e.paper for e in papers if e.paper.date], newest_first=False)
    new = _new_phrases(dated, texts, weight)
    found: list[TakenUp] = []
    reached: dict[str, float] = {}
    for _ in range(most):
        gains = {p.id: relevance[p.id] * _gain(new[p.id], reached) for p in dated}
        best = max(dated, key=lambda p: gains[p.id], default=None)
        if best is None or gains[best.id] <= 0:
            break
        told = _told(new[best.id])
        by = {id for phrase in told for id in phrase.later}
        found.append(TakenUp(best, tuple(p.text for p in told), tuple(p for p in dated if p.id in by)))
        for phrase in new[best.id]:
            reached |= {id: max(phrase.weight, reached.get(id, 0.0)) for id in phrase.later}
    return found


def is_term(phrase: str, lexicon: Lexicon) -> bool:
    """Whether a word or a pair of words is a term of the papers, rather than a phrase of everyday English."""
    written = words(phrase)
    if len(written) == 1 and min(map(lexicon.worth, _forms(written[0]))) < RARE:
        return False
    return any(map(lexicon.is_technical, written))


def _forms(word: str) -> tuple[str, ...]:
    """A word and the words of English that are nearest to it: a plural is no rarer than its singular."""
    return word, stem(word), f"{stem(word)}e"


def phrase_weight(lexicon: Lexicon, lexical: LexicalIndex, count: int) -> Weight:
    """How much a phrase tells of `count` papers: the log of how much more often they use it than all do."""

    def weight(text: str, used: int) -> float:
        if not is_term(text, lexicon):
            return 0.0
        holders = reduce(np.intersect1d, map(lexical.documents_with, terms(text)))
        return math.log(used / count * lexical.size / max(1, len(holders)))

    return weight


def _new_phrases(
    dated: Sequence[Paper], texts: Mapping[str, Sequence[Sequence[str]]], weight: Weight
) -> Mapping[str, Sequence[_New]]:
    """For each paper, by its id, the phrases of its title that it is the first to use and others use later.

    `dated` are in order of time; papers of one date are not later than each other.
    """
    users: dict[Phrase, list[Paper]] = {}
    for paper in dated:
        for phrase in {phrase for part in texts[paper.id] for phrase in phrases_of(part)}:
            users.setdefault(phrase, []).append(paper)
    found = {}
    for paper in dated:
        own = []
        for text, phrase in written_phrases(paper.title).items():
            using = users.get(phrase) or [paper]
            later = frozenset(p.id for p in using if p.date != paper.date)
            if using[0].date == paper.date and len(later) > 1 and (worth := weight(text, len(using))) > 0:
                own.append(_New(text, worth, later))
        found[paper.id] = own
    return found


def _gain(phrases: Sequence[_New], reached: Mapping[str, float]) -> float:
    """By how much `phrases` add to the weights with which the papers, by their ids, are reached already."""
    best: dict[str, float] = {}
    for phrase in phrases:
        best |= {id: max(phrase.weight, best.get(id, 0.0)) for id in phrase.later}
    return sum(max(0.0, weight - reached.get(id, 0.0)) for id, weight in best.items())


def _told(phrases: Sequence[_New]) -> list[_New]:
    """The phrases that tell most, of which no two share a word."""
    kept: list[_New] = []
    for phrase in sorted(phrases, key=lambda p: -p.weight * len(p.later)):
        if all(set(terms(phrase.text)).isdisjoint(terms(other.text)) for other in kept):
            kept.append(phrase)
    return kept[:SHOWN]
