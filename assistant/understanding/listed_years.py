"""Years that are named one by one: "in 2019, 2021 and 2023"."""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.datamodels import Intent, Query
from assistant.understanding.patterns import PAPERS, any_of, pattern
from assistant.understanding.reading import Reading
from assistant.understanding.time_spans import of_years
from assistant.understanding.years import is_of_papers, put_time

_YEAR = r"(?<![\d.])(19|20)\d\d(?!\d|\.\d|\s*['’]?s\b)"
_JOINED = any_of(",", ",? ?(and|or|&|vs\\.?|versus|as well as|than|compared (to|with))")
_AGAIN = any_of("in|from|of|during|the year|also|those|what about", f"(and )?(how many|{PAPERS})")
# in 2019, 2021 and 2023; how many in 2019 and how many in 2021
_LISTED = pattern(rf"\b((in|from|of|for|during) )?((the )?years )?{_YEAR}(\s*{_JOINED} ({_AGAIN} )*{_YEAR})+")
_PLAIN_YEAR = re.compile(_YEAR)
# between 2019 and 2021; since 2019 and 2021 is no list either
_BOUND = pattern(
    r"\b(between|since|after|before|until|till|by|than|to|through|starting( in| from)?)"
    r"( the years?( of)?)?\W*$"
)


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
