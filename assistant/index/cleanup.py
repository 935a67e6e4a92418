"""Removes snapshots that are no longer needed: unfinished ones of killed ingests, old ones without reader."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from assistant.errors import SnapshotError, StoreError
from assistant.index.locks import unread, writing
from assistant.index.snapshot import SnapshotFiles, strip
from assistant.index.stores import BESIDE, Stores

NAME = re.compile(r"\d{8}T\d{6}-[0-9a-f]{12}(-again)*")
"""The form of a snapshot's name. Directories with other names are never removed: they are somebody else's."""


def snapshots(index: Path) -> list[SnapshotFiles]:
    """All snapshots on disk, finished or not, newest first."""
    try:
        found = [path for path in (index / "snapshots").iterdir() if NAME.fullmatch(path.name)]
    except OSError:
        return []
    return [SnapshotFiles(path) for path in sorted(found, reverse=True) if path.is_dir()]


def leftovers(index: Path, *, published: str | None) -> Iterator[SnapshotFiles]:
    """The snapshots without a reader, except `published`; one that is being built may be among them."""
    for snapshot in snapshots(index):
        if snapshot.directory.name != published:
            with unread(snapshot.manifest) as free:
                if free:
                    yield snapshot


def remove_unread(index: Path, *, published: str | None, stores: Stores = BESIDE) -> None:
    """Remove every snapshot without a reader, except `published`. The caller must hold the writer's lock."""
    for snapshot in leftovers(index, published=published):
        remove(snapshot, stores)


def remove(snapshot: SnapshotFiles, stores: Stores) -> None:
    """Remove a snapshot that has no reader here, unless it has one elsewhere (chroma_leases.py).

    Where a server can't be asked for that, a finished snapshot stays, of another one what a later call needs.
    """
    try:
        if not stores.recorded(snapshot).drop(snapshot):
            return
    except StoreError:
        if not snapshot.manifest.exists():
            strip(snapshot)
        return
    except SnapshotError:  # what says where its vectors are is damaged
        pass
    remove_files(snapshot)


def remove_files(snapshot: SnapshotFiles) -> None:
    """Remove the files of a snapshot that has no reader here, and nothing that a server has of it.

    First the manifest, while it is locked: without it no reader can open a half-removed snapshot.
    """
    with suppress(OSError):
        snapshot.manifest.unlink(missing_ok=True)
    shutil.rmtree(snapshot.directory, ignore_errors=True)


def tidy(index: Path, stores: Stores = BESIDE) -> None:
    """Remove snapshots without a reader, after a reader has moved on to a new one.

    Does nothing while another process writes to the index, or where the index is read-only.
    """
    try:
        with writing(index, wait=False):
            published = (index / "CURRENT").read_text(encoding="utf-8").strip()
            if published:
                remove_unread(index, published=published, stores=stores)
    except (OSError, UnicodeDecodeError, SnapshotError):
        return
