"""How a sentence may name a topic: in words that the papers print for a thing, or not at all.

The topic of a question is what a search looks for: "theoretical neuroscience biologically plausible", or what
is left of "what changed since 2019?". A reader should find neither in a sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from assistant.answers.library import Library
from assistant.datamodels import Paper, Query
from assistant.text.analysis import fold, terms
from assistant.text.noun_phrases import LONGEST, academic, noun_phrases, runs

READ = 40
"""Papers with the words of a topic that are read for a phrase of it, at most."""

THINGS = 1 / 6
"""Least share of the places where a word is printed in which it stands for a thing, unlike "changed"."""

TITLES = 2
"""How often titles print words that any field uses, at least, for these words to name a topic."""

Words = tuple[str, ...]

PARTS = 3
"""Phrases of a topic, at most: a longer one is a description."""


def with_topics_said(query: Query, library: Library) -> Query:
    """`query` with the words by which a sentence may name its topic, and those of its conditions."""
    named = said(query.topic, library)
    article = named and re.search(rf"\bthe\s+{re.escape(query.topic)}", query.text, re.I)
    return replace(
        query,
        said=f"the {named}" if article else named,
        within=tuple(with_topics_said(each, library) for each in query.within),
        without=tuple(with_topics_said(each, library) for each in query.without),
    )


def said(topic: str, library: Library) -> str:
    """`topic` where each of its phrases is one that papers print, spelt as they do; else empty."""
    parts = [run for _, run in runs(topic)]
    if not 0 < len(parts) <= PARTS or max(map(len, parts)) > LONGEST:
        return ""
    if all(fold(word) in academic() for part in parts for word in part) and not _titled(parts, library):
        return ""
    printed = [as_printed(" ".join(part), library) for part in parts]
    if not all(printed):
        return ""
    whole = re.sub(r"\s*/\s*", "/", topic)
    first, last = whole.find(" ".join(parts[0])), whole.rfind(" ".join(parts[-1])) + len(" ".join(parts[-1]))
    if first < 0 or last <= first:  # words that a mark or two spaces part
        return ""
    whole = whole[first:last]
    for part, spelling in zip(parts, printed, strict=True):
        whole = whole.replace(" ".join(part), spelling, 1)
    return whole


def _titled(parts: Sequence[Words], library: Library) -> bool:
    """Whether titles print one of `parts` TITLES times at least, as "machine learning" may be."""
    return any(
        sum(1 for paper in _with_words(words, library) for _ in _places(words, paper.title)) >= TITLES
        for words in parts
    )


def as_printed(phrase: str, library: Library) -> str:
    """`phrase` with the capitals that papers give it; empty where none prints it, or it ends in no noun."""
    words = tuple(phrase.split())
    printed = list(_printed(words, library))
    return " ".join(_spelt(words, printed)) if printed and _is_noun(words[-1], library) else ""


def _printed(words: Words, library: Library) -> Iterator[tuple[Words, bool]]:
    """Every place where papers print `words`, or their plurals, side by side.

    With each, whether its capitals tell nothing: those of a title, and of the beginning of a sentence.
    """
    for paper in _with_words(words, library):
        for text, is_title in ((paper.title, True), (paper.abstract, False)):
            for printed, begins in _places(words, text):
                yield printed, is_title or begins


def _places(words: Words, text: str) -> Iterator[tuple[Words, bool]]:
    """Every place where a text prints `words`, or their plurals, and whether a sentence may begin there."""
    wanted = _singular(words)
    for before, run in runs(text):
        here = _singular(run)
        for at in range(len(run) - len(words) + 1):
            if here[at : at + len(words)] == wanted:
                yield run[at : at + len(words)], not (at or before.isalpha())


def _is_noun(word: str, library: Library) -> bool:
    """Whether papers print a word for a thing in a title, or in a good share of its places."""
    wanted, things, anywhere = _singular((word,)), 0, 0
    for paper in _with_words((word,), library):
        if wanted in map(_singular, noun_phrases(paper.title, title=True)):
            return True
        things += sum(wanted == _singular(found) for found in noun_phrases(paper.abstract))
        anywhere += sum(_singular(run).count(*wanted) for _, run in runs(paper.abstract))
    return things > 0 and things >= THINGS * anywhere


def _singular(words: Words) -> Words:
    """The words folded and without the ending of a plural, which nouns alone share with nothing else."""
    return tuple(map(_without_plural, words))


@lru_cache(maxsize=65_536)
def _without_plural(word: str) -> str:
    return re.sub(r"(?<=\w{3})e?s$", "", fold(word))


def _spelt(words: Words, printed: Sequence[tuple[Words, bool]]) -> Iterator[str]:
    """Each of `words` with the capitals that it mostly has, where it is typed without any."""
    for at, word in enumerate(words):
        forms = [own[at] for own, mute in printed if not mute or own[at][1:] != own[at][1:].lower()]
        same = Counter(form for form in forms if fold(form) == word)
        yield max(same, key=lambda form: (same[form], form == word)) if same else word


def _with_words(words: Words, library: Library) -> Iterator[Paper]:
    """Papers that have all of `words`."""
    corpus, parts = library.corpus, re.split(r"\W+", " ".join(words))
    rows = [set(corpus.lexical.documents_with(term).tolist()) for term in terms(" ".join(parts))]
    return (corpus.papers[row] for row in sorted(set.intersection(*rows))[:READ]) if rows else iter(())
