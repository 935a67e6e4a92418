"""Papers are put into groups under terms of their own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from fakes import make_paper

from assistant.retrieval.grouping import Group, Weights, grouped

WEIGHTS = Weights(rarity=lambda stem: 1.0, worth=lambda word: 1.0)
PAPERS = (
    make_paper("Nests of wasps", "We look at the paper nests of wasps."),
    make_paper("Sparrows of hedges", "In hedges there are sparrows."),
    make_paper("How sparrows sleep", "Sleep is rare among sparrows."),
    make_paper("Wasps", "The stings of wasps hurt."),
    make_paper("Rain", "Of rain nobody spoke."),
)
VECTORS = np.array([[1, 0, 0], [0, 1, 0], [0, 1, 0.1], [1, 0, 0.1], [0, 0, 1]], dtype=np.float32)


def test_groups_bear_terms_of_their_papers_and_each_paper_uses_the_term() -> None:
    assert set(grouped(PAPERS, VECTORS, WEIGHTS)) == {
        Group("wasps", (0, 3), titled=(0, 3)),
        Group("sparrows", (1, 2), titled=(1, 2)),
    }


def test_what_all_papers_are_about_names_no_group() -> None:
    assert grouped(PAPERS, VECTORS, WEIGHTS, known=["wasp"]) == ()  # one group would be none


def test_words_of_any_field_name_no_group() -> None:
    papers = [
        make_paper(f"{kind}: a framework", f"A {kind}.") for kind in ("Lions", "Tigers", "Bears", "Cats")
    ]
    assert grouped(papers, np.eye(4, dtype=np.float32), WEIGHTS) == ()


def test_a_word_alone_that_only_one_title_has_names_no_group() -> None:
    papers = [replace(PAPERS[0], title="Nests"), *PAPERS[1:]]
    assert grouped(papers, VECTORS, WEIGHTS) == ()


def test_a_paper_without_a_term_joins_the_group_it_is_alike_where_that_is_wanted() -> None:
    papers = (*PAPERS, *PAPERS[:4], make_paper("Hornets", "They build nothing."))
    vectors = np.vstack([VECTORS, VECTORS[:4], [[1, 0, 0]]]).astype(np.float32)
    assert Group("wasps", (0, 3, 5, 8), (0, 3, 5, 8)) in grouped(papers, vectors, WEIGHTS)
    assert Group("wasps", (0, 3, 5, 8, 9), (0, 3, 5, 8)) in grouped(papers, vectors, WEIGHTS, join=True)


def test_a_long_list_has_no_group_of_two() -> None:
    assert grouped(PAPERS, VECTORS, WEIGHTS, join=True) == ()
