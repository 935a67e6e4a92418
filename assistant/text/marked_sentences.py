"""Where the sentences of a line with marks and emphasis begin and end, each with its marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.text.draft_words import draft_words
from assistant.text.marks import MARK, MARKS
from assistant.text.sentences import Span, split_sentences

_STOPS = ".!?…。！？"
_CLOSING = "\"'”’)]*_`"
_EMPHASIS = re.compile(r"[*`]|(?<!\w)_+|_+(?!\w)")
_TWO_LETTERS = re.compile(r"(?<!\w)([^\W\d_])\.\s([^\W\d_])\.")
_LONGEST = 24  # characters of a sentence in which an abbreviation at its end stands
_WITHOUT_SPACE = re.compile(r"[。！？]+[\"'”’」』）)]*")
"""Ends of sentences of scripts that put no space behind a full stop."""


def marked_sentences(line: str) -> list[Span]:
    """The sentences of a line, the marks behind a full stop counted to the sentence before them.

    Before a lower-case word they open a sentence: "[2] shows that tigers swim"; so they do where each
    sentence of the line opens with its marks. The spans cover all but white space, in order.
    """
    masked = _masked(line)
    spans = _merged(masked, _ends(masked))
    nexts = [start for start, _ in spans[1:]] + [len(line)]
    return [(start, _with_marks(line, end, after)) for (start, end), after in zip(spans, nexts, strict=False)]


def _masked(line: str) -> str:
    """The line with what hides the end of a sentence replaced by as many signs that do not.

    Marks behind a full stop become spaces, others letters; emphasis becomes quotation marks.
    """
    leads = _leads(line)

    def mask(match: re.Match[str]) -> str:
        marks, after = match.group(), line[match.end() :].lstrip(" \"“'(*_`")
        opens = not line[: match.start()].strip()
        ended = line[: match.start()].rstrip(_CLOSING)[-1:] in _STOPS
        if opens or (ended and (leads or after[:1].islower())):
            return marks
        if ended:
            return " " * len(marks)
        return re.sub(r"[^\s]", "x", marks)

    masked = _TWO_LETTERS.sub(_unstopped, MARKS.sub(mask, line))
    return _EMPHASIS.sub(lambda m: '"' * len(m.group()), masked)


def _leads(line: str) -> bool:
    """Whether every sentence opens with its marks: "[1] Lions hunt. [2] Tigers swim."""
    groups = list(MARKS.finditer(line))
    return (
        bool(re.match(r"\s*(?:\[\d{1,3}\]\s?)+[\"“(*_]*[^\W\d_]", line))
        and len(groups) > 1
        and any(letter.isalnum() for letter in line[groups[-1].end() :])
        and all(line[: m.start()].rstrip(_CLOSING)[-1:] in _STOPS for m in groups[1:])
    )


def _ends(masked: str) -> Iterator[Span]:
    for start, end in split_sentences(masked):
        at = start
        for match in _WITHOUT_SPACE.finditer(masked, start, end):
            yield at, match.end()
            at = match.end() + len(masked[match.end() : end]) - len(masked[match.end() : end].lstrip())
        if at < end:
            yield at, end


def _merged(masked: str, spans: Iterable[Span]) -> list[Span]:
    """The spans, one that ends with an abbreviation together with the next."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and _is_abbreviation(masked[merged[-1][0] : merged[-1][1]]):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _is_abbreviation(sentence: str) -> bool:
    """Whether a sentence ends with an abbreviation that ends none: "ca."."""
    word = sentence[-_LONGEST:].split()[-1]
    return word.endswith(".") and word.strip("(\"'“.").casefold() in draft_words().abbreviations


def _unstopped(match: re.Match[str]) -> str:
    """An abbreviation of two letters without the ends that it has: "z. B."."""
    is_one = f"{match[1]}.{match[2]}".casefold() in draft_words().abbreviations
    return "x" * len(match.group()) if is_one else match.group()


def _with_marks(line: str, end: int, after: int) -> int:
    """The end of a sentence with the marks that follow before `after`, where the next one begins."""
    marks = list(MARK.finditer(line, end, after))
    return marks[-1].end() if marks else end
