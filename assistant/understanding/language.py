"""What language a question is in, told by its script or by its function words.

The folder languages/ holds a file for each language:

order            of two languages with as many function words in a question, the one with the lower is meant
function_words   and words of asking
phrases          regular expressions, by what they mean; translating.py puts English in their place
terms            regular expressions for terms whose words are in another order in English -> the English term
words            folded words of the field -> the English word
endings          folded endings of words that English has too -> their English endings: "Robotik" is robotics
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from assistant.text.analysis import fold
from assistant.text.word_lists import load_table

_FOLDER = Path(__file__).with_name("languages")
_ENGLISH = "en"
_SCRIPTS: Mapping[str, str] = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CJK": "zh",
    "CYRILLIC": "ru",
    "GREEK": "el",
    "ARABIC": "ar",
    "HEBREW": "he",
    "DEVANAGARI": "hi",
    "THAI": "th",
}
"""How Unicode's names of letters begin, and the language that most likely writes them; ja before zh."""

UNKNOWN = "und"
"""Another language than English, but not known which (ISO 639)."""

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Language:
    """What a file of the folder languages/ holds."""

    order: int
    function_words: frozenset[str]
    phrases: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    endings: Mapping[str, Sequence[str]] = field(default_factory=dict)


def foreign_language(text: str, is_word: Callable[[str], bool]) -> str | None:
    """The language of `text` ("de", "zh", UNKNOWN) if it is not English, else None.

    `is_word` tells whether a word is English, or a term or a name of the papers.
    """
    found = _WORD.findall(text.casefold())
    english = sum(word in _english().function_words for word in found)
    letters = [_script(letter) for letter in "".join(found) if not letter.isascii()]
    scripts = [script for script in letters if script != "LATIN"]
    if not english and scripts and scripts != ["GREEK"]:  # one Greek letter is a symbol
        return next((_SCRIPTS[script] for script in _SCRIPTS if script in scripts), UNKNOWN)
    counts = {
        code: sum(word in language.function_words for word in found) for code, language in languages().items()
    }
    best = max(counts, key=lambda code: counts[code])
    if counts[best] >= 2 and counts[best] > english:
        return best
    strange = [word for word in found if not is_word(word)]
    if len(strange) >= 2 and len(strange) > english and not "".join(strange).isascii():
        return UNKNOWN
    return None


def latin(text: str) -> str:
    """`text` with a space in place of every letter of another script: "hypernetworksについて"."""
    return "".join(c if c.isascii() or not c.isalpha() or _script(c) == "LATIN" else " " for c in text)


@cache
def foreign_words() -> frozenset[str]:
    """The function words of all languages but English, as they are and folded."""
    all_words = frozenset[str]().union(*(language.function_words for language in languages().values()))
    return all_words | {fold(word) for word in all_words}


@cache
def languages() -> Mapping[str, Language]:
    """The languages that are told from English by their function words, by their ISO 639 codes, in order."""
    read = {path.stem: _read(path) for path in _FOLDER.glob("*.toml") if path.stem != _ENGLISH}
    return dict(sorted(read.items(), key=lambda item: item[1].order))


@cache
def _english() -> Language:
    return _read(_FOLDER / f"{_ENGLISH}.toml")


def _read(path: Path) -> Language:
    table = load_table(path)
    return Language(**{**table, "function_words": frozenset(table["function_words"].split())})


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0].split("-")[0]
