"""The handler of Overview: the papers on a topic, each with its sentence on it, under a few headings.

It opens with facts of these papers. "Deals with" is only said of papers that plainly do, "near" of the others
(`retrieval.mention`). Every paper found is cited: where there are many, most by title or number only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.answers.abstention import denial
from assistant.answers.citations import Citations, plain
from assistant.answers.definitions import asks_what_it_is, definition
from assistant.answers.library import Library
from assistant.answers.overview_facts import people_of, span_of, stems_of_topic, themes_of
from assistant.answers.plans import Overview
from assistant.answers.results import abstained, answered, nothing
from assistant.answers.telling import attributed, titled
from assistant.answers.wording import (
    OWNER,
    filters_of,
    gaps,
    left_out,
    more_come,
    named,
    none_plainly,
    papers_counted,
    topics_asked,
    topics_of,
    years_of,
)
from assistant.datamodels import Answer, Evidence, Paper, Query, Scope, Sentence
from assistant.index.catalog import by_date
from assistant.retrieval.finder import Found, unlabelled
from assistant.retrieval.grouping import Group, Weights, grouped
from assistant.understanding.language import ENGLISH

FEW = 4
"""So many papers are read as one list; more stand under headings, and open with more facts."""

LONG = 12
"""Of more papers only the best SHOWN under each heading have a sentence."""

SHOWN = 2

NEAREST = 3
"""Papers near a topic that have a sentence, at most: they are not what was asked for."""

OTHERS = "Further papers"


@dataclass(frozen=True, slots=True)
class Section:
    """Papers under one heading, in the order in which they are told; the first `whole` have sentences.

    `name` is the term of the heading, empty for papers that share none; `titles` says whether the others are
    named.
    """

    name: str
    evidence: tuple[Evidence, ...]
    whole: int
    titles: bool = False


def answer_overview(plan: Overview, library: Library) -> Answer:
    """The answer to an Overview."""
    return tell(plan.query, library.finder.find(plan.query), library)


def tell(query: Query, found: Found, library: Library) -> Answer:
    """The overview of the papers in `found`; an abstention if there are none or they deny the premise."""
    if not found.evidence:
        return nothing(query, found, library)
    if denied := denial(query, found, library.lexicon):
        return abstained(query, denied, found.searched)
    writer = _Writer(query, library)
    scopes: tuple[Scope, ...] = ("group", "related") if query.scope == "all" else (query.scope,)
    blocks = writer.definition(found)
    blocks += [
        writer.of_scope(scope, [e for e in found.evidence if e.paper.scope == scope]) for scope in scopes
    ]
    text = "\n\n".join([*blocks, *gaps(query, found.selection)])
    return replace(answered(query, text, writer.cite, found.searched), evidence=found.evidence)


def also_found(query: Query, papers: Sequence[Paper], cite: Citations) -> str:
    """A list of the papers on the topic that a model's answer does not cite; empty where there are none."""
    cited = {c.paper_id for c in cite.items}
    left = [paper for paper in papers if paper.id not in cited]
    if not left:
        return ""
    titles = _titles(left, cite)
    if query.reply_language != ENGLISH:  # no word of English in an answer in another language
        return f"+ {titles}"
    return f"Also found near {topics_of(query)}: {titles}."


