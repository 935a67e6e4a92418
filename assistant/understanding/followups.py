"""A question that leaves something to the conversation -> the Query that the question means there.

`KINDS` is every kind of follow-up question, in the order in which they are tried. A new kind is one function
and one entry of that table. A test asks the examples of four papers on animals: each must be taken by its own
kind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.datamodels import Intent, Query
from assistant.understanding.chosen_papers import (
    at_a_place,
    described,
    goes_on,
    it,
    of_nothing,
    those,
    two_compared,
)
from assistant.understanding.context import Context
from assistant.understanding.earlier_people import of_people
from assistant.understanding.ellipsis import difference, on_the_topic, restyled
from assistant.understanding.reading import Reading
from assistant.understanding.relative_time import before_or_after


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A kind of follow-up question.

    `example` is a conversation: several questions, the last one of this kind. `read` returns what a question
    of this kind means in its context; for any other it returns None and leaves the reading as it was.
    """

    name: str
    example: tuple[str, ...]
    read: Callable[[Reading, Context], Query | None]


def resolve(reading: Reading, context: Context) -> Query:
    """What the question means in its conversation, as the first kind says that takes it."""
    meanings = (kind.read(reading, context) for kind in KINDS)
    return next(query for query in meanings if query is not None)


def _stands_alone(reading: Reading, context: Context) -> Query | None:
    """A question that gives its paper, or is about a researcher's profile, needs no conversation."""
    query = reading.query
    return query if query.papers or query.intent is Intent.PROFILE else None


def _is_new(reading: Reading, context: Context) -> Query:
    """A question that no other kind takes leaves nothing to the conversation."""
    query = reading.query
    kind = Intent(reading.kind)
    return replace(query, intent=kind) if kind.is_aside and not query.has_filters else query


KINDS: tuple[FollowUp, ...] = (
    FollowUp("stands alone", ("papers on lions", "Who wrote “Swimming Tigers”?"), _stands_alone),
    # People before papers: "the second one" of a ranking is a person.
    FollowUp("of people", ("Who wrote Swimming Tigers?", "What else has she written?"), of_people),
    FollowUp("in another style", ("references on lions in APA style", "the same in IEEE style"), restyled),
    FollowUp("two of them", ("papers by Ada", "Compare the first two"), two_compared),
    FollowUp("at a place", ("papers by Ada", "Who wrote the second one?"), at_a_place),
    # "It" is a time in "after it", and the topic in the next one; only then is "it" a paper.
    FollowUp("before or after", ("papers in 2020", "and after that?"), before_or_after),
    FollowUp("on the topic", ("lions", "Do they also have a paper in that area?"), on_the_topic),
    FollowUp("the one described", ("papers by Ada", "Who wrote the one about tigers?"), described),
    FollowUp("it", ("papers on lions", "Who wrote it?"), it),
    FollowUp("those", ("papers by Ada", "Which of those are on deer?"), those),
    FollowUp("of nothing", ("papers by Ada", "Who are the authors?"), of_nothing),
    FollowUp("a difference", ("papers by Ada", "and since 2021?"), difference),
    FollowUp("a further fact", ("lions", "And how do they hunt the antelopes?"), goes_on),
    FollowUp("new", ("papers on lions", "Which papers are about sparrows?"), _is_new),
)
