"""A list to review: what came in, from where, merged how, and what is doubtful, the most doubtful first.

`review` looks at an index as it is published. What is decided there (deciding.py) waits in
`decisions.jsonl` for the next ingest, which follows it.
"""

from __future__ import annotations

import hashlib
import shlex
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, product

from assistant.config import DEFAULT_MODEL, command_line
from assistant.datamodels import Origin, Paper
from assistant.errors import UsageError
from assistant.index.corpus import Corpus
from assistant.index.snapshot import Manifest
from ingest.decisions import Decision
from ingest.doubts import Doubt, duplicates, missing, of_versions, only_printed
from ingest.keys import keys_of, telling_keys
from ingest.made_of import MadeOf
from ingest.people import Member
from ingest.rulings import in_force, state
from ingest.strangers import Group
from ingest.versions import paper_of
from ingest.works import journal_doi, normal_title


@dataclass(frozen=True, slots=True)
class Item:
    """A paper, the records it was made of, how these were found to be of one work, and what is doubtful.

    `keys` name it in decisions. `records` are its forms where the index says no more. `left_out` papers are
    in no answer; `waiting` is what was decided since the last ingest, such as "leave out", and `decision` the
    last decision about it.
    """

    paper: Paper
    keys: tuple[str, ...]
    records: tuple[Paper, ...]
    joined: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    left_out: bool = False
    waiting: str = ""
    decision: Decision | None = None

    @property
    def places(self) -> tuple[Origin, ...]:
        """Where it was read."""
        return tuple(dict.fromkeys(place for record in self.records for place in record.records))

    @property
    def mark(self) -> str:
        """Another one as soon as anything has changed that a decision about the paper rests on."""
        told = (self.records, self.doubts, self.left_out, self.waiting, self.decision)
        return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Review:
    """All papers, the most doubtful first, then those without doubts in the order of the index.

    `captured` has the day on which each document was; `undone` are decisions that the last ingest could not
    follow, or that name nobody; `waits` says that others are to be followed yet, and `command` makes the
    ingest that does so.
    """

    items: tuple[Item, ...]
    members: tuple[str, ...]
    captured: Mapping[str, str]
    undone: tuple[str, ...]
    waits: bool
    command: tuple[str, ...]

    @property
    def doubtful(self) -> tuple[Item, ...]:
        """The papers with a doubt that nobody settled."""
        return tuple(item for item in self.items if item.doubts and not item.left_out and not item.waiting)

    def item(self, text: str) -> Item:
        """The paper with an id or a key, such as `doi:10.1000/a`. Raises UsageError where there is none."""
        for item in self.items:
            if text == item.paper.id or text in item.keys:
                return item
        raise UsageError(
            f"No paper of the index has the id {text!r}; `{command_line('review')} --all` prints all of them."
        )

    def about(self, decision: Decision) -> tuple[Item, ...]:
        """The papers that a decision speaks of."""
        return tuple(item for item in self.items if not decision.keys.isdisjoint(_every_key(item)))


def review(
    corpus: Corpus, made_of: MadeOf | None, decisions: Sequence[Decision], members: Sequence[Member] = ()
) -> Review:
    """The list to review of the papers of `corpus`, which were `made_of` records, if that is known.

    `members` are of the group for sure, with those of `decisions`; others are guessed from the papers.
    """
    made_of = made_of or MadeOf()
    waits = made_of.decided != state(decisions)
    told = {d: Member(d.name, d.forms, d.orcid) for d in decisions if d.decision == "member"}
    papers = [replace(paper, abstract=paper.abstract and "…") for paper in corpus.papers]
    group = Group(corpus, papers, (*members, *told.values()))
    out = [_left_out(made_of, id) for id in made_of.left_out if id in made_of.records]
    records = [made_of.records.get(paper.id, paper.forms) for paper in (*papers, *out)]
    keys = telling_keys(records)
    doubts: defaultdict[int, list[Doubt]] = defaultdict(list)
    every = [tuple({key for record in own for key in keys_of(record)}) for own in records]
    for at, doubt in chain(group.strangers(), duplicates(papers, every)):
        doubts[at].append(doubt)
    printed = {source.document for source in corpus.manifest.sources if source.kind == "fulltext"}
    for at, paper in enumerate(papers):
        doubts[at] += (*of_versions(paper, records[at]), *only_printed(paper, printed), *missing(paper))
    settled = _Settled(decisions)
    items = [
        Item(
            paper,
            keys[at],
            tuple(records[at]),
            _joined(records[at]),
            tuple(sorted(settled.remaining(doubts[at], records[at]), key=lambda doubt: -doubt.weight)),
            left_out=at >= len(papers),
        )
        for at, paper in enumerate((*papers, *out))
    ]
    items = _with_decisions(items, decisions, waits)
    return Review(
        items=tuple(sorted(items, key=_rank)),
        members=tuple(sorted(group.members)),
        captured=corpus.captured,
        undone=(*made_of.undone, *(str(d) for d, member in told.items() if not group.knows(member))),
        waits=waits,
        command=_command(corpus.manifest),
    )