class _Writer:
    """Writes one overview: its text, the citations in it, and the sentences that it has already printed."""

    def __init__(self, query: Query, library: Library) -> None:
        self._query, self._library = query, library
        self._printed: set[tuple[str, int]] = set()
        self.cite = Citations()

    def definition(self, found: Found) -> list[str]:
        """The sentence that says what the topic is, where the question asks for it and a paper says so."""
        papers = [e.paper for e in found.evidence]
        said = definition(self._query.topic, papers) if asks_what_it_is(self._query) else None
        return [f"{self._sentence(*said)} — {named(said[0])}"] if said else []

    def of_scope(self, scope: Scope, evidence: Sequence[Evidence]) -> str:
        """The papers of one scope: those that deal with the topic, and those near it."""
        query = self._query
        if not evidence:
            return f"Nothing on {topics_asked(query)} by {OWNER[scope]}{left_out(query)}."
        on_it, near = [e for e in evidence if e.plain], [e for e in evidence if not e.plain]
        if query.sentences and on_it:
            return self._in_sentences(scope, on_it, near, query.sentences)
        each = max(1, FEW - len(evidence))  # the fewer papers, the more sentences of each
        blocks = []
        if on_it:
            sections = sections_of(on_it, query, self._library)
            blocks.append(self._opening(scope, [e.paper for e in on_it], sections))
            blocks += [self._section(section, each, alone=len(sections) == 1) for section in sections]
        if len(on_it) > LONG and near:
            blocks.append(f"{more_come(len(near))} near it {self._marks(near)}.")
        elif near:
            said = f"{more_come(len(near))} near it:"
            blocks.append(said if on_it else self._nearest(scope, len(near)))
            blocks.append(self._section(Section("", tuple(near), NEAREST, titles=True), each))
        return "\n\n".join(blocks)

    def _opening(self, scope: Scope, papers: Sequence[Paper], sections: Sequence[Section]) -> str:
        """How many papers deal with the topic, and from when; of more than FEW by whom, and on what."""
        query, what = self._query, self._count(scope, papers)
        if len(papers) <= FEW:
            return f"{what}:"
        besides = [*_heads(scope, self._library), *(name for names in query.authors for name in names)]
        people = people_of(papers, self._library.lexicon.people.persons, besides=besides)
        themes = themes_of([(part.name, len(part.evidence)) for part in sections if part.name])
        return " ".join(filter(None, (f"{what}{people}.", self._newest(papers), themes)))

    def _count(self, scope: Scope, papers: Sequence[Paper]) -> str:
        """The clause that says how many papers deal with the topic, and from when."""
        query, count = self._query, len(papers)
        span = "" if years_of(query) else span_of(papers)
        who = f"{papers_counted(count)} by {OWNER[scope]}{filters_of(query)}"
        deal = "deals" if count == 1 else "deal"
        return f"{who} {deal} with {topics_of(query)}{span}{left_out(query)}"

    def _in_sentences(
        self, scope: Scope, on_it: Sequence[Evidence], near: Sequence[Evidence], count: int
    ) -> str:
        """So many sentences: how many papers there are, all cited, and what the most relevant ones write."""
        first = f"{self._count(scope, [e.paper for e in on_it])} {self._marks(on_it)}"
        also = f", and {more_come(len(near))} near it {self._marks(near)}" if near else ""
        sentences = [f"{first}{also}."]
        for evidence in on_it:
            if len(sentences) == count:
                break
            if told := self._told(evidence).sentences:
                said = self._sentence(evidence.paper, told[0])
                sentences.append(f"{attributed(evidence.paper)}: {said}")
        return " ".join(sentences)

    def _told(self, evidence: Evidence) -> Evidence:
        return self._library.finder.telling(self._query.topic, evidence, self._query.text)

    def _newest(self, papers: Sequence[Paper]) -> str:
        """The sentence on the newest paper; empty where the sources date none, or two are as new."""
        first, *others = by_date(papers, newest_first=True)
        if not first.date or (others and others[0].date == first.date):
            return ""
        return f"The newest is {named(first)} {self.cite.field(first, 'date')}."

    def _nearest(self, scope: Scope, count: int) -> str:
        """The opening where no paper plainly deals with the topic."""
        none = none_plainly(self._query, scope=scope, topic=topics_asked(self._query))
        return f"{none}; the nearest {'is' if count == 1 else 'are'}:"

    def _section(self, section: Section, each: int, *, alone: bool = True) -> str:
        """The heading, a line with `each` sentences for a paper that is told, and the other titles."""
        name = "" if alone else _capital(section.name) if section.name else OTHERS
        heading = [f"### {plain(name)} ({len(section.evidence)})"] if name else []
        whole, others = section.evidence[: section.whole], section.evidence[section.whole :]
        lines = [self._line(self._told(e), each) for e in whole]
        also = self._others(others, by_title=section.titles) if others else ""
        return "\n\n".join(filter(None, [*heading, "\n".join(lines), also]))

    def _others(self, others: Sequence[Evidence], *, by_title: bool) -> str:
        """The line that cites the papers that are not told; many by their numbers only."""
        if by_title and len(others) <= FEW:
            return f"Also: {_titles([e.paper for e in others], self.cite)}."
        return f"And {len(others)} more {self._marks(others)}."

    def _marks(self, evidence: Sequence[Evidence]) -> str:
        return "".join(self.cite.field(e.paper, "title") for e in evidence)

    def _line(self, evidence: Evidence, most: int) -> str:
        paper = evidence.paper
        new = [s for s in evidence.sentences if (paper.id, s.end) not in self._printed][:most]
        if not new:
            return f"- {titled(paper, self.cite)}"
        told = [new[0], *sorted(new[1:], key=lambda s: s.start)]
        said = " ".join(self._sentence(paper, s) for s in told)
        return f"- {named(paper)}: {said}"

    def _sentence(self, paper: Paper, sentence: Sentence) -> str:
        self._printed.add((paper.id, sentence.end))
        said = unlabelled(paper, sentence)
        return f"{plain(said.text)} {self.cite.abstract(paper, said.start, said.end)}"


