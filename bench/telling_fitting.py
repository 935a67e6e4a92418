"""Fits the model of assistant.retrieval.telling to the abstracts of `bench.telling`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from assistant.retrieval.telling import Kind, Telling, features, of_table, tokens, worth
from bench.telling import SCITLDR, SECTIONED, Abstract, Labelled

Array = NDArray[np.float64]

KNOWN = 8
"""Groups in whose abstracts a word must stand to count as itself; about half of them."""

_SEEN = 40
"""Sentences with a feature, at least."""

_OF_GROUPS = 2.0
"""Weight of an abstract of a group beside one of SciTLDR, which has more."""

_OF_SECTIONS = 0.3
"""Weight of a sentence of a section beside one that was read: a section may have sentences of other kinds."""

_STRENGTH = {"tells": 0.01, "kinds": 0.1}
"""Inverse regularisation. All of these constants were chosen on SciTLDR's dev split, and groups left out."""


def known_words(abstracts: Mapping[str, Mapping[str, tuple[str, ...]]]) -> frozenset[str]:
    """The words that abstracts of KNOWN groups have, or of all where there are fewer."""
    groups = defaultdict(set)
    for group, papers in abstracts.items():
        for sentences in papers.values():
            for sentence in sentences:
                for word in tokens(sentence):
                    groups[word].add(group)
    least = min(KNOWN, len(abstracts))
    return frozenset(word for word, having in groups.items() if len(having) >= least)


def fit(abstracts: Sequence[Abstract], known: frozenset[str]) -> Telling:
    """The model, fitted to `abstracts`."""
    return of_table(table(abstracts, known))


def table(abstracts: Sequence[Abstract], known: frozenset[str]) -> dict[str, Any]:
    """The model as it is written to a file."""
    read = [features(a.title, a.sentences, known) for a in abstracts]
    seen = Counter(name for of_one in read for of_sentence in of_one for name in of_sentence)
    names = sorted(name for name, count in seen.items() if count >= min(_SEEN, len(abstracts)))
    tells = _fit_tells(*_told(abstracts, read, names))
    kinds, bias = _fit_kinds(*_of_kinds(abstracts, read, names))
    weights = {
        name: [round(float(w), 2) for w in (own, *of_kinds)]
        for name, own, of_kinds in zip(names, tells, kinds, strict=True)
    }
    used = {name: of_one for name, of_one in weights.items() if any(of_one)}
    words = sorted({word for name in used for word in name.removeprefix("<").split()} & known)
    return {"known": words, "bias": [0.0, *(round(float(b), 2) for b in bias)], "weights": used}


Read = Sequence[Sequence[Mapping[str, float]]]


def _told(
    abstracts: Sequence[Abstract], read: Read, names: Sequence[str]
) -> tuple[csr_matrix, Array, NDArray[np.int64], Array]:
    """Features, worth, the first row of each abstract, and the weight of each row, where worth is known."""
    kept = [(a, of_one) for a, of_one in zip(abstracts, read, strict=True) if a.worth]
    counts = [len(a.sentences) for a, _ in kept]
    weight = np.repeat([1.0 if a.group == SCITLDR else _OF_GROUPS for a, _ in kept], counts)
    worth = np.array([share for a, _ in kept for share in a.worth])
    firsts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
    return _matrix([f for _, of_one in kept for f in of_one], names), worth, firsts, weight


def _of_kinds(
    abstracts: Sequence[Abstract], read: Read, names: Sequence[str]
) -> tuple[csr_matrix, NDArray[np.int64], Array]:
    """Features, kinds and weights of all sentences whose kind is known."""
    kept = [
        (of_sentence, int(kind), _OF_SECTIONS if a.group == SECTIONED else 1.0)
        for a, of_one in zip(abstracts, read, strict=True)
        for of_sentence, kind in zip(of_one, a.kinds, strict=False)
        if kind is not None
    ]
    kinds, weight = np.array([k for _, k, _ in kept], np.int64), np.array([w for *_, w in kept])
    return _matrix([f for f, *_ in kept], names), kinds, weight


