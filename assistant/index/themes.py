"""The themes of a corpus: terms from titles, chosen so that every paper is near to a theme.

A theme is a term that authors use, so its name is readable; its centre is the mean vector of the papers that
use the term. The choice of the terms is facility location: the greedy choice reaches at least 1 - 1/e of the
best value (Nemhauser, Wolsey, Fisher: An analysis of approximations for maximizing submodular set functions,
1978). No step is random.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Paper
from assistant.index.theme_names import whole_name
from assistant.index.title_phrases import Term, theme_terms
from assistant.models.encoders import Vectors

MOST = 8
"""Themes, at most: the number of colours that colour-blind readers can tell apart (Okabe and Ito, 2002)."""

NEAR = 0.25
"""The least similarity (of centred vectors) for which a paper without a theme's term belongs to the theme. Of
random pairs of seed papers, 3 in 100 are so similar."""

UNNAMED = 1 / 4
"""What a paper without the term counts, beside one with it, where the names of the themes are chosen."""

LEAST = 2
"""Papers of a theme that have its term, at least."""

IN_TITLE, IN_ABSTRACT = 0.4, 0.2
"""Added to the similarity of a paper and a theme whose term stands in the title or the abstract."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Theme:
    """The term that names a theme, as a sentence has it, and the papers of the theme, the plainest first.

    `users` are those of the papers that have the term, a few at least; the others are only near to them.
    """

    term: str
    papers: tuple[Paper, ...]
    users: tuple[Paper, ...]

    @property
    def name(self) -> str:
        """The term with a capital at the start."""
        return _capital(self.term)


@dataclass(frozen=True, slots=True)
class Themes:
    """The terms of the themes, and the theme of each paper as a position in `terms`, None for no theme.

    The theme with most papers of the group comes first. `nearness` says how plainly each paper is on its
    theme, more for nearer ones, `uses` whether it has the term of its theme.
    """

    terms: tuple[str, ...]
    of_papers: tuple[int | None, ...]
    nearness: tuple[float, ...] = ()
    uses: tuple[bool, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The terms with a capital at the start."""
        return tuple(map(_capital, self.terms))


def themes_of(
    papers: Sequence[Paper], vectors: Vectors, *, most: int = 5, beside: str = ""
) -> tuple[Theme, ...]:
    """At most `most` themes of `papers` with their papers; papers of no theme are left out.

    `vectors`, shape (len(papers), dim), has the vector of each paper. Few papers may have no theme at all.
    `beside` are the words of a topic that all the papers are on, which name no theme of them.
    """
    found = find_themes(papers, vectors, most=most, beside=beside)
    order = sorted(range(len(papers)), key=lambda row: -found.nearness[row])
    rows = [[row for row in order if found.of_papers[row] == theme] for theme in range(len(found.terms))]
    themes = [
        Theme(term, tuple(papers[row] for row in own), tuple(papers[row] for row in own if found.uses[row]))
        for term, own in zip(found.terms, rows, strict=True)
    ]
    return tuple(sorted(themes, key=lambda theme: -len(theme.users)))


def find_themes(papers: Sequence[Paper], vectors: Vectors, *, most: int = MOST, beside: str = "") -> Themes:
    """The themes of `papers`; `vectors`, shape (len(papers), dim), has the vector of each paper."""
    terms = theme_terms(papers, beside=beside)
    if not terms:
        return _none(papers)
    centred = centred_unit(vectors)
    uses = _uses(terms, len(papers))
    centres = uses.T @ centred
    centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-9)
    similar = centred @ centres.T
    near = np.where((uses > 0) | (similar >= NEAR), similar + uses, 0.0)
    chosen = _choose(near * np.where(uses > 0, 1.0, UNNAMED), terms, _weights(papers), most)
    named: dict[str, int] = {}  # two terms may be parts of one name
    for column in chosen:
        users = [papers[row] for row in sorted(terms[column].papers)]
        named.setdefault(whole_name(terms[column], users), column)
    columns = list(named.values())
    return _ordered(papers, list(named), near[:, columns], uses[:, columns] > 0)


def _none(papers: Sequence[Paper]) -> Themes:
    return Themes((), (None,) * len(papers), (0.0,) * len(papers), (False,) * len(papers))


def _capital(term: str) -> str:
    return term[:1].upper() + term[1:]


def centred_unit(vectors: Vectors) -> Floats:
    """`vectors` minus their mean, scaled to length 1: the common part of all papers distinguishes none."""
    centred = np.asarray(vectors, dtype=np.float64)
    centred = centred - centred.mean(axis=0)
    return np.asarray(centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9))


def _uses(terms: Sequence[Term], papers: int) -> Floats:
    """The number added to the similarity of each paper and each term, shape (papers, terms)."""
    uses = np.zeros((papers, len(terms)))
    for column, term in enumerate(terms):
        uses[list(term.papers), column] = IN_ABSTRACT
        uses[list(term.titles), column] = IN_TITLE
    return uses


def _weights(papers: Sequence[Paper]) -> Floats:
    """The weight of each paper: the group's papers together weigh as much as all related papers together."""
    group = sum(paper.scope == "group" for paper in papers)
    share = {"group": 1 / max(group, 1), "related": 1 / max(len(papers) - group, 1)}
    return np.array([share[paper.scope] for paper in papers])


def _choose(near: Floats, terms: Sequence[Term], weights: Floats, most: int) -> list[int]:
    """The chosen columns of `near` (papers, terms), each the one that adds most to the weighted nearness.

    Two names share no word, unless it is one that the papers have everywhere.
    """
    chosen: list[int] = []
    reached = np.zeros(len(near))
    free = np.ones(len(terms), dtype=bool)
    while len(chosen) < most and free.any():
        gain = np.where(free, weights @ np.maximum(near - reached[:, None], 0), -1)
        chosen.append(int(gain.argmax()))
        reached = np.maximum(reached, near[:, chosen[-1]])
        free &= [term.own.isdisjoint(terms[chosen[-1]].own) for term in terms]
        free[chosen[-1]] = False
    return chosen


def _ordered(papers: Sequence[Paper], names: Sequence[str], near: Floats, uses: NDArray[np.bool_]) -> Themes:
    """The themes with LEAST papers that have the term, those with most papers of the group first."""
    kept = list(range(len(names)))
    while kept:
        best = [kept[b] if top > 0 else None for b, top in _best(near[:, kept])]
        sizes = {theme: _size(papers, best, theme) for theme in kept}
        used = [b is not None and bool(uses[row, b]) for row, b in enumerate(best)]
        users = Counter(b for b, has in zip(best, used, strict=True) if has)
        least = min(kept, key=lambda theme: (users[theme], sizes[theme], -theme))
        if users[least] >= LEAST:
            break
        kept.remove(least)
    else:
        return _none(papers)
    order = sorted(kept, key=lambda theme: (*(-size for size in sizes[theme]), names[theme].lower()))
    place = {theme: position for position, theme in enumerate(order)}
    of_papers = tuple(None if b is None else place[b] for b in best)
    nearness = tuple(near[:, kept].max(axis=1).tolist())
    return Themes(tuple(names[t] for t in order), of_papers, nearness, tuple(used))


def _best(near: Floats) -> list[tuple[int, float]]:
    return list(zip(near.argmax(axis=1).tolist(), near.max(axis=1).tolist(), strict=True))


def _size(papers: Sequence[Paper], best: Sequence[int | None], theme: int) -> tuple[int, int]:
    """How many papers of a theme are the group's, and how many there are."""
    own = [p for p, b in zip(papers, best, strict=True) if b == theme]
    return sum(p.scope == "group" for p in own), len(own)
