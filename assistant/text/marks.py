"""The marks by which models cite, in every usual form -> `[n]`.

    [1]  [1, 3]  [1-3]  [1][3]  [abstract 1]  [1, p. 3]  【1†source】  [^1]  \\[1\\]  ¹ ³  (1)

The last two are marks only where a draft leaves no doubt: they are also exponents and enumerations.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MARK = re.compile(r"\[(\d+)\]")
"""A mark in its plain form."""

MARKS = re.compile(r"\s*(?:\[\d+\]\s?(?:[,;]\s?(?=\[\d))?)+(?<!\s)")
"""Marks side by side, with the space before them."""

_MOST = 999  # a greater number is a year, or nobody's
_WIDEST = 50  # numbers that a range may stand for
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_ITEM = r"(?:[^\W\d_]{2,12}\.?\s*)?(?:#|№)?\s*\d{1,3}(?:\s*[-–—]\s*\d{1,3})?"
_NEXT = r"(?:\s*(?:[,;/&、，；]|\band\b|\bund\b|\bet\b)\s*(?:[^\W\d_]{1,3}\.\s*)?" + _ITEM + ")*"
_BRACKETS = re.compile(rf"\\?\[\s*\^?({_ITEM}{_NEXT})\s*\\?\](?!\()|【\s*({_ITEM}{_NEXT})[^】\n]*】")
_ROUND = re.compile(
    rf"(?<=[^\W_]|[.”\"'’)])\s?[(（]\s*({_ITEM}{_NEXT})\s*[)）](?=\s*(?:[.;,:!?。；，！？|]|$|[(（]))", re.M
)
_PARTS = re.compile(r"([^\W\d_]*)(\.?)\s*(?:#|№)?\s*(\d{1,3})(?:\s*[-–—]\s*(\d{1,3}))?")
_RAISED_AFTER = re.compile(rf"(?:(?<=[^\W\d_]{{4}})|(?<=[.,;:!?)”\"’]))[{_RAISED}]+(?:[,˒]\s?[{_RAISED}]+)*")


def plain_marks(draft: str, *, offered: int | None = None) -> str:
    """`draft` with its marks in the plain form, one number each; `offered` is the highest number, if known.

    Round brackets are read as marks only in a draft without square ones, and only where they end a clause and
    hold numbers that were offered: else they may be an enumeration. Raised numbers after a short word or a
    number may be exponents.
    """
    text = _BRACKETS.sub(lambda m: _spelt(m, m[1] or m[2]), draft)
    text = _RAISED_AFTER.sub(lambda m: _lowered(m, offered), text)
    if not MARK.search(text) and offered:
        text = _ROUND.sub(lambda m: _if_offered(m, offered), text)
    return text


def without_marks(text: str) -> str:
    """`text` without its marks, nor the space before them."""
    bare = re.sub(r"\s+([.,;:!?])", r"\1", MARKS.sub("", text))
    return re.sub(r"\(\s*\)", "", " ".join(bare.split()))


def numbers_in(text: str) -> tuple[int, ...]:
    """The numbers of the marks in `text`, each once, in order."""
    return tuple(dict.fromkeys(int(number) for number in MARK.findall(text)))


def _spelt(match: re.Match[str], inside: str) -> str:
    numbers = _numbers(inside)
    return "".join(f"[{number}]" for number in numbers) if numbers else match.group()


def _numbers(inside: str) -> list[int]:
    """The numbers in brackets; "p. 3" after one is a page of it."""
    numbers: list[int] = []
    for word, dot, low, high in _PARTS.findall(inside):
        if numbers and word and (dot or len(word) < 3) and word.casefold() not in ("and", "und", "et"):
            continue
        first, last = int(low), int(high or low)
        if high and not first < last < first + _WIDEST:
            return []
        numbers.extend(range(first, last + 1))
    return list(dict.fromkeys(n for n in numbers if n <= _MOST))


def _lowered(match: re.Match[str], offered: int | None) -> str:
    runs = [
        "".join(str(_RAISED.index(figure)) for figure in run)
        for run in re.findall(f"[{_RAISED}]+", match.group())
    ]
    numbers = [n for run in runs for n in _as_offered(run, offered)]
    return "".join(f"[{n}]" for n in numbers) if numbers else match.group()


def _as_offered(run: str, offered: int | None) -> Sequence[int]:
    """The number that `run` is, or its figures one by one where no paper has so high a number."""
    if offered is None or 1 <= int(run) <= offered:
        return [int(run)]
    figures = [int(figure) for figure in run]
    return figures if all(1 <= figure <= offered for figure in figures) else []


def _if_offered(match: re.Match[str], offered: int) -> str:
    numbers = _numbers(match[1])
    if not numbers or not all(1 <= n <= offered for n in numbers):
        return match.group()
    return " " + "".join(f"[{n}]" for n in numbers)
