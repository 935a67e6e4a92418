"""What the Map tab draws: the landscape, co-authors."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.datamodels import Paper
from assistant.explore.coauthors import coauthors
from assistant.explore.corpus_map import landscape


def paper(id: int, title: str, abstract: str = "", **more: object) -> Paper:
    fields: dict[str, object] = {"scope": "group"} | more
    return Paper(id=str(id), title=title, abstract=abstract, **fields)  # type: ignore[arg-type]


CATS = [paper(n, "Continual Learning of Cats", f"We show continual learning of cat {n}.") for n in range(4)]
DOGS = [paper(4 + n, "Graph Neural Networks", "They use graph neural networks well.") for n in range(4)]
BIRDS = [paper(8, "Birds", "Nobody knows.")]
PAPERS = [*CATS, *DOGS, *BIRDS]
VECTORS = np.array([[1, 0, 0]] * 4 + [[0, 1, 0]] * 4 + [[0, 0, 1]], dtype=np.float32)


def test_the_same_vectors_give_the_same_map_with_neighbours_side_by_side() -> None:
    vectors = VECTORS + 0.05 * np.random.default_rng(1).normal(size=VECTORS.shape)
    places = landscape(vectors)
    assert np.array_equal(places, landscape(vectors))
    assert places.shape == (9, 2)
    assert places.min() == 0
    assert places.max() == 1
    cats, dogs = places[:4], places[4:8]
    assert np.linalg.norm(cats.mean(0) - dogs.mean(0)) > np.linalg.norm(cats - cats.mean(0), axis=1).max()


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_papers_have_a_place_too(count: int) -> None:
    assert landscape(VECTORS[:count]).shape == (count, 2)


def test_a_large_corpus_is_placed_among_its_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.explore.corpus_map.EMBEDDED", 10)
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(4, 8))
    vectors = np.repeat(centres, 10, axis=0) + 0.01 * rng.normal(size=(40, 8))
    places = landscape(vectors)
    spread = [
        np.linalg.norm(places[n : n + 10] - places[n : n + 10].mean(0), axis=1).max() for n in (0, 10, 20, 30)
    ]
    assert np.isfinite(places).all()
    assert max(spread) < 0.75


def test_coauthors_are_counted_and_cut_lists_told() -> None:
    graph = coauthors(
        [
            paper(1, "A", authors=("Ada", "Bob"), authors_complete=True),
            paper(2, "B", authors=("Ada", "Bob", "Cid")),
            paper(3, "C", authors=("Dan", "Eve"), authors_complete=True),
            paper(4, "D"),
        ]
    )
    assert [(p.name, p.papers) for p in graph.people] == [
        ("Ada", 2),
        ("Bob", 2),
        ("Cid", 1),
        ("Dan", 1),
        ("Eve", 1),
    ]
    assert graph.links == ((0, 1, 2), (0, 2, 1), (1, 2, 1), (3, 4, 1))
    assert (graph.complete, graph.cut, graph.unsigned, graph.left_out) == (2, 1, 1, 0)
    assert all(0 <= p.x <= 1 and 0 <= p.y <= 1 for p in graph.people)
    assert coauthors([]).people == ()


def test_a_person_is_one_circle_however_written() -> None:
    graph = coauthors(
        [
            paper(1, "A", authors=("Ada Mill", "B. Noether")),
            paper(2, "B", authors=("Mill, A.", "Bea Noether")),
            paper(3, "C", authors=("A. Mill", "Bob Noether")),
        ]
    )
    assert [(p.name, p.papers) for p in graph.people] == [
        ("Ada Mill", 3),
        ("B. Noether", 1),
        ("Bea Noether", 1),
        ("Bob Noether", 1),
    ]
    assert graph.links == ((0, 1, 1), (0, 2, 1), (0, 3, 1))


def test_of_very_many_people_those_with_most_papers_are_shown() -> None:
    graph = coauthors(
        [paper(0, "A", authors=("Zoe",))] + [paper(n, "B", authors=(f"P{n}", "Zoe")) for n in range(99)]
    )
    assert len(graph.people) == 80
    assert graph.people[0].name == "Zoe"
    assert graph.left_out == 20
