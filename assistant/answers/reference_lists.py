"""The handler of References: the papers that pass the filters as references in a citation style."""

from __future__ import annotations

from assistant.answers.library import Library
from assistant.answers.overviews import answer_overview
from assistant.answers.plans import Overview, References
from assistant.datamodels import Answer
from assistant.retrieval.rerankers import Ranking


def answer_references(plan: References, library: Library, ranking: Ranking = ()) -> Answer:
    """The answer to a References."""
    return answer_overview(Overview(plan.query), library, ranking)
