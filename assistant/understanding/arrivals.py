"""A time told by a person's papers: "before Noether joined", "since Gödel left"."""

from __future__ import annotations

from assistant.datamodels import Query
from assistant.index.catalog import select
from assistant.understanding.patterns import any_of, pattern
from assistant.understanding.reading import Reading
from assistant.understanding.time_spans import of_paper
from assistant.understanding.years import put_time

_CAME = any_of(
    "join(ed|s)?|came( (along|on board))?|arrived|started|began|was there|got there",
    "first (published|appeared|wrote)",
)
_WENT = "(left|leaves|departed|quit|stopped( publishing)?|last (published|appeared|wrote))"
_TIME = pattern(
    r"\b(?P<when>before|prior to|until|since|after) (?P<who>[^,;?!]{1,60}?)"
    rf" (had )?({_CAME}|(?P<went>{_WENT}))"
    r"( (the|this|their|his) (group|lab|team))?\b"
)


def read_arrival(reading: Reading) -> None:
    """Put the time before or since the first or the last paper of the person that the question names."""
    match = _TIME.search(reading.text)
    if match is None:
        return
    people = reading.lexicon.people.find(f"by {match['who']}")
    if len(people) != 1 or not people[0].names:
        return
    theirs = select(reading.lexicon.papers, Query("", authors=(people[0].names,), scope="all")).papers
    months = [of_paper(p.date)[0] for p in theirs if p.date]
    if not months:
        return
    reading.blank(*match.span())
    month = max(months) if match["went"] else min(months)
    early = match["when"].lower() not in ("since", "after")
    if match["went"]:  # until they left: their last paper is in it
        put_time(reading, (None, month) if early else (month + 1, None))
    else:
        put_time(reading, (None, month - 1) if early else (month, None))
