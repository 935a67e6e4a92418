"""Papers counted by year, category, venue or affiliation, by their columns alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from assistant.answers.plans import Rank
from assistant.answers.wording import years_of
from assistant.datamodels import Attribute
from assistant.index.groups import Groups
from assistant.index.labels import joined
from assistant.index.papers import Chosen
from assistant.index.venue_names import Venues
from assistant.text.categories import category_name


@dataclass(frozen=True, slots=True)
class Counts:
    """The papers by year, category, venue or affiliation.

    `lost` papers have none of these, and `several` count in more groups than their first form alone would.
    """

    groups: Groups
    by_year: bool
    lost: int
    several: int

    @property
    def most(self) -> str:
        """The name of the group that is larger than all others; empty where there is none."""
        sizes = list(islice(self.groups.sizes.items(), 2))
        return sizes[0][0] if len(sizes) > 1 and sizes[0][1] > sizes[1][1] else ""

    def largest(self, count: int) -> Mapping[str, Chosen]:
        """The `count` largest groups, those of years in the order of the years."""
        largest = list(islice(self.groups.items(), count))
        return dict(sorted(largest) if self.by_year else largest)


def count_papers(plan: Rank, papers: Chosen, venues: Venues) -> Counts:
    """`papers` counted by what `plan` asks for, other than people."""
    asked = years_of(plan.query) or plan.query.venues or plan.query.kinds  # then only one form of each counts
    columns, rows = papers.columns, papers.numbers
    # Each form that counts is one of `form`, its paper stands at `place`; those at `at` have the name `keys`.
    if asked:
        place, form = np.arange(len(papers)), papers.forms
    else:
        counts = np.diff(columns.forms.first)[rows]
        form, _ = joined(columns.forms.first[rows], counts)
        place = np.repeat(np.arange(len(papers)), counts)
    year = (columns.forms.day // 10000)[form]
    if plan.by == Attribute.AFFILIATIONS:
        names: Sequence[str] = columns.affiliations.names
        at, keys = columns.affiliations.held(rows[place])
    elif plan.by == Attribute.VENUE:
        printed = columns.forms.venues.renamed(venues.name_of)
        names, (at, keys) = printed.names, printed.held(form)
    elif plan.by == Attribute.YEAR:
        at, names, keys = np.flatnonzero(year), *_numbered(year[year > 0].tolist())
    else:
        told = columns.categories.renamed(category_name)
        names, (at, keys) = told.names, told.held(rows[place])
        if plan.by == Attribute.YEAR_AND_CATEGORY:
            at, keys = at[year[at] > 0], keys[year[at] > 0]
            both = zip(year[at].tolist(), keys.tolist(), strict=True)
            names, keys = _numbered([f"{year}, {names[key]}" for year, key in both])
    places, numbers = place[at], form[at] - columns.forms.first[rows[place[at]]]
    groups = Groups(papers, names, keys, places, numbers)
    distinct_keys = np.bincount(
        np.unique(places * max(len(names), 1) + keys) // max(len(names), 1), minlength=len(papers)
    )
    opening = np.diff(place, prepend=-1) > 0  # the first form of each paper
    of_first = np.bincount(places[opening[at]], minlength=len(papers))
    by_year = plan.by in (Attribute.YEAR, Attribute.YEAR_AND_CATEGORY)
    return Counts(groups, by_year, int((distinct_keys == 0).sum()), int((distinct_keys > of_first).sum()))


def _numbered(names: Sequence[object]) -> tuple[list[str], NDArray[np.int64]]:
    """The different ones of `names`, and the place among them of each."""
    numbers: dict[str, int] = {}
    keys = [numbers.setdefault(str(name), len(numbers)) for name in names]
    return list(numbers), np.array(keys, dtype=np.int64)
