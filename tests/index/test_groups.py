"""Papers that are chosen and grouped by rows."""

from __future__ import annotations

import numpy as np
from fakes import make_paper

from assistant.datamodels import PaperDate, Version
from assistant.index.groups import Groups
from assistant.index.papers import Chosen

PAPERS = (
    make_paper("Lions", date=PaperDate(2020), versions=(Version("Lions, Early", date=PaperDate(2018)),)),
    make_paper("Old Bears"),
    make_paper("Cats", date=PaperDate(2019, 5)),
    make_paper("Ants", date=PaperDate(2020)),
)


def titles(papers: Chosen) -> list[str]:
    return [paper.title for paper in papers]


def test_a_part_of_a_choice_is_a_choice() -> None:
    chosen = Chosen.of(PAPERS)
    assert Chosen.of(chosen) is chosen
    assert titles(chosen[1:3]) == ["Old Bears", "Cats"]
    assert titles(chosen.at([3, 0])) == ["Ants", "Lions"]
    assert titles(chosen.at([0, 3], [1, 0])) == ["Lions, Early", "Ants"]
    assert titles(chosen.among({"c", "l", "x"})) == ["Lions", "Cats"]
    assert titles(chosen.without({"c", "l", "x"})) == ["Old Bears", "Ants"]
    assert chosen[2:].ids == ["c", "a"]


def test_in_time_the_form_that_is_shown_counts() -> None:
    chosen = Chosen.of(PAPERS)
    assert chosen.day.tolist() == [20200000, 0, 20190500, 20200000]
    assert titles(chosen.in_time()) == ["Ants", "Lions", "Cats", "Old Bears"]
    assert titles(chosen.in_time(newest_first=False)) == ["Cats", "Ants", "Lions", "Old Bears"]
    early = Chosen(PAPERS, [0, 2], {0: 1})
    assert titles(early.in_time(newest_first=False)) == ["Lions, Early", "Cats"]


def test_the_largest_group_comes_first_and_a_paper_counts_once() -> None:
    keys, places = np.array([0, 1, 1, 1, 2, 2]), np.array([0, 3, 1, 3, 2, 0])
    groups = Groups(Chosen.of(PAPERS), ["b", "c", "a", "none"], keys, places, np.array([0, 0, 0, 0, 0, 1]))
    assert groups.sizes == {"a": 2, "c": 2, "b": 1}
    assert list(groups) == ["a", "c", "b"]
    assert titles(groups["a"]) == ["Lions, Early", "Cats"]
    assert titles(groups["c"]) == ["Old Bears", "Ants"]
    assert list(groups.of_size(1, 1)) == ["b"]
    assert list(groups.of_size(2)) == ["a", "c"]
