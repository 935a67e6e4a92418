"""What ingests leave behind: half-built snapshots of killed ones, and old ones that nobody reads any more."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from assistant.errors import SnapshotError
from assistant.index.locks import unread, writing
from assistant.index.snapshot import SnapshotFiles

NAME = re.compile(r"\d{8}T\d{6}-[0-9a-f]{12}(-again)*")
"""What we call a snapshot. Nothing of another name is ever removed: it is not ours."""


def snapshots(index: Path) -> list[SnapshotFiles]:
    """All snapshots on disk, the half-built ones too, newest first."""
    try:
        found = [path for path in (index / "snapshots").iterdir() if NAME.fullmatch(path.name)]
    except OSError:
        return []
    return [SnapshotFiles(path) for path in sorted(found, reverse=True) if path.is_dir()]


def leftovers(index: Path, *, published: str | None) -> Iterator[SnapshotFiles]:
    """The snapshots that are neither `published` nor read by anyone, which may be one that is being built."""
    for snapshot in snapshots(index):
        if snapshot.directory.name != published:
            with unread(snapshot.manifest) as free:
                if free:
                    yield snapshot


def remove_unread(index: Path, *, published: str | None) -> None:
    """Remove every snapshot but `published` that nobody reads. The caller holds the writer's lock."""
    for snapshot in leftovers(index, published=published):
        # First what a reader opens it by, while it is locked: nobody begins to read a half of it.
        with suppress(OSError):
            snapshot.manifest.unlink(missing_ok=True)
        shutil.rmtree(snapshot.directory, ignore_errors=True)


def tidy(index: Path) -> None:
    """Remove what nobody reads, for a reader that has moved on; if somebody writes, it is left to them."""
    try:
        with writing(index, wait=False):
            published = (index / "CURRENT").read_text(encoding="utf-8").strip()
            if published:
                remove_unread(index, published=published)
    except (OSError, UnicodeDecodeError, SnapshotError):
        return  # a read-only index, or one that is being written
