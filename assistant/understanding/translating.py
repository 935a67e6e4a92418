"""A question in another language, as far as rules can put it into English; no model translates.

What it says of time, code, people and numbers becomes English phrases, and words of the field English words.
Other words may be cognates: they look like an English word ("Robotik"), or are made of two that do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant.understanding.language import languages
from assistant.understanding.patterns import any_of

# Names in braces stand for the phrases of all languages with that meaning, {digits} for a year that follows.
RULES = (
    (r"\b{since}\s+(\w+\s+)?{digits}", "since "),
    (r"\b{before}\s+{digits}", "before "),
    (r"\b{after}\s+{digits}", "after "),
    (r"\b{until}\s+{digits}", "until "),
    (r"(?<=\d)\s+{to}\s+{digits}", " to "),
    (r"\b{having}\s+(\w+\s+)?{code}\b", "with code"),
    (r"\b{which}\s+{year}\b.*\b{most}\b", " which year had the most papers "),
    (r"\b{per_year}\b", " per year "),
    (r"\b{how_many}\s*(\w+\s+)?{papers}\b", " how many papers "),
    (r"\b{most_often_with}\b|\b{coauthors}\b", " most frequent coauthors "),
    (r"\b{who_is}\b", " who is "),
    (r"\b{professor}\b(?!\s+(?-i:[A-Z]))", " the professor "),
    (r"\b{who_leads}", " who is the professor "),
    (r"\b{h_index}\b", " h-index "),
    (r"\b{who_wrote}", " who wrote "),
    (r"\b{when_published}", " publication date "),
    (r"\b{newest}\s+{papers}\b|\b{papers}\s+({article}\s+)?{newest}\b", " newest paper "),
    (r"\b{oldest}\s+{papers}\b|\b{papers}\s+({article}\s+)?{oldest}\b", " oldest paper "),
    (r"\b{related_work}\b", " related work "),
)
_DIGITS = r"(?=(19|20)\d\d\b)"

KEPT = frozenset(word for _, english in RULES for word in english.split())
"""The English words of the phrases that `in_english` writes."""

_INFLECTIONS = ("en", "em", "er", "es", "e", "n", "s")
"""Endings that a word of the field may have, beside its form in languages/."""

_PLURALS = ("ern", "er", "en", "es", "e", "n", "s")
"""Endings of a cognate that English does not have: "Robotern"."""

_SHORTEST = 5
"""Letters of a cognate: among shorter ones too many are something else."""

_SHORTEST_PART = 4
"""Letters of each part of a compound."""

_LINKS = ("s", "n", "en")
"""What may stand between the parts of a compound: "Forschungs-gruppe"."""


def in_english(text: str) -> str:
    """`text` with English phrases for what it says of time, code, people and numbers, and for terms."""
    for written, english in _patterns():
        text = written.sub(english, text)
    return text


def word_in_english(word: str, language: str) -> str:
    """What the folded `word` is in English; empty where the file of its `language` does not have it."""
    known = languages()[language].words if language in languages() else {}
    forms = (word, *(word.removesuffix(ending) for ending in _INFLECTIONS if word.endswith(ending)))
    return next((known[form] for form in forms if form in known), "")


def cognates(word: str) -> Iterator[str]:
    """What the folded `word` may be in English by its looks: "Roboter" a robot, "Zitationen" citations."""
    for spelling in dict.fromkeys((word, re.sub("[zk]", "c", word))):
        for ending in (end for end in _PLURALS if spelling.endswith(end)):
            base = spelling.removesuffix(ending)
            if len(base) >= _SHORTEST:
                yield from (base, f"{base}s")
    for spelling in dict.fromkeys((word, word.removesuffix("s"), word.removesuffix("en"))):
        for foreign, english in (pair for pair in _endings() if spelling.endswith(pair[0])):
            if len(spelling) >= _SHORTEST:
                yield spelling.removesuffix(foreign) + english


def compound_parts(word: str) -> Iterator[tuple[str, ...]]:
    """What a folded German compound may be made of: "hypernetzwerke", "anomalieerkennung", "meta-lernen"."""
    if "-" in word:
        yield tuple(filter(None, word.split("-")))
    for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        first, second = word[:at], word[at:]
        yield first, second
        for link in (link for link in _LINKS if first.endswith(link)):
            if len(first) - len(link) >= _SHORTEST_PART:
                yield first.removesuffix(link), second


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What to look for, and the English for it: phrases by their rules, then terms."""
    phrases: dict[str, list[str]] = {}
    for language in languages().values():
        for meaning, written in language.phrases.items():
            phrases.setdefault(meaning, []).append(written)
    alternatives = {meaning: any_of(*written) for meaning, written in phrases.items()}
    rules = [(rule.format(**alternatives, digits=_DIGITS), english) for rule, english in RULES]
    terms = [(rf"\b{term}\b", english) for one in languages().values() for term, english in one.terms.items()]
    return tuple((re.compile(written, re.I), english) for written, english in (*rules, *terms))


@cache
def _endings() -> tuple[tuple[str, str], ...]:
    """Endings of cognates, and what they are in English."""
    tables = [language.endings.items() for language in languages().values()]
    return tuple((foreign, one) for table in tables for foreign, english in table for one in english)
