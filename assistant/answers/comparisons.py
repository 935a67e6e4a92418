"""The handler of Compare: two papers, methods, topics or people side by side, each in its own sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from assistant.answers.abstention import Abstention
from assistant.answers.citations import Citations, plain
from assistant.answers.comparison_table import NAMED, Said, Side, table_of
from assistant.answers.definitions import definition
from assistant.answers.library import Library
from assistant.answers.overviews import answer_overview
from assistant.answers.plans import Compare, Overview
from assistant.answers.results import abstained, answered
from assistant.answers.telling import cited_title, is_whole, listed
from assistant.answers.wording import OWNER, filters_of, left_out, quoted
from assistant.datamodels import Answer, Intent, Paper, Query, Reason
from assistant.index.catalog import select
from assistant.retrieval.finder import unlabelled
from assistant.retrieval.taken_up import is_term
from assistant.retrieval.telling import Kind, worth
from assistant.text.analysis import stem, terms, words
from assistant.text.phrases import phrases_of, written_phrases
from assistant.text.standing import points_back

READ = 4
"""Papers of a side whose sentences may be quoted, at most: the most relevant ones."""

TELLING = 1 / 3
"""A sentence tells something if the rarity of its words, all together, has this share of the highest one."""

ENTITLED = 4
"""Words of a part of a title, at least, for it to name the paper and not a topic."""


def answer_compare(plan: Compare, library: Library) -> Answer:
    """The answer to a Compare; an overview where the question does not name two things."""
    query = plan.query
    sides = told_apart(list(_sides(query, library)))
    if len(sides) < 2:
        return answer_overview(Overview(replace(query, intent=Intent.TOPIC)), library)
    searched = select(library.corpus.papers, query).searched
    if not any(side.papers for side in sides):
        names = " and ".join(map(_name, sides))
        none = f"I found nothing on {names} by {OWNER[query.scope]}{filters_of(query)}{left_out(query)}."
        return abstained(query, Abstention(Reason.NOTHING_FOUND, none), searched)
    cite = Citations()
    table = table_of(sides, _shared(sides, library), cite)
    return answered(query, "\n\n".join([_opening(query, sides), table, *_both(sides, cite)]), cite, searched)


def _sides(query: Query, library: Library) -> Iterator[Side]:
    """The things compared: those of the query, else its people or papers, or those whose titles it has."""
    if len(query.compared) > 1:
        yield from (_side(name, query, library) for name in query.compared)
        return
    if len(query.authors) > 1:
        yield from _of_people(query, library)
        return
    papers = [library.corpus.paper(id) for id in query.papers or () if id in library.corpus.rows]
    for paper in papers if len(papers) > 1 else library.lexicon.title_in(query.text):
        yield _paper_side(paper, library)


def _side(name: str, query: Query, library: Library) -> Side:
    """The side that `name` names: a paper by its title, or else the papers on a topic."""
    titles = library.lexicon.title_in(name)
    entitled = library.finder.entitled(name, query.scope) if len(terms(name)) >= ENTITLED else None
    if titles or entitled:
        return _paper_side(titles[0] if titles else library.corpus.paper(entitled or ""), library)
    found = library.finder.find(replace(query, intent=Intent.TOPIC, topic=name, compared=()))
    rarest = max(map(stem, words(name)), key=library.lexicon.rarity, default="")
    plainly = [e for e in found.evidence if e.plain and library.corpus.lexical.document_count(rarest)]
    papers = tuple(e.paper for e in plainly or found.evidence)
    said = [s for paper in papers[:READ] for s in _said(name, paper, library)]
    if not plainly:  # what is near a thing says something of it only where it names it
        said = [s for s in said if rarest in terms(s.text)]
    defined = definition(name, papers[:READ])
    of_it = [s for s in said if defined and (s.paper.id, s.sentence.end) == (defined[0].id, defined[1].end)]
    return Side(name, papers, tuple(said), defined=next(iter(of_it), None), plain=bool(plainly))


def _of_people(query: Query, library: Library) -> Iterator[Side]:
    """A side for each person: their papers, on the topic where there is one, those of several people last."""
    works = [
        replace(query, intent=Intent.TOPIC, authors=(names,), any_author=False) for names in query.authors
    ]
    own = [_works(of_one, library) for of_one in works]
    signed = Counter(paper.id for papers in own for paper in papers)
    for names, papers in zip(query.authors, own, strict=True):
        papers = sorted(papers, key=lambda paper: signed[paper.id])
        said = [s for p in papers[:READ] for s in _said(query.topic or p.title, p, library)]
        yield Side(names[0], tuple(papers), tuple(said), is_person=True)


def _works(query: Query, library: Library) -> Sequence[Paper]:
    if query.topic:
        return [e.paper for e in library.finder.find(query).evidence if e.plain]
    return select(library.corpus.papers, query).papers


def told_apart(sides: Sequence[Side]) -> list[Side]:
    """The sides, each told last by those papers that are more on another side.

    Before these come sentences that point back to another one, which is not told.
    """
    mine = [{p.id: _belongs(side, p) for p in side.papers} for side in sides]
    most = {id: max(own[id] for own in mine if id in own) for ids in mine for id in ids}
    return [
        replace(
            side,
            said=tuple(
                sorted(side.said, key=lambda s: (own[s.paper.id] < most[s.paper.id], points_back(s.text)))
            ),
        )
        for side, own in zip(sides, mine, strict=True)
    ]


def _belongs(side: Side, paper: Paper) -> tuple[int, int]:
    """How much a paper is on a side: by the words of its title, then by its place among the papers."""
    return len(set(terms(side.name)) & set(terms(paper.title))), -side.papers.index(paper)


def _paper_side(paper: Paper, library: Library) -> Side:
    return Side(paper.title, (paper,), tuple(_said(paper.title, paper, library)), is_paper=True)


def _said(topic: str, paper: Paper, library: Library) -> list[Said]:
    """The sentences of a paper: those that best tell its work on the topic, then its findings.

    A sentence tells the more, the rarer its words are: few say that results "have important implications".
    Those that point back to another sentence come last.
    """
    found = sorted(library.retriever.sentences(topic, paper), key=lambda s: s.start)
    if not found:
        return []
    roles, near = library.retriever.roles(paper.id), np.array([s.score for s in found])
    score = {kind: worth(roles, near, kind) for kind in Kind}
    said = [Said(paper, unlabelled(paper, one), roles.surely(at)) for at, one in enumerate(found)]
    rare = [sum(map(library.lexicon.rarity, set(terms(one.text)) - set(terms(topic)))) for one in said]

    def rank(at: int) -> tuple[bool, bool, float]:
        kind, back = roles.kind(at), points_back(said[at].text)
        if kind is not Kind.FINDING:
            return False, back, -float(score[kind][at])
        return True, back, -float(roles.kinds[at, kind] ** 2 * rare[at])

    order = sorted(range(len(said)), key=rank)
    telling = [at for at in order if rare[at] >= TELLING * max(rare)]
    return [said[at] for at in telling if is_whole(said[at].text)]


def _shared(sides: Sequence[Side], library: Library) -> list[str]:
    """The terms of two words that all sides use, of titles or names of things; the rarest first."""
    named = {stem for side in sides for stem in terms(side.name)}
    used = [{p for s in side.said for p in phrases_of(terms(s.text))} for side in sides]
    common = {p for p in set.intersection(*used) if len(p) > 1 and named.isdisjoint(p)}
    written = {p: text for s in sides[0].said for text, p in written_phrases(s.text).items() if p in common}
    found = [
        p
        for p, text in written.items()
        if is_term(text, library.lexicon) and (library.finder.titled(text) or _is_name(text))
    ]
    return [written[p] for p in sorted(found, key=lambda p: -sum(map(library.lexicon.rarity, p)))]


def _is_name(phrase: str) -> bool:
    """Whether each word is written with a capital: "Gauss-Newton"."""
    return all(word[0].isupper() for word in re.findall(r"\w+", phrase))


def _opening(query: Query, sides: Sequence[Side]) -> str:
    """What is compared, and of which side there is nothing, or nothing that is plainly about it."""
    names = listed([_name(side) for side in sides])
    notes = [f"This table sets {names} side by side, in the words of the papers themselves."]
    for side in sides:
        if not side.papers and side.is_person:
            on = f" on {quoted(query.topic)}" if query.topic else ""
            notes.append(f"No paper{on} is by {_name(side)}.")
        elif not side.papers:
            notes.append(f"No paper by {OWNER[query.scope]}{filters_of(query)} is on {_name(side)}.")
        elif not side.plain:
            near = (
                "; what the nearest say of it is quoted" if side.said else ", and the nearest do not name it"
            )
            notes.append(f"No paper is plainly about {_name(side)}{near}.")
    return " ".join(notes)


def _name(side: Side) -> str:
    if side.is_person:
        return plain(side.name)
    return f"**{plain(side.name)}**" if side.is_paper else quoted(side.name)


def _both(sides: Sequence[Side], cite: Citations) -> list[str]:
    """A sentence with the papers that all sides share; nothing where there are none."""
    if any(side.is_paper or not side.plain for side in sides):
        return []
    ids = set.intersection(*({p.id for p in side.papers} for side in sides))
    both = [p for p in sides[0].papers if p.id in ids]
    shown = [cited_title(p, cite) for p in both[:NAMED]]
    among = ", among them" if len(both) > len(shown) else ""
    if sides[0].is_person:
        deal = "1 paper is by both" if len(both) == 1 else f"{len(both)} papers are by both{among}"
    else:
        deal = "1 paper deals with both" if len(both) == 1 else f"{len(both)} papers deal with both{among}"
    return [f"{deal}: {listed(shown)}."] if both else []
