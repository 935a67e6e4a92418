"""The handler of Portrait: the group in a few sentences."""

from __future__ import annotations

from assistant.answers.library import Library
from assistant.answers.overviews import answer_overview
from assistant.answers.plans import Overview, Portrait
from assistant.datamodels import Answer
from assistant.retrieval.rerankers import Ranking


def answer_portrait(plan: Portrait, library: Library, ranking: Ranking = ()) -> Answer:
    """The answer to a Portrait."""
    return answer_overview(Overview(plan.query), library, ranking)
