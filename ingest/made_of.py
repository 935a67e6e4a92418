"""The records that papers were made of, for whoever reviews them: `records.jsonl` beside the index.

Its first line says of which snapshot it is, how that was made, and which decisions could not be followed;
then comes a line for each record of a paper that was left out or made of several records. Papers of one
record say all of it themselves.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.datamodels import Paper
from assistant.index.snapshot import read_paper, to_line

FILE = "records.jsonl"


@dataclass(frozen=True, slots=True)
class MadeOf:
    """What an ingest made its papers of.

    `records` are those of papers by their ids, without abstracts; those of the `left_out` ids are in no
    snapshot. `undone` says of decisions, each in a clause, that they could not be followed. `options` are the
    options of the command that did it. `decided` is the state of the decisions that it followed (rulings.py).
    """

    records: Mapping[str, Sequence[Paper]] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    decided: str = ""


def write_made_of(index: Path, snapshot: str, made_of: MadeOf) -> None:
    """Note what the papers of the snapshot of this name were made of."""
    head = {"snapshot": snapshot, "left_out": made_of.left_out}
    head |= {"undone": made_of.undone, "options": made_of.options, "decided": made_of.decided}
    new = index / f"{FILE}.new"
    with new.open("w", encoding="utf-8") as file:
        file.write(json.dumps(head) + "\n")
        for id, records in made_of.records.items():
            file.writelines(to_line(_bare(record, id)) for record in records)
    new.replace(index / FILE)


def read_made_of(index: Path, snapshot: str, *, records: bool = True) -> MadeOf | None:
    """What the papers of a snapshot were made of, None where that was not noted; `records` only if asked."""
    found: dict[str, list[Paper]] = {}
    try:
        with (index / FILE).open(encoding="utf-8") as file:
            head = json.loads(file.readline())
            if head["snapshot"] != snapshot:
                return None
            for line in file if records else ():
                record = read_paper(json.loads(line))
                found.setdefault(record.id, []).append(record)
        left_out, undone, options = (tuple(head[name]) for name in ("left_out", "undone", "options"))
        return MadeOf(found, left_out, undone, options, str(head["decided"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _bare(record: Paper, id: str) -> Paper:
    return replace(record, id=id, abstract="", affiliations=(), keywords=(), origins={}, identifiers={})
