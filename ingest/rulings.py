"""Decisions -> what they mean for the records that an ingest has read."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product

from assistant.datamodels import Paper
from ingest.decisions import Decision, Ruling
from ingest.keys import Keyring


@dataclass(frozen=True, slots=True)
class Rulings:
    """Decisions by the positions of records.

    `apart` has for a record those that are of another work, `together` the records of one work; a work with
    one of `left_out` stays out. `undone` speak of records that are not there, or join what others keep apart.
    """

    apart: dict[int, set[int]] = field(default_factory=dict)
    together: tuple[tuple[int, ...], ...] = ()
    left_out: frozenset[int] = frozenset()
    undone: tuple[Decision, ...] = ()


def rulings(decisions: Sequence[Decision], records: Sequence[Paper]) -> Rulings:
    """What `decisions` mean for `records`; of two that contradict each other the later counts."""
    if not decisions:
        return Rulings()
    ring = Keyring(records)
    apart: defaultdict[int, set[int]] = defaultdict(set)
    joins: list[tuple[Decision, set[int]]] = []
    left_out: set[int] = set()
    undone: list[Decision] = []
    for decision, pairs in in_force(decisions):
        found = [[at for key in work for at in ring.positions(key)] for work in decision.works]
        missing = not all(found) if decision.decision in ("split", "join") else not any(found)
        if missing and decision.works:
            undone.append(decision)
        elif decision.decision == "leave_out":
            left_out |= {at for pair in pairs for key in pair for at in ring.positions(key)}
        elif decision.decision == "join":
            joins.append((decision, {at for group in found for at in group}))
        elif decision.decision == "split":
            for one, other in pairs:
                _set_apart(apart, ring.positions(one), ring.positions(other))
    together: list[set[int]] = []
    for decision, group in reversed(joins):
        whole = group.union(*(other for other in together if other & group))
        if any(apart[at] & whole for at in whole):
            undone.append(decision)
        else:
            together = [whole, *(other for other in together if not other & group)]
    for group in together:  # what is another work than one of them is another work than all
        _set_apart(apart, group, {at for one in group for at in apart[one]})
    groups = tuple(tuple(sorted(group)) for group in together)
    return Rulings(dict(apart), groups, frozenset(left_out), tuple(undone))


def state(decisions: Sequence[Decision]) -> str:
    """Equal where the same decisions bear on which papers an ingest makes; empty where none does."""
    bearing = sorted(
        [decision.decision, *sorted(map(sorted, pairs))]
        for decision, pairs in in_force(decisions)
        if decision.decision in ("leave_out", "split", "join")
    )
    return json.dumps(bearing) if bearing else ""


def _set_apart(apart: defaultdict[int, set[int]], ones: Collection[int], others: Collection[int]) -> None:
    for one, other in product(ones, others):
        if one != other:
            apart[one].add(other)
            apart[other].add(one)


def in_force(decisions: Sequence[Decision]) -> Iterator[tuple[Decision, list[tuple[str, ...]]]]:
    """Decisions that no later one takes back, each with the keys, or pairs of keys, that it still rules."""
    last: dict[frozenset[str], Decision] = {}
    for decision in decisions:
        for pair in _ruled(decision):
            last[frozenset(pair)] = decision
    for decision in decisions:
        pairs = [pair for pair in _ruled(decision) if last[frozenset(pair)] is decision]
        if pairs:
            yield decision, pairs


def _ruled(decision: Decision) -> Iterator[tuple[str, ...]]:
    """The keys that a decision rules, in pairs where it says whether two are of one work."""
    relations: tuple[Ruling, ...] = ("split", "join")
    if decision.decision not in relations:
        yield from ((key,) for key in sorted(decision.keys))
        return
    for one, other in combinations(decision.works, 2):
        yield from (pair for pair in product(one, other) if pair[0] != pair[1])
