"""Phrases of English text that can stand for a thing, told by the words around them and by no model.

Runs of words between function words and punctuation make good keywords (Rose, Engel, Cramer and Cowley:
Automatic keyword extraction from individual documents, 2010). Only a run behind an article or a preposition
is taken here, since behind anything else it may begin with a verb. Every ending of a run is a phrase, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path

from assistant.text.analysis import fold, stem, stopwords
from assistant.text.word_lists import load_words

Key = tuple[str, ...]
"""The stems of a phrase."""

LONGEST = 4
"""Words of a phrase, at most."""

_PIECE = re.compile(r"[^\W_]*[^\W\d_][^\W_]*(?:[-‐‑–'’][^\W_]+)*|[^\s\w]|\w")
_OPENS = frozenset(
    """a an the this these those our their its his her each every any some no of in on for with without by
    from between among across through under over toward towards via using within into as than per about
    against during""".split()
)
_SUBTITLE = frozenset(["", ":", "?", "!", "–", "—"])
_SHORTEST = 3


def noun_phrases(text: str, *, title: bool = False) -> Iterator[tuple[str, ...]]:
    """The phrases of a text, each as its words as written; a title begins with one, as does its subtitle."""
    for before, run in runs(text):
        if before in _OPENS or (title and before in _SUBTITLE):
            for length in range(1, min(len(run), LONGEST) + 1):
                if min(map(len, run[-length:])) >= _SHORTEST:
                    yield run[-length:]


@lru_cache(maxsize=4096)
def runs(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The runs of words that no function word, number or mark interrupts, each as its words as written.

    Before each is the folded word or the mark that stands before it, "" at the start of the text.
    """
    return tuple(_runs(text))


def _runs(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    before, run = "", list[str]()
    for piece in _PIECE.findall(text):
        if _is_of_a_run(piece):
            run.append(piece)
            continue
        if run:
            yield before, tuple(run)
        before, run = fold(piece), []
    if run:
        yield before, tuple(run)


@lru_cache(maxsize=65_536)
def _is_of_a_run(piece: str) -> bool:
    """Whether a word, number or mark is a word that is no function word."""
    return any(map(str.isalpha, piece)) and fold(piece) not in _OPENS and fold(piece) not in stopwords()


@cache
def academic() -> frozenset[str]:
    """Folded words that abstracts of any field use, which alone name no topic: academic.txt."""
    return load_words(Path(__file__).with_name("academic.txt"))


def key_of(phrase: Sequence[str]) -> Key:
    """What phrases have in common that differ in endings, capitals or hyphens."""
    return tuple(stem(re.sub(r"[-‐‑–'’]", "", fold(word))) for word in phrase)
