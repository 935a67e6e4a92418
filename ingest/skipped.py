"""What a report says of what was not read: all of it, or a few of each kind and how many more."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.sources import Skipped

_SHOWN = 5
"""So many of one kind are shown for a document; one more would take as much room as their number."""
_PARTICULAR = re.compile(r"'[^']*'|\\[A-Za-z]+|[0-9]+")


def summed_up(skipped: Sequence[Skipped]) -> list[str]:
    """A line for each, in their order; behind the last that is shown of a kind stands how many are left out.

    Of one kind are those of a document whose reasons differ only in what they quote.
    """
    kinds = Counter(map(_kind, skipped))
    seen: Counter[tuple[str, str]] = Counter()
    lines: list[str] = []
    for one in skipped:
        kind = _kind(one)
        seen[kind] += 1
        if seen[kind] <= _SHOWN or kinds[kind] == _SHOWN + 1:
            lines.append(f"{one.place}: skipped: {one.reason}")
        if seen[kind] == _SHOWN and kinds[kind] > _SHOWN + 1:
            lines.append(f"{one.document}: ... and {kinds[kind] - _SHOWN:,} more like it")
    return lines


def _kind(one: Skipped) -> tuple[str, str]:
    return one.document, _PARTICULAR.sub("", one.reason)
