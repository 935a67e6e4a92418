"""Papers in sections by year and by theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Paper, PaperDate
from assistant.explore.corpus_themes import CorpusThemes, corpus_themes
from assistant.explore.sections import by_theme, by_year
from assistant.index.columns import Columns
from assistant.index.themes import Theme, themes_of
from assistant.models.encoders import Vectors


@dataclass(frozen=True)
class Papers:
    """A corpus, as far as its themes are concerned: `VECTORS` has a row for each paper."""

    papers: Sequence[Paper]

    def vectors_of(self, rows: NDArray[np.int64]) -> Vectors:
        return VECTORS[rows]

    def themes(self, papers: Sequence[Paper], *, most: int) -> tuple[Theme, ...]:
        places = [self.papers.index(paper) for paper in papers]
        return themes_of(papers, VECTORS[places], most=most)


def paper(id: str, title: str, year: int | None, **more: object) -> Paper:
    fields: dict[str, object] = {"scope": "group"} | more
    date = PaperDate(year) if year else None
    return Paper(id=id, title=title, abstract=f"On {title}.", date=date, **fields)  # type: ignore[arg-type]


CATS = [
    paper("cat0", "Continual learning of cats", 2019),
    paper("cat1", "Continual learning in a house", 2020),
    paper("cat2", "A theory of continual learning", 2021),
]
DOGS = [paper(f"dog{n}", "Graph neural networks", 2022) for n in range(2)]
OTHERS = [paper("bird", "Birds", None), paper("theirs", "Sparrows", 2020, scope="related")]
PAPERS = [*CATS, *DOGS, *OTHERS]
VECTORS = np.array([[1, 0, 0]] * 3 + [[0, 1, 0]] * 2 + [[0, 0, 1], [0.9, 0.1, 0]], dtype=np.float32)
COLUMNS = Columns.of(PAPERS)
ROWS = list(range(len(PAPERS)))


def test_years_are_sections_newest_first_and_undated_papers_the_last() -> None:
    sections = by_year(ROWS, COLUMNS)
    assert [(section.name, len(section.rows)) for section in sections] == [
        ("2022", 2),
        ("2021", 1),
        ("2020", 2),
        ("2019", 1),
        ("No date", 1),
    ]
    assert [section.name for section in by_year(ROWS, COLUMNS, newest_first=False)][:2] == ["2019", "2020"]


def test_themes_are_sections_with_their_years() -> None:
    themes = CorpusThemes(("Cats", "Dogs"), {p.id: int(p.id.startswith("dog")) for p in PAPERS[:5]})
    cats, dogs, others = by_theme(ROWS, COLUMNS, themes)
    assert (cats.name, cats.rows, dict(cats.years)) == ("Cats", (0, 1, 2), {2019: 1, 2020: 1, 2021: 1})
    assert (dogs.name, dict(dogs.years)) == ("Dogs", {2022: 2})
    assert (others.name, others.rows) == ("Other topics", (5, 6))


def test_the_themes_are_those_of_the_group_and_related_papers_are_on_the_nearest() -> None:
    themes = corpus_themes(Papers(PAPERS))
    assert set(themes.names) == {"Continual learning", "Graph neural networks"}
    assert themes.name_of("cat0") == themes.name_of("theirs") == "Continual learning"
    assert themes.name_of("dog1") == "Graph neural networks"
    assert themes.name_of("bird") == themes.name_of("no such paper") == "Other topics"


def test_a_corpus_without_a_group_has_the_themes_of_all_and_one_without_papers_none() -> None:
    theirs = [replace(paper, scope="related") for paper in PAPERS]
    assert "Continual learning" in corpus_themes(Papers(theirs)).names
    assert corpus_themes(Papers([])).names == ()
