"""The handler of ReadFirst: what to read first on a topic, in order, each paper with the reason."""

from __future__ import annotations

from assistant.answers.library import Library
from assistant.answers.overviews import answer_overview
from assistant.answers.plans import Overview, ReadFirst
from assistant.datamodels import Answer
from assistant.retrieval.rerankers import Ranking


def answer_read_first(plan: ReadFirst, library: Library, ranking: Ranking = ()) -> Answer:
    """The answer to a ReadFirst."""
    return answer_overview(Overview(plan.query), library, ranking)
