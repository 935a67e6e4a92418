"""Vectors in the plane, whose similarities a person can work out."""

from __future__ import annotations

import numpy as np

from assistant.index.vector_store import Changes

# At 0, 60, 90 and 180 degrees: the cosines to the first are 1, 1/2, 0 and -1.
ANGLES = {"east": 0, "near": 60, "north": 90, "west": 180}


def at(*names: str) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    angles = np.radians([ANGLES[name] for name in names])
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32).reshape(-1, 2)


def holding(*names: str, gone: tuple[str, ...] = ()) -> Changes:
    return Changes(names, at(*names), gone)
