"""The error for a damaged file of an index, with the command that repairs the index."""

from __future__ import annotations

import shlex
from pathlib import Path

from assistant.config import command_line
from assistant.errors import SnapshotError


def damaged(path: Path, problem: object) -> SnapshotError:
    """The error to raise where the file `path` of a snapshot can't be read because of `problem`."""
    folder = next((parent for parent in path.parents if parent.name == "snapshots"), None)
    return SnapshotError(f"{path} is damaged ({problem}). {mending(folder.parent if folder else None)}")


def mending(index: Path | None = None) -> str:
    """The sentence that names the command to repair `index`."""
    where = f" --index {shlex.quote(str(index))}" if index else ""
    return f"`{command_line('doctor')} --repair{where}` rebuilds what can be rebuilt."
