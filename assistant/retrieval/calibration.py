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


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression: features of shape (n, len(weights)) to probabilities of shape (n,)."""

    weights: tuple[float, ...]
    bias: float

    def __call__(self, signs: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(1.0 / (1.0 + np.exp(-(signs @ np.array(self.weights) + self.bias))))


def regression(name: str, signs: Sequence[str]) -> Logistic:
    """The regression called `name`, with its weights in the order of `signs`, the names of the features.

    Raises KeyError where a feature has no weight: then calibration.toml is older than the code.
    """
    table = _tables()[name]
    return Logistic(tuple(table["weights"][sign] for sign in signs), table["bias"])


def cut_off(name: str, which: str) -> float:
    """The cut-off `which` ("anchor", "share") of the regression called `name`."""
    return float(_tables()[name][which])


@cache
def _tables() -> Mapping[str, Any]:
    return load_table(FILE)