def spoken(review: Review, index: str) -> str:
    """The command of the ingest that follows the decisions, as a person types it."""
    return f"{command_line('ingest')} {shlex.join([*review.command, '--index', index])}"


def _command(manifest: Manifest) -> tuple[str, ...]:
    """The words of the command that makes the same index."""
    model = manifest.embedding_model
    return ("--again",) if model == DEFAULT_MODEL else ("--again", "--embedding-model", model)


def _rank(item: Item) -> tuple[bool, bool, float, int]:
    """The most doubtful first; what is decided or left out comes last."""
    weight = max((doubt.weight for doubt in item.doubts), default=0.0)
    return item.left_out, bool(item.waiting), -weight, -len(item.doubts)


def _left_out(made_of: MadeOf, id: str) -> Paper:
    return replace(paper_of(made_of.records[id]), id=id)


def _joined(records: Sequence[Paper]) -> tuple[str, ...]:
    """Why records are of one work, as far as they say it themselves."""
    if len(records) < 2:
        return ()
    signs: dict[str, list[str | None]] = {
        "the same title": [*(normal_title(record.title) for record in records)],
        "the same DOI": [journal_doi(record) for record in records],
        "the same arXiv identifier": [record.arxiv_id for record in records],
    }
    said = [name for name, values in signs.items() if _repeated(values)]
    return tuple(said) or ("your decision",)


def _repeated(values: Sequence[str | None]) -> bool:
    known = [value for value in values if value]
    return len(set(known)) < len(known)


class _Settled:
    """The doubts that decisions settle."""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        self._doubts: defaultdict[str, set[str]] = defaultdict(set)
        for decision in decisions:
            if decision.decision == "keep":
                for key, doubt in product(decision.keys, decision.doubts):
                    self._settle(key, doubt)
        splits = [pairs for decision, pairs in in_force(decisions) if decision.decision == "split"]
        for one, other in chain.from_iterable(splits):  # two works are no duplicates
            self._settle(one, f"duplicate? {other}")

    def _settle(self, key: str, doubt: str) -> None:
        self._doubts[key].add(doubt)
        kind, _, other = doubt.partition(" ")
        if kind == "duplicate?":  # which of the two has the doubt is chance
            self._doubts[other].add(f"duplicate? {key}")

    def remaining(self, doubts: Sequence[Doubt], records: Sequence[Paper]) -> Iterator[Doubt]:
        """Those of the `doubts` about a paper with these records that nobody settled."""
        keys = {key for record in records for key in keys_of(record)}
        settled = {name for key in keys if key in self._doubts for name in self._doubts[key]}
        return (doubt for doubt in doubts if settled.isdisjoint(doubt.names))


def _every_key(item: Item) -> Iterator[str]:
    yield from item.keys
    for record in item.records:
        yield from keys_of(record)


def _with_decisions(items: Sequence[Item], decisions: Sequence[Decision], waits: bool) -> list[Item]:
    """The items, each with the last decision about it and, if it `waits` for an ingest, what that is."""
    by_key = {key: at for at, item in enumerate(items) for record in item.records for key in keys_of(record)}
    by_key |= {key: at for at, item in enumerate(items) for key in item.keys}
    waiting = {at: "keep" for at, item in enumerate(items) if item.left_out}
    last: dict[int, Decision] = {}
    for decision, pairs in in_force(decisions):
        for pair in pairs:
            places = [at for at in map(by_key.get, pair) if at is not None]
            if len(places) < len(pair):
                continue
            last |= dict.fromkeys(places, decision)
            if ruling := _waits_for(decision, items[places[0]], len(set(places)) == 1):
                waiting |= dict.fromkeys(places, ruling)
            elif decision.decision == "leave_out":
                waiting.pop(places[0], None)
    return [
        replace(item, waiting=waiting.get(at, "") if waits else "", decision=last.get(at))
        for at, item in enumerate(items)
    ]


def _waits_for(decision: Decision, item: Item, same: bool) -> str:
    """What a decision would change; empty where it is followed already.

    It is about `item`, or about works of which `same` says whether they are one paper now.
    """
    match decision.decision:
        case "leave_out":
            return "" if item.left_out else "leave out"
        case "keep":
            return "keep" if item.left_out else ""
        case "split":
            return "split" if same else ""
        case "join":
            return "" if same else "join"
    return ""
