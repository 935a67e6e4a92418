"""Follow-up questions about a time that only the conversation tells: "and before that?", "the year after".

`before_or_after` is a kind of follow-up question, see followups.py.
"""

from __future__ import annotations

import re

from assistant.datamodels import Intent, Query
from assistant.understanding.context import Context
from assistant.understanding.ellipsis import completed
from assistant.understanding.patterns import PAPERS, pattern
from assistant.understanding.pointing_words import IT, THE_TOPIC
from assistant.understanding.reading import Reading
from assistant.understanding.time_spans import Span, of_paper, of_years
from assistant.understanding.years import put_time

_ONES = rf"( ((?P<ones>ones?)|{PAPERS}))?"
_END = r"(?=\W*$|[,;:.]| (on|about|of|by|from|for|in|that)\b|(?<=s)\b)"


def _beside(than: str, older: str, before: str) -> re.Pattern[str]:
    """ "Before that", "any older ones", "and the year before?"; `older` and `before` are such words."""
    return pattern(
        rf"\b({than}) (that|then|this|those|it)\b",
        rf"\b(an?|any|anything|something|which|what) ({older}){_ONES}{_END}",
        rf"^\W*(and )?({before}|{older})\W*$",
        rf"\b(the )?((?P<year>year)|ones?|paper) {before}( (that|it))?\W*$",
    )


_EARLIER = _beside("before|earlier than|older than", "earlier|older|previous", "before")
_LATER = _beside("after|since|later than|newer than|more recent than", "later|newer|more recent", "after")


def before_or_after(reading: Reading, context: Context) -> Query | None:
    """The last question for the time before, or after, that of the last question or of the papers cited.

    "A newer one on tigers" is a newer one of those asked for that is on tigers too.
    """
    previous, match = context.query, _LATER.search(reading.original) or _EARLIER.search(reading.original)
    if match is None or not read_beyond(reading, context):
        return None
    topic = reading.rest(match.re, IT, THE_TOPIC)
    reading.put(topic=topic, intent=Intent.TOPIC if topic else Intent.LIST)
    if topic and previous.topic and match["ones"]:
        within = (Query(previous.topic, Intent.TOPIC, previous.topic),)
        reading.put(within=(*reading.query.within, *within))
    return completed(reading, previous)


def read_beyond(reading: Reading, context: Context) -> bool:
    """Put the time before or after that of the conversation, if the question asks for it by "older", "after
    that"; a time that the question states itself stays.
    """
    for phrase in (_EARLIER, _LATER):
        match = phrase.search(reading.original)
        if match is None:
            continue
        if reading.query.year_from or reading.query.year_to:
            return True
        if span := _span_asked(context.query) or _span_of_papers(reading, context.papers()):
            put_time(reading, _beyond(span, match, earlier=phrase is _EARLIER))
            return True
    return False


def _beyond(span: Span, match: re.Match[str], *, earlier: bool) -> tuple[int | None, int | None]:
    """The months before or after `span`: only the year beside it for "the year after", else all of them."""
    first, last = span
    if match["year"]:
        year = first // 12 - 1 if earlier else last // 12 + 1
        return of_years(year, year)
    return (None, first - 1) if earlier else (last + 1, None)


def _span_asked(previous: Query) -> Span | None:
    """The months that the last question asked for; of a question with an open end, the month at the other."""
    low, high = previous.year_from or previous.year_to, previous.year_to or previous.year_from
    if low is None or high is None:
        return None
    first = previous.month_from or 1 if previous.year_from else previous.month_to or 12
    last = previous.month_to or 12 if previous.year_to else previous.month_from or 1
    return 12 * low + first - 1, 12 * high + last - 1


def _span_of_papers(reading: Reading, paper_ids: tuple[str, ...]) -> Span | None:
    """The months from the oldest to the newest of these papers; None where none has a date."""
    papers = map(reading.lexicon.paper, paper_ids)
    spans = [of_paper(paper.date) for paper in papers if paper and paper.date]
    if not spans:
        return None
    return min(first for first, _ in spans), max(last for _, last in spans)
