"""The co-author graph of papers, as far as the sources print the authors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, combinations

from assistant.datamodels import Paper
from assistant.text.person_names import Persons

SHOWN = 80
"""People in the graph, at most; those with most papers are shown."""

MAIN, GAP = 0.72, 0.06
"""The share of the width for the largest circle of linked people, and for the gap beside this circle."""


@dataclass(frozen=True, slots=True)
class Person:
    """An author, the number of the author's papers, and a position: `x` and `y` from 0 to 1."""

    name: str
    papers: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Coauthors:
    """The graph: `people`, those with most papers first, and `links` (person, person, common papers).

    The persons of a link are positions in `people`. `complete`, `cut` and `unsigned` count the papers whose
    author list is whole, cut ("et al.") or missing; `left_out` counts people with too few papers to be shown.
    """

    people: tuple[Person, ...]
    links: tuple[tuple[int, int, int], ...]
    complete: int
    cut: int
    unsigned: int
    left_out: int


def coauthors(papers: Iterable[Paper]) -> Coauthors:
    """The co-author graph of `papers`; the same papers give the same graph."""
    papers = tuple(papers)
    persons = Persons(Counter(name for paper in papers for name in dict.fromkeys(paper.authors)))
    people = [{persons.shown(name) for name in paper.authors} for paper in papers]
    counts = Counter(chain.from_iterable(people))
    names = sorted(counts, key=lambda name: (-counts[name], name))
    shown = names[:SHOWN]
    place = {name: position for position, name in enumerate(shown)}
    together: Counter[tuple[int, int]] = Counter()
    for written in people:
        known = sorted(place[name] for name in written if name in place)
        together.update(combinations(known, 2))
    links = tuple((one, other, count) for (one, other), count in sorted(together.items()))
    places = _places(len(shown), links)
    return Coauthors(
        tuple(Person(name, counts[name], *at) for name, at in zip(shown, places, strict=True)),
        links,
        complete=sum(bool(p.authors) and p.authors_complete for p in papers),
        cut=sum(bool(p.authors) and not p.authors_complete for p in papers),
        unsigned=sum(not p.authors for p in papers),
        left_out=len(names) - len(shown),
    )


def _places(people: int, links: tuple[tuple[int, int, int], ...]) -> list[tuple[float, float]]:
    """Positions whose distances follow the number of links between people (Kamada and Kawai, 1989).

    Circles of people without a link to the largest circle stand beside the largest, one below the other.
    """
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(range(people))
    graph.add_edges_from((one, other) for one, other, _ in links)
    circles = sorted(
        (sorted(circle) for circle in nx.connected_components(graph)), key=lambda c: (-len(c), c)
    )
    places = [(0.5, 0.5)] * people
    main = 1.0 if len(circles) == 1 else MAIN
    rest = sum(map(_room, circles[1:]))
    top = 0.0
    for number, circle in enumerate(circles):
        left, width, height = (
            (main + GAP, 1 - main - GAP, _room(circle) / rest) if number else (0.0, main, 1.0)
        )
        found = nx.kamada_kawai_layout(graph.subgraph(circle))
        xs, ys = (_spread([float(found[n][axis]) for n in circle]) for axis in (0, 1))
        inset = 0.25 * height if number else 0.0
        for n, x, y in zip(circle, xs, ys, strict=True):
            places[n] = (left + width * x, top + inset + (height - 2 * inset) * y)
        top += height if number else 0.0
    return places


def _room(circle: list[int]) -> float:
    return 1.0 + len(circle)


def _spread(values: list[float]) -> list[float]:
    low, high = min(values), max(values)
    return [(value - low) / (high - low) if high - low > 1e-6 else 0.5 for value in values]
