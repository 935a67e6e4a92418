"""The words and the pairs of neighbouring words of a text: what its terms are made of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from assistant.text.analysis import located_terms, terms

Phrase = tuple[str, ...]
"""One or two stems that stand side by side, stop words left out."""

_BETWEEN = re.compile(r"[\s‐‑–-]*")
"""What may stand between two words of a phrase as written."""


def phrases_of(stems: Sequence[str]) -> set[Phrase]:
    """The phrases of a text, given by its stems in order."""
    return {(one,) for one in stems} | set(pairwise(stems))


def written_phrases(text: str) -> Mapping[str, Phrase]:
    """The words and the pairs of neighbouring words of `text`, as written there, and the stems of each."""
    found = located_terms(text)
    runs: list[tuple[int, int, Phrase]] = [(t.start, t.end, (t.stem,)) for t in found]
    for one, other in pairwise(found):
        if one.end <= other.start and _BETWEEN.fullmatch(text, one.end, other.start):
            runs.append((one.start, other.end, (one.stem, other.stem)))
    return {text[start:end]: stems for start, end, stems in runs}


def speaks_of(text: str, phrases: Sequence[str]) -> bool:
    """Whether `text` has one of `phrases`, in any form of its words."""
    return not phrases_of(terms(text)).isdisjoint(tuple(terms(phrase)[:2]) for phrase in phrases)
