"""What a sentence of a model claims: its figures and names, and whether it says anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.text.analysis import fold, stopwords, terms
from assistant.text.word_lists import load_table

REMOVED = "(address removed)"
"""What stands for a web address that a model wrote."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of claims.toml; `empty` are index terms."""

    figures: Mapping[str, str]
    reporting_things: frozenset[str]
    empty: frozenset[str]


@cache
def _words() -> _Words:
    table = load_table(Path(__file__).with_name("claims.toml"))
    things, empty = frozenset(table["reporting_things"].split()), frozenset(terms(table["empty"]))
    return _Words(table["figures"], things, empty)


def disarmed(text: str) -> str:
    """A model's Markdown without images, links, HTML and addresses: nothing that loads or leads elsewhere.

    What a link says stays; for an address stands REMOVED. The way to a paper is its source card.
    """
    text = re.sub(r"!\[[^\]]*\]\s*(?:\([^)]*\)?|\[[^\]]*\])", "", text)
    text = re.sub(r"(?m)^\s{0,3}\[[^\]]+\]:.*$", "", text)  # definitions of links
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", _said, text)
    text = re.sub(r"(?m)<(?=[/!?a-zA-Z])[^>\n]*(?:>|$)", "", text)
    return _ADDRESS.sub(REMOVED, text.replace("![", "["))


def figures(text: str) -> list[str]:
    """The numbers that a text states, in digits whatever way they are written: "1,200" and "two" too."""
    found = [_plain_number(n) for n in _NUMBER.findall(text)]
    words = _words().figures
    return found + [words[w] for w in re.findall(r"[a-z]+", text.casefold()) if w in words]


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
                or fold(word) in _words().figures
                or (is_common(fold(word)) and not person)
            ):
                continue
        found.append(word)
    return found


def says_something(claim: str, question: str) -> bool:
    """Whether a sentence claims anything beyond what was asked: "Here is an overview:" does not."""
    if figures(claim) or REMOVED in claim or _DENIES.search(claim):
        return True
    asked = {*terms(question), *_words().empty}
    return any(len(t) > 1 and t not in asked for t in terms(claim))  # not the "s" of "group's"


def _said(match: re.Match[str]) -> str:
    """What a link says; a number alone was a citation that a model dressed up as a link."""
    text: str = match.group(1)
    return f"[{text}]" if text.strip().isdigit() else text


def _plain_number(number: str) -> str:
    number = re.sub(r",(?=\d{3}(?!\d))", "", number)
    number = number.replace(",", ".")
    number = number.rstrip("0").rstrip(".") if "." in number else number
    return number.lstrip("0") or "0"


def _opens(text: str, start: int) -> bool:
    """Whether a word at `start` is capitalised for its place: it opens the text, or follows a full stop."""
    before = text[:start].rstrip(" \t*_\"'“‘(")
    return not before or before[-1] in ".:;!?—–•\n"


def _reports(word: str, after: str) -> bool:
    """Whether `word` is a person of whom `after` says that they report: "Smith" of "Smith shows"."""
    is_thing = word.endswith("s") or fold(word) in _words().reporting_things
    return not is_thing and bool(_SHOWS.match(after))


_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W\d_][^\W_]*(?:['’][^\W\d_]+)*")
_ADDRESS = re.compile(
    r"(?i)(?:https?://|ftp://|www\.)[^\s<>]+|\b[\w.-]+@[\w-]+\.\w+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|ai|dev|test|example)\b(?:/\S*)?"
)
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
