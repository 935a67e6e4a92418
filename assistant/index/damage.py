"""What is said of a file of an index that can't be read, and what mends it."""

from __future__ import annotations

import shlex
from pathlib import Path

from assistant.config import command_line
from assistant.errors import SnapshotError


def damaged(path: Path, problem: object) -> SnapshotError:
    """What to raise where `path`, within a snapshot, can't be read."""
    folder = next((parent for parent in path.parents if parent.name == "snapshots"), None)
    return SnapshotError(f"{path} is damaged ({problem}). {mending(folder.parent if folder else None)}")


def mending(index: Path | None = None) -> str:
    """The sentence that says which command makes `index` whole."""
    where = f" --index {shlex.quote(str(index))}" if index else ""
    return f"`{command_line('doctor')} --repair{where}` rebuilds what can be rebuilt."
