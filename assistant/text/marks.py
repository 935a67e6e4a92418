"""The marks by which models cite, in every usual form -> `[n]`.

    [1]  [1, 3]  [1-3]  [1][3]  [1]-[3]
    [abstract 1]  [1, p. 3]  【1†source】  [^1]  \\[1\\]  **[1]**  ¹ ³  (1)

The last two are marks only where a draft leaves no doubt: they are also exponents and enumerations.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.text.draft_words import draft_words
from assistant.text.quantities import quantities

MARK = re.compile(r"\[(\d{1,3})\]")
"""A mark in its plain form."""

MARKS = re.compile(r"(?:(?<!\s)\s+)?(?:\[\d{1,3}\]\s?(?:[,;]\s?(?=\[\d))?)+(?<!\s)")
"""Marks side by side, with the space before them."""

_WIDEST = 50  # numbers that a range may stand for
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_LONGEST = 9  # raised figures that may be marks, one by one
_ITEM = r"(?:[^\W\d_]{2,12}\.?\s*)?(?:#|№)?\s*\d{1,3}(?:\s*[-–—]\s*\d{1,3})?"
_NEXT = r"(?:\s*(?:[,;/&、，；]|\band\b|\bund\b|\bet\b)\s*(?:[^\W\d_]{1,3}\.\s*)?" + _ITEM + ")*"
_LIST = _ITEM + _NEXT
_BRACKETS = re.compile(rf"\\?[\[［]\s*\^?({_LIST})\s*\\?[\]］](?!\()|【\s*({_LIST})[^】\n]{{0,40}}】")
_ROUND = re.compile(
    rf"(?:(?<=[^\W_]|[.”\"'’)*])\s?[(（]\s*(?P<within>{_LIST})\s*[)）](?=\s*(?:[.;,:!?。；，！？|]|$|[(（]))"
    rf"|(?<=[.!?…”\"*])\((?P<behind>{_LIST})\)(?=\s))",
    re.M,
)
_IN_ROUND = re.compile(r"[(（]\s*(\d{1,3})\s*[)）]")
_SENTENCE = re.compile(r"[^.!?。！？\n]+")
_PARTS = re.compile(r"([^\W\d_]*)(\.?)\s*(?:#|№)?\s*(\d{1,3})(?:\s*[-–—]\s*(\d{1,3}))?")
_AND = ("and", "und", "et")
_RAISED_AFTER = re.compile(
    rf"(?:(?<=[^\W\d_]{{4}})|(?<=[^\W\d_]{{4}}[*_])|(?<=[^\W\d_]{{4}}[*_]{{2}})|(?<=[.,;:!?)”\"’])"
    rf"|(?<=[.!?][*_])|(?<=[.!?][*_]{{2}}))[{_RAISED}]+(?:\s?[,˒⁻–]\s?[{_RAISED}]+)*"
)
_RANGE = re.compile(r"\[(\d{1,3})\]\s?[-–—]\s?\[(\d{1,3})\]")
_EMPHASISED = re.compile(r"(?<![\w*`])(\*{1,3}|_{1,3}|`)((?:\[\d{1,3}\](?:[,;]?\s?(?=\[))?)+)\1(?![\w*`])")
_NUMBER = re.compile(r"\[(\d+)\]")


def plain_marks(draft: str, *, offered: int | None = None) -> str:
    """`draft` with its marks in the plain form, one number each; `offered` is the highest number, if known.

    Round brackets are read as marks only in a draft without square ones, and only where they end a clause and
    hold numbers that were offered: else they may be a figure, or count the parts of a sentence. Raised
    numbers after a short word, a number or a formula in brackets may be exponents. A number in square
    brackets that no mark has, such as a year, is set in round ones.
    """
    text = _BRACKETS.sub(lambda m: _spelt(m, m[1] or m[2]), draft)
    text = _RAISED_AFTER.sub(lambda m: _lowered(m, offered), text)
    text = _NUMBER.sub(lambda m: m.group() if _is_mark(m[1]) else f"({m[1]})", text)
    if not MARK.search(text) and offered:
        counting = _counting(text)
        text = _ROUND.sub(lambda m: m.group() if m.end() in counting else _if_offered(m, offered), text)
    text = _RANGE.sub(lambda m: _between(int(m[1]), int(m[2])) or m.group(), text)
    return _EMPHASISED.sub(r"\2", text)


def without_marks(text: str) -> str:
    """`text` without its marks, nor the space before them."""
    bare = re.sub(r"\s+([.,;:!?])", r"\1", MARKS.sub("", text))
    return re.sub(r"\(\s*\)", "", " ".join(bare.split()))


def numbers_in(text: str) -> tuple[int, ...]:
    """The numbers of the marks in `text`, each once, in order."""
    return tuple(dict.fromkeys(int(number) for number in MARK.findall(text)))


def _is_mark(number: str) -> bool:
    return len(number) <= 3 and int(number) > 0


def _spelt(match: re.Match[str], inside: str) -> str:
    return "".join(f"[{number}]" for number in _numbers(inside)) or match.group()


def _numbers(inside: str) -> list[int]:
    """The numbers in brackets, none where they are of something else: "Figure 2".

    What has a word of its own behind a number is a place in that source: "1, p. 3".
    """
    numbers: list[int] = []
    for word, _, low, high in _PARTS.findall(inside):
        name = word.casefold()
        if name and not (numbers and name in _AND) and name not in draft_words().sources:
            if numbers:
                continue
            return []
        first, last = int(low), int(high or low)
        if high and not first < last < first + _WIDEST:
            return []
        numbers.extend(range(first, last + 1))
    return list(dict.fromkeys(numbers)) if all(numbers) else []


def _between(first: int, last: int) -> str:
    """The marks from the first to the last, both counted; empty where they are no range."""
    return "".join(f"[{n}]" for n in range(first, last + 1)) if first < last < first + _WIDEST else ""


def _lowered(match: re.Match[str], offered: int | None) -> str:
    if _is_formula(match.string[: match.start()]):
        return match.group()
    marks, low = "", 0
    for sign, run in re.findall(rf"([⁻–]?)\s?([{_RAISED}]+)", match.group()):
        numbers = _as_offered("".join(str(_RAISED.index(figure)) for figure in run), offered)
        if not numbers:
            return match.group()
        marks += (sign and _between(low + 1, numbers[0])) or "".join(f"[{n}]" for n in numbers)
        low = numbers[-1]
    return marks


def _is_formula(before: str) -> bool:
    """Whether a text ends with a formula in brackets, which may be raised to a power: "(x + 1)"."""
    bracketed = re.search(r"\(([^()]{1,80})\)$", before[-82:])
    return bool(bracketed) and not re.search(r"[^\W\d_]{4}", bracketed[1] if bracketed else "")


def _as_offered(run: str, offered: int | None) -> Sequence[int]:
    """The number that `run` is, or its figures one by one where no paper has so high a number."""
    if _is_mark(run) and (offered is None or int(run) <= offered):
        return [int(run)]
    figures = [int(figure) for figure in run[: _LONGEST + 1]]
    fits = len(figures) <= _LONGEST and all(1 <= figure <= (offered or 0) for figure in figures)
    return figures if fits else []


def _counting(text: str) -> set[int]:
    """Where round brackets end whose numbers count the parts of a sentence: "(1) hunting, and (2) rest"."""
    ends: set[int] = set()
    for sentence in _SENTENCE.finditer(text):
        found = list(_IN_ROUND.finditer(text, sentence.start(), sentence.end()))
        if len(found) > 1 and [int(m[1]) for m in found] == list(range(1, len(found) + 1)):
            ends |= {m.end() for m in found}
    return ends


def _if_offered(match: re.Match[str], offered: int) -> str:
    numbers = _numbers(match["within"] or match["behind"])
    if not numbers or not all(1 <= n <= offered for n in numbers):
        return match.group()
    before = quantities(match.string[max(0, match.start() - 40) : match.start()])
    if (
        before
        and match.string[: match.start()].rstrip().lower().endswith(before[-1].text)
        and set(before[-1].values) & set(numbers)
    ):
        return match.group()  # "three (3)"
    return " " + "".join(f"[{n}]" for n in numbers)
