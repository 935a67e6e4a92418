"""How much of a question is read: all of any ordinary one, the beginning and the end of a pasted text.

The rules look at every word of a question beside the others, so that their work is bounded here, once.
"""

from __future__ import annotations

import re

PIECES = 240
"""Words and marks of a question that are read, at most; the longest of some 2,000 labelled ones has 140."""

CHARACTERS = 2000
"""Characters of a question that are read, at most."""

_END = 4
"""The last part of so many is that of the end: what a pasted text is for stands before it or behind it."""

_PIECE = re.compile(r"\w+|[^\w\s]")
_SENTENCE = re.compile(r"[.?!]\s+(?=\w)")
_WORD = re.compile(r"\s")


def read_part(text: str) -> tuple[str, int]:
    """What of `text` is read, and how many words between its beginning and its end are not."""
    pieces = [match.span() for match in _PIECE.finditer(text)]
    if len(pieces) <= PIECES and len(text) <= CHARACTERS:
        return text, 0
    behind, before = PIECES // _END, PIECES - PIECES // _END
    first = pieces[before][0] if len(pieces) > before else len(text)
    last = pieces[-behind][0] if len(pieces) > behind else 0
    stop = min(first, CHARACTERS - CHARACTERS // _END)
    stop = text.rfind(" ", 0, stop + 1) + 1 or stop  # no word is cut
    start = max(last, len(text) - CHARACTERS // _END, stop)
    if opening := _SENTENCE.search(text, start - 1) or _WORD.search(text, start - 1):
        start = opening.end()
    return f"{text[:stop].rstrip()} … {text[start:]}", max(1, len(text[stop:start].split()))
