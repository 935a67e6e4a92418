"""What an ingest was given: the same documents, read by the same code, are the same papers, unread.

The note of it lies beside the snapshots and says what one of them was made from. Without it, or where it says
anything else, the documents are read.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from functools import cache
from importlib.metadata import version
from inspect import getfile
from pathlib import Path

from assistant.datamodels import Scope
from assistant.index.snapshot import SnapshotFiles
from ingest.sources import Skipped, day_of_capture, statement_for

NOTE = "inputs.json"
_PARSERS = ("bibtexparser", "pylatexenc")


def inputs_of(files: Sequence[Path], *, scope: Scope | None, retrieved: date | None, model: str) -> str:
    """A hash of all that makes the papers; empty where a file can't be read.

    Raises SourceError where `sources.toml` is wrong.
    """
    digest = hashlib.sha256(f"{_code()}\n{model}\n{scope}\n".encode())
    for path in files:
        stated = statement_for(path)
        digest.update(f"{path.name}\n{stated}\n{day_of_capture(path, stated, retrieved)}\n".encode())
        try:
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        except OSError:
            return ""
    return digest.hexdigest()


def skipped_before(index: Path, snapshot: SnapshotFiles, inputs: str) -> tuple[Skipped, ...] | None:
    """The records that were skipped when `snapshot` was made from `inputs`; None where it was not."""
    try:
        note = json.loads((index / NOTE).read_text(encoding="utf-8"))
        if not inputs or (note["snapshot"], note["inputs"]) != (snapshot.directory.name, inputs):
            return None
        return tuple(Skipped(**record) for record in note["skipped"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def note_inputs(index: Path, snapshot: SnapshotFiles, inputs: str, skipped: Sequence[Skipped]) -> None:
    """Note what `snapshot`, which is published, was made from."""
    if not inputs or skipped_before(index, snapshot, inputs) == tuple(skipped):
        return
    note = {"snapshot": snapshot.directory.name, "inputs": inputs, "skipped": [asdict(s) for s in skipped]}
    new = index / f"{NOTE}.new"
    new.write_text(json.dumps(note, ensure_ascii=False) + "\n", encoding="utf-8")
    new.replace(index / NOTE)


@cache
def _code() -> str:
    """A hash of the code that reads documents: a newer one may read more of them."""
    digest = hashlib.sha256(" ".join([sys.version, *map(version, _PARSERS)]).encode())
    for path in _modules():
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _modules() -> Iterator[Path]:
    yield from sorted(Path(getfile(SnapshotFiles)).parent.glob("*.py"))
    yield from sorted(Path(__file__).parent.rglob("*.py"))
