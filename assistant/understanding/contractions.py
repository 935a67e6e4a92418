"""Contractions in full: "what've they" -> "what have they", so that no rule needs to know both.

The words are in contractions.toml.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from assistant.text.word_lists import load_table
from assistant.understanding.patterns import any_of

_SUBJECT = any_of("i|you|he|she|it|we|they|who|what|which|where|when|how|that|there|here")
_SHORT = re.compile(rf"\b(?P<subject>{_SUBJECT})['’](?P<verb>m|s|re|ve|ll|d)\b", re.I)


def in_full(question: str) -> str:
    """`question` with what people write and dictate in short in full; "n't" and "Byron's" stay."""
    verbs = _table()["verbs"]
    question = _SHORT.sub(lambda m: f"{m['subject']} {verbs[m['verb'].lower()]}", question)
    return _words().sub(_spelt, question)


@cache
def _words() -> re.Pattern[str]:
    """The words that are run together or shortened, where nothing joins them to others ("u/v")."""
    return re.compile(rf"(?<![\w/'’]){any_of(*map(re.escape, _table()['words']))}(?![\w/'’])", re.I)


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    return load_table(Path(__file__).with_name("contractions.toml"))


def _spelt(match: re.Match[str]) -> str:
    written = match.group()
    return written if written.isupper() else _table()["words"][written.lower()]  # ID is no "I'd"
