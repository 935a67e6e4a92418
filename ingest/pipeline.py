"""The ingest line: source -> parse -> Paper -> merge -> passages -> encode -> snapshot -> report.

`ingest` is the line from top to bottom. Each step has its module: ingest/sources finds and parses documents,
merge.py makes one Paper of the records of one work, building.py writes the snapshot with the passages of
passages.py and their vectors (embed.py).
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from assistant.datamodels import Scope
from assistant.errors import SourceError
from assistant.index.cleanup import remove_unread
from assistant.index.locks import writing
from assistant.index.snapshot import SnapshotFiles, publish
from assistant.models.encoders import Encoder
from ingest.building import build
from ingest.contents import SnapshotContents, source_records
from ingest.directory import check_directory, writes_to
from ingest.embed import Progress
from ingest.inputs import inputs_of, note_inputs, skipped_before
from ingest.merge import merge
from ingest.published import Published, read_published
from ingest.salvage import salvage
from ingest.sources import ParsedSource, Skipped, find_sources, read_source


@dataclass(frozen=True, slots=True)
class Report:
    """What an ingest did. Counts are papers, `skipped` the damaged records; `encoded` counts texts."""

    snapshot: Path
    group: int
    related: int
    added: int
    updated: int
    unchanged: int
    removed: int
    skipped: tuple[Skipped, ...]
    encoded: int
    seconds: float


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of cycles, which would walk over millions of records again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@contextmanager
def _alone(index: Path, *, wait: bool, say: Callable[[str], None]) -> Iterator[None]:
    """While nobody else writes to `index`; what keeps it from being written is one sentence."""
    with writing(index, wait=wait, say=say), writes_to(index):
        yield


@_uncollected()
def ingest(
    paths: Sequence[Path],
    index: Path,
    encoder: Encoder,
    *,
    scope: Scope | None = None,
    retrieved: date | None = None,
    progress: Progress = lambda step, done, total: None,
    verify: bool = False,
    wait: bool = True,
    say: Callable[[str], None] = lambda line: None,
) -> Report:
    """Make `index` hold exactly the papers of `paths` and publish it; unchanged sources change nothing.

    Only texts that the published snapshot has no vector for are encoded; of a damaged snapshot, what can
    still be read of its papers and vectors is taken over. `verify` reads all files to find damage; without
    it only their sizes are compared. Where another ingest writes to `index`, this one says so and waits for
    it; without `wait` that is an error.

    Raises SourceError where a document is in no known form or no paper is left, SnapshotError where `index`
    is not ours or can't be written.
    """
    started = time.monotonic()
    files = find_sources(paths)
    inputs = partial(inputs_of, files, scope=scope, retrieved=retrieved, model=encoder.name)
    given = inputs()
    alone = partial(_alone, index, wait=wait, say=say)
    if (index / "CURRENT").exists():
        check_directory(index)
        with alone():
            if report := _unchanged(index, given, started, verify=verify):
                return report
    sources = [read_source(path, scope=scope, retrieved=retrieved) for path in files]
    skipped = tuple(s for source in sources for s in source.skipped)
    contents = _merged(paths, files, sources)
    check_directory(index)
    with alone():
        old, snapshot, encoded = _brought_up_to_date(index, contents, encoder, progress, verify=verify)
        remove_unread(index, published=snapshot.directory.name)
        if inputs() == given:  # else a document changed while it was read
            note_inputs(index, snapshot, given, skipped)
    return _report(snapshot, contents, old, skipped, encoded, started)


def _unchanged(index: Path, inputs: str, started: float, *, verify: bool) -> Report | None:
    """The report where the published snapshot was made from the same `inputs` and is whole, else None."""
    old = read_published(index, sums=verify)
    skipped = skipped_before(index, old.snapshot, inputs) if old else None
    if old is None or skipped is None or not old.is_whole():
        return None
    remove_unread(index, published=old.snapshot.directory.name)
    return Report(
        snapshot=old.snapshot.directory,
        group=old.manifest.group_papers,
        related=old.manifest.related_papers,
        added=0,
        updated=0,
        unchanged=len(old.papers),
        removed=0,
        skipped=skipped,
        encoded=0,
        seconds=time.monotonic() - started,
    )


def _merged(
    paths: Sequence[Path], files: Sequence[Path], sources: Sequence[ParsedSource]
) -> SnapshotContents:
    """One paper for each work of all documents. Raises SourceError where there is none."""
    result = merge(sources)
    if not result.papers:
        skipped = sum(len(source.skipped) for source in sources)
        raise SourceError(
            f"No paper was found in {', '.join(map(str, paths))}: {skipped} records were skipped. "
            f"See docs/formats.md for the forms that can be read."
        )
    return SnapshotContents.of(
        result.papers,
        profiles=result.profiles,
        sources=source_records(files, sources),
        given=[str(path.absolute()) for path in paths],
    )


def _brought_up_to_date(
    index: Path, contents: SnapshotContents, encoder: Encoder, progress: Progress, *, verify: bool
) -> tuple[Published | None, SnapshotFiles, int]:
    """The snapshot from before, the published one with `contents`, and how many texts were encoded for it."""
    old = read_published(index, sums=verify)
    if old is not None:
        # What a killed ingest left is removed first: its room may be needed.
        remove_unread(index, published=old.snapshot.directory.name)
        if old.manifest.content_hash == contents.hash(encoder.name) and old.is_whole():
            return old, old.snapshot, 0
    old = old or salvage(index, sums=verify)
    snapshot, encoded = build(index, contents, encoder, old=old, progress=progress)
    publish(index, snapshot)
    return old, snapshot, encoded


def _report(
    snapshot: SnapshotFiles,
    contents: SnapshotContents,
    old: Published | None,
    skipped: tuple[Skipped, ...],
    encoded: int,
    started: float,
) -> Report:
    """What became of the papers, compared with the snapshot from before."""
    papers = contents.papers
    before = old.papers.columns.rows if old else {}
    added = sum(paper.id not in before for paper in papers)
    unchanged = sum(
        old is not None and _has_line(old, paper.id, line)
        for paper, line in zip(papers, contents.lines, strict=True)
    )
    return Report(
        snapshot=snapshot.directory,
        group=sum(paper.scope == "group" for paper in papers),
        related=sum(paper.scope == "related" for paper in papers),
        added=added,
        updated=len(papers) - added - unchanged,
        unchanged=unchanged,
        removed=len(before) - (len(papers) - added),
        skipped=skipped,
        encoded=encoded,
        seconds=time.monotonic() - started,
    )


def _has_line(old: Published, paper_id: str, line: str) -> bool:
    row = old.papers.columns.rows.get(paper_id)
    return row is not None and old.papers.line(row) == line.encode()
