"""What a first start needs: an index, made from the documents that ship with the project."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from assistant.config import REPOSITORY, SEEDS, Settings
from assistant.errors import SnapshotError
from assistant.snapshot import SnapshotFiles, current_snapshot, read_manifest
from assistant.sweeping import snapshots


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
    done = subprocess.run(command, cwd=REPOSITORY, stdout=sys.stderr, check=False)  # answers own stdout
    if done.returncode:
        raise SnapshotError(
            f"{_shown(SEEDS)} could not be read into {settings.index}; the lines above say why."
        )


def _is_of_seeds(snapshot: SnapshotFiles) -> bool:
    """Whether a first ingest left it that was killed: papers of one's own are not to be replaced."""
    try:
        return read_manifest(snapshot).given == (str(SEEDS.absolute()),)
    except SnapshotError:
        return True  # half-built


def _shown(path: Path) -> str:
    return f"{path.relative_to(REPOSITORY)}/"
