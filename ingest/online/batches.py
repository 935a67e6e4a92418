"""Many identifiers in few requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def batched(items: Iterable[str], size: int) -> Iterator[tuple[str, ...]]:
    """The items in tuples of `size`, the last one shorter: what itertools has from Python 3.12 on."""
    all = tuple(items)
    return (all[start : start + size] for start in range(0, len(all), size))
