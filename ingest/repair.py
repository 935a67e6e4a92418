"""Making a damaged index whole again from its own papers and vectors, without the documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from assistant.errors import SnapshotError
from assistant.index.bodies import read_table
from assistant.index.cleanup import remove_unread
from assistant.index.corpus import Corpus
from assistant.index.damage import ingesting
from assistant.index.integrity import damaged_files, is_canonical
from assistant.index.locks import writing
from assistant.index.snapshot import (
    Manifest,
    SnapshotFiles,
    current_snapshot,
    publish,
    published_name,
    read_manifest,
    read_profiles,
)
from assistant.index.store_check import check_store
from assistant.index.stores import BESIDE, Stores
from assistant.models.encoders import Encoder
from ingest.building import build
from ingest.contents import SnapshotContents
from ingest.directory import writes_to
from ingest.published import Published
from ingest.salvage import salvage


def repair(
    index: Path,
    encoder: Encoder,
    *,
    say: Callable[[str], None] = lambda line: None,
    stores: Stores = BESIDE,
) -> SnapshotFiles:
    """The published snapshot, built anew if it is not whole, or its vectors not in the store that is named.

    What nobody reads is removed.

    Raises SnapshotError where its papers are damaged themselves: then only the documents help.
    """
    with writing(index, say=say), writes_to(index):
        snapshot = _whole(index, stores)
        if snapshot is None:
            saved = salvage(index)
            if saved is None or _is_older(index, saved) or saved.manifest.embedding_model != encoder.name:
                raise _beyond_repair(index, saved, encoder.name)
            snapshot = _rebuilt(index, saved, encoder, stores)
            publish(index, snapshot)
        remove_unread(index, published=snapshot.directory.name, stores=stores)
    return snapshot


def _whole(index: Path, stores: Stores) -> SnapshotFiles | None:
    try:
        snapshot = current_snapshot(index)
        if snapshot is None or any(damaged_files(snapshot, read_manifest(snapshot), sums=True)):
            return None
        if not stores.is_wanted(snapshot):
            return None
        corpus = Corpus.open(snapshot, stores)
        try:
            check_store(corpus)
        finally:
            corpus.close()
    except SnapshotError:
        return None
    return snapshot


def _is_older(index: Path, saved: Published) -> bool:
    """Whether it is not the published one, which is there: its papers are not to come back unasked."""
    try:
        published = index / "snapshots" / (published_name(index) or "none")
    except (OSError, ValueError):
        return False
    return published.is_dir() and published.name != saved.snapshot.directory.name


def _rebuilt(index: Path, saved: Published, encoder: Encoder, stores: Stores) -> SnapshotFiles:
    manifest = saved.manifest
    wrong = dict(damaged_files(saved.snapshot, manifest, sums=True))
    for name in wrong:
        if is_canonical(name):
            raise _beyond_repair(index, saved, encoder.name, because=f"{name} {wrong[name]}")
    papers, profiles = list(saved.papers), read_profiles(saved.snapshot.profiles)
    folder = saved.snapshot.bodies
    contents = SnapshotContents.of(
        papers,
        profiles=profiles,
        sources=manifest.sources,
        given=manifest.given,
        bodies={id: (one, folder / f"{one.key}.fulltext") for id, one in read_table(folder).items()},
    )
    snapshot, _ = build(index, contents, encoder, old=replace(saved, tokens=None, store=False), stores=stores)
    return snapshot


def _beyond_repair(index: Path, saved: Published | None, model: str, because: str = "") -> SnapshotError:
    if saved and saved.manifest.embedding_model != model:
        because = f"its vectors are of the model {saved.manifest.embedding_model!r}, {model!r} is configured"
    reason = because or "its papers or vectors can't be read"
    return SnapshotError(
        f"{index} can't be repaired from its own files: {reason}. "
        f"Run `{ingesting(index, _manifest(index))} --verify`."
    )


def _manifest(index: Path) -> Manifest | None:
    try:
        snapshot = current_snapshot(index)
        return read_manifest(snapshot) if snapshot else None
    except SnapshotError:
        return None
