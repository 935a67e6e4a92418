"""Paper -> Passages: the stretches of an abstract that are embedded, and the keywords."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from assistant.datamodels import Paper, Passage
from assistant.text.sentences import Span, split_sentences

WINDOW = 3
"""Sentences to a window. MiniLM reads 256 word pieces; three sentences and a title stay below it."""

STRIDE = 2
"""Sentences from one window to the next: neighbours share one, so none is cut off from its context."""

MAX_CHARACTERS = 1000
"""A longer stretch is cut at white space: about 250 word pieces, so that no text goes unread."""


def passages(paper: Paper) -> Iterator[tuple[Passage, str]]:
    """Each passage of `paper` with the text to embed for it.

    The whole abstract with the keywords, every window of three neighbouring sentences, every sentence, and
    the keywords: so each sentence is read in full by the encoder whatever the abstract's length. Title is
    context to all but sentences, and the only text of a paper without abstract and keywords.
    """
    for kind, (start, end) in _spans(paper.abstract):
        body = paper.searchable if kind == "abstract" else paper.abstract[start:end]
        text = body if kind == "sentence" else f"{paper.title}. {body}".strip()
        yield Passage(paper.id, kind, start, end), text
    if paper.keywords:
        yield Passage(paper.id, "keywords", 0, 0), f"{paper.title}. {paper.subjects}"


def _spans(abstract: str) -> Iterator[tuple[Literal["abstract", "window", "sentence"], Span]]:
    yield "abstract", (0, len(abstract))
    sentences = [piece for span in split_sentences(abstract) for piece in pieces(abstract, span)]
    if not sentences:
        return
    for first in range(0, max(1, len(sentences) - 1), STRIDE):
        window = sentences[first : first + WINDOW]
        yield from (("window", piece) for piece in pieces(abstract, (window[0][0], window[-1][1])))
    yield from (("sentence", span) for span in sentences)


def pieces(text: str, span: Span) -> Iterator[Span]:
    """A span whole, or cut at white space into parts of MAX_CHARACTERS at most."""
    start, end = span
    while end - start > MAX_CHARACTERS:
        cut = text.rfind(" ", start + 1, start + MAX_CHARACTERS)
        cut = cut if cut > start else start + MAX_CHARACTERS
        yield start, cut
        start = cut + 1 if text[cut].isspace() else cut
    yield start, end
