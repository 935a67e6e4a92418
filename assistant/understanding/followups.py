"""A question that leaves something to the conversation -> the Query that the question means there.

`KINDS` is every kind of follow-up question, in the order in which they are tried. A new kind is one function
and one entry of that table. A test asks the examples of four papers on animals: each must be taken by its own
kind.
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

    `example` is a conversation: several questions, the last one of this kind. `read` returns what a question
    of this kind means in its context; for any other it returns None and leaves the reading as it was.
    """

    name: str
    example: tuple[str, ...]
    read: Callable[[Reading, Context], Query | None]


def resolve(reading: Reading, context: Context) -> Query:
    """What the question means in its conversation, as the first kind says that takes it."""
    read_name_alone(reading, context.query)
    meanings = (kind.read(reading, context) for kind in KINDS)
    return next(query for query in meanings if query is not None)


def _names_a_paper(reading: Reading, context: Context) -> Query | None:
    """A question that gives its paper by title, number or address leaves nothing to the conversation."""
    return reading.query if reading.query.papers else None


def _about_the_researcher(reading: Reading, context: Context) -> Query | None:
    """A question about the facts of the researcher's profile leaves nothing to the conversation."""
    return reading.query if reading.query.intent is Intent.PROFILE else None


def _stands_alone(reading: Reading, context: Context) -> Query:
    """A question that no other kind takes leaves nothing to the conversation."""
    return reading.query


KINDS: tuple[FollowUp, ...] = (
    # The paper is given, so "who wrote ...?" does not ask for the authors of a cited one.
    FollowUp("names a paper", ("papers on lions", "Who wrote “Swimming Tigers”?"), _names_a_paper),
    # People before papers: "the second one" of a ranking is a person.
    FollowUp(
        "people of a ranking",
        ("Who are the most frequent authors?", "What did the first one write?"),
        earlier_people.of_a_ranking,
    ),
    FollowUp(
        "an author of the paper",
        ("tigers", "What else has its first author written?"),
        earlier_people.of_the_author,
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
    # A place before all other words that point: "the last one, who wrote it?", "not the second one".
    FollowUp("a place in the list", ("papers by Ada", "Who wrote the second one?"), chosen_papers.at_a_place),
    FollowUp("why", ("Who wrote Lions at Night?", "why?"), one_paper.why),
    FollowUp("more of the first paper", ("papers by Ada", "tell me more"), one_paper.tell_more),
    # Before the kinds that go on with the last question: the profile knows of no papers.
    FollowUp("about the researcher", ("papers on lions", "and the h-index?"), _about_the_researcher),
    # Before "the one described".
    FollowUp("an exclusion alone", ("papers by Ada", "not the one about tigers"), ellipsis.exclusion_alone),
    FollowUp("a property alone", ("papers by Ada", "and the category?"), chosen_papers.bare_property),
    # As the whole question, then as a part of one. Both before a time: the older one of two is no third one.
    FollowUp("the older one", ("papers by Ada", "and the older one?"), chosen_papers.older_one),
    FollowUp(
        "of the older one", ("papers by Ada", "Who wrote the older one?"), chosen_papers.of_the_older_one
    ),
    # "It" is a time in "after it", and the topic in the next five; only then is "it" a paper.
    FollowUp("before or after", ("papers in 2020", "and after that?"), before_or_after),
    FollowUp("a comparison", ("lions", "How does it compare to tigers?"), earlier_topic.compared),
    FollowUp("built on it", ("sparrows", "Which later papers build on it?"), earlier_topic.built_on),
    FollowUp(
        "this with another topic",
        ("tigers", "Did they also try this in rivers?"),
        earlier_topic.with_another_topic,
    ),
    FollowUp("that area", ("lions", "Do they also have a paper in that area?"), earlier_topic.in_that_area),
    FollowUp("it", ("papers on lions", "Who wrote it?"), one_paper.pointed_at),
    FollowUp("the authors", ("papers by Ada", "Who are the authors?"), chosen_papers.authors),
    # "They" are the authors of the only paper, else the papers: "do they use nets?".
    FollowUp("a further fact", ("lions", "And how do they hunt the antelopes?"), one_paper.goes_on),
    FollowUp(
        "what the authors did",
        ("Who wrote Lions at Night?", "Which animals do they find?"),
        one_paper.by_the_authors,
    ),
    # One of those before all of those: "which is the one about tigers?".
    FollowUp("the one described", ("papers by Ada", "the one about tigers"), chosen_papers.described),
    FollowUp("which of those", ("papers by Ada", "Which of those are on deer?"), chosen_papers.of_those),
    # A property that the question asks of nothing: of all papers where it says "they", else of one.
    FollowUp(
        "a property of all", ("papers by Ada", "Where were they published?"), chosen_papers.property_of_all
    ),
    FollowUp("a property of one", ("papers on lions", "and who wrote?"), one_paper.property_alone),
    FollowUp("a detail", ("tigers", "how many rivers?"), one_paper.detail),
    # Questions that say too little, the special cases first.
    FollowUp("code of the paper", ("Who wrote Swimming Tigers?", "is there code?"), one_paper.code_of_paper),
    FollowUp(
        "the oldest of the list",
        ("papers by Ada", "Who wrote the first one?", "and the oldest?"),
        chosen_papers.oldest_of_the_list,
    ),
    FollowUp("a difference", ("papers by Ada", "and since 2021?"), ellipsis.difference),
    FollowUp("stands alone", ("papers on lions", "Which papers are about sparrows?"), _stands_alone),
)
