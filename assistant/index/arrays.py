"""Arrays in files, mapped into memory."""

from __future__ import annotations

from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
from numpy.typing import NDArray


def open_array(path: Path) -> NDArray[Any]:
    """The array in `path`. Raises OSError, EOFError or ValueError where the file is damaged."""
    try:
        return np.asarray(np.load(path, mmap_mode="r"))
    except TokenError as problem:  # what numpy makes of a bracket too many
        raise ValueError(f"{path.name} has no readable header") from problem
