"""The words and phrases of asking, which are no part of what is asked about; all are in asking_words.toml."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from assistant.text.word_lists import load_table
from assistant.understanding.patterns import PAPERS, any_of


@cache
def request_words() -> frozenset[str]:
    """Words of a request and not of its topic, folded: "which papers deal with"."""
    return frozenset(_table()["request_words"].split())


@cache
def question_words() -> frozenset[str]:
    """Words that a misspelt word of a question may have meant."""
    return request_words().union(_table()["question_words"].split())


@cache
def idioms() -> str:
    """A pattern for phrases of asking whose words may each be part of a topic: "in a nutshell"."""
    return any_of(*(idiom.format(papers=PAPERS) for idiom in _table()["idioms"]))


@cache
def _table() -> dict[str, Any]:
    return load_table(Path(__file__).with_name("asking_words.toml"))
