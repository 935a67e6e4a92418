"""Papers -> a few groups under terms of their own, for a list that is too long to read as one.

The terms are noun phrases of the papers themselves, so that every name is the authors' own. They are chosen
by facility location, as the themes of a whole corpus are (`assistant.index.themes`), but for few papers: two
that share a term are enough, and every paper under a term uses it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Paper
from assistant.index.themes import IN_ABSTRACT, IN_TITLE, NEAR, centred_unit
from assistant.models.encoders import Vectors
from assistant.retrieval.paper_terms import Term, is_part, terms_of
from assistant.text.analysis import fold
from assistant.text.noun_phrases import Key

FEWEST, MOST = 2, 5
"""Groups of one list, at least and at most: one for three papers."""

EACH = 3

ENTITLING = 2
"""Titles that have a group's name of one word, at least, where it has fewer than EACH papers."""

COMMON = 0.6
"""A term of a larger share of the papers does not tell them apart."""

ALIKE = 0.5
"""How much it counts that the papers with a term are alike, beside where the term stands in a paper."""

LEAST = 0.05
"""Least gain of one more group, as a nearness of each paper in a group of average size."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Group:
    """The name of a group, and the positions of its papers in the list; `titled` have it in their titles."""

    name: str
    members: tuple[int, ...]
    titled: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Weights:
    """How much words tell: `rarity` of a stem in the corpus, and `worth` of a folded word in its language."""

    rarity: Callable[[str], float]
    worth: Callable[[str], float]


def grouped(
    papers: Sequence[Paper],
    vectors: Vectors,
    weights: Weights,
    *,
    known: Collection[str] = (),
    join: bool = False,
) -> tuple[Group, ...]:
    """Two to five groups of `papers`, each of two at least; papers of no group are left out.

    `vectors`, shape (len(papers), dim), has the vector of each paper. `known` are the stems of what all
    papers are about, which name no group. With `join`, a paper without any of the terms joins the group whose
    papers it is most alike, if it is alike any.
    """
    least = EACH if join else 2
    terms = _terms(papers, frozenset(known), least)
    if not terms:
        return ()
    centred = centred_unit(vectors)
    near = _nearness(terms, centred, weights, frozenset(known))
    most = min(MOST, max(FEWEST, len(papers) // EACH))
    chosen = _choose(near, most, LEAST * len(papers) / most)
    named = [list(terms.values())[column] for column in chosen]
    members = _members(near[:, chosen], centred if join else None)
    groups = tuple(
        Group(term.name, own, tuple(at for at in own if at in term.titles))
        for term, own in zip(named, members, strict=True)
        if len(own) >= least
    )
    return groups if len(groups) >= FEWEST else ()


def _members(near: Floats, joining: Floats | None) -> list[tuple[int, ...]]:
    """The positions of the papers under each of the chosen terms; `near` has a column for each.

    `joining` are the centred vectors by which the others join a group, None where they don't.
    """
    best, under = near.argmax(axis=1), near.max(axis=1) > 0
    own = [under & (best == place) for place in range(near.shape[1])]
    if joining is not None:
        alike = np.array(
            [(joining @ joining[rows].T).mean(axis=1) if rows.any() else np.zeros(len(near)) for rows in own]
        )
        joins = ~under & (alike.max(axis=0) >= NEAR)
        own = [rows | (joins & (alike.argmax(axis=0) == place)) for place, rows in enumerate(own)]
    return [tuple(np.flatnonzero(rows).tolist()) for rows in own]


def _terms(papers: Sequence[Paper], known: frozenset[str], least: int) -> dict[Key, Term]:
    """The terms that may name a group of `papers`, each a term of at least `least` of them."""
    found = terms_of(papers)
    kept = {k: t for k, t in found.items() if len(t.papers) >= least and _names(k, t, len(papers), known)}
    return {k: term for k, term in kept.items() if not is_part(k, term, kept)}


def _names(key: Key, term: Term, papers: int, known: frozenset[str]) -> bool:
    """Whether a term may name a group.

    One word alone is a subject where several titles have it, or EACH papers: a title has many a word that is
    none.
    """
    alone = len(key) == 1 and len(term.papers) < EACH
    if len(term.titles) < (ENTITLING if alone else 1) or len(term.papers) > COMMON * papers:
        return False
    return term.tells(key, besides=known)


def _nearness(terms: Mapping[Key, Term], centred: Floats, weights: Weights, known: frozenset[str]) -> Floats:
    """How much each paper is under each term, shape (papers, terms); 0 where it does not have the term."""
    near = np.zeros((len(centred), len(terms)))
    alike = centred @ centred.T
    for column, term in enumerate(terms.values()):
        rows = sorted(term.papers)
        near[rows, column] = IN_ABSTRACT + ALIKE * max(0.0, _mean_likeness(alike[np.ix_(rows, rows)]))
        near[sorted(term.titles), column] += IN_TITLE - IN_ABSTRACT
    telling = np.array([_telling(key, term, weights, known) for key, term in terms.items()])
    return np.asarray(near * telling / max(float(telling.max()), 1e-9))


def _mean_likeness(alike: Floats) -> float:
    """The mean of the likeness of two different papers."""
    count = len(alike)
    return float((alike.sum() - np.trace(alike)) / (count * (count - 1)))


def _telling(key: Key, term: Term, weights: Weights, known: frozenset[str]) -> float:
    """How much a term tells: a rare one more than a frequent one, a longer one more than a shorter one."""
    worth = [
        weights.rarity(stem) * weights.worth(word) * (stem not in known)
        for stem, word in zip(key, fold(term.name).split(), strict=True)
    ]
    return float(sum(worth) / np.sqrt(len(worth)))


def _choose(near: Floats, most: int, least: float) -> list[int]:
    """The columns of `near`, each the one that adds most to the nearness of the papers; the first always."""
    chosen: list[int] = []
    reached = np.zeros(len(near))
    while len(chosen) < min(most, near.shape[1]):
        gain = np.maximum(near - reached[:, None], 0).sum(axis=0)
        gain[chosen] = -1
        if gain.max() < least:
            break
        chosen.append(int(gain.argmax()))
        reached = np.maximum(reached, near[:, chosen[-1]])
    return chosen
