"""Where the words of a search stand in a text, and a piece of the text that shows them. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.text.analysis import fold
from assistant.text.sentences import Span

BEFORE, LONG = 50, 180
"""Characters of a piece before its first word of the search, and in all."""


def places(text: str, wanted: Sequence[str]) -> list[Span]:
    """Where in `text` one of the folded texts `wanted` stands; places that overlap are one."""
    folded, at = _folded(text)
    found = sorted(
        (at[start], at[start + len(word) - 1] + 1) for word in wanted for start in _all_starts(folded, word)
    )
    joined: list[Span] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def piece(text: str, wanted: Sequence[str]) -> Span | None:
    """The piece of `text` that has most of `wanted`, the first of equals; None where it has none of them.

    It begins and ends between words.
    """
    spans = places(text, wanted)
    if not spans:
        return None

    def shown(start: int) -> int:
        within = [fold(text[s:e]) for s, e in spans if start <= s and e <= start + LONG - BEFORE]
        return len(set(within))

    first = max((start for start, _ in spans), key=shown)
    start = max(first - BEFORE, 0)
    end = min(start + LONG, len(text))
    if start:
        start = text.find(" ", start, first) + 1 or first
    if end < len(text):
        last = max(e for s, e in spans if s == first or e <= end)
        end = max(text.rfind(" ", last, end), last)
    return start, end


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """`text` folded, and the place in `text` of each letter of that."""
    if text.isascii():
        return fold(text), range(len(text))
    letters = [fold(letter) for letter in text]
    return "".join(letters), [place for place, own in enumerate(letters) for _ in own]


def _all_starts(text: str, word: str) -> list[int]:
    starts = []
    start = text.find(word)
    while start >= 0:
        starts.append(start)
        start = text.find(word, start + len(word))
    return starts
