"""`python -m bench calibrate`: learn how features of a topic and a paper become a relevance.

Two logistic regressions on labelled data that is not the questions the project is judged on:
topics (bench/topics.jsonl) and fact questions (bench/facts.jsonl), each over all papers of the seed
documents. What is printed as measured is out of fold: no topic is judged by weights it helped to fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from assistant.relevance import FEATURES

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fit:
    """A logistic regression in the features' own units, its cut-off, and what it reached out of fold."""

    weights: tuple[float, ...]
    bias: float
    threshold: float
    quality: float


@dataclass(frozen=True, slots=True)
class Case:
    """One topic: features of shape (papers, len(FEATURES)), labels, and which papers count at all."""

    signs: Array
    relevant: NDArray[np.bool_]
    counts: NDArray[np.bool_]


def fit(cases: Sequence[Case], *, strength: float = 1.0) -> Fit:
    """Fit on all cases; threshold and quality (mean F1 of a topic's papers) from 5-fold predictions."""
    rows = np.concatenate([c.signs[c.counts] for c in cases])
    labels = np.concatenate([c.relevant[c.counts] for c in cases])
    groups = np.concatenate([np.full(int(c.counts.sum()), i) for i, c in enumerate(cases)])
    predicted = np.empty(len(rows))
    for train, test in GroupKFold(5).split(rows, labels, groups):
        weights, bias = _regress(rows[train], labels[train], strength)
        predicted[test] = _probability(rows[test], weights, bias)
    thresholds = np.arange(0.1, 0.9, 0.02)
    scores = [_mean_f1(predicted, labels, groups, t) for t in thresholds]
    best = int(np.argmax(np.convolve(scores, np.ones(5) / 5, mode="same")))  # a plateau, not a spike
    weights, bias = _regress(rows, labels, strength)
    return Fit(tuple(weights), bias, float(thresholds[best]), float(scores[best]))


def _regress(rows: Array, labels: NDArray[np.bool_], strength: float) -> tuple[Array, float]:
    scaler = StandardScaler().fit(rows)
    model = LogisticRegression(C=strength, max_iter=2000).fit(scaler.transform(rows), labels)
    weights = model.coef_[0] / scaler.scale_
    return weights, float(model.intercept_[0] - weights @ scaler.mean_)


def _probability(rows: Array, weights: Array, bias: float) -> Array:
    return np.asarray(1 / (1 + np.exp(-(rows @ weights + bias))))


def _mean_f1(predicted: Array, labels: NDArray[np.bool_], groups: NDArray[np.int64], threshold: float) -> float:
    """Mean F1 over topics; for a topic with no relevant paper 1 if none is listed, else 0."""
    scores = []
    for group in np.unique(groups):
        listed, relevant = predicted[groups == group] >= threshold, labels[groups == group]
        hits = int((listed & relevant).sum())
        total = int(listed.sum() + relevant.sum())
        scores.append(1.0 if total == 0 else 2 * hits / total)
    return float(np.mean(scores))


def describe(name: str, result: Fit) -> str:
    lines = [f"{name}: mean F1 {result.quality:.3f} at threshold {result.threshold:.2f}"]
    lines += [f"  {feature:10} {weight:8.3f}" for feature, weight in zip(FEATURES, result.weights, strict=True)]
    return "\n".join([*lines, f"  {'bias':10} {result.bias:8.3f}"])
