"""Logistic regressions on labelled cases, judged only by what they were not fitted on.

A case is a topic or a question with its candidates. Cases fall into folds by their group, so that two
wordings of one topic are never on both sides. Where a second regression reads what a first one says, it
is taught on first probabilities that are out of fold themselves (nested, or it would learn from leaks).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from assistant.retrieval.calibration import Choice, Logistic

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Measure = Callable[[Array, Flags], float]
"""What a list is worth, 0 to 1, from its candidates' probabilities (0: not listed) and the right ones."""

FOLDS = 5

ANCHORS, SHARES = np.arange(0.05, 0.86, 0.02), np.arange(0.05, 0.61, 0.02)
"""The anchors and the shares of the best that are tried."""
_AROUND = 2
"""Steps to either side over which the worth of a cut-off is smoothed."""

Lists = list[tuple[Array, Flags]]
"""Out-of-fold probabilities of the candidates of each case, and which of them are right."""

UNANSWERABLE = 0.3
"""Share of what people ask that no paper answers: 80 of the 280 questions on topics in bench/groups/. Among
the labelled lists it is higher, 0.46, because many were made to be hard."""


@dataclass(frozen=True, slots=True)
class Case:
    """Signs of shape (candidates, features), which candidates are right, and which of them count."""

    signs: Array
    right: Flags
    counts: Flags


def folds(groups: Sequence[Hashable], count: int = FOLDS) -> NDArray[np.int64]:
    """A fold for each case, shape (len(groups),); cases of one group share theirs."""
    seen: dict[Hashable, int] = {}
    return np.array([seen.setdefault(group, len(seen)) % count for group in groups])


def fit(cases: Sequence[Case], weights: Sequence[float] | None = None) -> Logistic:
    """One regression over the candidates that count, of all cases; `weights` has one for each case."""
    signs = np.concatenate([c.signs[c.counts] for c in cases])
    right = np.concatenate([c.right[c.counts] for c in cases])
    mean = signs.mean(axis=0)
    scale = np.maximum(signs.std(axis=0), 0.1)  # a sign that is hardly ever on stays weak
    each = np.repeat(np.ones(len(cases)) if weights is None else weights, [c.counts.sum() for c in cases])
    each *= len(each) / each.sum()  # regularised as much as without weights
    *slopes, bias = newton(np.column_stack([(signs - mean) / scale, np.ones(len(signs))]), right, each)
    slopes = np.array(slopes) / scale
    return Logistic(tuple(slopes.tolist()), float(bias - slopes @ mean))


STEPS = 100
"""Steps of Newton's method, at most; a dozen are enough."""


def newton(signs: Array, right: Flags, weights: Array) -> Array:
    """Coefficients of the logistic regression with half their squares as penalty, but for the last one.

    The last column of `signs` is 1, for the bias. A second for 200,000 rows and 20 signs, of which the
    general solvers take half a minute.
    """
    found = np.zeros(signs.shape[1])
    penalty = np.append(np.ones(len(found) - 1), 0.0)
    for _ in range(STEPS):
        probable = 1 / (1 + np.exp(-np.clip(signs @ found, -30, 30)))
        slope = signs.T @ (weights * (right - probable)) - penalty * found
        curvature = weights * probable * (1 - probable)
        step = np.linalg.solve((signs * curvature[:, None]).T @ signs + np.diag(penalty + 1e-9), slope)
        found += step / max(1.0, np.abs(step).max() / 2)  # far from the end a whole step may go too far
        if np.abs(step).max() < 1e-5:
            break
    return found


def fit_choice(cases: Sequence[Case], weights: Sequence[float], *, ridge: float = 3.0) -> Choice:
    """A conditional logit: of each case's candidates, one of the right ones is the answer.

    `ridge` is the penalty on squared weights of signs that are scaled to a deviation of 1.
    """
    signs = np.concatenate([case.signs for case in cases])
    scale = np.maximum(signs.std(axis=0), 0.1)
    scaled = [(case.signs / scale, case.right, weight) for case, weight in zip(cases, weights, strict=True)]

    def loss(slopes: Array) -> tuple[float, Array]:
        total, slope = ridge / 2 * float(slopes @ slopes), ridge * slopes
        for rows, right, weight in scaled:
            probable = Choice(tuple(slopes))(rows)
            found = float(probable[right].sum())
            total -= weight * float(np.log(found))
            slope = slope - weight * ((np.where(right, probable, 0.0) / found - probable) @ rows)
        return total, slope

    fitted = minimize(loss, np.zeros(signs.shape[1]), jac=True, method="L-BFGS-B")
    return Choice(tuple((fitted.x / scale).tolist()))


