"""Fits the check of assistant.answers.support to labelled sentences (`python -m bench drafts FILE --fit`).

A logistic regression whose weights may not have the wrong sign: what speaks for a claim never counts against
it, though a false sentence may well have more words of its paper than one in a writer's own words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

from assistant.answers.signs import DIRECTION, Sign
from assistant.answers.support import Learned, lacks

Array = NDArray[np.float64]

SHOWN = 0.93
"""The share of faithful sentences that shall be backed, by a regression fitted without their group."""

NOT_UNBACKED = 0.98
"""The share of faithful sentences that shall at least be partly backed."""

_STRENGTH = 0.1
"""Inverse regularisation; 0.01 to 0.3 are alike on groups left out."""

WRONG_PAPER = "wrong paper"
"""The kind of a faithful sentence that is set beside another paper than the one it cites."""

OF_WRONG = 0.15
"""How much such a sentence counts. With 0 half of them pass on groups left out, and AUC is higher by 0.01."""

_FAR = 100.0
"""Taken off the score of a sentence that is not backed whatever its score is."""

_LEAST = 0.02
"""Weights below this are left out."""


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled sentence of a group, its signs, and how much it counts beside others."""

    group: str
    faithful: bool
    kind: str
    signs: Mapping[str, Sign]
    count: float = 1.0


def fit(rows: Sequence[Row]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The regression as it is written to a file, and its figures on groups left out."""
    scores = np.zeros(len(rows))
    for group in {row.group for row in rows}:
        own = [at for at, row in enumerate(rows) if row.group == group]
        others = [row for row in rows if row.group != group]
        if others:
            without = Learned(**_table(others), backed=0.0, partly=0.0)
            scores[own] = [without.score(rows[at].signs) for at in own]
    written = np.array([row.kind != WRONG_PAPER for row in rows])
    scores[[lacks(row.signs) for row in rows]] -= _FAR
    right = np.array([row.faithful for row in rows])
    lies = ~right & written
    backed, partly = (float(np.quantile(scores[right], 1 - share)) for share in (SHOWN, NOT_UNBACKED))
    table = {**_table(rows), "backed": round(backed, 3), "partly": round(partly, 3)}
    figures = {
        "sentences": int(written.sum()),
        "auc": _auc(scores[written], right[written]),
        "faithful_shown": _share(scores[right] >= backed),
        "lies_unmarked": _share(scores[lies] >= backed),
        "wrong_paper_unmarked": round(float(np.mean(scores[~written] >= backed)), 3)
        if not all(written)
        else 0.0,
        "auc_by_kind": dict(_by_kind(rows, scores, right)),
    }
    return table, figures


def _table(rows: Sequence[Row]) -> dict[str, Any]:
    names = list(DIRECTION)
    values = np.array([[row.signs[n].value if n in row.signs else np.nan for n in names] for row in rows])
    known = ~np.isnan(values)
    mean = np.array([values[k, at].mean() if k.any() else 0.0 for at, k in enumerate(known.T)])
    values = np.where(known, values, mean)
    spread = np.maximum(values.std(axis=0), 1e-3)
    right = np.array([row.faithful for row in rows], dtype=float)
    count = np.array([row.count for row in rows])
    weights = _weights((values - mean) / spread, right, count, np.array([DIRECTION[n] for n in names]))
    used = {
        name: [round(float(part), 3) for part in (mean[at], spread[at], weights[at + 1])]
        for at, name in enumerate(names)
        if abs(weights[at + 1]) >= _LEAST
    }
    return {"weights": used, "bias": round(float(weights[0]), 3)}


def _weights(values: Array, right: Array, count: Array, direction: NDArray[np.int64]) -> Array:
    """The bias and the weights."""

    def loss(weights: Array) -> tuple[float, Array]:
        logits = values @ weights[1:] + weights[0]
        wrong = count * (1 / (1 + np.exp(-logits)) - right)
        cost = float((count * (np.logaddexp(0, logits) - right * logits)).sum())
        cost += float(weights[1:] @ weights[1:]) / (2 * _STRENGTH)
        return cost, np.concatenate([[wrong.sum()], values.T @ wrong + weights[1:] / _STRENGTH])

    bounds = [(None, None), *((0, None) if sign > 0 else (None, 0) for sign in direction)]
    start = np.zeros(values.shape[1] + 1)
    return np.asarray(minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B").x)


def _by_kind(rows: Sequence[Row], scores: Array, right: NDArray[np.bool_]) -> Iterator[tuple[str, float]]:
    """How well the lies of each kind are told from all faithful sentences."""
    for kind in sorted({row.kind for row in rows if not row.faithful}):
        these = right | np.array([row.kind == kind for row in rows])
        yield kind, _auc(scores[these], right[these])


def _share(flags: NDArray[np.bool_]) -> float:
    return round(float(flags.mean()), 3) if len(flags) else 0.0


def _auc(scores: Array, right: NDArray[np.bool_]) -> float:
    return round(float(roc_auc_score(right, scores)), 3) if 0 < right.sum() < len(right) else 0.0
