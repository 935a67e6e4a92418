"""The handler of Rank: papers counted by year, category, venue, affiliation or author."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain

from assistant.answers.citations import Citations, plain
from assistant.answers.library import Library
from assistant.answers.lists import SHOWN, list_line
from assistant.answers.plans import Rank
from assistant.answers.results import choose, exact
from assistant.answers.wording import (
    about,
    counted,
    filters_of,
    left_out,
    not_listed,
    papers_counted,
    were,
    years_of,
)
from assistant.datamodels import Answer, Attribute, CitedField, Paper, Query
from assistant.index.catalog import Selection, group
from assistant.index.venue_names import Venues
from assistant.retrieval.conditions import resolve_conditions
from assistant.text.person_names import distinct
from assistant.understanding.lexicon import Lexicon

_ALL_NAMES = 20
"""If the papers of a query have at most so many authors, all are named rather than the most frequent,"""

_MOST = re.compile(r"\b(most|top|frequent\w*|main|key|often|regular\w*|usual\w*)\b", re.I)
"""unless the question has one of these words."""

_PROOFS = 3
"""Papers that a line of a ranking cites, at most, where the ranking counts more than SHOWN papers."""

_GROUPED_BY: Mapping[Attribute, CitedField] = {
    Attribute.YEAR: "date",
    Attribute.CATEGORY: "category",
    Attribute.VENUE: "venue",
    Attribute.AFFILIATIONS: "affiliations",
    Attribute.YEAR_AND_CATEGORY: "category",
}


def answer_rank(plan: Rank, library: Library) -> Answer:
    """The answer to a Rank; the researchers of the group (the lexicon's subjects) are no co-authors."""
    query, lexicon = plan.query, library.lexicon

    def write(chosen: Selection, cite: Citations) -> str:
        what = f"{counted(query, chosen)}{about(query)}{filters_of(query)}"
        if plan.by is Attribute.AUTHORS:
            return _ranked_authors(what, plan, chosen.papers, cite, lexicon)
        return _ranked_groups(f"{what}{left_out(query)}", plan, chosen.papers, cite, lexicon.venues)

    return exact(query, library, write, choice=choose(of_all_people(query), library))


def people_ranked(query: Query, library: Library) -> tuple[str, ...]:
    """The people in the answer to `query`, a ranking of people; the most frequent first."""
    pool = of_all_people(resolve_conditions(query, library.finder))
    chosen, _ = choose(pool, library)
    return tuple(ranked_people(query, chosen.papers, library.lexicon))


def of_all_people(query: Query) -> Query:
    """`query` without conditions that leave out people from a ranking of people ("besides Henning").

    Papers of the people left out still count for their co-authors.
    """
    if query.attribute != Attribute.AUTHORS:
        return query
    return replace(query, without=tuple(w for w in query.without if w.topic or not w.authors))


def ranked_people(query: Query, papers: Sequence[Paper], lexicon: Lexicon) -> dict[str, list[Paper]]:
    """The people that a ranking shows, each with their papers, the most frequent first."""
    groups = _people(query, papers, lexicon)
    if query.least_papers > 1 or query.most_papers:
        most = query.most_papers or len(papers)
        return {name: ps for name, ps in groups.items() if query.least_papers <= len(ps) <= most}
    if query.limit and query.limit >= len(groups):
        return groups
    everybody = query.topic or (query.has_filters and not _MOST.search(query.text))
    few = everybody and len(groups) <= _ALL_NAMES  # "who works on noise" asks for everybody
    return groups if few and not query.limit else _most_frequent(groups, query.limit or 10)


def _people(query: Query, papers: Sequence[Paper], lexicon: Lexicon) -> dict[str, list[Paper]]:
    """The papers of each person: one entry a person, however the papers write the name."""
    persons = lexicon.people.persons
    ones = slice(0, 1) if query.author_position == "first" else slice(None)
    groups = group(papers, lambda p: tuple(dict.fromkeys(map(persons.shown, p.authors[ones]))))
    asked = set(map(persons.shown, chain.from_iterable(query.authors)))
    if query.any_author:  # "who wrote more, Henning or Cervera?" ranks only these people
        return {name: papers for name, papers in groups.items() if name in asked}
    others = chain(*map(persons.forms, lexicon.subjects), _left_out_people(query))
    own = asked.union(map(persons.shown, others))
    return {
        name: papers
        for name, papers in groups.items()
        if name not in own and all(_wrote_with(names, papers) for names in query.authors)
    }


def _wrote_with(names: Sequence[str], papers: Sequence[Paper]) -> bool:
    return any(not set(names).isdisjoint(paper.authors) for paper in papers)


def _left_out_people(query: Query) -> list[str]:
    left = (w for w in query.without if w not in of_all_people(query).without)
    return [name for condition in left for names in condition.authors for name in names]


def _ranked_authors(what: str, plan: Rank, papers: Sequence[Paper], cite: Citations, lexicon: Lexicon) -> str:
    query = plan.query
    shown = ranked_people(query, papers, lexicon)
    fewer = len(_people(query, papers, lexicon)) - len(shown)
    notes = []
    if fewer and not query.most_papers:
        notes.append(
            f"\n{'1 more person is' if fewer == 1 else f'{fewer} more people are'} named on fewer papers."
        )
    first = query.author_position == "first" and not query.authors
    if not first and (cut := sum(not p.authors_complete for p in papers if p.authors)):
        notes.append(
            f"\nThe source cuts the author {'list' if cut == 1 else 'lists'} of {papers_counted(cut)} "
            "(“et al.”), so these are lower bounds."
        )
    most = _most_cited(plan, papers)
    lines = [_group_line(name, members, cite, "authors", most) for name, members in shown.items()]
    besides = " and ".join(map(plain, distinct(_left_out_people(query))))
    what += left_out(of_all_people(query))
    besides = f", besides {besides}," if besides else ""
    often = "most often" if query.least_papers == 1 else f"at least {query.least_papers} times"
    if query.most_papers:
        often = "once" if query.most_papers == 1 else f"{query.most_papers} times"
    role = "first author" if first else "author"
    if len(shown) == 1 and not fewer:
        opening = f"The only person named{besides} as {role} of {what}:"
    else:
        people = "person" if len(shown) == 1 else "people" if fewer else f"{len(shown)} people"
        opening = f"The {people} named {often}{besides} as {role}{'s' * (len(shown) > 1)} of {what}:"
    return "\n".join([opening, "", *lines, *notes])


def _ranked_groups(what: str, plan: Rank, papers: Sequence[Paper], cite: Citations, venues: Venues) -> str:
    by_year = plan.by in (Attribute.YEAR, Attribute.YEAR_AND_CATEGORY)
    cited = _GROUPED_BY[plan.by]

    def keys(form: Paper) -> Sequence[str]:
        if plan.by == Attribute.AFFILIATIONS:
            return form.affiliations
        if plan.by == Attribute.VENUE:
            return [venues.name_of(form.venue)] if form.venue else []
        if plan.by == Attribute.YEAR_AND_CATEGORY:
            return [f"{form.year}, {form.category}"] if form.year and form.category else []
        return [key for key in [str(form.year or "") if by_year else form.category] if key]

    asked = years_of(plan.query) or plan.query.venues or plan.query.kinds  # then only one form of each counts
    forms = [paper.forms[:1] if asked else paper.forms for paper in papers]
    groups = group(chain.from_iterable(forms), keys)
    groups = {key: list({form.id: form for form in members}.values()) for key, members in groups.items()}
    sizes = [len(members) for members in groups.values()]
    most = ""
    if len(sizes) > 1 and sizes[0] > sizes[1]:
        most = f" (most: {plain(next(iter(groups)))}, with {sizes[0]})"
    if plan.query.limit and most:
        return _first_group(what, plan, groups, cite, cited)
    lost = sum(not any(map(keys, own)) for own in forms)
    what_lacks = "any affiliation" if plan.by == Attribute.AFFILIATIONS else f"a {cited}"
    notes = [f"\n{papers_counted(lost)} without {what_lacks} {were(lost)} left out."] if lost else []
    if several := sum(len(set(chain.from_iterable(map(keys, own)))) > len(keys(own[0])) for own in forms):
        counts = "counts" if several == 1 else "count"
        notes.append(f"\n{papers_counted(several)} {counts} once for each version.")
    shown = dict(sorted(groups.items())) if by_year else groups
    proofs = _most_cited(plan, papers)
    lines = [_group_line(name, members, cite, cited, proofs) for name, members in shown.items()]
    return "\n".join([f"{what}, by {plan.by.removesuffix('s')}{most}:", "", *lines, *notes])


def _first_group(
    what: str, plan: Rank, groups: Mapping[str, Sequence[Paper]], cite: Citations, cited: CitedField
) -> str:
    """The largest group with its newest papers, and the sizes of the others."""
    (name, members), *others = groups.items()
    shown = members if plan.whole else members[:SHOWN]
    lines = [list_line(plan.query, paper, cite, cited) for paper in shown]
    if left := len(members) - len(shown):
        lines.append(f"\n{not_listed(left)}. Ask for the list to see all of them.")
    rest = ", ".join(f"{plain(other)} ({len(papers)})" for other, papers in others)
    opening = f"**{plain(name)}** has the most of {what}: {len(members)}."
    return "\n".join([opening, "", *lines, "", f"The others: {rest}."])


def _group_line(name: str, members: Sequence[Paper], cite: Citations, cited: CitedField, most: int) -> str:
    marks = "".join(cite.field(paper, cited) for paper in members[:most])
    among = ", among them " if len(members) > most else " "
    return f"- **{plain(name)}**: {papers_counted(len(members))}{among}{marks}"


def _most_cited(plan: Rank, papers: Sequence[Paper]) -> int:
    """How many papers a line of the ranking of `papers` may cite."""
    return len(papers) if plan.whole or len(papers) <= SHOWN else _PROOFS


def _most_frequent(groups: Mapping[str, list[Paper]], count: int) -> dict[str, list[Paper]]:
    """The largest groups, about `count` of them.

    Groups as large as the last one are all included. Groups of one paper are left out where a larger group
    exists.
    """
    sizes = sorted((len(members) for members in groups.values()), reverse=True)
    least = sizes[min(count, len(sizes)) - 1] if sizes else 0
    if least == 1 and sizes[0] > 1:
        least = 2
    return {name: members for name, members in groups.items() if len(members) >= least}
