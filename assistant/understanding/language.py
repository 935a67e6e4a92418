"""What language a question is in, and how often a language uses a word; languages.toml has the languages."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.text.analysis import fold
from assistant.text.frequencies import frequencies
from assistant.text.word_lists import load_table

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

ENGLISH = "en"

DOUBT = ((0.5, 1 / 3), (0.9, 1 / 5))
"""Pairs of a probability of another language and a share of words that are neither English nor of the papers.

A text is in another language where it reaches both numbers of a pair. So none of 1,906 English questions
about ten groups is taken for one, nor is any of them with a slip in every fourth word, and 94% of 113 short
questions in 34 languages are recognised.
"""

TRANSLATED = 0.9
"""The least share of sentences whose nearest English sentence is the translation, for a multilingual encoder.

all-MiniLM-L6-v2, an English one, has 0.67; multilingual-e5-small has 0.97.
"""

USUAL = 0.1
"""Share of texts from which on a word is a usual one, and no name: "le", "du" and "los" are also surnames."""

_ABSTRACT = 150
"""Words of an abstract, roughly."""

SHORTEST = 4
"""Letters of a word or a name that a question in another language may share with the papers.

Dictionaries lack some of the shortest words: the Spanish one has neither "hay" nor "han".
"""

_WORD = re.compile(r"[^\W\d_]{2,}")
"""A word; a single letter is a symbol: "α"."""

_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its English name, with the sentences that an answer may need in it."""

    name: str
    declined: str = ""
    understood: str = ""


def foreign_language(text: str, is_word: Callable[[str], bool]) -> str | None:
    """The language of `text` ("de", "zh") if it is not English, else None; in doubt a text is English.

    `is_word` tells whether a word is English, or a term or a name of the papers.
    """
    found = _WORD.findall(text.casefold())
    strange = sum(not is_word(fold(word)) for word in found)
    if not strange:
        return None
    code, probability = _identifier().classify(text)
    sure = any(probability >= least and strange >= share * len(found) for least, share in DOUBT)
    return code if sure and code != ENGLISH else None


def declined(code: str) -> str:
    """The sentence, in the language if there is one, that a question can't be answered in this language."""
    language, english = languages()[code], languages()[ENGLISH]
    return (language.declined or english.declined).format(name=language.name)


def name_of(code: str) -> str:
    """The English name of a language; the code itself for one that languages.toml has not."""
    known = languages().get(code)
    return known.name if known else code


def understood(code: str, words: str) -> str:
    """The sentence, in the language if there is one, that only `words` of a question were understood."""
    language, english = languages()[code], languages()[ENGLISH]
    return (language.understood or english.understood).format(name=language.name, words=words)


def share_of_texts(word: str, code: str) -> float:
    """The share of texts of the length of an abstract that have the word, were they in this language.

    More than 1 where it occurs several times in a text; 0 for every word of a language without a dictionary.
    """
    known = frequencies(code)
    return float(_ABSTRACT * known.count(word) / known.total) if known is not None else 0.0


def is_english(word: str, code: str) -> bool:
    """Whether English has a word of a text in another language more often than this language has."""
    english = share_of_texts(word, ENGLISH)
    return english > 0 and english >= share_of_texts(word, code)


def is_multilingual(encode: Callable[[Sequence[str]], NDArray[np.float32]]) -> bool:
    """Whether an encoder puts sentences of other languages next to their translations into English."""
    told = [(one.declined, one.understood) for one in languages().values() if one.declined]
    vectors = encode([text for pair in told for text in pair])
    english, others = vectors[:2], vectors[2:]  # English is the first of the languages
    nearest = np.argmax(others @ english.T, axis=1)
    return float(np.mean(nearest == np.arange(len(others)) % 2)) >= TRANSLATED


def latin(text: str) -> str:
    """`text` with a space in place of every letter of another script: "hypernetworksについて"."""
    return "".join(c if c.isascii() or not c.isalpha() or _is_latin(c) else " " for c in text)


@cache
def languages() -> Mapping[str, Language]:
    """The languages that are told apart, by their ISO 639-1 codes."""
    table = load_table(Path(__file__).with_name("languages.toml"))
    return {code: Language(**fields) for code, fields in table.items()}


def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("LATIN")


def _identifier() -> LanguageIdentifier:
    with _LOCK:
        return _read_identifier()


@cache
def _read_identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # 0.6 s to read: only when it is needed

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(languages()))
    return identifier