def _matrix(rows: Sequence[Mapping[str, float]], names: Sequence[str]) -> csr_matrix:
    columns = {name: column for column, name in enumerate(names)}
    at = [(row, columns[n], v) for row, found in enumerate(rows) for n, v in found.items() if n in columns]
    row, column, value = zip(*at, strict=True)
    return csr_matrix((value, (row, column)), shape=(len(rows), len(names)))


def _fit_tells(signs: csr_matrix, worth: Array, firsts: NDArray[np.int64], weight: Array) -> Array:
    """A conditional logit: in each abstract the probabilities shall be the worth of its sentences."""
    counts = np.diff([*firsts.tolist(), signs.shape[0]])

    def loss(weights: Array) -> tuple[float, Array]:
        scores = signs @ weights
        scores -= np.repeat(np.maximum.reduceat(scores, firsts), counts)
        scores -= np.repeat(np.log(np.add.reduceat(np.exp(scores), firsts)), counts)
        cost = -float((weight * worth * scores).sum())
        slope = signs.T @ (weight * (np.exp(scores) - worth))
        return _regularised(cost, slope, weights, _STRENGTH["tells"])

    return _minimum(loss, signs.shape[1])


def _fit_kinds(signs: csr_matrix, kinds: NDArray[np.int64], weight: Array) -> tuple[Array, Array]:
    """A multinomial logistic regression: weights of shape (features, kinds) and the bias of each kind."""
    right = np.eye(len(Kind))[kinds]
    size = signs.shape[1]

    def loss(flat: Array) -> tuple[float, Array]:
        weights, bias = flat[: size * len(Kind)].reshape(size, -1), flat[size * len(Kind) :]
        scores = signs @ weights + bias
        scores -= scores.max(axis=1, keepdims=True)
        scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
        wrong = weight[:, None] * (np.exp(scores) - right)
        cost = -float((weight[:, None] * right * scores).sum())
        slope = np.concatenate([(signs.T @ wrong).ravel(), wrong.sum(axis=0)])
        return _regularised(cost, slope, flat, _STRENGTH["kinds"])

    found = _minimum(loss, (size + 1) * len(Kind))
    return found[: size * len(Kind)].reshape(size, -1), found[size * len(Kind) :]


def _regularised(cost: float, slope: Array, weights: Array, strength: float) -> tuple[float, Array]:
    return cost + float(weights @ weights) / (2 * strength), slope + weights / strength


def _minimum(loss: Callable[[Array], tuple[float, Array]], size: int) -> Array:
    found = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return np.asarray(found.x)


def leave_one_out(read: Sequence[Labelled], others: Sequence[Abstract], known: frozenset[str]) -> Tried:
    """What the model chooses for each group when fitted without it."""
    return dict(_tried(read, others, known))


Tried = dict[str, tuple[float, float, float]]
"""Shares of abstracts where the best, or a good, sentence is first; of sentences, those of the right kind."""


def _tried(
    read: Sequence[Labelled], others: Sequence[Abstract], known: frozenset[str]
) -> Iterator[tuple[str, tuple[float, float, float]]]:
    for group in sorted({one.abstract.group for one in read}):
        model = fit([*others, *(one.abstract for one in read if one.abstract.group != group)], known)
        best, good, kinds = [], [], list[bool]()
        for one in read:
            if one.abstract.group == group:
                roles = model(one.abstract.title, one.abstract.sentences)
                first = int(worth(roles, np.ones(len(roles.tells)), Kind.CONTRIBUTION).argmax())
                best.append(first in one.best)
                good.append(first in one.best | one.good)
                kinds += [roles.kind(at) == kind for at, kind in enumerate(one.abstract.kinds)]
        yield group, (float(np.mean(best)), float(np.mean(good)), float(np.mean(kinds)))
