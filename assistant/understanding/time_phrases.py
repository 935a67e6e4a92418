"""Phrases with times, "since 2020", "from March to May 2020" -> the months that they allow."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from assistant.understanding.patterns import PAPERS, any_of, pattern
from assistant.understanding.reading import Reading
from assistant.understanding.time_spans import Span, day_of, may_name_a_time, moment, part, part_of, span

Bounds = tuple[int | None, int | None]
"""The first and the last month of a time, counted from year 0; None without a limit."""


class Time(NamedTuple):
    """A time in a question: where it stands, its bounds, and the day of the month where it names one."""

    match: re.Match[str]
    bounds: Bounds
    day: int | None


def _between(one: Span, other: Span) -> Bounds:
    return min(one[0], other[0]), max(one[1], other[1])


def _since(one: Span, _: Span) -> Bounds:
    return one[0], None


def _after(one: Span, _: Span) -> Bounds:
    return one[1] + 1, None


def _until(one: Span, _: Span) -> Bounds:
    return None, one[1]


def _before(one: Span, _: Span) -> Bounds:
    return None, one[0] - 1


def _in(one: Span, _: Span) -> Bounds:
    return one


# The first rule that fits counts, so what says more comes first. Names in braces stand for patterns of times;
# {first} may be a part of a year without its year: the March of "from March to May 2020".
_RULES: tuple[tuple[str, Callable[[Span, Span], Bounds]], ...] = (
    (r"\b(from )?{one}\s*{to}\s*(now|today|date|the present)\b", _since),  # from 2020 to today
    (r"\bbetween {first} and {other}", _between),
    (
        r"\b((in|from|during) )?(the years )?{first}\s*{to}\s*{other}",
        _between,
    ),  # from 2019 to 2021; 2019-2021
    (r"\b(since|starting in|starting from|on or after) (the )?{one}", _since),
    (r"\b((in|from) )?{one}( (or|and) (later|newer|more recent)|\s*\+| onwards?\b|{on})", _since),
    (r"\b(up to( and including)?|until|by( the end of)?) {one}", _until),
    (r"\b(after|later than|newer than) {one}", _after),
    (r"\b(from )?{one} (or|and) (earlier|before|older)\b", _until),
    (r"\b(before|prior to|earlier than|older than|pre-?)\s*{one}", _before),
    (r"\b((in|from|of|during|for|dated|published|year) )?{one}", _in),  # in 2020; last year
)
_ON = r" on\b(?! (?!(please|thanks?|and|or)\b)\w)"  # from 2020 on; not: from 2020 on lions
_TO = r"((to|until|through|up to)( and including)?|-|–|/)"
# not before 2020, nothing after 2020, no papers published before 2020
_NOT = pattern(rf"\b(not|no|nothing)( {PAPERS})?( (published|from))? $")


def times_in(reading: Reading) -> Iterator[Time]:
    """The times in what is left of the question, those first that the first rules find."""
    if not may_name_a_time(reading.text):
        return
    for phrase, rule in _rules():
        for match in phrase.finditer(reading.text):
            if spans := _spans(reading, match):
                day = day_of(match.groupdict(), "one") if rule is _in else None
                yield Time(match, rule(*spans), day)


def with_lead(reading: Reading, time: Time) -> tuple[int, Bounds]:
    """Where a time begins with the words before it that belong to it, and its bounds.

    After a "not" the bounds are turned round: "not before 2020" is since 2020.
    """
    start, (first, last) = time.match.start(), time.bounds
    denied = _NOT.search(reading.text[:start])
    if denied is None or (first and last):
        return start, time.bounds
    return denied.start(), (last + 1 if last else None, first - 1 if first else None)


@cache
def _rules() -> tuple[tuple[re.Pattern[str], Callable[[Span, Span], Bounds]], ...]:
    """The rules, compiled, with the patterns of a time in place of the names."""
    one, other = moment("one"), moment("other")
    times = {"one": one, "other": other, "first": any_of(part("bare"), one), "to": _TO, "on": _ON}
    return tuple((pattern(phrase.format(**times)), rule) for phrase, rule in _RULES)


def _spans(reading: Reading, match: re.Match[str]) -> tuple[Span, Span] | None:
    """The first and the last time in `match`, the same time twice where `match` has one; None for no time."""
    groups = match.groupdict()
    if groups["one_year"] and reading.lexicon.year_is_of_title(reading.text, groups["one_year"]):
        return None
    other = span(groups, "other", reading.today)
    if groups.get("bare"):
        if other and groups["other_part"]:
            return part_of(groups["bare"], int(groups["other_of"])), other
        return None
    one = span(groups, "one", reading.today)
    return (one, other or one) if one else None
