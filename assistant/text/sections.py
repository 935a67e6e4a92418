"""Labels of the sections of an abstract, which stand before a sentence and are no part of it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from assistant.text.sentences import Span
from assistant.text.word_lists import load_words

_RUN = re.compile(r"[A-Z][A-Za-z]*(?: (?:&|[A-Za-z]+)){0,5}")
_BESIDE = frozenset("and & of with main key new study primary existing statement comparison".split())
_POINT = re.compile(r"[1-9]\.? (?=[A-Z][a-z])")  # "3 The results …": a point of a numbered summary


@cache
def _names() -> frozenset[str]:
    """Folded words that name a section: section_labels.txt."""
    return load_words(Path(__file__).with_name("section_labels.txt"))


def without_label(text: str, span: Span) -> Span:
    """The span of a sentence without the label before it: "Results: We …", "Results We …", "2 We …"."""
    start, end = span
    sentence = text[start:end]
    return start + max(_label(sentence), point.end() if (point := _POINT.match(sentence)) else 0), end


def _label(sentence: str) -> int:
    """The length of the label at the start of a sentence, with the white space after it; 0 where none is."""
    run = _RUN.match(sentence)
    words = run.group().split() if run else []
    end = named = 0
    for word in words:
        if word.lower() not in _names() and word.lower() not in _BESIDE:
            break
        named += word.lower() in _names()
        end = sentence.index(word, end) + len(word)
        if named and (rest := re.match(r"(?: ?:\s+(?=\S)| (?=[A-Z][\w'’-]*\s))", sentence[end:])):
            following = sentence[end + rest.end() :].split(maxsplit=1)[0]
            if following.lower() not in _names():
                return end + rest.end()
    return 0
