"""Where the sentences of a text begin and end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from assistant.text.word_lists import load_words

Span = tuple[int, int]

# A missing space ("settings.Additionally") is forgiven between a plain word and a capitalised one.
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)|(?<=[a-z]{3})\.(?=[A-Z][a-z]{2,}[\s,])|\n\s*\n")
_OPENING = re.compile(r"[\"'“‘(\[$\\]*[A-Z0-9À-ÞΑ-Ω]")


@cache
def abbreviations() -> frozenset[str]:
    """Abbreviations, without their last full stop and in lower case, that rarely end a sentence."""
    return load_words(Path(__file__).with_name("abbreviations.txt"))


def split_sentences(text: str) -> list[Span]:
    """Cut `text` into sentences: (start, end) offsets, outer white space left out.

    Together they cover every character but white space, in order and without overlap.
    """
    spans, start = [], 0
    for match in _END.finditer(text):
        if _ends_sentence(text, start, match):
            spans.append((start, match.end()))
            start = match.end()
    spans.append((start, len(text)))
    return [trimmed for span in spans if (trimmed := _trim(text, span))]


def sentence_texts(text: str) -> list[str]:
    """The sentences of `text` themselves, in order."""
    return [text[start:end] for start, end in split_sentences(text)]


def in_context(text: str, spans: Sequence[Span]) -> list[Span]:
    """The parts of `text` with `spans`, each from the sentence before it to the one after it, in order."""
    sentences, parts = split_sentences(text), list[Span]()
    for start, end in sorted(spans):
        own = [at for at, (low, high) in enumerate(sentences) if low < end and start < high]
        around = sentences[max(0, min(own, default=0) - 1) : max(own, default=0) + 2]
        low, high = (min(start, around[0][0]), max(end, around[-1][1])) if around else (start, end)
        if parts and not text[parts[-1][1] : low].strip():
            low, high = parts[-1][0], max(high, parts.pop()[1])
        parts.append((low, high))
    return parts


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    if match.group().isspace():
        return True
    rest = text[match.end() :].lstrip()
    if not rest or not _opens_sentence(rest, mark=match.group()):
        return False
    so_far = text[start : match.end()]
    if so_far.count("$") % 2 and "$" in rest:  # inside a formula; a lone "$" is a dollar
        return False
    if match.group()[0] != ".":
        return True
    last = so_far.rsplit(maxsplit=1)[-1].rstrip("\"'”’)]").rstrip(".!?…").lstrip("\"'“‘([")
    is_initial = len(last) == 1 and last.isupper() and not so_far.rstrip(". ").endswith(f" {last} {last}")
    return last.casefold() not in abbreviations() and not (is_initial and _looks_like_name(rest))


def _opens_sentence(rest: str, *, mark: str) -> bool:
    """Whether what follows the mark can begin a sentence; after "!" or "?" a lower-case word can't either."""
    return bool(_OPENING.match(rest)) or (len(mark) == 1 and bool(re.match(r"[a-z]+[A-Z0-9]", rest)))


def _looks_like_name(rest: str) -> bool:
    return bool(re.match(r"[A-Z][a-zà-þ]+(\s[A-Z]|,|\s(and|et|&)\s|\.)|[A-Z]\.", rest))


def _trim(text: str, span: Span) -> Span | None:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
