"""Fitted weights and cut-offs of the regressions in this package, read from calibration.toml.

`python -m bench calibrate --write` writes the file; docs/calibration.md has the labelled data and results.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.text.word_lists import load_table

FILE = Path(__file__).with_name("calibration.toml")
FACTS = Path(__file__).with_name("facts.toml")
"""The weights for questions that one sentence answers."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression: features of shape (n, len(weights)) to probabilities of shape (n,)."""

    weights: tuple[float, ...]
    bias: float

    def __call__(self, signs: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(1.0 / (1.0 + np.exp(-(signs @ np.array(self.weights) + self.bias))))


@dataclass(frozen=True, slots=True)
class Choice:
    """A conditional logit: features of shape (n, len(weights)) to the probability of each to be the one.

    The probabilities, shape (n,), sum up to 1 (McFadden 1974, "Conditional logit analysis of qualitative
    choice behavior").
    """

    weights: tuple[float, ...]

    def __call__(self, signs: NDArray[np.float64]) -> NDArray[np.float64]:
        worth = signs @ np.array(self.weights)
        raised = np.exp(worth - worth.max(initial=-np.inf))
        return np.asarray(raised / raised.sum())


def regression(name: str, signs: Sequence[str], file: Path = FILE) -> Logistic:
    """The regression called `name`, with its weights in the order of `signs`, the names of the features.

    Raises KeyError where a feature has no weight: then `file` is older than the code.
    """
    return Logistic(_weights(name, signs, file), _tables(file)[name]["bias"])


def choice(name: str, signs: Sequence[str], file: Path) -> Choice:
    """The conditional logit called `name`; see `regression`."""
    return Choice(_weights(name, signs, file))


def cut_off(name: str, which: str, file: Path = FILE) -> float:
    """The cut-off `which` ("anchor", "share") of the regression called `name`."""
    return float(_tables(file)[name][which])


def _weights(name: str, signs: Sequence[str], file: Path) -> tuple[float, ...]:
    return tuple(_tables(file)[name]["weights"][sign] for sign in signs)


@cache
def _tables(file: Path) -> Mapping[str, Any]:
    return load_table(file)
