"""A choice in the list to review -> the decision that is kept of it."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from assistant.errors import UsageError
from assistant.text.person_names import parse
from ingest.decisions import Decision
from ingest.keys import telling_keys
from ingest.review import Item

_ORCID = re.compile(r"(?:https?://orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])\s*$")


def keep(item: Item, *, day: date) -> Decision:
    """The paper stays, also where it was left out before, and its doubts are settled."""
    names = tuple(dict.fromkeys(name for doubt in item.doubts for name in doubt.names))
    return Decision("keep", day.isoformat(), (item.keys,), (item.paper.title,), names)


def leave_out(item: Item, *, day: date) -> Decision:
    """The paper is left out, with all of its records."""
    return Decision("leave_out", day.isoformat(), (item.keys,), (item.paper.title,))


def split(item: Item, numbers: Collection[int] = (), *, day: date) -> Decision:
    """The records with these `numbers`, from 1, are another work than the rest; without any, all are works.

    Raises UsageError where there are no such records, or nothing tells them from the others.
    """
    records = item.records
    wrong = [number for number in numbers if not 1 <= number <= len(records)]
    if len(records) < 2 or wrong or len(set(numbers)) == len(records):
        asked = f", and not {', '.join(map(str, numbers))}" if numbers else ""
        raise UsageError(
            f"“{item.paper.title}” is made of {len(records)} records, which can't be split{asked}."
        )
    chosen = [record for number, record in enumerate(records, start=1) if number in numbers]
    rest = [record for number, record in enumerate(records, start=1) if number not in numbers]
    groups = [chosen, rest] if chosen else [[record] for record in records]
    works = tuple(dict.fromkeys(telling_keys(groups)))
    if len(works) < 2 or len({key for work in works for key in work}) < sum(map(len, works)):
        raise UsageError(
            f"Nothing tells the records of “{item.paper.title}” apart: title, first author, year and "
            "identifiers are the same; correct the document, or leave the paper out."
        )
    return Decision("split", day.isoformat(), works, tuple(group[0].title for group in groups)[: len(works)])


def two_works(one: Item, other: Item, *, day: date) -> Decision:
    """Two papers that look like duplicates are two works."""
    return Decision("split", day.isoformat(), (one.keys, other.keys), (one.paper.title, other.paper.title))


def join(one: Item, other: Item, *, day: date) -> Decision:
    """Two papers are one work. Raises UsageError where both are the same paper."""
    if one.paper.id == other.paper.id:
        raise UsageError(f"“{one.paper.title}” can't be joined with itself; name another paper.")
    return Decision("join", day.isoformat(), (one.keys, other.keys), (one.paper.title, other.paper.title))


def member(text: str, *, day: date) -> Decision:
    """The person called `text`, a name or a name and an ORCID, is of the group.

    Other ways to write the name go with it. Raises UsageError for an empty name.
    """
    orcid = _ORCID.search(text)
    name = " ".join((text[: orcid.start()] if orcid else text).split()).strip(" ,()")
    if not parse(name).words:
        raise UsageError(f"{text!r} has no name; expected is one such as 'Ada Byron 0000-0002-1825-0097'.")
    return Decision("member", day.isoformat(), name=name, orcid=orcid[1] if orcid else "")
