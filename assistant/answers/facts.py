"""The handler of Fact: quotes the sentences of the best paper that answer the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answers.abstention import denial, not_told
from assistant.answers.citations import Citations, plain
from assistant.answers.definitions import asks_what_it_is, definition
from assistant.answers.library import Library
from assistant.answers.overviews import answer_overview
from assistant.answers.plans import Fact, Overview
from assistant.answers.properties import answer_property
from assistant.answers.results import abstained, answered, nothing
from assistant.answers.wording import named
from assistant.datamodels import Answer, Evidence, Intent, Query, Sentence
from assistant.retrieval.body_search import Read, Told
from assistant.retrieval.finder import Found, unlabelled
from assistant.text.sections import without_label

SHOWN = 3
"""Sentences of an answer, at most."""

CLOSE = 1 / 4
"""Further sentences are quoted if they have at least this share of the best sentence's probability. Answers
have 1.5 to 1.8 sentences on average, and the right one is among them for 0.84 of the labelled questions on
the seeds and for 0.96 of those on other groups (`python -m bench calibrate`)."""

FACT_PAPERS = 3
"""Papers that a chat model gets as evidence for a fact, at most; the best one nearly always suffices."""


def answer_fact(plan: Fact, library: Library) -> Answer:
    """The answer to a Fact: sentences, an abstention on a false premise, or what `plan.otherwise` says."""
    query, finder = plan.query, library.finder
    found = finder.find_answer(query)
    full = finder.told_in_full(query, found)
    if full and full.sentences[0].in_body:
        return _from_full(query, full, found)
    if not found.evidence:
        return (
            answer_property(plan.otherwise, library) if plan.otherwise else _not_told(query, found, library)
        )
    if denied := denial(query, found, library.lexicon):
        return abstained(query, denied, found.searched)
    if asks_what_it_is(query) and (defining := _defining(query, found, library)):
        return defining
    best = found.evidence[0]
    if not best.sentences:  # a judge found the paper, so its sentences are not ranked yet
        best = finder.answering(query, best)
    if not best.sentences:  # a paper without an abstract
        return answer_overview(Overview(replace(query, intent=Intent.TOPIC)), library)
    cite = Citations()
    has_body = best.paper.id in library.corpus.bodies
    text = _fact_text(best, cite, told=finder.tells(query, best), has_body=has_body)
    answer = answered(query, text, cite, found.searched)
    return replace(answer, evidence=found.evidence[:FACT_PAPERS])


def _defining(query: Query, found: Found, library: Library) -> Answer | None:
    """The answer that opens with the sentence that says what the topic is; None where no paper says so.

    What else the paper says to the question follows.
    """
    on_topic = library.finder.find(query).evidence
    said = definition(query.topic, [e.paper for e in (*on_topic, *found.evidence)])
    if not said:
        return None
    paper, sentence = said
    also = next((e.sentences for e in found.evidence if e.paper.id == paper.id), ())
    others = tuple(s for s in also if s.start != sentence.start)
    own = Evidence(paper, 1.0, (replace(sentence, score=1.0), *others))
    cite = Citations()
    answer = answered(query, _fact_text(own, cite), cite, found.searched)
    evidence = (own, *(e for e in found.evidence if e.paper.id != paper.id))
    return replace(answer, evidence=evidence[:FACT_PAPERS])


def shown(sentences: Sequence[Sentence]) -> Sequence[Sentence]:
    """The best of the ranked `sentences`, and up to SHOWN - 1 others that are probable enough."""
    return [s for s in sentences[:SHOWN] if s.score >= sentences[0].score * CLOSE]


def _fact_text(best: Evidence, cite: Citations, *, told: bool = True, has_body: bool = False) -> str:
    """The sentences that answer, with their paper; or those nearest to an answer, where it is not `told`."""
    found = [unlabelled(best.paper, sentence) for sentence in shown(best.sentences)]
    said = [f"{plain(s.text)} {cite.abstract(best.paper, s.start, s.end)}" for s in found]
    if told:
        return "\n\n".join([*said, f"— {named(best.paper)}"])
    silent = f"The abstract of {named(best.paper)} does not plainly tell this"
    where = "nor does its full text" if has_body else "and its full text is not here"
    nearest = f"{silent}, {where}. Nearest to it:"
    return "\n\n".join([nearest, *said])


def _from_full(query: Query, told: Told, found: Found) -> Answer:
    """The answer of a paper whose full text tells best, each sentence with its section and page."""
    cite = Citations()
    best = told.sentences[0]
    said = [_quoted(told, s, cite) for s in told.sentences[:SHOWN] if s.score >= best.score * CLOSE]
    if not told.plainly:
        silent = f"Neither the abstract nor the full text of {named(told.paper)} plainly tells this."
        nearest = f"{silent} Nearest to it:"
        return answered(query, "\n\n".join([nearest, *said]), cite, found.searched)
    return answered(query, "\n\n".join([*said, f"— {named(told.paper)}"]), cite, found.searched)


def _quoted(told: Told, sentence: Read, cite: Citations) -> str:
    """A sentence with its mark, and where a full text prints it."""
    if not sentence.in_body:
        start, end = without_label(told.paper.abstract, (sentence.start, sentence.end))
        return f"{plain(told.paper.abstract[start:end])} {cite.abstract(told.paper, start, end)}"
    mark = cite.body(told.paper, told.body, sentence.start, sentence.end)
    source = cite.items[int(mark[1:-1]) - 1]
    section = f"“{plain(source.section)}”" if source.section else ""
    where = ", ".join(part for part in (section, f"page {source.page}" if source.page else "") if part)
    return f"{plain(sentence.text)} {mark}" + (f" ({where})" if where else "")


def _not_told(query: Query, found: Found, library: Library) -> Answer:
    """The answer that abstains; it names the paper that is plainly on the question, where there is one."""
    near = [e.paper for e in library.finder.find(query).evidence if e.plain] if found.searched else []
    if not near:
        return nothing(query, found, library)
    has_body = near[0].id in library.corpus.bodies
    return abstained(query, not_told(query, near, found.searched, has_body=has_body), found.searched)
