"""The error for a damaged file of an index, with the command that repairs the index."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.config import command_line
from assistant.errors import LimitError, SnapshotError
from assistant.index.open_files import too_few_files, too_many_files

if TYPE_CHECKING:
    from assistant.index.snapshot import Manifest


def damaged(path: Path, problem: object, index: Path | None = None) -> SnapshotError | LimitError:
    """The error to raise where a file of `index` can't be read because of `problem`.

    By default the index is that which has `path` in a snapshot.
    """
    if too_many_files(problem):
        return too_few_files()
    folder = next((parent for parent in path.parents if parent.name == "snapshots"), None)
    said = " ".join(str(problem).split())
    return SnapshotError(f"{path} is damaged ({said}). {mending(index or (folder and folder.parent))}")


def mending(index: Path | None = None) -> str:
    """The sentence that names the command to repair `index`."""
    where = f" --index {shlex.quote(str(index))}" if index else ""
    return f"`{command_line('doctor')} --repair{where}` rebuilds what can be rebuilt."


def ingesting(index: Path, manifest: Manifest | None = None) -> str:
    """The command that reads the documents again of which `manifest` says that `index` was made."""
    given = shlex.join(manifest.given) if manifest and manifest.given else "YOUR DOCUMENTS"
    return f"{command_line('ingest')} {given} --index {shlex.quote(str(index))}"
