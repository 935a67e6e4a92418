"""The handler of News: what is new since a date."""

from __future__ import annotations

from assistant.answers.library import Library
from assistant.answers.overviews import answer_overview
from assistant.answers.plans import News, Overview
from assistant.datamodels import Answer
from assistant.retrieval.rerankers import Ranking


def answer_news(plan: News, library: Library, ranking: Ranking = ()) -> Answer:
    """The answer to a News."""
    return answer_overview(Overview(plan.query), library, ranking)
