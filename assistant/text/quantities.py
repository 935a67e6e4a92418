"""The figures of a claim, and whether a text states them, in whatever way both are written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from assistant.text.analysis import fold
from assistant.text.word_lists import load_table


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure at `text[start:end]`: the values that it may have, and how far off they may be.

    "a third" may be a rank or a share: 3 or a third of a hundred.
    """

    text: str
    start: int
    end: int
    values: tuple[float, ...]
    off: float
    in_digits: bool

    @property
    def is_year(self) -> bool:
        return self.in_digits and len(self.text) == 4 and 1900 <= self.values[0] <= 2100


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """The figures of a text in order, "one" left out."""
    return tuple(_found(text))


def _found(text: str) -> Iterator[Quantity]:
    plain = text.translate(_RAISED)
    low = fold(plain) if len(fold(plain)) == len(plain) else plain.lower()
    for match in _FIGURE.finditer(low):
        rough = bool(_ROUGH.search(low[: match.start()]))
        if match["digits"]:
            yield _in_digits(match, rough)
        elif values := _in_words(match.group()):
            off = max(values) * (0.1 if rough else 0.02)
            yield Quantity(match.group(), match.start(), match.end(), values, off, in_digits=False)


def _in_digits(match: re.Match[str], rough: bool) -> Quantity:
    """A figure may be rounded: it is off by half of its last digit that is not 0, at most."""
    plain = re.sub(r",(?=\d{3}(?:\D|$))", "", match["digits"]).replace(",", ".")
    value, unit = float(plain), _words().units.get((match["unit"] or "").strip(" -"), 1.0)
    if match["power"]:
        power = value ** float(match["power"].translate(_AS_DIGITS).strip("^{}"))
        return Quantity(match.group(), match.start(), match.end(), (power,), 0.02 * power, in_digits=True)
    after = len(plain.partition(".")[2])
    zeros = 0 if after else len(plain) - len(plain.rstrip("0"))
    off = 0.5 * 10 ** (zeros - after) if after or zeros else 0.5
    off = max(off, 0.1 * value) if rough else min(off, 0.12 * value)
    values = [value * unit]
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", match["digits"]):
        values.append(1000 * values[0])  # thousands, as German writes them
    return Quantity(match["digits"], match.start(), match.end(), tuple(values), off * unit, in_digits=True)


def number_words() -> Collection[str]:
    """The words that state a figure by themselves."""
    return _words().numbers.keys() | _words().shares.keys() | _words().multiples.keys()


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of quantities.toml, each with its value or values."""

    numbers: Mapping[str, float]
    units: Mapping[str, float]
    shares: Mapping[str, Sequence[float]]
    multiples: Mapping[str, Sequence[float]]


@cache
def _words() -> _Words:
    return _Words(**load_table(Path(__file__).with_name("quantities.toml")))


def _in_words(text: str) -> tuple[float, ...]:
    """The values of a figure in words: "three quarters", "twenty-one", "two hundred", "one in five"."""
    words = re.findall(r"[a-z]+", text)
    if "in" in words or "out" in words:
        part, whole = (_number([words[at]]) for at in (0, -1))
        return (100 * part / whole, part / whole) if whole else ()
    shares = _words().shares
    if words[-1] in shares:
        count = _number(words[:-1]) or 1.0
        own = shares[words[-1]]
        return (count * own[0], count * own[0] / 100, *(own[1:] if count == 1.0 else ()))
    if words[0] in _words().multiples:
        return tuple(_words().multiples[words[0]])
    number = _number(words)
    return (number,) if number > 1 else ()


def _number(words: Sequence[str]) -> float:
    total = now = 0.0
    for word in words:
        size = _words().numbers.get(word, 0.0)
        if size >= 100:
            now = max(now, 1.0) * size
            if size >= 1000:
                total, now = total + now, 0.0
        else:
            now += size
    return total + now


def states(text: Sequence[Quantity], wanted: Quantity) -> bool:
    """Whether one of the figures of a text is the wanted one, as a share or in percent too."""
    return any(agrees(wanted, q) for q in text)


def agrees(wanted: Quantity, other: Quantity) -> bool:
    if wanted.is_year != other.is_year and (wanted.is_year or other.is_year):
        return wanted.text == other.text
    if wanted.is_year:
        return wanted.values == other.values
    return any(
        abs(a - b * by) <= max(wanted.off, 1e-9 + 1e-6 * abs(a))
        for a in wanted.values
        for b in other.values
        for by in (1.0, 100.0, 0.01)
        if by == 1.0 or 0 < abs(b * by) <= 100
    )


def derived(text: Sequence[Quantity], wanted: Quantity) -> bool:
    """Whether two figures of a text give the wanted one: a difference, sum, ratio, or the rest of 100."""
    if wanted.is_year:
        return False
    known = [v for q in text if not q.is_year for v in q.values[:1]]
    for x in known:
        if any(abs(v - (100 - x)) <= wanted.off for v in wanted.values):
            return True
        for y in known:
            made = [abs(x - y), x + y, x / y if y else 0.0, 100 * (x - y) / y if y else 0.0]
            if any(abs(v - m) <= wanted.off and m for v in wanted.values for m in made):
                return True
    return False


_NUMBERS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    "|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion"
    "|dozen"
)
_SHARES = "half|halves|thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?"
_MULTIPLES = (
    "twice|double[sd]?|doubling|triple[sd]?|tripling|quadruple[sd]?|halve[sd]?|halving|twofold|threefold"
    "|fourfold|fivefold|tenfold"
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "".join(map(chr, range(0xE000, 0xE00B))))
"""Raised digits as signs of private use: folded, "10⁵" would be 105."""

_AS_DIGITS = {0xE000 + n: sign for n, sign in enumerate("0123456789-")}
_POWER = r"\^\{-?\d{1,2}\}|\^-?\d{1,2}(?!\d)|\ue00a?[\ue000-\ue009]{1,2}(?![\ue000-\ue009])"
_FIGURE = re.compile(
    rf"(?<![\w.])(?P<digits>\d+(?:,\d{{3}})*(?:[.,]\d+)?)(?![.,]?\d)(?P<power>(?<=\b10)(?:{_POWER}))?(?P<unit>\s?-?(?:k|m|bn|thousand|million|billion)\b)?"
    rf"|\b(?:one|{_NUMBERS}) (?:in|out of) (?:{_NUMBERS})\b"
    rf"|\b(?:(?:one|{_NUMBERS})[ -])?(?:{_SHARES})\b"
    rf"|\b(?:one[ -])?(?:{_NUMBERS})(?:[ -](?:and )?(?:one|{_NUMBERS}))*\b"
    rf"|\b(?:{_MULTIPLES})\b"
)
_ROUGH = re.compile(
    r"\b(?:about|around|roughly|approximately|nearly|almost|over|more than|close to|at least|at most|up to"
    r"|under|less than|fewer than|circa|near|above|below|exceeding|beyond|~|≈)\s*$"
)
