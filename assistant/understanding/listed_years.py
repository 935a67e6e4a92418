"""Years that are named one by one: "in 2019, 2021 and 2023"."""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.datamodels import Intent, Query
from assistant.understanding.patterns import PAPERS, pattern
from assistant.understanding.reading import Reading
from assistant.understanding.time_spans import YEAR, of_years
from assistant.understanding.years import is_of_papers, put_time

_AND = rf"\s*(,|,? ?(and|or|&|vs\.?|than))\s*((in|from|of|how many|{PAPERS}) )*"
# in 2019, 2021 and 2023; how many in 2019 and how many in 2021
_LISTED = pattern(rf"\b((in|from|of|for) )?((the )?years )?{YEAR}({_AND}{YEAR})+")
_PLAIN_YEAR = re.compile(YEAR)
_BOUND = pattern(r"\b(between|since|after|before|until|by|from) (the years )?$")  # between 2019 and 2021


def read_listed_years(reading: Reading) -> None:
    """Put the years that the question lists one by one: the years between them are left out."""
    found = _listed(reading, reading.text)
    if found is None:
        return
    match, years = found
    reading.blank(*match.span())
    reading.time = match.span()
    put_time(reading, of_years(years[0], years[-1]))
    gaps = tuple(
        Query(f"{low + 1} to {high - 1}", Intent.LIST, year_from=low + 1, year_to=high - 1)
        for low, high in pairwise(years)
        if high > low + 1
    )
    reading.put(without=(*reading.query.without, *gaps))


def lists_years(reading: Reading) -> bool:
    """Whether the question names several years one by one."""
    return _listed(reading, reading.original) is not None


def _listed(reading: Reading, text: str) -> tuple[re.Match[str], list[int]] | None:
    """The place of a list of years in the text, and the years in order; None where there is no list."""
    match = _LISTED.search(text)
    if match is None or _BOUND.search(text[: match.start()]) or not is_of_papers(reading, match):
        return None
    written = [year.group() for year in _PLAIN_YEAR.finditer(match.group())]
    if any(reading.lexicon.year_is_of_title(text, year) for year in written):
        return None
    return match, sorted({int(year) for year in written})
