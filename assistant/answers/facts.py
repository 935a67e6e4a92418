"""The handler of Fact: quotes the sentences of the best paper that answer the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answers.abstention import denial
from assistant.answers.citations import Citations, plain
from assistant.answers.library import Library
from assistant.answers.overviews import answer_overview, tell
from assistant.answers.plans import Fact, Overview, PaperProperty
from assistant.answers.properties import answer_property
from assistant.answers.results import abstained, answered, nothing
from assistant.answers.wording import named
from assistant.datamodels import Answer, Evidence, Intent, Sentence
from assistant.retrieval.finder import Found
from assistant.retrieval.rerankers import Ranking, in_order

SHOWN = 3
"""Sentences of an answer, at most. With three, answers have 1.7 sentences on average, and the right one is
among them for 0.82 of the labelled questions; with two, 1.4 and 0.78 (`python -m bench calibrate`)."""

CLOSE = 1 / 4
"""Further sentences are quoted if they have at least this share of the best sentence's probability."""

FACT_PAPERS = 3
"""Papers that a chat model gets as evidence for a fact, at most; the best one nearly always suffices."""


def answer_fact(plan: Fact, library: Library, ranking: Ranking = ()) -> Answer:
    """The answer to a Fact: sentences, an abstention on a false premise, or what `plan.otherwise` says."""
    query, finder = plan.query, library.finder
    found = in_order(finder.find_answer(query), ranking)
    if not found.evidence:
        return _otherwise(plan, found, library, ranking)
    if denied := denial(query, found, library.lexicon):
        return abstained(query, denied, found.searched)
    best = found.evidence[0]
    if not best.sentences:  # the re-ranker added the paper, so its sentences are not ranked yet
        best = finder.answering(query, best)
    if not best.sentences:  # a paper without an abstract
        return answer_overview(Overview(replace(query, intent=Intent.TOPIC)), library, ranking)
    cite = Citations()
    answer = answered(query, _fact_text(best, cite), cite, found.searched)
    return replace(answer, evidence=found.evidence[:FACT_PAPERS])


def _otherwise(plan: Fact, found: Found, library: Library, ranking: Ranking) -> Answer:
    """The answer where no sentence answers the question; `found` are the nearest papers."""
    match plan.otherwise:
        case PaperProperty():
            return answer_property(plan.otherwise, library)
        case Overview(query) if (near := library.finder.find(plan.query)).is_certain:
            return tell(query, in_order(near, ranking), library)
    return nothing(plan.query, found, library)


def shown(sentences: Sequence[Sentence]) -> Sequence[Sentence]:
    """The best of the ranked `sentences`, and up to SHOWN - 1 others that are probable enough."""
    return [s for s in sentences[:SHOWN] if s.score >= sentences[0].score * CLOSE]


def _fact_text(best: Evidence, cite: Citations) -> str:
    """The sentences that answer, and the name of their paper."""
    said = [f"{plain(s.text)} {cite.abstract(best.paper, s.start, s.end)}" for s in shown(best.sentences)]
    return "\n\n".join([*said, f"— {named(best.paper)}"])
