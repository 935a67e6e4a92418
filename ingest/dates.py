"""Reads the dates that pages, BibTeX and JSONL print.

A day without a year (`Feb 4`) is the latest such day that is not after a reference date: the day
on which the page was captured.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.datamodels import PaperDate
from assistant.text.plaintext import printable

MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
"""A month's English name or its abbreviation."""

PRINTED_DAY = rf"{MONTH} [0-9]{{1,2}}(?:, [0-9]{{4}})?"
"""A day as web pages print it: `Oct 17, 2022`, or `Feb 4` in the current year."""

YEAR = re.compile(r"(?<![0-9])(?:1[5-9]|20)[0-9]{2}(?![0-9])")
"""A year within a text that is no date: `2024,3,12-`, `in press, 2021`."""

_ISO = re.compile(r"(?P<year>[0-9]{4})(?:[-/](?P<month>[0-9]{1,2})(?:[-/](?P<day>[0-9]{1,2}))?)?")
_DAY_TIME = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9]{2}:[0-9]{2}[0-9:.]{0,20}(?:Z|[+-][0-9:]{2,6})?"
)
_WORDS = (
    re.compile(rf"(?P<month>{MONTH})\.? (?P<day>[0-9]{{1,2}}),? (?P<year>[0-9]{{4}})", re.IGNORECASE),
    re.compile(rf"(?P<day>[0-9]{{1,2}})\.? (?P<month>{MONTH})\.?,? (?P<year>[0-9]{{4}})", re.IGNORECASE),
    re.compile(rf"(?P<month>{MONTH})\.?,? (?P<year>[0-9]{{4}})", re.IGNORECASE),
    re.compile(rf"(?P<year>[0-9]{{4}}) (?P<month>{MONTH})\.?(?: (?P<day>[0-9]{{1,2}}))?", re.IGNORECASE),
)
_NO_YEAR = re.compile(rf"(?P<month>{MONTH})\.? (?P<day>[0-9]{{1,2}})", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FEW_DATES = 5  # on so few days nothing can be said of chance
_LEAP_GAP = 8  # years from one Feb 29 to the next, at most (1896 to 1904)


def parse_date(text: str, *, reference: date | None = None) -> PaperDate:
    """The date that `text` prints; `PaperDate.text` keeps it verbatim.

    Read are `2022`, `2022-10`, `2022-10-17` (with `/` too, or a time after it), `Oct 17, 2022`,
    `17 October 2022`, `October 2022`, `2022 Oct 17`, `2022 Oct` and, given a reference date, `Feb 4`.

    Raises:
        ValueError: if the text is no such date, or a day the calendar does not have.
    """
    text = text.strip()
    timed = _DAY_TIME.fullmatch(text)
    for pattern in (_ISO, *_WORDS):
        if match := pattern.fullmatch(timed["day"] if timed else text):
            parts = match.groupdict()
            return _dated(text, int(parts["year"]), _month(parts.get("month")), int(parts.get("day") or 0))
    match = _NO_YEAR.fullmatch(text)
    if match is None or reference is None:
        raise ValueError(f"'{printable(text, 40)}' is no date")
    return _latest(text, _month(match["month"]), int(match["day"]), reference)


def without_fillers(dates: Sequence[PaperDate | None]) -> list[PaperDate | None]:
    """The dates of one document, without the days and months that only fill up a form.

    A program that wants a whole date writes 1 January for a year, and the first day for a month. Either is
    taken to be filled up where it stands ten times as often as chance would have it.
    """
    exact = [when for when in dates if when and when.precision == 3]
    first = sum(when.day == 1 for when in exact)
    new_year = sum(when.day == when.month == 1 for when in exact)
    no_month = new_year >= _FEW_DATES and new_year / len(exact) > 10 / 365
    no_day = first >= _FEW_DATES and first / len(exact) > 10 / 30

    def known(when: PaperDate | None) -> PaperDate | None:
        iso = _ISO.fullmatch(when.text) if when and when.day == 1 else None
        if when and iso and no_month and when.month == 1:
            return PaperDate(when.year, text=iso["year"])
        if when and iso and no_day:
            return PaperDate(when.year, when.month, text=when.text[: iso.end("month")])
        return when

    return [known(when) for when in dates]


def parse_month(text: str) -> int:
    """A month from 1 to 12 given by name, abbreviation or number; 0 if the text is no month."""
    text = text.strip()
    if re.fullmatch(r"[0-9]{1,2}", text):
        return int(text) if 1 <= int(text) <= 12 else 0
    return _month(text) if re.fullmatch(MONTH + r"\.?", text, re.IGNORECASE) else 0


def _dated(text: str, year: int, month: int, day: int) -> PaperDate:
    stated = printable(text, 40)
    if year < 1000:
        raise ValueError(f"'{stated}' is no date of a publication")
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        raise ValueError(f"'{stated}' is no day of the calendar") from None
    return PaperDate(year, month, day, text=text)


def _latest(text: str, month: int, day: int, reference: date) -> PaperDate:
    for year in range(reference.year, max(0, reference.year - _LEAP_GAP - 1), -1):
        try:
            found = date(year, month, day)
        except ValueError:  # Feb 29 in a year without one, or a day like Feb 30
            continue
        if found <= reference:
            return PaperDate(year, month, day, text=text, year_inferred=True)
    raise ValueError(f"'{printable(text, 40)}' is no day of the calendar")


def _month(text: str | None) -> int:
    if not text:
        return 0
    return int(text) if text.isdigit() else _MONTHS.index(text[:3].lower()) + 1
