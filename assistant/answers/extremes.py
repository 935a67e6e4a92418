"""The handler of Extreme: the papers with the longest title, the shortest abstract, the most authors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.answers.abstention import Abstention, can_not_compare
from assistant.answers.citations import Citations
from assistant.answers.library import Library
from assistant.answers.lists import list_line
from assistant.answers.plans import Extreme
from assistant.answers.results import exact
from assistant.answers.wording import about, filters_of, left_out, of_whom, papers_counted
from assistant.datamodels import Answer, Attribute, CitedField, Paper, Query
from assistant.index.catalog import Selection


@dataclass(frozen=True, slots=True)
class Measure:
    """A number by which papers are compared, with the words for the largest, the smallest and the unit.

    `size` gives the number of a paper, 0 where no source tells; `is_bound` tells whether this number is only
    a lower bound; `cited` is the field that a citation shows.
    """

    most: str
    least: str
    unit: str
    size: Callable[[Paper], int]
    cited: CitedField
    is_bound: Callable[[Paper], bool] = lambda paper: False

    def unclear(self, papers: Sequence[Paper]) -> int:
        """How many of `papers` have only a lower bound."""
        return sum(map(self.is_bound, papers))


def _authors(paper: Paper) -> int:
    if paper.author_count is not None or paper.authors_complete:
        return paper.author_count or len(paper.authors)
    return len(paper.authors) + 1 if paper.authors else 0


MEASURES: Mapping[Attribute, Measure] = {
    Attribute.TITLE: Measure(
        "longest title", "shortest title", "characters", lambda p: len(p.title), "title"
    ),
    Attribute.ABSTRACT: Measure(
        "longest abstract", "shortest abstract", "characters", lambda p: len(p.abstract), "abstract"
    ),
    Attribute.AUTHORS: Measure(
        "most authors",
        "fewest authors",
        "authors",
        _authors,
        "authors",
        lambda p: bool(p.authors) and p.author_count is None and not p.authors_complete,
    ),
}


def answer_extreme(plan: Extreme, library: Library) -> Answer:
    """The answer to an Extreme: see `superlative_answer`, or an abstention where cut author lists decide."""
    query, measure = plan.query, MEASURES[plan.measure]

    def write(chosen: Selection, cite: Citations) -> str | Abstention:
        if query.newest_first and (cut := measure.unclear(chosen.papers)):
            return can_not_compare(cut)
        return superlative_answer(query, chosen, measure, cite)

    return exact(query, library, write)


def superlative_answer(query: Query, selection: Selection, measure: Measure, cite: Citations) -> str:
    """A list of the papers of the largest size, or of the smallest; several where sizes are equal."""
    sizes = {p.id: size for p in selection.papers if (size := measure.size(p))}
    if not sizes:
        return ""
    wanted = max(sizes.values()) if query.newest_first else min(sizes.values())
    papers = [p for p in selection.papers if sizes.get(p.id) == wanted]
    noun = "paper" if len(papers) == 1 else papers_counted(len(papers))
    name = measure.most if query.newest_first else measure.least
    lines = [list_line(query, paper, cite, measure.cited) for paper in papers]
    whose = f"{of_whom(query, selection)}{about(query)}{filters_of(query)}{left_out(query)}"
    if lacking := len(selection.papers) - len(sizes):
        lines.append(f"\n{papers_counted(lacking)} without them in any source could not be compared.")
    unit = measure.unit.removesuffix("s") if wanted == 1 else measure.unit
    return "\n".join([f"The {noun} {whose} with the {name} ({wanted} {unit}):", "", *lines])
