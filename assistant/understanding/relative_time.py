"""A time that only the conversation tells: "and before that?", "the year after", "any newer ones?"."""

from __future__ import annotations

from collections.abc import Callable

from assistant.datamodels import Intent, Query
from assistant.understanding.patterns import PAPERS, pattern
from assistant.understanding.reading import Reading
from assistant.understanding.time_spans import Span, of_paper, of_years
from assistant.understanding.years import put_time

_ONES = rf"(ones?|{PAPERS})?"
_EARLIER = pattern(
    r"\b(before|earlier than|prior to|older than) (that|then|this|those|it)\b",
    rf"^\W*((and|any|are there|what about|how about|the) )*(earlier|older|previous)\s*{_ONES}\W*$",
    r"^\W*(and )?(before|earlier|previously)\W*$",
    r"\b(the )?((?P<year>year)|one|ones|paper) before( (that|it))?\W*$",
)
_LATER = pattern(
    r"\b(after|since|later than|newer than|more recent than) (that|then|this|those|it)\b",
    rf"^\W*((and|any|are there|what about|how about|the) )*(later|newer|more recent|following)\s*{_ONES}\W*$",
    r"^\W*(and )?(after|later|since then)\W*$",
    r"\b(the )?((?P<year>year)|one|ones|paper) after( (that|it))?\W*$",
)


def read_relative_time(reading: Reading, previous: Query, papers: Callable[[], tuple[str, ...]]) -> bool:
    """Put the time before or after that of the last question, or of the papers of its answer."""
    for phrase in (_EARLIER, _LATER):
        match = phrase.search(reading.original)
        reference = match and (_asked(previous) or _of_papers(reading, papers()))
        if not match or not reference:
            continue
        first, last = reference
        if match["year"]:
            year = first // 12 - 1 if phrase is _EARLIER else last // 12 + 1
            put_time(reading, of_years(year, year))
        else:
            put_time(reading, (None, first - 1) if phrase is _EARLIER else (last + 1, None))
        topic = reading.rest(phrase)
        reading.put(topic=topic, intent=Intent.TOPIC if topic else Intent.LIST)
        return True
    return False


def _asked(previous: Query) -> Span | None:
    """The months that the last question asked for; of an open end, the other end."""
    low, high = previous.year_from or previous.year_to, previous.year_to or previous.year_from
    if low is None or high is None:
        return None
    first = previous.month_from or 1 if previous.year_from else previous.month_to or 12
    last = previous.month_to or 12 if previous.year_to else previous.month_from or 1
    return 12 * low + first - 1, 12 * high + last - 1


def _of_papers(reading: Reading, papers: tuple[str, ...]) -> Span | None:
    spans = [of_paper(paper.date) for p in papers if (paper := reading.lexicon.paper(p)) and paper.date]
    if not spans:
        return None
    return min(first for first, _ in spans), max(last for _, last in spans)
