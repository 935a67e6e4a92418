"""The handler of Extreme: the papers with the longest title, the shortest abstract, the most authors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.answers.abstention import Abstention, can_not_compare
from assistant.answers.citations import Citations
from assistant.answers.library import Library
from assistant.answers.lists import list_line
from assistant.answers.plans import Extreme
from assistant.answers.results import exact
from assistant.answers.wording import about, filters_of, left_out, not_listed, of_whom, papers_counted
from assistant.datamodels import Answer, Attribute, CitedField, Query
from assistant.index.catalog import Selection
from assistant.index.labels import Mask
from assistant.index.papers import Chosen

TIES = 200
"""Papers of equal size that are listed, at most."""

Numbers = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class Measure:
    """A number by which papers are compared, with the words for the largest, the smallest and the unit.

    `size` gives the number of each paper, 0 where no source tells; `is_bound` tells which numbers are only
    lower bounds; `cited` is the field that a citation shows.
    """

    most: str
    least: str
    unit: str
    size: Callable[[Chosen], Numbers]
    cited: CitedField
    is_bound: Callable[[Chosen], Mask] = lambda papers: np.zeros(len(papers), dtype=bool)

    def unclear(self, papers: Chosen) -> int:
        """How many of `papers` have only a lower bound."""
        return int(self.is_bound(papers).sum())


def _authors(papers: Chosen) -> Numbers:
    columns, rows = papers.columns, papers.numbers
    stated, printed = columns.author_count[rows], columns.authors.counts[rows]
    return np.where(stated > 0, stated, printed + _is_cut(papers))


def _is_cut(papers: Chosen) -> Mask:
    """Which papers have a list of authors that is cut, where no source states their number."""
    columns = papers.columns
    cut: Mask = (columns.authors.counts > 0) & (columns.author_count == 0) & ~columns.complete
    return cut[papers.numbers]


MEASURES: Mapping[Attribute, Measure] = {
    Attribute.TITLE: Measure(
        "longest title",
        "shortest title",
        "characters",
        lambda papers: papers.columns.forms.title_length[papers.forms],
        "title",
    ),
    Attribute.ABSTRACT: Measure(
        "longest abstract",
        "shortest abstract",
        "characters",
        lambda papers: papers.columns.abstract_length[papers.numbers],
        "abstract",
    ),
    Attribute.AUTHORS: Measure(
        "most authors",
        "fewest authors",
        "authors",
        _authors,
        "authors",
        _is_cut,
    ),
}


def answer_extreme(plan: Extreme, library: Library) -> Answer:
    """The answer to an Extreme: see `superlative_answer`, or an abstention where cut author lists decide."""
    query, measure = plan.query, MEASURES[plan.measure]

    def write(chosen: Selection, cite: Citations) -> str | Abstention:
        if query.newest_first and (cut := measure.unclear(Chosen.of(chosen.papers))):
            return can_not_compare(cut)
        return superlative_answer(query, chosen, measure, cite)

    return exact(query, library, write)


def superlative_answer(query: Query, selection: Selection, measure: Measure, cite: Citations) -> str:
    """A list of the papers of the largest size, or of the smallest; several where sizes are equal."""
    chosen = Chosen.of(selection.papers)
    sizes = measure.size(chosen)
    if not sizes.any():
        return ""
    wanted = int(sizes.max() if query.newest_first else sizes[sizes > 0].min())
    equal = np.flatnonzero(sizes == wanted).tolist()
    papers = chosen.at(equal[:TIES])
    noun = "paper" if len(equal) == 1 else papers_counted(len(equal))
    name = measure.most if query.newest_first else measure.least
    lines = [list_line(query, paper, cite, measure.cited) for paper in papers]
    whose = f"{of_whom(query, selection)}{about(query)}{filters_of(query)}{left_out(query)}"
    if left := len(equal) - len(papers):
        lines.append(f"\nThese are the newest {TIES}; {not_listed(left)}.")
    if lacking := int((sizes == 0).sum()):
        lines.append(f"\n{papers_counted(lacking)} without them in any source could not be compared.")
    unit = measure.unit.removesuffix("s") if wanted == 1 else measure.unit
    return "\n".join([f"The {noun} {whose} with the {name} ({wanted} {unit}):", "", *lines])
