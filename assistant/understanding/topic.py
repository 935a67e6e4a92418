"""What is left of a question once the words of asking are gone: its topic."""

from __future__ import annotations

import re

from assistant.text.analysis import fold, stopwords
from assistant.understanding.asking_words import request_words
from assistant.understanding.lexicon import Lexicon

_TOKEN = re.compile(r"[^\s;:?!()\"“”]+")
_QUOTES_AND_STOPS = ".'’‘“”"
_ENDING = re.compile(r"(n['’]t|['’](s|m|ve|d|ll|re)?)$")  # of "lion's", "I'm", "don't"
_SUM = re.compile(r"[\d\s.,()]*[+*/=×÷^][\d\s.,()+*/=×÷^-]*")  # 2+2
# Halves of terms that are too often words of asking.
_ONLY_ASKING = frozenset(
    """paper papers use uses used using show shows showed shown based different new general present
    include introduce introduces introduced propose proposes proposed invent invents invented""".split()
)


def topic_of(text: str, lexicon: Lexicon) -> str:
    """The topic of `text`: "continual learning", or nothing.

    A word of asking that is half of a term of the papers ("group theory", "working memory") stays, and so
    do the stop words inside a term ("out of distribution").
    """
    tokens = [token.strip(_QUOTES_AND_STOPS) for token in _TOKEN.findall(text)]
    tokens = [token for token in tokens if token.strip(",-–—")]
    words = [fold(_ENDING.sub("", token.rstrip(","))) for token in tokens]
    kept = [at for at in range(len(words)) if _names_something(words, at, lexicon)]
    pieces: list[str] = []
    for position, at in enumerate(kept):
        between = range(kept[position - 1] + 1 if position else at, at)
        if all(words[i] in stopwords() for i in between):
            pieces += [tokens[i] for i in between]
        pieces.append(tokens[at])
    topic = " ".join(pieces).strip(" ,/")
    return "" if _SUM.fullmatch(topic) else topic


def _names_something(words: list[str], at: int, lexicon: Lexicon) -> bool:
    word = words[at]
    if not word or word in stopwords():
        return False
    if word not in request_words():
        return True
    return word not in _ONLY_ASKING and _is_half_of_a_term(words, at, lexicon)


def _is_half_of_a_term(words: list[str], at: int, lexicon: Lexicon) -> bool:
    pairs = (pair for pair in (words[at : at + 2], words[max(0, at - 1) : at + 1]) if len(pair) == 2)
    return any(
        not stopwords() & {*pair} and not {*pair} <= request_words() and lexicon.is_phrase(*pair)
        for pair in pairs
    )
