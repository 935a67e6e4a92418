"""The handler of Releases: the code, data and software that the papers released."""

from __future__ import annotations

from assistant.answers.library import Library
from assistant.answers.overviews import answer_overview
from assistant.answers.plans import Overview, Releases
from assistant.datamodels import Answer
from assistant.retrieval.rerankers import Ranking


def answer_releases(plan: Releases, library: Library, ranking: Ranking = ()) -> Answer:
    """The answer to a Releases."""
    return answer_overview(Overview(plan.query), library, ranking)
