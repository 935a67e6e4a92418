"""A question that leaves something to the conversation -> the Query that the question means there.

`KINDS` has every kind of follow-up question, each with an example. A new kind is one function and one line of
the table; where in the table, tell the comments there and the examples, which a test asks one by one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.datamodels import Intent, Query
from assistant.understanding import chosen_papers, earlier_people, earlier_topic, ellipsis, one_paper
from assistant.understanding.context import Context
from assistant.understanding.ellipsis import read_name_alone
from assistant.understanding.reading import Reading
from assistant.understanding.relative_time import before_or_after


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A kind of follow-up question.

    `example` is a conversation: questions of which the last one is of this kind. `read` returns what a
    question of this kind means in its context, and None, with the reading left as it was, for any other.
    """

    name: str
    example: tuple[str, ...]
    read: Callable[[Reading, Context], Query | None]


def resolve(reading: Reading, context: Context) -> Query:
    """What the question means after the question and the answer of `context`: as the first kind takes it."""
    read_name_alone(reading, context.query)
    queries = (kind.read(reading, context) for kind in KINDS)
    return next(query for query in queries if query is not None)


def _names_a_paper(reading: Reading, context: Context) -> Query | None:
    """A question that names its paper by title or number needs no conversation."""
    return reading.query if reading.query.papers else None


def _asks_of_the_researcher(reading: Reading, context: Context) -> Query | None:
    """Nor does a question for the facts of the researcher's profile."""
    return reading.query if reading.query.intent is Intent.PROFILE else None


def _stands_alone(reading: Reading, context: Context) -> Query:
    """Nor does any question that no other kind takes."""
    return reading.query


KINDS: tuple[FollowUp, ...] = (
    FollowUp("names a paper", ("papers on lions", "Who wrote Swimming Tigers?"), _names_a_paper),
    # Questions about people come before those about papers: "the second one" of a ranking is a person.
    FollowUp(
        "people of a ranking",
        ("Who are the most frequent authors?", "What did the second one write?"),
        earlier_people.of_a_ranking,
    ),
    FollowUp(
        "the other extreme",
        ("Which paper has the longest title?", "and the shortest?"),
        ellipsis.other_extreme,
    ),
    FollowUp(
        "joint papers of two people",
        ("papers by Ada", "and by Gödel?", "Which ones do they have in common?"),
        earlier_people.joint_papers,
    ),
    FollowUp(
        "a place in the list",
        ("papers by Ada", "Who wrote the second one?"),
        chosen_papers.at_a_place,
    ),
    FollowUp("why", ("Who wrote Lions at Night?", "why?"), one_paper.why),
    FollowUp("more of the first paper", ("papers by Ada", "tell me more"), one_paper.tell_more),
    FollowUp("the researcher", ("papers on lions", "What is the h-index?"), _asks_of_the_researcher),
    FollowUp("an exclusion alone", ("papers by Ada", "not the tigers"), ellipsis.exclusion_alone),
    FollowUp("a property alone", ("papers by Ada", "and the category?"), chosen_papers.bare_property),
    FollowUp("the older or newer one", ("papers by Ada", "and the older one?"), chosen_papers.older_one),
    FollowUp(
        "of the older or newer one",
        ("papers by Ada", "Who wrote the older one?"),
        chosen_papers.of_the_older_one,
    ),
    FollowUp("before or after", ("papers in 2020", "and after that?"), before_or_after),
    FollowUp("a comparison", ("lions", "How does it compare to tigers?"), earlier_topic.compared),
    FollowUp("built on it", ("sparrows", "Which later papers build on it?"), earlier_topic.built_on),
    FollowUp(
        "this with another topic",
        ("tigers", "Did they also try this in rivers?"),
        earlier_topic.with_another_topic,
    ),
    FollowUp("that area", ("lions", "Do they also have a paper in that area?"), earlier_topic.in_that_area),
    FollowUp("a fact about it", ("lions", "Where does it rest?"), earlier_topic.fact_about_topic),
    FollowUp("it", ("papers on lions", "Who wrote it?"), one_paper.pointed_at),
    FollowUp("the authors", ("papers by Ada", "Who are the authors?"), chosen_papers.authors),
    FollowUp("a further fact", ("lions", "And how do they hunt the antelopes?"), one_paper.goes_on),
    FollowUp("what the authors did", ("lions", "Which gaps do they identify?"), one_paper.by_the_authors),
    FollowUp("the one described", ("papers by Ada", "the one about tigers"), chosen_papers.described),
    FollowUp("which of those", ("papers by Ada", "Which of those are on deer?"), chosen_papers.of_those),
    FollowUp(
        "a property of them all",
        ("papers by Ada", "Where were they published?"),
        chosen_papers.property_of_all,
    ),
    FollowUp("a property of one", ("papers on lions", "and who wrote?"), one_paper.property_alone),
    FollowUp("a detail", ("tigers", "how many rivers?"), one_paper.detail),
    FollowUp("code of the paper", ("Who wrote Swimming Tigers?", "is there code?"), one_paper.code_of_paper),
    FollowUp(
        "the oldest of the list",
        ("papers by Ada", "Who wrote the first one?", "and the oldest?"),
        chosen_papers.oldest_of_the_list,
    ),
    FollowUp("a difference", ("papers on lions", "and since 2021?"), ellipsis.difference),
    FollowUp("stands alone", ("papers on lions", "Which papers are about sparrows?"), _stands_alone),
)
