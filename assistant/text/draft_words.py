"""The words of drafts.toml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.text.word_lists import load_table


@dataclass(frozen=True, slots=True)
class DraftWords:
    """Words by which the parts of a draft are told apart, in lower case; see drafts.toml."""

    sources: frozenset[str]
    references: frozenset[str]
    bibliographic: frozenset[str]
    abbreviations: frozenset[str]


@cache
def draft_words() -> DraftWords:
    table = load_table(Path(__file__).with_name("drafts.toml"))
    return DraftWords(**{name: frozenset(words.split()) for name, words in table.items()})
