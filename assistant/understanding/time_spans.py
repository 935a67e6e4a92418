"""A year, a season, a quarter, a month, a decade or "last year" -> the months that it spans."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from assistant.datamodels import PaperDate
from assistant.text.word_lists import load_table
from assistant.understanding.patterns import NUMBERS, any_of, number

Span = tuple[int, int]
"""The first and the last month of a time, counted from year 0: January 2020 is 12 * 2020."""

_DAY = r"\d{1,2}(st|nd|rd|th)?"
YEAR = r"(?<![\d.])(19|20)\d\d(?!\d|\.\d|\s*['’]?s\b)"  # not "the 2020's", nor the arXiv's 2012.01234
_NUMBER = any_of(r"\d{1,2}", *NUMBERS)
_UNIT = any_of("year", "decade", "month", "quarter", "spring", "summer", "autumn", "fall", "winter")


def part(name: str) -> str:
    """A pattern for a part of a year whose year is said elsewhere: the March of "March to May 2020"."""
    return rf"(the )?((?P<{name}_day>{_DAY}) )?(?P<{name}>{_part()})\.?( (?P<{name}_date>{_DAY}))?"


def moment(name: str) -> str:
    """A pattern for a time; its groups, which `span` reads, begin with `name`."""
    return any_of(
        # March 2021; 3 March 2021; March 3rd, 2021; the summer of 2020; mid-2021; Q3/2023
        rf"{part(f'{name}_part')}[\s,/-]*((of|in) )?(the year )?(?P<{name}_of>{YEAR})",
        rf"(?P<{name}_by>{YEAR})[\s/-]*(?P<{name}_quarter>[qh][1-4])\b",  # 2023 Q3
        rf"(?P<{name}_iso>(19|20)\d\d-(0[1-9]|1[0-2]))(-(?P<{name}_iso_day>\d\d))?\b",
        rf"(?P<{name}_slash>(0?[1-9]|1[0-2])/(19|20)\d\d)\b",
        rf"(the )?(season )?(?P<{name}_season>{YEAR}[-–/](1[3-9]|[2-9]\d)(?!\d))",  # 2017/18
        rf"(the year )?(?P<{name}_year>{YEAR})",
        rf"(the )?(?P<{name}_decade>(19|20)\d)0\s*['’]?s",
        # last year; this decade; the past summer
        rf"(the )?(?P<{name}_which>this|current|last|past|previous) (?P<{name}_unit>{_UNIT})",
        rf"(?P<{name}_ago>a|a few|{_NUMBER}) years? ago",
        rf"(?P<{name}_month>{_month_alone()})",
    )


def may_name_a_time(text: str) -> bool:
    """Whether `text` has a digit, a unit of time or a month, without which it has no `moment`."""
    return bool(_sign().search(text))


def span(groups: Mapping[str, str | None], name: str, today: date) -> Span | None:
    """The months of the `moment` called `name` in the groups of a match, None where it is not in it."""
    found = {k.removeprefix(f"{name}_"): v for k, v in groups.items() if v and k.startswith(f"{name}_")}
    match found:
        case {"part": written, "of": year} | {"quarter": written, "by": year}:
            return part_of(written, int(year))
        case {"iso": written}:
            year, month = written.split("-")
            return _of_year(int(year), (int(month) - 1, int(month) - 1))
        case {"slash": written}:
            month, year = written.split("/")
            return _of_year(int(year), (int(month) - 1, int(month) - 1))
        case {"season": written}:
            year = written[:4]
            return of_years(int(year), int(year[:2] + written[-2:]))
        case {"year": year}:
            return _of_year(int(year), (0, 11))
        case {"decade": digits}:
            return 120 * int(digits), 120 * int(digits) + 119
        case {"ago": count}:
            years = number(count, otherwise=1 if count.lower() == "a" else _FEW)
            return _of_year(today.year - years, (0, 11))
        case {"month": written}:
            first, last = part_of(written, today.year)
            return (first, last) if first <= _month(today) else (first - 12, last - 12)
        case {"which": which, "unit": unit}:
            return _relative(which.lower() in ("this", "current"), unit.lower(), _month(today))
    return None


def day_of(groups: Mapping[str, str | None], name: str) -> int | None:
    """The day of the month in the `moment` called `name`, None where it names none."""
    written = (groups.get(f"{name}_{day}") for day in ("part_day", "part_date", "iso_day"))
    return next((int(re.sub(r"\D", "", day)) for day in written if day), None)


def part_of(written: str, year: int) -> Span:
    """The months of a part of `year`, as `part` found it."""
    return _of_year(year, _parts()[" ".join(written.lower().split())])


def of_years(first: int, last: int) -> Span:
    """The months of the years from `first` to `last`."""
    return 12 * first, 12 * last + 11


def of_paper(date: PaperDate) -> Span:
    """The month of a paper; where no source prints it, all of its year."""
    first, last = of_years(date.year, date.year)
    return (first + date.month - 1,) * 2 if date.month else (first, last)


_FEW = 3


def since(count: str, unit: str, today: date) -> int:
    """The first month of the last `count` "years", this one included, or of the last `count` "months"."""
    many = number(count, otherwise=_FEW)
    return 12 * (today.year - many + 1) if unit == "years" else _month(today) - many


def _relative(this: bool, unit: str, month: int) -> Span:
    """ "last year", "this quarter", where `month` is now; the last summer is the last one that is over."""
    year = month // 12
    if unit == "decade":
        first = 12 * (year - year % 10)
        return (first, first + 119) if this else (12 * (year - 9), month)
    if unit in _parts():
        first, last = _of_year(year, _parts()[unit])
        return (first, last) if this or last < month else (first - 12, last - 12)
    length = {"year": 12, "quarter": 3, "month": 1}[unit]
    first = month - month % length - (0 if this else length)
    return first, first + length - 1


def _month(day: date) -> int:
    return 12 * day.year + day.month - 1


def _of_year(year: int, part: Span) -> Span:
    return 12 * year + part[0], 12 * year + part[1]


@cache
def _months() -> tuple[str, ...]:
    return tuple(_table()["months"].split())


@cache
def _parts() -> Mapping[str, Span]:
    """The parts of a year -> the months that they span, from 0 to 11. A winter is that of its January."""
    months = {name: (at, at) for at, month in enumerate(_months()) for name in (month, month[:3])}
    return {**months, **{name: (first, last) for name, (first, last) in _table()["parts"].items()}}


@cache
def _table() -> dict[str, Any]:
    return load_table(Path(__file__).with_name("time_spans.toml"))


@cache
def _sign() -> re.Pattern[str]:
    return re.compile(any_of(r"\d", _UNIT, *_months()), re.I)


@cache
def _part() -> str:
    """A pattern for the name of a part of a year; the longest that fits is meant."""
    return any_of(*sorted(_parts(), key=len, reverse=True))


@cache
def _month_alone() -> str:
    """A pattern for a month without its year, which needs a capital and a preposition: it may march."""
    before = any_of(*(rf"(?<=\b{word}\s)" for word in "in since after before until from by".split()))
    return before + rf"(?-i:{any_of(*(month.capitalize() for month in _months()))})"
