"""The handler of Greeting: a friendly line and examples of questions, for a greeting or thanks."""

from __future__ import annotations

from assistant.answers.library import Library
from assistant.answers.overviews import answer_overview
from assistant.answers.plans import Greeting, Overview
from assistant.datamodels import Answer
from assistant.retrieval.rerankers import Ranking


def answer_greeting(plan: Greeting, library: Library, ranking: Ranking = ()) -> Answer:
    """The answer to a Greeting."""
    return answer_overview(Overview(plan.query), library, ranking)
