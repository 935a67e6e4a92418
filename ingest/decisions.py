"""What people have decided about papers: `decisions.jsonl` beside the index, one decision a line.

    {"decision": "leave_out", "day": "2026-11-29", "works": [["doi:10.1000/a"]], "titles": ["On Fish"]}

A decision speaks of records by their keys (keys.py), so that it holds for every later ingest, whatever the
documents are called and in whichever line a record stands.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock
from pydantic import TypeAdapter, ValidationError

from assistant.errors import UsageError
from assistant.text.plaintext import as_seen
from ingest.directory import check_directory, writes_to

FILE = "decisions.jsonl"

Ruling = Literal["keep", "leave_out", "split", "join", "member"]

_FEWEST: dict[Ruling, int] = {"keep": 1, "leave_out": 1, "split": 2, "join": 2, "member": 0}
"""The groups of keys that a decision needs."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided on `day`, an ISO date.

    `works` are groups of keys, and `titles` what the groups are called, for readers of the file. `keep`: the
    doubts of this name are settled, and the paper stays. `leave_out`: the paper with these records stays out.
    `split`: each group is another work than the other groups. `join`: all groups are one work. `member`: the
    person called `name`, also written as `forms`, with this `orcid`, is of the group.
    """

    decision: Ruling
    day: str
    works: tuple[tuple[str, ...], ...] = ()
    titles: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    name: str = ""
    forms: tuple[str, ...] = ()
    orcid: str = ""

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(key for work in self.works for key in work)

    @property
    def id(self) -> str:
        """The same for the same decision, in any file."""
        return hashlib.sha256(to_line(self).encode()).hexdigest()[:16]

    @property
    def about(self) -> str:
        """The papers or the person that it is about, for a reader."""
        about = " | ".join(f"“{title}”" for title in self.titles) or self.name or ", ".join(sorted(self.keys))
        return _on_one_line(about)

    def __str__(self) -> str:
        return f"{self.decision.replace('_', ' ')} {self.about} ({_on_one_line(self.day)})"


def _on_one_line(text: str) -> str:
    return as_seen(" ".join(text.split()))


def read_decisions(index: Path) -> tuple[Decision, ...]:
    """All decisions about the papers of `index`, the oldest first. Raises UsageError where a line is none."""
    path = index / FILE
    return read_file(path) if path.exists() else ()


def read_file(path: Path) -> tuple[Decision, ...]:
    """The decisions in a file. Raises UsageError where it can't be read, or a line is no decision."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageError(f"{path} can't be read ({problem}); give a file of decisions.") from problem
    return tuple(_parsed(line, f"{path}:{n}") for n, line in enumerate(lines, start=1) if line.strip())


def add_decisions(index: Path, decisions: Sequence[Decision], *, once: bool = False) -> int:
    """Add decisions to those of `index`, in one atomic step; returns how many were added.

    With `once`, those that are there are not added again. Raises SnapshotError where `index` is not ours or
    can't be written.
    """
    with _alone(index):
        there = read_decisions(index)
        new = [one for one in decisions if not (once and one in there)]
        write_file(index / FILE, (*there, *new))
    return len(new)


def take_back(index: Path, id: str) -> Decision:
    """Remove the last decision with this id from those of `index`, and return it.

    Raises UsageError where there is none, SnapshotError as `add_decisions` does.
    """
    with _alone(index):
        there = read_decisions(index)
        at = next((at for at in reversed(range(len(there))) if there[at].id == id), None)
        if at is None:
            raise UsageError("This decision was taken back already.")
        write_file(index / FILE, (*there[:at], *there[at + 1 :]))
    return there[at]


@contextmanager
def _alone(index: Path) -> Iterator[None]:
    """While nobody else changes the decisions of `index`."""
    check_directory(index)
    # A lock of its own: the writer's may be held for the minutes that an ingest takes.
    with writes_to(index), FileLock(index / "decisions.lock"):
        yield


def write_file(path: Path, decisions: Sequence[Decision]) -> None:
    """Write decisions to a file, which is there with all of them or as it was. Raises OSError."""
    new = path.with_name(f"{path.name}.new")
    new.write_text("".join(map(to_line, decisions)), encoding="utf-8")
    new.replace(path)


def to_line(decision: Decision) -> str:
    """A decision as one line of JSON, without empty fields."""
    values = {name: value for name, value in asdict(decision).items() if value}
    return json.dumps(values, ensure_ascii=False) + "\n"


def _parsed(line: str, place: str) -> Decision:
    try:
        found = _adapter().validate_json(line)
    except ValidationError as problem:
        error = problem.errors()[0]
        where = ".".join(map(str, error["loc"]))
        raise UsageError(
            f"{place}: no decision: {where} {error['msg']}; correct or remove the line."
        ) from None
    if (
        len(found.works) < _FEWEST[found.decision]
        or not all(found.works)
        or (found.decision == "member" and not (found.name or found.orcid))
    ):
        raise UsageError(f"{place}: it does not say what '{found.decision}' is about; remove the line.")
    return found


@cache
def _adapter() -> TypeAdapter[Decision]:
    kind: Any = Decision
    return TypeAdapter(kind)
