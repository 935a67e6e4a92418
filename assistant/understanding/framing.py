"""The frame of a question: what leads up to its topic. "Kindly enlighten me on lions" is about lions."""

from __future__ import annotations

import re

from assistant.text.analysis import fold, stopwords
from assistant.understanding.asking_words import request_words
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.patterns import any_of, phrases

_GROUP = any_of(
    r"(this|the|your|his|her|their|that|our) ([\w-]+ )?(group|lab|laboratory|team|professor)(['’]s)?",
    "they|he|she",
)
_ON = any_of("on", "about", "concerning", "regarding", "re", "as regards", "related to", "dealing with")
_ANY = any_of(_ON, "in", "into", "with", "for", "at", "to", "around", "towards?", "of", "using")
# i wonder what they have got cooking in [lions]; please enlighten me about [lions]
_FRAME = phrases(rf"{_GROUP} ((?!(that|which|where|when|so)\b)[^\s,;:.?!]+ ){{0,6}}?{_ANY}", _ON)
_WORD = re.compile(r"[^\s;:?!(),.\"“”]+")


def without_frame(text: str, question: str, lexicon: Lexicon) -> str:
    """`text` without the words before its topic that are no terms of the papers: "enlighten".

    `question` is the whole of it, in which the frame stands at the same place. Words side by side stay
    together: in "which world models do they train on lions" the first ones do.
    """
    frame = _FRAME.search(question)
    if frame is None:
        return text
    for start, end in _runs(text[: frame.end()]):
        words = [fold(word) for word in text[start:end].split()]
        if not any(lexicon.is_technical(word.strip(".'’‘")) for word in words):
            text = text[:start] + " " * (end - start) + text[end:]
    return text


def _runs(text: str) -> list[tuple[int, int]]:
    """The places of words that stand side by side and are no words of asking."""
    runs: list[tuple[int, int]] = []
    for match in _WORD.finditer(text):
        word = fold(match.group().strip("'’‘"))
        if word in stopwords() or word in request_words():
            continue
        if runs and not text[runs[-1][1] : match.start()].strip(" "):
            runs[-1] = (runs[-1][0], match.end())
        else:
            runs.append(match.span())
    return runs
