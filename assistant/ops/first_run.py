"""What a first start needs: an index, made from the documents that ship with the project."""

from __future__ import annotations

import atexit
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from assistant.config import REPOSITORY, SEEDS, Settings
from assistant.errors import SnapshotError
from assistant.index.cleanup import snapshots
from assistant.index.snapshot import SnapshotFiles, current_snapshot, read_manifest

_PATIENCE = 5.0
"""Seconds that a process may take to end once it is told."""


def ensure_snapshot(settings: Settings, *, say: Callable[[str], None]) -> None:
    """Ingest `seeds/` where `settings.index` holds no snapshot yet; `say` is told so first.

    It runs `python -m ingest` as a process of its own, because a process must not read a Chroma
    store that it has written. Raises SnapshotError where that fails.
    """
    if current_snapshot(settings.index) is not None:
        return
    if not all(map(_is_of_seeds, snapshots(settings.index))):
        raise SnapshotError(
            f"{settings.index} holds an index, but CURRENT, which names it, is missing. "
            f"Run `python -m assistant doctor --repair --index {settings.index}`."
        )
    say(f"{settings.index} holds no index yet: reading {_shown(SEEDS)} into it. This happens once.")
    command = [sys.executable, "-m", "ingest", str(SEEDS), "--index", str(settings.index.absolute())]
    command += ["--embedding-model", settings.embedding_model]
    status = _status_of(command)
    if status:
        why = f"signal {-status} ended that" if status < 0 else "the lines above say why"
        raise SnapshotError(f"{_shown(SEEDS)} could not be read into {settings.index}: {why}.")


def _status_of(command: list[str]) -> int:
    """The exit status of `command`. It ends with this process: nobody waits for an ingest without its app."""
    child = subprocess.Popen(command, cwd=REPOSITORY, stdout=sys.stderr)  # answers own stdout
    end = partial(_end, child)
    atexit.register(end)
    try:
        return child.wait()
    finally:
        atexit.unregister(end)
        end()


def _end(child: subprocess.Popen[bytes]) -> None:
    """End a process, if it has not ended by itself: what it leaves behind, the next ingest removes."""
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _is_of_seeds(snapshot: SnapshotFiles) -> bool:
    """Whether a first ingest left it that was killed: papers of one's own are not to be replaced."""
    try:
        return read_manifest(snapshot).given == (str(SEEDS.absolute()),)
    except SnapshotError:
        return True  # half-built


def _shown(path: Path) -> str:
    return f"{path.relative_to(REPOSITORY)}/"
