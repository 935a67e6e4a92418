"""What an ingest was given: the same documents, read by the same code, are the same papers, unread.

The note of it lies beside the snapshots and says what one of them was made from. Without it, or where it says
anything else, the documents are read.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from importlib.metadata import version
from inspect import getfile
from pathlib import Path

from assistant.datamodels import Scope
from assistant.index.snapshot import SnapshotFiles
from ingest.sources import Skipped, day_of_capture, statement_for

NOTE = "inputs.json"
_PARSERS = ("charset-normalizer", "lxml", "pylatexenc")


def inputs_of(
    files: Sequence[Path],
    *,
    scope: Scope | None,
    retrieved: date | None,
    model: str,
    scopes: Mapping[Path, Scope],
    decided: str = "",
) -> str:
    """A hash of all that makes the papers, `decided` by people too; empty where a file can't be read.

    Raises SourceError where `sources.toml` is wrong.
    """
    digest = hashlib.sha256(f"{_readers()}\n{model}\n{scope}\n{decided}\n".encode())
    for path in files:
        stated = statement_for(path)
        digest.update(os.fsencode(path.name))
        digest.update(f"\n{stated}\n{day_of_capture(path, stated, retrieved)}\n".encode())
        digest.update(f"{scopes.get(path, '')}\n".encode())
        try:
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        except OSError:
            return ""
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Noted:
    """What an ingest reported of its inputs.

    These are the records that were skipped, how many papers have an abstract that was looked up, and how many
    have none. `given` are the sources as they were named, `attached` the files that records named.
    """

    skipped: tuple[Skipped, ...] = ()
    filled: int = 0
    bare: int = 0
    given: tuple[str, ...] = ()
    attached: tuple[str, ...] = ()


def noted_before(index: Path, snapshot: SnapshotFiles, inputs: str) -> Noted | None:
    """What was noted when `snapshot` was made from `inputs`; None where it was not."""
    note = _note(index)
    made = (snapshot.directory.name, inputs)
    return note[1] if note and inputs and note[0] == made else None


def given_before(index: Path, snapshot: SnapshotFiles) -> tuple[str, ...]:
    """The sources of `snapshot` as they were named last; empty where that was not noted."""
    note = _note(index)
    return note[1].given if note and note[0][0] == snapshot.directory.name else ()


def attached_before(index: Path) -> list[Path]:
    """The files that the records of the documents named when these were last read."""
    note = _note(index)
    return [Path(name) for name in note[1].attached] if note else []


def _note(index: Path) -> tuple[tuple[str, str], Noted] | None:
    """The snapshot and the inputs that the note is of, and what it says; None where there is none."""
    try:
        note = json.loads((index / NOTE).read_text(encoding="utf-8"))
        skipped = tuple(Skipped(**record) for record in note["skipped"])
        given, attached = (tuple(map(str, note[name])) for name in ("given", "attached"))
        noted = Noted(skipped, int(note["filled"]), int(note["bare"]), given, attached)
        return (str(note["snapshot"]), str(note["inputs"])), noted
    except (OSError, ValueError, KeyError, TypeError):
        return None


def note_inputs(index: Path, snapshot: SnapshotFiles, inputs: str, noted: Noted) -> None:
    """Note what `snapshot`, which is published, was made from."""
    if not inputs or noted_before(index, snapshot, inputs) == noted:
        return
    note = {"snapshot": snapshot.directory.name, "inputs": inputs, **asdict(noted)}
    new = index / f"{NOTE}.new"
    new.write_text(json.dumps(note) + "\n", encoding="utf-8")
    new.replace(index / NOTE)


def _readers() -> str:
    return " ".join([sys.version, *map(version, _PARSERS), code_hash()])


@cache
def code_hash() -> str:
    """A hash of the code that reads documents: a newer one may read more of them."""
    digest = hashlib.sha256()
    for path in _modules():
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _modules() -> Iterator[Path]:
    yield from sorted(Path(getfile(SnapshotFiles)).parent.glob("*.py"))
    yield from sorted(
        path for ending in ("py", "toml") for path in Path(__file__).parent.rglob(f"*.{ending}")
    )