def out_of_fold(
    cases: Sequence[Case], fold: NDArray[np.int64], weights: Sequence[float] | None = None
) -> list[Array]:
    """For each case the probabilities of a regression that has not seen its fold."""
    models = {}
    for held in np.unique(fold):
        inside = np.flatnonzero(fold != held).tolist()
        taught = None if weights is None else [weights[at] for at in inside]
        models[int(held)] = fit([cases[at] for at in inside], taught)
    return [models[int(f)](case.signs) for case, f in zip(cases, fold, strict=True)]


def usable(listed: Array, right: Flags) -> float:
    """1 for a list to act on: every right paper, and no more others than one, or three in ten of the list."""
    on = listed > 0
    if not right.any():
        return float(not on.any())
    others = int((on & ~right).sum())
    return float((on | ~right).all() and others <= max(1.0, 0.3 * int(on.sum())))


def f1(listed: Array, right: Flags) -> float:
    """F1 of the list; where no paper is right, 1 for an empty list and 0 for any other."""
    on = listed > 0
    total = int(on.sum() + right.sum())
    return 2 * int((on & right).sum()) / total if total else 1.0


def answered(listed: Array, right: Flags) -> float:
    """1 for the right paper first where there is one, and for nothing where there is none."""
    if not listed.any():
        return float(not right.any())
    return float(right[int(listed.argmax())])


def cut(probabilities: Array, anchor: float, share: float) -> Array:
    """The probabilities of the listed candidates, 0 for the others.

    See `assistant.retrieval.relevance.Relevance`.
    """
    best = probabilities.max(initial=0.0)
    return np.where((best >= anchor) & (probabilities >= best * share), probabilities, 0.0)


def mean(
    lists: Sequence[tuple[Array, Flags]],
    anchor: float,
    share: float,
    measure: Measure,
    weights: Sequence[float] | None = None,
) -> float:
    """Mean of `measure` over `lists` cut there, each with its weight (default: all the same)."""
    values = [measure(cut(p, anchor, share), right) for p, right in lists]
    return float(np.average(values, weights=weights))


def worth(probabilities: Array, right: Flags, measure: Measure) -> Array:
    """`measure` of one list at each anchor and share, shape (len(ANCHORS), len(SHARES))."""
    listed = [cut(probabilities, 0.0, share) for share in SHARES]
    sizes = [int((on > 0).sum()) for on in listed]
    by_size = {size: measure(on, right) for size, on in dict(zip(sizes, listed, strict=True)).items()}
    some = np.array([by_size[size] for size in sizes])
    nothing = measure(np.zeros(len(right)), right)
    return np.where((probabilities.max(initial=0.0) >= ANCHORS)[:, None], some, nothing)


def shares(answerable: Sequence[bool], weights: Sequence[float]) -> list[float]:
    """The weights of cases, scaled so that UNANSWERABLE of their sum is on those where nothing is right."""
    some, each = np.array(answerable), np.array(weights)
    for part, share in ((some, 1 - UNANSWERABLE), (~some, UNANSWERABLE)):
        each[part] *= share / (each[part].sum() or 1.0)
    return [float(weight) for weight in each]


def told(names: Sequence[str], weights: Logistic | Choice) -> str:
    """A line of a report with the weight of each sign."""
    return "  " + ", ".join(f"{name} {w:.2f}" for name, w in zip(names, weights.weights, strict=True))


def plateau(best: float, count: int) -> float:
    """How near to the best mean, of `count` lists or questions, others are as good: half a standard error."""
    return 0.5 * float(np.sqrt(max(0.0, best * (1 - best)) / count))


def best_anchor(lists: Sequence[tuple[Array, Flags]], measure: Measure, weights: Sequence[float]) -> float:
    """The anchor for lists of the best alone: the middle of those whose mean is about the highest."""
    curve = np.array([mean(lists, float(a), 1.0, measure, weights) for a in ANCHORS])
    smooth = (curve[:-2] + curve[1:-1] + curve[2:]) / 3
    return float(np.median(ANCHORS[1:-1][smooth >= smooth.max() - plateau(smooth.max(), len(lists))]))


def best_cut(
    lists: Sequence[tuple[Array, Flags]], measure: Measure, weights: Sequence[float]
) -> tuple[float, float]:
    """(anchor, share): the middle of those whose mean of `measure`, smoothed, is about the highest."""
    grid = np.average([worth(p, right, measure) for p, right in lists], axis=0, weights=weights)
    rows, columns = len(ANCHORS) - 2 * _AROUND, len(SHARES) - 2 * _AROUND
    around = range(2 * _AROUND + 1)
    smooth = np.mean([grid[i : i + rows, j : j + columns] for i in around for j in around], axis=0)
    good = smooth >= smooth.max() - plateau(smooth.max(), len(lists))
    row = _middle(good.any(axis=1))
    column = _middle(good[row])
    return float(ANCHORS[_AROUND + row]), float(SHARES[_AROUND + column])


def _middle(good: Flags) -> int:
    """The middle one of the positions that are true."""
    places = np.flatnonzero(good)
    return int(places[len(places) // 2])
