"""The handler of Compare: two papers, methods or topics side by side."""

from __future__ import annotations

from assistant.answers.library import Library
from assistant.answers.overviews import answer_overview
from assistant.answers.plans import Compare, Overview
from assistant.datamodels import Answer
from assistant.retrieval.rerankers import Ranking


def answer_compare(plan: Compare, library: Library, ranking: Ranking = ()) -> Answer:
    """The answer to a Compare."""
    return answer_overview(Overview(plan.query), library, ranking)
