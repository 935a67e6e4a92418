"""The steps that search: candidates for a chat model to read, and other words to search with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from assistant.answers.plans import (
    Abstain,
    Compare,
    DescribedPaper,
    Fact,
    Greeting,
    Limitations,
    Overview,
    PaperProperty,
    Plan,
    ProfileFacts,
    RelatedWork,
)
from assistant.answers.readings import Reading
from assistant.datamodels import Attribute, Evidence, Paper, Query
from assistant.explore.saying import say
from assistant.graph.desk import Desk
from assistant.graph.reading import reworded
from assistant.graph.state import State
from assistant.index.catalog import select
from assistant.retrieval.finder import Found

CANDIDATES = 40
"""Papers that a model reads for one search, at most."""

ALL_OF = 60
"""Of fewer papers that pass the filters all are read: no search can then miss one."""

REWORDED = 2
"""How often a model may name other topics to search for, where nothing was found."""

_RRF = 60  # Cormack, Clarke and Buettcher, "Reciprocal rank fusion outperforms Condorcet", SIGIR 2009
_TOLD = 5  # of the nearest papers, by their titles
_AFTER = 3  # calls that are kept for the steps after this one: grade, write, judge
_EXACT = (Abstain, DescribedPaper, Greeting, PaperProperty, ProfileFacts)
_WRITTEN = (Overview, Fact, Compare, RelatedWork, Limitations)


def is_searched(plan: Plan) -> bool:
    """Whether the papers of an answer depend on what a paper is about, which a model judges by reading."""
    return isinstance(plan, _WRITTEN) or (bool(plan.query.topic) and not isinstance(plan, _EXACT))


def is_written(plan: Plan) -> bool:
    """Whether a model may word the answer: not lists, counts and what else the catalog knows exactly."""
    if isinstance(plan, PaperProperty):
        return plan.attribute is Attribute.ABSTRACT
    return isinstance(plan, _WRITTEN)


class Search:
    """Finds the candidates that are not yet graded, for all topics of the question."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def __call__(self, state: State) -> State:
        plan, searched = state["plan"], state.get("searched", ())
        query = plan.query
        named = tuple(dict.fromkeys(filter(None, (query.topic, *query.compared, *query.parts))))
        topics = named or (query.text,)
        new = [topic for topic in topics if topic not in searched]
        seen = state.get("seen", frozenset())
        answering = self._desk.library.finder.find_answer(query) if isinstance(plan, Fact) else None
        in_full = self._in_full(query, answering) if answering and "readings" not in state else State()
        ranked, few = self._found(query, new, answering, in_full.get("readings", {}))
        found = [paper for paper in ranked if paper.id not in seen]
        if self._desk.reranker and found:
            found = [e.paper for e in self._desk.reranker.rerank(query.text, found)]
        candidates = tuple(found[: max(CANDIDATES, ALL_OF)] if few else found[:CANDIDATES])
        return {
            **in_full,
            "candidates": candidates,
            "all_read": few,
            "seen": seen | {paper.id for paper in candidates},
            "searched": (*searched, *new),
        }

    def _in_full(self, query: Query, found: Found) -> State:
        """What is read of papers with a full text, and the one that answers by the search."""
        finder = self._desk.library.finder
        told = finder.read_in_full(query, found)
        best = finder.best_in_full(query, found, told)
        full = Evidence(best.paper, best.probability) if best else None
        return {"readings": {one.paper.id: Reading.of(one) for one in told}, "full": full}

    def _found(
        self, query: Query, topics: Sequence[str], answering: Found | None, readings: Mapping[str, Reading]
    ) -> tuple[list[Paper], bool]:
        """The candidates for `topics`, best first, and whether they are all papers that pass the filters."""
        library = self._desk.library
        selection = select(library.corpus.papers, query)
        searches = [library.finder.find(replace(query, topic=topic)).ranked for topic in topics]
        if answering:
            searches.append(answering.evidence)
        rankings = [[e.paper for e in ranked] for ranked in searches]
        rankings.append([library.corpus.paper(id) for id in readings])
        named = library.lexicon.title_in(query.text)
        found = list({p.id: p for p in (*named, *_merged(rankings))}.values())
        if len(selection.papers) < ALL_OF:
            others = [paper for paper in selection.papers if paper.id not in {p.id for p in found}]
            return [selection.shown(paper) for paper in (*found, *others)], True
        return [selection.shown(paper) for paper in found], False


class Reword:
    """Asks the model for other topics, where nothing that was found bears on the question."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def __call__(self, state: State) -> State:
        run, plan, searched = state["run"], state["plan"], state.get("searched", ())
        query = plan.query
        near = [e.paper.title for e in self._desk.library.finder.find(query).ranked[:_TOLD]]

        asking = partial(reworded, state["question"], searched, near)
        doing = say("steps.rewording")
        topics = run.ask("search", asking, doing, keep=_AFTER) or ()
        widened = replace(plan, query=replace(query, parts=(*query.parts, *topics)))
        return {"plan": widened, "reworded": state["reworded"] + 1}


def _merged(rankings: Sequence[Sequence[Paper]]) -> list[Paper]:
    """Papers of several rankings, merged by reciprocal rank."""
    merit: dict[str, float] = {}
    papers: dict[str, Paper] = {}
    for ranking in rankings:
        for rank, paper in enumerate(ranking):
            papers[paper.id] = paper
            merit[paper.id] = merit.get(paper.id, 0.0) + 1 / (_RRF + rank)
    return sorted(papers.values(), key=lambda paper: (-merit[paper.id], paper.id))
