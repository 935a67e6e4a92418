"""Papers are put into groups under terms of their own."""

from __future__ import annotations

import numpy as np
from fakes import make_paper

from assistant.retrieval.grouping import Group, Weights, grouped

WEIGHTS = Weights(rarity=lambda stem: 1.0, worth=lambda word: 1.0)
PAPERS = (
    make_paper("Nests of wasps", "We look at the paper nests of wasps."),
    make_paper("A survey of hedges", "In hedges there are sparrows."),
    make_paper("How sparrows sleep", "Sleep is rare among sparrows."),
    make_paper("Stings", "The stings of wasps hurt."),
    make_paper("Rain", "Of rain nobody spoke."),
)
VECTORS = np.array([[1, 0, 0], [0, 1, 0], [0, 1, 0.1], [1, 0, 0.1], [0, 0, 1]], dtype=np.float32)


def test_groups_bear_terms_of_their_papers_and_each_paper_uses_the_term() -> None:
    assert set(grouped(PAPERS, VECTORS, WEIGHTS)) == {
        Group("wasps", (0, 3), titled=(0,)),
        Group("sparrows", (1, 2), titled=(2,)),
    }


def test_what_all_papers_are_about_names_no_group() -> None:
    assert grouped(PAPERS, VECTORS, WEIGHTS, known=["wasp"]) == ()  # one group would be none


def test_words_of_any_field_name_no_group() -> None:
    papers = [
        make_paper(f"{kind}: a framework", f"A {kind}.") for kind in ("Lions", "Tigers", "Bears", "Cats")
    ]
    assert grouped(papers, np.eye(4, dtype=np.float32), WEIGHTS) == ()


def test_a_paper_without_a_term_joins_the_group_it_is_alike_where_that_is_wanted() -> None:
    papers = (*PAPERS, make_paper("Hornets", "They build nothing."))
    vectors = np.vstack([VECTORS, [[1, 0, 0]]]).astype(np.float32)
    assert Group("wasps", (0, 3), (0,)) in grouped(papers, vectors, WEIGHTS)
    assert Group("wasps", (0, 3, 5), (0,)) in grouped(papers, vectors, WEIGHTS, join=True)
