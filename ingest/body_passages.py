"""A full text -> passages: the stretches of its body that are embedded, each with its heading."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.index.fulltext import Fulltext, Part, Section
from assistant.text.sentences import Span, split_sentences
from ingest.passages import pieces

WINDOW = 4
"""Sentences to a window. With a title and a heading they stay below the 256 word pieces that MiniLM reads."""
STRIDE = 3
"""Sentences from one window to the next: neighbours share one."""

_READ: tuple[Part, ...] = ("body", "caption", "footnote", "table")
"""What is searched; the abstract is the paper's, and references are other people's titles."""


def body_passages(title: str, text: Fulltext) -> Iterator[tuple[Span, str]]:
    """Each passage of the body of a paper, and what is embedded for it."""
    for section in text.sections:
        if section.part in _READ:
            for start, end in _windows(text.text, section):
                context = ". ".join(part for part in (title, section.heading) if part)
                yield (start, end), f"{context}. {text.text[start:end]}"


def _windows(text: str, section: Section) -> Iterator[Span]:
    sentences = [
        (section.start + start, section.start + end)
        for start, end in split_sentences(text[section.start : section.end])
    ]
    for first in range(0, max(1, len(sentences) - 1), STRIDE):
        window = sentences[first : first + WINDOW]
        if window:
            yield from pieces(text, (window[0][0], window[-1][1]))
