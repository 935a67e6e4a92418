"""Phrases with years, months and seasons -> the first and the last month of the papers asked for."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from assistant.text.sentences import split_sentences
from assistant.understanding.patterns import NUMBERS, PAPERS, any_of, number, pattern, phrases
from assistant.understanding.reading import Reading
from assistant.understanding.time_spans import Span, day_of, moment, part, part_of, since, span

_Bounds = tuple[int | None, int | None]


def _between(one: Span, other: Span) -> _Bounds:
    return min(one[0], other[0]), max(one[1], other[1])


def _since(one: Span, _: Span) -> _Bounds:
    return one[0], None


def _after(one: Span, _: Span) -> _Bounds:
    return one[1] + 1, None


def _until(one: Span, _: Span) -> _Bounds:
    return None, one[1]


def _before(one: Span, _: Span) -> _Bounds:
    return None, one[0] - 1


def _in(one: Span, _: Span) -> _Bounds:
    return one


# The first rule that fits counts, so what says more comes first. Names in braces stand for patterns of times;
# {first} may be a part of a year without its year: the March of "from March to May 2020".
_RULES: tuple[tuple[str, Callable[[Span, Span], _Bounds]], ...] = (
    # from 2020 to today
    (r"\b((between|from) )?{one}\s*(and|{to})\s*(now|today|this day|date|(the )?present)\b", _since),
    # between 2019 and 2021; from 2019 to 2021 (inclusive)
    (
        r"\b(between|from) (the years )?(of )?{first}\s*(and|{to})\s*{other}(\s*\(?inclusive\)?)?",
        _between,
    ),
    # 2019-2021; during the years 2019 to 2021
    (r"\b((in|during|for) )?(the years )?{first}\s*{to}\s*{other}", _between),
    # in 2020 or 2021; 2020 and in 2021
    (r"\b((in|from) )?{first} (or|and|&) (in |from )?{other}", _between),
    # since 2020; starting in 2020
    (
        r"\b(since|starting (in|from|with)|as of|beginning (in|with)|no earlier than|not before|on or after)"
        r" (the )?{one}",
        _since,
    ),
    # from 2020 on; 2020 and later; 2020+
    (
        r"\b((in|from) )?{one}\s*"
        r"(onwards?|on\b(?! \w)|and (later|after|newer|onwards?)|or (later|after|newer)|\+)",
        _since,
    ),
    # up to and including 2020; by the end of 2020
    (
        r"\b(up to( and including)?|until( the end of)?|till|through|by( the end of)?|no later than"
        r"|not after) {one}",
        _until,
    ),
    # after 2020; newer than 2020
    (r"\b(after|later than|newer than|more recent than|past) {one}", _after),
    # 2020 or earlier
    (r"\b((in|from) )?{one} (or|and) (earlier|before|older)\b", _until),
    # before 2020; pre-2020
    (r"\b(before|prior to|earlier than|older than|pre-?)\s*{one}", _before),
    # in 2020; published 2020; last year
    (r"\b((in|from|of|during|for|over|within|dated|published|year) )?{one}", _in),
)
_TO = r"(to|until|till|through|up to|-|–)"

# over the past three years; in recent years
_LATELY = pattern(
    r"\b((in|from|over|during|within) )?(the )?(last|past|previous) (?P<count>couple of|\w+)"
    r" (?P<unit>years|months)\b",
    r"\b(in|over|during|of) (the )?recent (?P<recent>years|months)\b",
)


# older than five years; at most two years old
_COUNT = any_of(r"\d{1,2}", *NUMBERS, "a")
_AGED = pattern(
    rf"\b((that|which) (is|are) )?((?P<over>older than|more than|over|at least)"
    rf"|(?P<under>(no|not) (older|more) than|younger than|newer than|less than|fewer than|under|at most))"
    rf" (?P<count>{_COUNT}) years?( (of age|(?P<old>old|ago)))?\b",
)

_PAPERS = phrases(PAPERS, r"publish\w*|appear\w*|anything|everything")
_OWN = phrases("my|i am|i have|i was|we are|we have|our")


def read_years(reading: Reading) -> None:
    """The time that papers are asked from, by name or counted back from today.

    A year that belongs to a name in a title ("CheckThat! 2025") is none that papers are from, and in a letter
    times are mostly the writer's own ("for eight months I have been ..."), unless papers are in the sentence.
    """
    if reading.query.year_from or reading.query.year_to:  # named one by one
        return
    if (aged := _AGED.search(reading.text)) and (aged["old"] or "er than" in aged.group().lower()):
        reading.blank(*aged.span())
        born = reading.today.year * 12 + reading.today.month - 1 - 12 * number(aged["count"], otherwise=1)
        put_time(reading, (None, born - 1) if aged["over"] else (born, None))
        return
    if lately := _LATELY.search(reading.text):
        if not is_of_papers(reading, lately):
            return
        reading.blank(*lately.span())
        unit = lately["unit"] or lately["recent"]
        put_time(reading, (since(lately["count"] or "few", unit, reading.today), None))
        return
    for phrase, bounds in _rules():
        for match in phrase.finditer(reading.text):
            spans = _spans(reading, match)
            if spans and is_of_papers(reading, match):
                reading.blank(match.start(), match.end())
                put_time(reading, bounds(*spans))
                if bounds is _in:
                    reading.put(day=day_of(match.groupdict(), "one"))
                return


@cache
def _rules() -> tuple[tuple[re.Pattern[str], Callable[[Span, Span], _Bounds]], ...]:
    """The rules, compiled, with the patterns of a time in place of the names."""
    one, other = moment("one"), moment("other")
    times = {"one": one, "other": other, "first": any_of(part("bare"), one), "to": _TO}
    return tuple((pattern(phrase.format(**times)), bounds) for phrase, bounds in _RULES)


def is_of_papers(reading: Reading, time: re.Match[str]) -> bool:
    """Whether a time may be that of papers: in a letter, or where a sentence tells of its writer, only
    where the sentence names some."""
    several = len(split_sentences(reading.original)) > 1
    if not (reading.is_letter or (several and _OWN.search(reading.original))):
        return True
    return bool(_PAPERS.search(reading.sentence_at(time.start())))


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


def put_time(reading: Reading, bounds: _Bounds) -> None:
    """Put years, and the months of the first and the last year where they are not whole."""
    first, last = bounds
    low, high = divmod(first or 0, 12), divmod(last or 0, 12)
    reading.put(
        year_from=low[0] if first else None,
        month_from=low[1] + 1 if first and low[1] > 0 else None,
        year_to=high[0] if last else None,
        month_to=high[1] + 1 if last and high[1] < 11 else None,
    )
