"""Words by which questions and texts say the same: who asks what a method needs is told what it requires."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from assistant.text.analysis import stem
from assistant.text.word_lists import load_lines


@cache
def synonyms() -> Mapping[str, frozenset[str]]:
    """Each stem of a word in synonyms.txt -> the stems of all words that say the same, its own included."""
    rings: dict[str, frozenset[str]] = {}
    for line in load_lines(Path(__file__).with_name("synonyms.txt")):
        ring = frozenset(map(stem, line.split()))
        for word in ring:
            rings[word] = rings.get(word, frozenset()) | ring
    return rings
