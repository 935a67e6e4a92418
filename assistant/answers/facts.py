"""Facts: the sentences that answer a question, out of the paper that has them."""

from __future__ import annotations

from dataclasses import replace

from assistant.answers.abstention import denial
from assistant.answers.citations import Citations, plain
from assistant.answers.library import Library
from assistant.answers.overviews import answer_overview, tell
from assistant.answers.plans import Fact, Overview, PaperProperty
from assistant.answers.properties import answer_property
from assistant.answers.results import abstained, answered, nothing
from assistant.answers.wording import named
from assistant.datamodels import Answer, Evidence, Intent
from assistant.retrieval.finder import Found
from assistant.retrieval.rerankers import Ranking, in_order

SHOWN = 3
"""Sentences that a fact is answered with at most: 0.82 of the labelled questions have theirs among 1.7 on
average; with two at most 0.78 among 1.4 (`python -m bench calibrate`)."""

CLOSE = 1 / 2
"""A second sentence with this share of the first one's probability is quoted too."""

FACT_PAPERS = 3
"""Papers that a model may answer a question for a fact from; the best one nearly always suffices."""


def answer_fact(plan: Fact, library: Library, ranking: Ranking = ()) -> Answer:
    """The handler of Fact."""
    query, finder = plan.query, library.finder
    found = in_order(finder.find_answer(query), ranking)
    if not found.evidence:
        return _otherwise(plan, found, library, ranking)
    if denied := denial(query, found, library.lexicon):
        return abstained(query, denied, found.searched)
    best = found.evidence[0]
    if not best.sentences:  # a re-ranker put it first
        best = finder.answering(query.text, best)
    if not best.sentences:  # a paper without an abstract
        return answer_overview(Overview(replace(query, intent=Intent.TOPIC)), library, ranking)
    cite = Citations()
    answer = answered(query, _fact_text(best, cite), cite, found.searched)
    return replace(answer, evidence=found.evidence[:FACT_PAPERS])


def _otherwise(plan: Fact, found: Found, library: Library, ranking: Ranking) -> Answer:
    """What is told where no sentence answers."""
    match plan.otherwise:
        case PaperProperty():
            return answer_property(plan.otherwise, library)
        case Overview(query) if (near := library.finder.find(plan.query)).is_certain:
            return tell(query, in_order(near, ranking), library)
    return nothing(plan.query, found, library)


def _fact_text(best: Evidence, cite: Citations) -> str:
    """The sentence that answers, first; up to two more where they may well be it; the paper they stand in."""
    said = [
        f"{plain(s.text)} {cite.abstract(best.paper, s.start, s.end)}"
        for s in best.sentences[:SHOWN]
        if s.score >= best.sentences[0].score * CLOSE
    ]
    return "\n\n".join([*said, f"— {named(best.paper)}"])
