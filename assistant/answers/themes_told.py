"""The handler of Themes: the themes of the papers that pass the filters, and how they moved."""

from __future__ import annotations

from assistant.answers.library import Library
from assistant.answers.overviews import answer_overview
from assistant.answers.plans import Overview, Themes
from assistant.datamodels import Answer
from assistant.retrieval.rerankers import Ranking


def answer_themes(plan: Themes, library: Library, ranking: Ranking = ()) -> Answer:
    """The answer to a Themes."""
    return answer_overview(Overview(plan.query), library, ranking)
