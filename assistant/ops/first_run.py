"""What a first start needs: an index, made from the documents that ship with the project."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from assistant.config import SEEDS, Settings, command_line
from assistant.errors import SnapshotError
from assistant.index.cleanup import snapshots
from assistant.index.snapshot import SnapshotFiles, current_snapshot, read_manifest
from assistant.ops.ingesting import run_ingest


def ensure_snapshot(settings: Settings, *, say: Callable[[str], None], documents: Path = SEEDS) -> None:
    """Ingest `documents` where `settings.index` holds no snapshot yet; `say` is told so first.

    The ingest is a process of its own, because a process must not read a Chroma store that it has written.
    Raises SnapshotError where that fails.
    """
    if current_snapshot(settings.index) is not None:
        return
    if not all(_is_of(documents, snapshot) for snapshot in snapshots(settings.index)):
        raise SnapshotError(
            f"{settings.index} holds an index, but CURRENT, which names it, is missing. "
            f"Run `{command_line('doctor')} --repair --index {settings.index}`."
        )
    seeds = f"the documents that ship with the project ({documents.name}/)"
    say(f"{settings.index} holds no index yet: reading {seeds} into it. This happens once.")
    status = run_ingest(settings, str(documents))
    if status:
        why = f"signal {-status} ended that" if status < 0 else "the lines above say why"
        raise SnapshotError(f"{seeds} could not be read into {settings.index}: {why}.")


def _is_of(documents: Path, snapshot: SnapshotFiles) -> bool:
    """Whether a first ingest left it that was killed: papers of one's own are not to be replaced."""
    try:
        return read_manifest(snapshot).given == (str(documents.absolute()),)
    except SnapshotError:
        return True  # half-built
