"""The date of a BibTeX entry: `date`, or `year` with `month` and `day`, in whatever form they are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from assistant.datamodels import PaperDate
from assistant.text.plaintext import printable
from ingest.dates import MONTH, YEAR, parse_date, parse_month

_MONTH = re.compile(rf"(?<![^\W\d_]){MONTH}(?![^\W\d_])", re.IGNORECASE)
_DAY = re.compile(r"(?<!\d)[0-9]{1,2}(?!\d)")
_NUMBER = re.compile(r"(?<![0-9])[0-9]{1,2}(?![0-9])")

Report = Callable[[str, str], None]
"""Takes the field that could not be read, and why, in a clause."""


def date_of(values: Mapping[str, str], report: Report) -> tuple[PaperDate | None, str]:
    """The date of an entry, and the field that it was read from; `values` are plain texts.

    Of a span the first day, month or year counts. A year such as "in press" is no date, which is reported and
    costs no entry.
    """
    for key in ("date", "year"):
        if key in values and (when := _whole(values[key], bare="month" not in values)):
            return when, key
    for key in ("year", "date", "issue_date", "publicationdate"):
        if year := YEAR.search(values.get(key, "")):
            return _of_parts(year[0], values, report), key
    for key in ("date", "year"):
        if key in values:
            report(key, f"its {key} '{printable(values[key])}' is no date; the paper is kept without it")
            break
    return None, ""


def _whole(text: str, *, bare: bool) -> PaperDate | None:
    """A date that is told in one field; a year alone where no other field tells the month."""
    for part in (text, re.split(r"/|--|–", text)[0]):
        try:
            when = parse_date(part.strip(" ~?%"))
        except ValueError:
            continue
        if when.precision > 1 or bare:
            return when
    return None


def _of_parts(year: str, values: Mapping[str, str], report: Report) -> PaperDate:
    month, day = _month_and_day(values.get("month", ""))
    if "month" in values and not month:
        reason = f"its month '{printable(values['month'])}' is no month; the paper is kept with the year"
        report("month", reason)
    day = int(values["day"]) if re.fullmatch("[0-9]{1,2}", values.get("day", "")) else day
    for stated in (
        f"{year}-{month:02d}-{day:02d}" if month and day else "",
        f"{year}-{month:02d}" if month else "",
    ):
        try:
            when = parse_date(stated)
            return PaperDate(when.year, when.month, when.day, text=year)
        except ValueError:
            continue
    return PaperDate(int(year), text=year)


def _month_and_day(text: str) -> tuple[int, int]:
    """A month, and a day if one stands beside it: "jun", "06", "5~jun", "June 5--7", "JAN-FEB", "2019-06"."""
    if month := parse_month(text):
        return month, 0
    try:
        when = parse_date(text.strip())
        return when.month, when.day
    except ValueError:
        pass
    if name := _MONTH.search(text):
        days = _DAY.findall(text)
        return parse_month(name[0]), int(days[0]) if days else 0
    numbers = _NUMBER.findall(text)
    return (parse_month(numbers[0]), 0) if len(numbers) == 2 and not re.search(r"[^\W\d_]", text) else (0, 0)
