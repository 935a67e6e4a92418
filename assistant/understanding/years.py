"""Phrases with years -> the first and the last year that they allow."""

from __future__ import annotations

from collections.abc import Callable

from assistant.understanding.patterns import number, pattern, phrases
from assistant.understanding.reading import Reading

_Bounds = tuple[int | None, int | None]

_YEAR = r"(?P<year>(19|20)\d\d)"
_OTHER = r"(?P<other>(19|20)\d\d)"


def _between(year: int, other: int) -> _Bounds:
    return min(year, other), max(year, other)


def _since(year: int, _: int) -> _Bounds:
    return year, None


def _after(year: int, _: int) -> _Bounds:
    return year + 1, None


def _until(year: int, _: int) -> _Bounds:
    return None, year


def _before(year: int, _: int) -> _Bounds:
    return None, year - 1


def _in(year: int, _: int) -> _Bounds:
    return year, year


# The first one that fits counts, so what says more comes first.
_RULES: tuple[tuple[str, Callable[[int, int], _Bounds]], ...] = (
    # between 2019 and 2021; from 2019 to 2021 (inclusive)
    (
        rf"\b(between|from) {_YEAR}\s*(and|to|until|till|through|-|–)\s*{_OTHER}(\s*\(?inclusive\)?)?",
        _between,
    ),
    # 2019-2021; during the years 2019 to 2021
    (rf"\b(in|during|for)?\s*(the years? )?{_YEAR}\s*(-|–|to|until|through)\s*{_OTHER}\b", _between),
    # in 2020 or 2021; 2020 and in 2021
    (rf"\b((in|from) )?{_YEAR} (or|and|&) (in )?{_OTHER}\b", _between),
    # since 2020; starting in 2020
    (rf"\b(since|starting (in|from)|as of|beginning (in|with)) (the year )?{_YEAR}\b", _since),
    # from 2020 on; 2020 and later; 2020+
    (
        rf"\b(from|in)?\s*{_YEAR}\s*"
        r"(onwards?|on\b(?! \w)|and (later|after|newer|onwards?)|or (later|after|newer)|\+)",
        _since,
    ),
    # after 2020; newer than 2020
    (rf"\b(after|later than|newer than|more recent than|past) {_YEAR}\b", _after),
    # up to and including 2020; by the end of 2020
    (
        r"\b(up to( and including)?|until( the end of)?|till|through|by the end of|no later than|not after)"
        rf" {_YEAR}\b",
        _until,
    ),
    # 2020 or earlier
    (rf"\b(from|in)?\s*{_YEAR} (or|and) (earlier|before|older)\b", _until),
    # before 2020; pre-2020
    (rf"\b(before|prior to|earlier than|older than|pre-?)\s*{_YEAR}\b", _before),
    # in 2020; published 2020; 2020, but not "the 2020's"
    (rf"\b(in|from|of|during|for|dated|published|year)?\s*(the year )?{_YEAR}\b(?!\s*['’]?s\b)", _in),
)
_YEARS = tuple((pattern(phrase), bounds) for phrase, bounds in _RULES)

# in the 2010s
_DECADE = phrases(r"((in|from) )?the (?P<decade>(19|20)\d)0['’]?s")
_RELATIVE = phrases(
    "((in|from|over|during|within) )?(?P<which>this|last) year",  # last year
    r"((in|from|over|during|within) )?(the )?(last|past) (?P<count>\w+) years",  # over the past three years
)
_FEW = 3


def read_years(reading: Reading) -> None:
    """Years in numbers, a decade, or years back from today.

    A year that belongs to a name in a title ("CheckThat! 2025") is none that papers are from.
    """
    for phrase, bounds in _YEARS:
        for match in phrase.finditer(reading.text):
            if not reading.lexicon.year_is_of_title(reading.text, match["year"]):
                year = int(match["year"])
                reading.blank(match.start(), match.end())
                _put(reading, bounds(year, int(match.groupdict().get("other", year))))
                return
    if decade := reading.take(_DECADE):
        first = 10 * int(decade["decade"])
        _put(reading, (first, first + 9))
    elif relative := reading.take(_RELATIVE):
        this_year = reading.today.year
        if relative["which"]:
            year = this_year - (relative["which"].lower() == "last")
            _put(reading, (year, year))
        else:
            _put(reading, (this_year - number(relative["count"], otherwise=_FEW) + 1, None))


def _put(reading: Reading, bounds: _Bounds) -> None:
    reading.put(year_from=bounds[0], year_to=bounds[1])
