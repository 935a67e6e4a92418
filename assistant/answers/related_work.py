"""The handler of RelatedWork: a paragraph on a topic, made of attributed quotations."""

from __future__ import annotations

from assistant.answers.library import Library
from assistant.answers.overviews import answer_overview
from assistant.answers.plans import Overview, RelatedWork
from assistant.datamodels import Answer
from assistant.retrieval.rerankers import Ranking


def answer_related_work(plan: RelatedWork, library: Library, ranking: Ranking = ()) -> Answer:
    """The answer to a RelatedWork."""
    return answer_overview(Overview(plan.query), library, ranking)
