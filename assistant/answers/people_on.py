"""The handler of WorksOn: who of the authors works on a topic, since when and with whom."""

from __future__ import annotations

from assistant.answers.library import Library
from assistant.answers.overviews import answer_overview
from assistant.answers.plans import Overview, WorksOn
from assistant.datamodels import Answer
from assistant.retrieval.rerankers import Ranking


def answer_works_on(plan: WorksOn, library: Library, ranking: Ranking = ()) -> Answer:
    """The answer to a WorksOn."""
    return answer_overview(Overview(plan.query), library, ranking)
