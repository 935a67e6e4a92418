"""Text to index terms: one analysis for the lexical index, the queries and the evidence."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import Stemmer

from assistant.text.word_lists import load_words

_WORD = re.compile(r"[^\W_]+")
_COMPOUND = re.compile(r"[^\W_]+(?:[-‐‑][^\W_]+)*")
# British to American endings, in texts and in questions alike, so that a wrong hit ("noise") does no harm.
# Before each pattern stand letters of all such endings: most words lack them, which is quickly found out.
_SPELLING = (
    ("is", re.compile(r"is(ations?|e[drs]?|ers|ing)$"), r"iz\1"),
    ("our", re.compile(r"our(s|al|ally|ed|ing)?$"), r"or\1"),
    ("ll", re.compile(r"^(model|label|channel|signal|level)l(ed|ing|er|ers)$"), r"\1\2"),
)


@cache
def stopwords() -> frozenset[str]:
    """English words, folded, that are no index terms: stopwords.txt."""
    return load_words(Path(__file__).with_name("stopwords.txt"))


class Term(NamedTuple):
    """An index term and where it stands in the text: `text[start:end]` folds and stems to `stem`."""

    stem: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case without accents: "Lässig" and "lassig" become one."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def compounds(text: str) -> list[str]:
    """The words and hyphenated compounds of `text` as written, in order."""
    return _COMPOUND.findall(text)


def terms(text: str) -> list[str]:
    """The stems of the words of `text` that are not stop words, in order.

    The parts of a hyphenated word are followed by the word in one piece, so that "back-propagation"
    is found by "backpropagation" too.
    """
    return [stemmed for compound in compounds(text) for stemmed in terms_of(compound)]


@lru_cache(maxsize=65536)
def terms_of(compound: str) -> tuple[str, ...]:
    """The terms of one word or hyphenated compound."""
    parts = [fold(word) for word in _WORD.findall(compound)]
    found = [stem(part) for part in parts if part not in stopwords()]
    return (*found, stem("".join(parts))) if len(parts) > 1 else tuple(found)


def words(text: str) -> list[str]:
    """The folded words of `text`, stop words included, in order."""
    return _WORD.findall(fold(text))


def located_terms(text: str) -> list[Term]:
    """Like `terms`, with offsets into `text`."""
    found: list[Term] = []
    for match in _COMPOUND.finditer(text):
        parts = [
            (fold(m.group()), m.start(), m.end()) for m in _WORD.finditer(text, match.start(), match.end())
        ]
        found += [Term(stem(word), start, end) for word, start, end in parts if word not in stopwords()]
        if len(parts) > 1:
            found.append(Term(stem("".join(word for word, _, _ in parts)), match.start(), match.end()))
    return found


_stemmers = threading.local()  # a Stemmer is not safe to share between threads


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The Snowball (Porter 2) stem of a folded word, in American spelling."""
    for letters, pattern, replacement in _SPELLING:
        if letters in word:
            word = pattern.sub(replacement, word)
    stemmer = getattr(_stemmers, "english", None)
    if stemmer is None:
        stemmer = _stemmers.english = Stemmer.Stemmer("english", 0)  # its own cache costs more than it saves
    return str(stemmer.stemWord(word))
