"""The handler of Limitations: the limitations and open questions that the abstracts state."""

from __future__ import annotations

from assistant.answers.library import Library
from assistant.answers.overviews import answer_overview
from assistant.answers.plans import Limitations, Overview
from assistant.datamodels import Answer
from assistant.retrieval.rerankers import Ranking


def answer_limitations(plan: Limitations, library: Library, ranking: Ranking = ()) -> Answer:
    """The answer to a Limitations."""
    return answer_overview(Overview(plan.query), library, ranking)
