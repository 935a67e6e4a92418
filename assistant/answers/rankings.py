"""The handler of Rank: papers counted by year, category, venue, affiliation or author."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice

import numpy as np

from assistant.answers.citations import Citations, plain
from assistant.answers.counts import Counts, count_papers
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
)
from assistant.datamodels import Answer, Attribute, CitedField, Paper, Query
from assistant.index.catalog import Selection
from assistant.index.groups import Groups
from assistant.index.papers import Chosen
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

LINES = 500
"""Lines of a ranking, at most: the largest groups."""

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
        papers = Chosen.of(chosen.papers)
        if plan.by is Attribute.AUTHORS:
            return _ranked_authors(what, query, papers, cite, lexicon)
        return _ranked_groups(f"{what}{left_out(query)}", plan, papers, cite, lexicon.venues)

    return exact(query, library, write, choice=choose(of_all_people(query), library))


def papers_ranked(plan: Rank, library: Library) -> tuple[str, ...]:
    """The ids of all papers that the lines of the answer to `plan` count."""
    papers = Chosen.of(choose(of_all_people(plan.query), library)[0].papers)
    if plan.by is Attribute.AUTHORS:
        groups: Mapping[str, Chosen] = ranked_people(plan.query, papers, library.lexicon)
    else:
        counts = count_papers(plan, papers, library.lexicon.venues)
        groups = counts.largest(1 if plan.query.limit and counts.most else LINES)
    lines = islice(groups.values(), LINES)
    return tuple(dict.fromkeys(chain.from_iterable(own.ids for own in lines)))


def people_ranked(query: Query, library: Library) -> tuple[str, ...]:
    """The people in the answer to `query`, a ranking of people; the most frequent first."""
    pool = of_all_people(resolve_conditions(query, library.finder))
    chosen, _ = choose(pool, library)
    return tuple(islice(ranked_people(query, Chosen.of(chosen.papers), library.lexicon), LINES))


def of_all_people(query: Query) -> Query:
    """`query` without conditions that leave out people from a ranking of people ("besides Henning").

    Papers of the people left out still count for their co-authors.
    """
    if query.attribute != Attribute.AUTHORS:
        return query
    return replace(query, without=tuple(w for w in query.without if w.topic or not w.authors))


def ranked_people(query: Query, papers: Chosen, lexicon: Lexicon) -> Groups:
    """The people that a ranking is of, each with their papers, the most frequent first."""
    return _ranked(query, _people(query, papers, lexicon))


def _ranked(query: Query, groups: Groups) -> Groups:
    if query.least_papers > 1 or query.most_papers:
        return groups.of_size(query.least_papers, query.most_papers)
    if query.limit and query.limit >= len(groups):
        return groups
    everybody = query.topic or (query.has_filters and not _MOST.search(query.text))
    few = everybody and len(groups) <= _ALL_NAMES  # "who works on noise" asks for everybody
    return groups if few and not query.limit else _most_frequent(groups, query.limit or 10)


def _people(query: Query, papers: Chosen, lexicon: Lexicon) -> Groups:
    """The papers of each person: one entry a person, however the papers write the name."""
    persons, signers = lexicon.people.persons, papers.columns.signers
    places, keys = signers.held(papers.numbers)
    if query.author_position == "first":
        first = np.diff(places, prepend=-1) > 0
        places, keys = places[first], keys[first]
    asked = set(map(persons.shown, chain.from_iterable(query.authors)))
    if query.any_author:  # "who wrote more, Henning or Cervera?" ranks only these people
        ranked = np.array([name in asked for name in signers.names], dtype=bool)
    else:
        others = chain(*map(persons.forms, lexicon.subjects), _left_out_people(query))
        own = asked.union(map(persons.shown, others))
        ranked = np.array([name not in own for name in signers.names], dtype=bool)
        for names in query.authors:  # the people who wrote with all of these
            theirs = papers.columns.authors.any_of(names)[papers.numbers]
            ranked &= np.bincount(keys[theirs[places]], minlength=len(ranked)) > 0
    kept = ranked[keys]
    return Groups(papers, signers.names, keys[kept], places[kept])


def _left_out_people(query: Query) -> list[str]:
    left = (w for w in query.without if w not in of_all_people(query).without)
    return [name for condition in left for names in condition.authors for name in names]


def _ranked_authors(what: str, query: Query, papers: Chosen, cite: Citations, lexicon: Lexicon) -> str:
    everybody = _people(query, papers, lexicon)
    ranked = _ranked(query, everybody)
    count = len(ranked)
    fewer = len(everybody) - count
    notes = []
    if count > LINES:
        notes.append(f"\n{not_listed(count - LINES)}.")
    if fewer and not query.most_papers:
        notes.append(
            f"\n{'1 more person is' if fewer == 1 else f'{fewer} more people are'} named on fewer papers."
        )
    first = query.author_position == "first" and not query.authors
    if not first and (cut := _cut(papers)):
        notes.append(
            f"\nThe source cuts the author {'list' if cut == 1 else 'lists'} of {papers_counted(cut)} "
            "(“et al.”), so these are lower bounds."
        )
    most = _most_cited(papers)
    lines = [_group_line(name, own, cite, "authors", most) for name, own in islice(ranked.items(), LINES)]
    besides = " and ".join(map(plain, distinct(_left_out_people(query))))
    what += left_out(of_all_people(query))
    besides = f", besides {besides}," if besides else ""
    often = "most often" if query.least_papers == 1 else f"at least {query.least_papers} times"
    if query.most_papers:
        often = "once" if query.most_papers == 1 else f"{query.most_papers} times"
    role = "first author" if first else "author"
    if count == 1 and not fewer:
        opening = f"The only person named{besides} as {role} of {what}:"
    else:
        people = "person" if count == 1 else "people" if fewer else f"{count} people"
        opening = f"The {people} named {often}{besides} as {role}{'s' * (count > 1)} of {what}:"
    return "\n".join([opening, "", *lines, *notes])


def _cut(papers: Chosen) -> int:
    """Of how many papers the list of authors is cut."""
    columns = papers.columns
    return int((~columns.complete & (columns.authors.counts > 0))[papers.numbers].sum())


def _ranked_groups(what: str, plan: Rank, papers: Chosen, cite: Citations, venues: Venues) -> str:
    counts, cited = count_papers(plan, papers, venues), _GROUPED_BY[plan.by]
    if plan.query.limit and counts.most:
        return _first_group(what, plan, counts, cite, cited)
    most = f" (most: {plain(counts.most)}, with {counts.groups.sizes[counts.most]})" if counts.most else ""
    what_lacks = "any affiliation" if plan.by == Attribute.AFFILIATIONS else f"a {cited}"
    shown, notes = counts.largest(LINES), list[str]()
    if left := len(counts.groups) - len(shown):
        notes.append(f"\nThese are the largest {LINES}; {not_listed(left)}.")
    if counts.lost:
        notes.append(f"\n{papers_counted(counts.lost)} without {what_lacks} {were(counts.lost)} left out.")
    if counts.several:
        count = "counts" if counts.several == 1 else "count"
        notes.append(f"\n{papers_counted(counts.several)} {count} once for each version.")
    proofs = _most_cited(papers)
    lines = [_group_line(name, members, cite, cited, proofs) for name, members in shown.items()]
    return "\n".join([f"{what}, by {plan.by.removesuffix('s')}{most}:", "", *lines, *notes])


def _first_group(what: str, plan: Rank, counts: Counts, cite: Citations, cited: CitedField) -> str:
    """The largest group with its newest papers, and the sizes of the others."""
    (name, members), *others = counts.groups.sizes.items()
    lines = [list_line(plan.query, paper, cite, cited) for paper in counts.groups[name][:SHOWN]]
    if left := members - len(lines):
        lines.append(f"\n{not_listed(left)}. Ask for the list to see all of them.")
    rest = ", ".join(f"{plain(other)} ({size})" for other, size in others[:LINES])
    more = f", and {len(others) - LINES} more" if len(others) > LINES else ""
    opening = f"**{plain(name)}** has the most of {what}: {members}."
    return "\n".join([opening, "", *lines, "", f"The others: {rest}{more}."])


def _group_line(name: str, members: Sequence[Paper], cite: Citations, cited: CitedField, most: int) -> str:
    marks = "".join(cite.field(paper, cited) for paper in members[:most])
    among = ", among them " if len(members) > most else " "
    return f"- **{plain(name)}**: {papers_counted(len(members))}{among}{marks}"


def _most_cited(papers: Sequence[Paper]) -> int:
    """How many papers a line of the ranking of `papers` may cite."""
    return len(papers) if len(papers) <= SHOWN else _PROOFS


def _most_frequent(groups: Groups, count: int) -> Groups:
    """The largest groups, about `count` of them.

    Groups as large as the last one are all included. Groups of one paper are left out where a larger group
    exists.
    """
    sizes = list(groups.sizes.values())  # the largest first
    least = sizes[min(count, len(sizes)) - 1] if sizes else 0
    if least == 1 and sizes[0] > 1:
        least = 2
    return groups.of_size(least)