def sections_of(evidence: Sequence[Evidence], query: Query, library: Library) -> tuple[Section, ...]:
    """The papers of `evidence` (most relevant first) under headings of their own terms; one without for few.

    The headings stand in the order of their most relevant papers. Under each the first paper is the most
    relevant one that has the heading in its title, and the others follow in time, from an idea to its
    refinements. Where the question asks for papers in order of time, they stand in one list.
    """
    if query.ordered:
        return (Section("", _in_time(evidence, newest_first=query.newest_first), LONG),)
    long = len(evidence) > LONG
    groups = _groups(evidence, query, library) if len(evidence) > FEW else ()
    placed = {at for group in groups for at in group.members}
    sections = [
        _section(group.name, group.members, group.titled, evidence, long=long)
        for group in sorted(groups, key=lambda group: min(group.members))
    ]
    left = tuple(at for at in range(len(evidence)) if at not in placed)
    rest = [_section("", left, (), evidence, long=long)] if left else []
    return (*sections, *rest)


def _section(
    name: str, members: Sequence[int], titled: Sequence[int], evidence: Sequence[Evidence], *, long: bool
) -> Section:
    """The section of the papers at the positions `members`; of a long list most papers are only named."""
    first = min(titled or members)
    others = tuple(evidence[at] for at in sorted(members) if at != first)
    if not long:
        others = _in_time(others, newest_first=False)
    return Section(name, (evidence[first], *others), SHOWN if long else len(members))


def _in_time(evidence: Sequence[Evidence], *, newest_first: bool) -> tuple[Evidence, ...]:
    by_id = {e.paper.id: e for e in evidence}
    return tuple(by_id[p.id] for p in by_date([e.paper for e in evidence], newest_first=newest_first))


def _groups(evidence: Sequence[Evidence], query: Query, library: Library) -> tuple[Group, ...]:
    papers = [e.paper for e in evidence]
    rows = np.array([library.corpus.rows[paper.id] for paper in papers], dtype=np.int64)
    weights = Weights(library.lexicon.rarity, library.lexicon.worth)
    vectors = library.corpus.vectors_of(rows)
    known = stems_of_topic(query.topic, library.lexicon.topics.acronyms)
    return grouped(papers, vectors, weights, known=known, join=len(papers) > LONG)


def _heads(scope: Scope, library: Library) -> list[str]:
    """The people whose work the group's papers are: it says nothing that they wrote those on a topic."""
    if scope != "group":
        return []
    columns, lexicon = library.lexicon.columns, library.lexicon
    often = np.flatnonzero(columns.authors.sizes > columns.group.sum() / 2).tolist()
    return [*lexicon.subjects, *(columns.authors.names[number] for number in often)]


def _titles(papers: Sequence[Paper], cite: Citations) -> str:
    """The titles of papers in one line, each cited."""
    return "; ".join(f"{_titled(paper)} {cite.field(paper, 'title')}" for paper in papers)


def _titled(paper: Paper) -> str:
    return plain(paper.title) + (f" ({paper.year})" if paper.year else "")


def _capital(name: str) -> str:
    return name[0].upper() + name[1:]
