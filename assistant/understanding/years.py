"""Years, months and seasons of a question -> the first and the last month of the papers asked for."""

from __future__ import annotations

import re

from assistant.datamodels import Attribute, Intent
from assistant.text.analysis import fold, stopwords
from assistant.understanding.patterns import PAPERS, pattern, phrases
from assistant.understanding.reading import Reading
from assistant.understanding.time_phrases import Bounds, times_in, with_lead
from assistant.understanding.time_spans import of_years, since

# over the past three years; in recent years
_LATELY = pattern(
    r"\b((in|from|over) )?(the )?(last|past) (?P<count>couple of|\w+) (?P<unit>years|months)\b",
    r"\bin recent (?P<recent>years|months)\b",
)

_OWN = phrases("(i|we) (am|are|have|was|were)|my|our")
_LAST_WORD = re.compile(r"(?P<last>[\w'’-]+)\s*$")
_NEXT_WORDS = re.compile(r"\s*(?P<next>[\w'’-]+)(\s+[\w'’-]+){0,2}")
_PAPER = phrases(PAPERS, "study|ones?")
_NEAR = 3
"""Words between a paper and its time: "the 2020 paper", "their survey of lions from 2020"."""


def read_years(reading: Reading) -> None:
    """The time that papers are asked from, by name or counted back from today.

    A year that belongs to a name ("CheckThat! 2025", "the 2009 pandemic") is none that papers are from, nor
    is a time in a sentence that asks nothing ("for eight months I have been ...").
    """
    if reading.query.year_from or reading.query.year_to:  # named one by one
        return
    if lately := _LATELY.search(reading.text):
        if is_of_papers(reading, lately):
            unit = lately["unit"] or lately["recent"]
            _take(reading, *lately.span(), (since(lately["count"] or "few", unit, reading.today), None))
        return
    named: list[tuple[int, int]] = []
    for time in times_in(reading):
        start, end = time.match.span()
        if any(start < there[1] and there[0] < end for there in named):
            continue  # the 2016 of "the 2014-2016 outbreak"
        if _is_in_a_name(reading, time.match):
            named.append((start, end))
        elif is_of_papers(reading, time.match):
            start, bounds = with_lead(reading, time)
            _take(reading, start, time.match.end(), bounds)
            reading.put(day=time.day)
            _take_second(reading, bounds)
            return


def read_time_of_study(reading: Reading) -> None:
    """Read a time as a part of the fact that is asked for, unless it stands beside a paper.

    "How many lions were counted in 2006?" asks for no paper from 2006; "in the 2006 paper" does, and so does
    "the paper from 2006". Nor is a time the date of the paper whose date is asked for.
    """
    query = reading.query
    if reading.time is None or not (query.intent is Intent.FACT or query.attribute is Attribute.DATE):
        return
    start, end = reading.time
    before, after = reading.original[:start].split()[-_NEAR:], reading.original[end:].split()[:_NEAR]
    if _PAPER.search(" ".join((*before, "|", *after))):
        return
    reading.text = reading.text[:start] + reading.original[start:end] + reading.text[end:]
    reading.slots = tuple(slot for slot in reading.slots if not (start <= slot[0] < end))
    reading.put(
        **{"year_from": None, "month_from": None, "year_to": None, "month_to": None, "day": None},
        without=tuple(left for left in query.without if not left.year_from),  # between years that are listed
    )


def is_of_papers(reading: Reading, time: re.Match[str]) -> bool:
    """Whether a time is that of papers: of several sentences, only in one that asks and not of its writer."""
    if len(reading.sentences) < 2:
        return True
    said = reading.sentence_at(time.start())
    asks = any(s[0].start <= time.end() and time.start() < s[-1].end for s in reading.asking)
    return asks and (not _OWN.search(said) or bool(_PAPER.search(said)))


def put_time(reading: Reading, bounds: Bounds) -> None:
    """Put years, and the months of the first and the last year where they are not whole."""
    first, last = bounds
    low, high = divmod(first or 0, 12), divmod(last or 0, 12)
    reading.put(
        year_from=low[0] if first else None,
        month_from=low[1] + 1 if first and low[1] > 0 else None,
        year_to=high[0] if last else None,
        month_to=high[1] + 1 if last and high[1] < 11 else None,
    )


def _take(reading: Reading, start: int, end: int, bounds: Bounds) -> None:
    """Put the time that stands at `original[start:end]`."""
    reading.blank(start, end)
    reading.time = (start, end)
    put_time(reading, bounds)


def _take_second(reading: Reading, bounds: Bounds) -> None:
    """Put the other end, as in "after 2019 and before 2022", and blank what says the same again."""
    first, last = bounds
    same: set[Bounds] = {bounds, *(of_years(end // 12, end // 12) for end in bounds if end)}
    for time in list(times_in(reading)):
        start, other = with_lead(reading, time)
        if _is_in_a_name(reading, time.match):
            continue
        if None in bounds and None in other and bounds.index(None) != other.index(None):
            put_time(reading, (first or other[0], last or other[1]))
        elif other not in same:
            continue
        reading.blank(start, time.match.end())


def _is_in_a_name(reading: Reading, time: re.Match[str]) -> bool:
    """Whether a time belongs to a thing, as in "the 2009 pandemic", and not to the papers.

    Behind a word such as "the" it does; elsewhere only if some paper has the two words side by side.
    """
    follows = _NEXT_WORDS.match(reading.text, time.end())
    if not time.group()[0].isdigit() or follows is None or _PAPER.search(follows.group()):
        return False
    thing = fold(follows["next"])
    if thing in stopwords():
        return False
    before = _LAST_WORD.search(reading.text[: time.start()])
    year = time.group().split()[-1]
    return bool(before and fold(before["last"]) in stopwords()) or reading.lexicon.is_phrase(year, thing)
