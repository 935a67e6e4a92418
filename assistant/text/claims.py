"""What a sentence of a model claims: its names, and whether it says anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.text.analysis import fold, stopwords, terms
from assistant.text.disarming import REMOVED
from assistant.text.quantities import number_words, quantities
from assistant.text.word_lists import load_table


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of claims.toml; `empty` are index terms."""

    reporting_things: frozenset[str]
    empty: frozenset[str]


@cache
def _words() -> _Words:
    table = load_table(Path(__file__).with_name("claims.toml"))
    return _Words(frozenset(table["reporting_things"].split()), frozenset(terms(table["empty"])))


def names(text: str, *, is_common: Callable[[str], bool]) -> list[str]:
    """The proper names and acronyms in a text: its capitalised words, without those that open a sentence.

    One that opens a sentence is a name unless `is_common` knows it, in lower case, as an ordinary word and
    nothing beside it says that it is a person's ("Smith et al.", "Smith shows").
    """
    found = []
    for match in _WORD.finditer(text):
        word = re.sub(r"['’]s?$", "", match.group())
        if not any(c.isupper() for c in word) or len(word) < 2:
            continue
        if _opens(text, match.start()) and word[1:] == word[1:].lower():
            after = text[match.end() :]
            person = _OF_PERSON.match(after) or _reports(word, after)
            if (
                fold(word) in stopwords()
                or fold(word) in number_words()
                or (is_common(fold(word)) and not person)
            ):
                continue
        found.append(word)
    return found


def says_something(claim: str, question: str) -> bool:
    """Whether a sentence claims anything beyond what was asked: "Here is an overview:" does not."""
    if quantities(claim) or REMOVED in claim or _DENIES.search(claim):
        return True
    asked = {*terms(question), *_words().empty}
    return any(len(t) > 1 and t not in asked for t in terms(claim))  # not the "s" of "group's"


def _opens(text: str, start: int) -> bool:
    """Whether a word at `start` is capitalised for its place: it opens the text, or follows a full stop."""
    before = text[:start].rstrip(" \t*_\"'“‘(")
    return not before or before[-1] in ".:;!?—–•\n"


def _reports(word: str, after: str) -> bool:
    """Whether `word` is a person of whom `after` says that they report: "Smith" of "Smith shows"."""
    is_thing = word.endswith("s") or fold(word) in _words().reporting_things
    return not is_thing and bool(_SHOWS.match(after))


_WORD = re.compile(r"[^\W\d_][^\W_]*(?:['’][^\W\d_]+)*")
_DENIES = re.compile(
    r"\b(?:not?|never|none|nobody|nothing|neither|nor|without|fail\w*|cannot|lack\w*)\b|n['’]t\b", re.I
)
_OF_PERSON = re.compile(
    r"\s+(?:et al\b|and (?:colleagues|co-?workers|co-?authors)\b|& [A-Z])|\s*\((?:19|20)\d\d\)"
)
_SHOWS = re.compile(
    r"\s+(?:shows?|showed|proposes?|proposed|introduce[sd]?|argue[sd]?|demonstrate[sd]?|presents?|presented"
    r"|reports?|reported|finds?|found|claims?|claimed|develops?|developed|suggests?|suggested|proves?|proved)\b"
)
