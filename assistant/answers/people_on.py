"""The handler of WorksOn: who of the authors works on a topic, since when and with whom.

Sources print authors and no members of a group, so that the answer speaks of authors only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

from assistant.answers.abstention import Abstention
from assistant.answers.citations import Citations, plain
from assistant.answers.library import Library
from assistant.answers.plans import WorksOn
from assistant.answers.results import choose, exact
from assistant.answers.wording import (
    about,
    filters_of,
    gaps,
    left_out,
    named,
    none_plainly,
    not_listed,
    papers_counted,
    pool,
    were,
)
from assistant.datamodels import Answer, Paper, Query, Reason
from assistant.index.catalog import Selection, by_date, group
from assistant.text.person_names import Persons

SHOWN = 8
"""People of an answer, at most; the others are counted."""

BESIDE = 2
"""Co-authors named beside a person, at most."""

LISTED = 20
"""Papers listed below the people, at most; the others are counted."""

NAMED = 20
"""The others are named, too, where they are at most so many."""

MARKED = 10
"""Papers cited beside one person, at most."""


def answer_works_on(plan: WorksOn, library: Library) -> Answer:
    """The answer to a WorksOn; papers near the topic count only where none plainly deals with it."""
    query = plan.query
    persons = library.lexicon.people.persons
    choice = choose(query, library)
    found = choice[1]
    plainly = {e.paper.id for e in found.evidence if e.plain} if found else None

    def write(chosen: Selection, cite: Citations) -> str | Abstention:
        papers = [p for p in chosen.papers if not plainly or p.id in plainly]
        people = _people(query, papers, persons)
        if not people:
            return _unsigned(query, papers, chosen)
        shown = dict(list(people.items())[:SHOWN])
        theirs = by_date(list({p.id: p for p in chain.from_iterable(shown.values())}.values()))
        listed = _paper_lines(theirs, cite)  # first, so that the marks count from the newest paper
        opening = _opening(query, chosen, papers, (len(people), len(shown)), plain=plainly != set())
        lines = [_person_line(name, own, persons, cite) for name, own in shown.items()]
        others = {name: own for name, own in people.items() if name not in shown}
        notes = " ".join([*_others(others, cite), *_notes(query, papers, chosen)])
        near = _near([p for p in chosen.papers if p not in papers], cite)
        return "\n".join([opening, "", *lines, "", notes, "", *listed, *near])

    return exact(query, library, write, choice=choice)


def _people(query: Query, papers: Sequence[Paper], persons: Persons) -> Mapping[str, list[Paper]]:
    """The papers of each person, one entry a person; where the query names people, these alone.

    Who has most papers comes first, then who is the first or the last author of more, then who wrote last.
    """
    asked = set(map(persons.shown, chain.from_iterable(query.authors)))
    groups = group(papers, lambda p: [n for n in _names(p, persons) if not asked or n in asked])
    led = Counter(name for paper in papers for name in {*_names(paper, persons)[:1], *_last(paper, persons)})
    order = sorted(groups, key=lambda name: (-len(groups[name]), -led[name], _since_last(groups[name])))
    return {name: groups[name] for name in order}


def _last(paper: Paper, persons: Persons) -> tuple[str, ...]:
    """The last author of a paper; none where the list is cut."""
    return _names(paper, persons)[-1:] if paper.authors_complete else ()


def _names(paper: Paper, persons: Persons) -> tuple[str, ...]:
    """The authors of a paper, each under the name that is shown for the person."""
    return tuple(dict.fromkeys(map(persons.shown, paper.authors)))


def _since_last(papers: Sequence[Paper]) -> tuple[int, int, int]:
    """A key that puts those first who wrote last."""
    dates = [(p.date.year, p.date.month, p.date.day) for p in papers if p.date]
    year, month, day = max(dates, default=(0, 0, 0))
    return -year, -month, -day


def _opening(
    query: Query, chosen: Selection, papers: Sequence[Paper], people: tuple[int, int], *, plain: bool
) -> str:
    """How many people are named on how many papers; `people` are all and those shown."""
    count, shown = people
    authors = "1 author is" if count == 1 else f"{count} authors are"
    most = f"; the {shown} who wrote or led most of them" if shown < count else ""
    if plain:
        those = f"{pool(query, chosen, len(papers))}{about(query)}{filters_of(query)}"
        return f"{authors} named on {those}{left_out(query)}{most}:"
    nearest = "the nearest paper" if len(papers) == 1 else f"the {len(papers)} nearest papers"
    return f"{none_plainly(query)}; {authors} named on {nearest}{most}:"


def _person_line(name: str, papers: Sequence[Paper], persons: Persons, cite: Citations) -> str:
    """A person, the number and the years of the papers, the closest co-authors, and the papers."""
    marks = "".join(cite.field(paper, "authors") for paper in by_date(papers)[:MARKED])
    among = ", among them " if len(papers) > MARKED else " "
    what = f"{papers_counted(len(papers))}{_years(papers)}{_beside(name, papers, persons)}"
    return f"- **{plain(name)}**: {what}{among}{marks}"


def _years(papers: Sequence[Paper]) -> str:
    years = sorted(p.year for p in papers if p.year)
    if not years:
        return ""
    return f" in {years[0]}" if years[0] == years[-1] else f" from {years[0]} to {years[-1]}"


def _beside(name: str, papers: Sequence[Paper], persons: Persons) -> str:
    """With whom a person wrote the papers: the most frequent co-authors, or the first ones of one paper."""
    beside = Counter(other for paper in papers for other in _names(paper, persons) if other != name)
    often = [other for other, count in beside.most_common(BESIDE) if count > 1]
    shown = [plain(other) for other in often or list(beside)[:BESIDE]]
    if not shown:
        return ""
    others = len(beside) - len(shown)
    if often:
        return f", {'most often ' if others else ''}with {' and '.join(shown)}"
    more = f"{others} other{'s' if others > 1 else ''}"
    return f", with {', '.join(shown)} and {more}" if others else f", with {' and '.join(shown)}"


def _paper_lines(papers: Sequence[Paper], cite: Citations) -> list[str]:
    lines = _lines(papers, cite)
    left = len(papers) - len(lines)
    opening = "The paper:" if len(papers) == 1 else "The papers, newest first:"
    return [opening, "", *lines, *([f"\n{not_listed(left)}."] if left else [])]


def _near(papers: Sequence[Paper], cite: Citations) -> list[str]:
    """The papers near the topic, whose authors are not counted."""
    if not papers:
        return []
    return ["", "Near the topic, and not counted:", "", *_lines(by_date(papers), cite)]


def _lines(papers: Sequence[Paper], cite: Citations) -> list[str]:
    """A line for each of the first LISTED papers, with its authors cited."""
    return [f"- {named(paper)} {cite.field(paper, 'authors')}" for paper in papers[:LISTED]]


def _others(others: Mapping[str, list[Paper]], cite: Citations) -> list[str]:
    """The people who have no line of their own: by name where they are few, else their number."""
    if not others:
        return []
    most = max(map(len, others.values()))
    on = "on 1 paper" if most == 1 else f"on at most {most} papers"
    if len(others) > NAMED:
        return [f"{len(others)} more authors are {on} each."]
    names = (
        f"{plain(name)} {''.join(cite.field(p, 'authors') for p in own)}" for name, own in others.items()
    )
    return [f"{on[0].upper()}{on[1:]}{' each' if len(others) > 1 else ''}: {', '.join(names)}."]


def _notes(query: Query, papers: Sequence[Paper], chosen: Selection) -> list[str]:
    """Which author lists are cut or missing, and that authors need be no members of the group."""
    notes = []
    if cut := sum(not p.authors_complete for p in papers if p.authors):
        notes.append(f"The source cuts the author lists of {papers_counted(cut)} (“et al.”).")
    if unsigned := sum(not p.authors for p in papers):
        notes.append(f"{papers_counted(unsigned)} without authors in any source {were(unsigned)} left out.")
    if not query.authors:
        notes += gaps(query, chosen)
    return [*notes, "Which authors are members of the group, no source says."]


def _unsigned(query: Query, papers: Sequence[Paper], chosen: Selection) -> Abstention:
    """For papers of which no source prints the authors."""
    those = f"{pool(query, chosen, len(papers))}{about(query)}{filters_of(query)}"
    return Abstention(Reason.NOTHING_FOUND, f"No source names the authors of {those}.", tuple(papers[:3]))
