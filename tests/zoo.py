"""What several test modules name; of the two conftest.py only one can be imported by that name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent

ZOO: tuple[dict[str, object], ...] = (
    {
        "title": "Lions at Night",
        "abstract": "Lions hunt antelopes at night. They rest by day in the shade.",
        "authors": ["Ada Byron"],
        "date": "2020-01-02",
    },
    {
        "title": "Swimming Tigers",
        "abstract": "Tigers swim across 3 rivers. Swimming tigers hunt {deer}.",
        "authors": ["Kurt Gödel", "Ada Byron"],
        "date": "2021-03-04",
    },
    {"title": "Sparrow Nests", "abstract": "Sparrows build nests in hedges.", "date": "2019"},
    {"title": "Whale Songs", "abstract": "Whales sing in the deep ocean.", "scope": "related"},
)


@dataclass(frozen=True)
class FirstAsk:
    """What the first question on a machine without an index left behind."""

    index: Path
    returncode: int
    stdout: str
    stderr: str
