"""The ingest line: source -> parse -> Paper -> merge -> fill -> passages -> encode -> snapshot -> report.

`ingest` is the line from top to bottom. Each step has its module: ingest/sources finds and parses documents,
merge.py makes one Paper of the records of one work, bodies.py finds the full text of papers,
online/abstracts.py fills the abstracts that are missing,
building.py writes the snapshot with the passages of passages.py and their vectors (embed.py). What a service
on the network has becomes documents before that (online/fetching.py); syncing.py does both.
"""

from __future__ import annotations

import gc
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.config import command_line
from assistant.datamodels import Origin, Paper, Scope
from assistant.errors import SnapshotError, SourceError
from assistant.index.cleanup import remove_unread
from assistant.index.locks import writing
from assistant.index.snapshot import SnapshotFiles, current_snapshot, publish
from assistant.index.stores import BESIDE, Stores
from assistant.models.encoders import Encoder
from ingest.bodies import (
    FOLDER,
    Bodies,
    Body,
    By,
    Match,
    attached,
    by_paper,
    forget_others,
    longest,
    matched,
    parted,
    read_bodies,
    sources_of,
    with_abstracts,
)
from ingest.building import build
from ingest.contents import SnapshotContents, source_records
from ingest.decisions import Decision, read_decisions
from ingest.directory import check_directory, writes_to
from ingest.embed import Progress
from ingest.inputs import Noted, attached_before, inputs_of, note_inputs, noted_before
from ingest.made_of import MadeOf, read_made_of, write_made_of
from ingest.merge import merge
from ingest.online.abstracts import Abstracts, Filling
from ingest.published import Published, read_published
from ingest.rulings import state
from ingest.salvage import salvage
from ingest.sources import ParsedSource, Parser, Reading, Skipped, find_sources, names_of, unparsed
from ingest.workers import HERE, Workers


@dataclass(frozen=True, slots=True)
class News:
    """The titles of the papers that are new, changed and gone since the ingest before."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextRead:
    """A document with a full text, the title of the paper that it is of, and what told so.

    It is `new` where the paper had another text before, or none; it is not where that one is kept: the
    longest of a paper is.
    """

    document: str
    title: str
    by: By
    new: bool


@dataclass(frozen=True, slots=True)
class Report:
    """What an ingest did. Counts are papers, `skipped` the damaged records; `encoded` counts texts.

    `news` are the titles of the papers that are new, changed and gone, each empty for the first ingest of an
    index. `filled` papers have an abstract that was looked up, `bare` ones have none; `problems` say, each in
    a sentence, which services failed. `left_out` papers stay out because a person decided so; `undone` says,
    each in a clause, which decisions could not be followed. `joined` are the titles of papers that a document
    not read before has twice, or that were there already. `texts` papers have a full text; `texts_read` are
    the documents with one that the ingest before did not read, none for the first ingest of an index.
    """

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
    news: News = News()
    filled: int = 0
    bare: int = 0
    problems: tuple[str, ...] = ()
    left_out: int = 0
    undone: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    texts: int = 0
    texts_read: tuple[TextRead, ...] = ()


@dataclass(frozen=True, slots=True)
class _Merged:
    """What a snapshot is to hold, and how it came to that: for its report, and for a review."""

    contents: SnapshotContents
    filling: Filling
    made_of: MadeOf
    matches: Sequence[Match]
    skipped: tuple[Skipped, ...]

    def noted(self, given: tuple[str, ...], attached: Sequence[Path]) -> Noted:
        """What the next ingest is to report where nothing has changed."""
        filling = self.filling
        return Noted(self.skipped, filling.filled, filling.remain, given, tuple(map(str, attached)))


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
    """While nobody else writes to `index`, which is ours; what keeps that from being is one sentence."""
    check_directory(index)
    with writing(index, wait=wait, say=say), writes_to(index):
        yield


@_uncollected()
def ingest(
    paths: Sequence[Path],
    index: Path,
    encoder: Encoder,
    *,
    scope: Scope | None = None,
    scopes: Mapping[Path, Scope] | None = None,
    retrieved: date | None = None,
    given: Sequence[str] | None = None,
    abstracts: Abstracts | None = None,
    progress: Progress = lambda step, done, total: None,
    verify: bool = False,
    preview: bool = False,
    wait: bool = True,
    say: Callable[[str], None] = lambda line: None,
    stores: Stores = BESIDE,
    workers: Workers = HERE,
) -> Report:
    """Make `index` hold exactly the papers of `paths` and publish it; unchanged sources change nothing.

    Only texts that the published snapshot has no vector for are encoded; of a damaged one, what can be read
    is taken over. Before anything is, all files are read to find damage; where nothing has changed, those of
    a large index only with `verify`. Where another ingest writes to `index`, this one says so and waits;
    without `wait` that is an error. `scopes` are those of single documents; `given` is what the manifest
    names as the sources, by default `paths`; `abstracts` has those that no document prints; `stores` says
    where the vectors go, `workers` who parses, reads and encodes. Decisions of people (decisions.py) are
    followed. With `preview` nothing is written: the report tells what would become of the papers.

    Raises UsageError where a decision can't be read, SourceError where a document is in no known form or no
    paper is left, SnapshotError where `index`, or a server for the vectors, is not ours or can't be written.
    """
    started, files = time.monotonic(), find_sources(paths)
    of, decisions = dict(scopes or {}), read_decisions(index)
    made = partial(inputs_of, model=encoder.name, decided=state(decisions))
    hashed = partial(made, scope=scope, scopes=of, retrieved=retrieved)
    before = _with(attached_before(index), documents_before := hashed(files), hashed)
    alone = partial(_alone, index, wait=wait, say=say)
    names = tuple(given if given is not None else map(str, map(Path.absolute, paths)))
    look = partial(_unchanged, index, names, _inputs(before, abstracts), started, stores, verify=verify)
    if not preview and (report := _at_once(index, stores, alone, look)):
        return report
    documents, texts = parted(files)
    readings = _read(documents, paths, index, workers, scope=scope, scopes=of, retrieved=retrieved)
    linked, more = _attached(documents, readings, texts, paths)
    before = _with(more, documents_before, hashed)
    with _folder_for(index, texts + more, alone, preview=preview, verify=verify) as folder:
        must = [text for text in texts if _is_named(text, paths, index)]
        bodies = read_bodies(names_of(texts + more), linked, folder, progress, must=must, workers=workers)
    told = partial(sources_of, bodies, scope=scope, scopes=of, retrieved=retrieved)
    merged = _merged(paths, readings, bodies, told, names, abstracts, decisions)
    if preview:
        return _report(None, merged, read_published(index), 0, started)
    made_of = replace(merged.made_of, options=_options(scope, retrieved, abstracts))
    with alone():
        old, snapshot, encoded = _updated(index, merged.contents, encoder, progress, stores, workers)
        _tidied(index, snapshot, bodies, made_of, stores)
        # A document that changed while it was read is read again, and a service that failed is asked again.
        if _with(more, hashed(files), hashed) == before and not merged.filling.problems:
            note_inputs(index, snapshot, _inputs(before, abstracts), merged.noted(names, more))
    return _report(snapshot, merged, old, encoded, started)


def _at_once(
    index: Path,
    stores: Stores,
    alone: Callable[[], AbstractContextManager[None]],
    look: Callable[[], Report | None],
) -> Report | None:
    """The report of `look`, if nothing has changed. Raises StoreError where vectors can't be written now."""
    if (index / "CURRENT").exists():
        with alone():
            if report := look():
                return report
    try:
        published = current_snapshot(index)
    except SnapshotError:  # see salvage.py
        published = None
    stores.writing(published).check()
    return None


@contextmanager
def _folder_for(
    index: Path,
    texts: Sequence[Path],
    alone: Callable[[], AbstractContextManager[None]],
    *,
    preview: bool,
    verify: bool,
) -> Iterator[Path]:
    """The folder for what is read of full texts: that of `index`, while nobody else writes to it.

    A preview of an index that is not there yet reads into one that goes again. With `verify` what was read
    before is not believed.
    """
    if not texts:
        yield index / FOLDER
    elif preview and not index.is_dir():
        with TemporaryDirectory(prefix="fulltexts-") as folder:
            yield Path(folder)
    else:
        with alone():
            if verify:
                shutil.rmtree(index / FOLDER, ignore_errors=True)
            yield index / FOLDER


def _attached(
    documents: Sequence[Path], readings: Sequence[Reading], texts: Sequence[Path], paths: Sequence[Path]
) -> tuple[dict[Path, list[Origin]], list[Path]]:
    """The files that records name, with the places of the records, and those that are not among `texts`."""
    folders = [path for path in paths if path.is_dir()]
    linked = attached(documents, [reading.sources for reading in readings], folders)
    known = {text.resolve() for text in texts}
    return linked, [path for path in linked if path not in known]


def _tidied(index: Path, snapshot: SnapshotFiles, bodies: Bodies, made_of: MadeOf, stores: Stores) -> None:
    """Leave beside a new snapshot what belongs to it, and nothing that nobody reads any more."""
    remove_unread(index, published=snapshot.directory.name, stores=stores)
    forget_others(index, bodies)
    write_made_of(index, snapshot.directory.name, made_of)


def _with(attached: Sequence[Path], documents: str, hashed: Callable[[Sequence[Path]], str]) -> str:
    """The hash of documents, and of the files that their records name."""
    return f"{documents} {hashed(attached)}" if documents and attached else documents


def _options(scope: Scope | None, retrieved: date | None, abstracts: Abstracts | None) -> tuple[str, ...]:
    """The options with which a command reads the same documents in the same way."""
    said = {"--scope": scope, "--retrieved": retrieved}
    words = tuple(word for name, value in said.items() if value for word in (name, str(value)))
    return words if abstracts else (*words, "--no-fill")


def _inputs(documents: str, abstracts: Abstracts | None) -> str:
    """What the papers are made of: the hashes of the documents, and of the abstracts that were looked up."""
    return f"{documents} {abstracts.state() if abstracts else ''}" if documents else ""


def _unchanged(
    index: Path, given: tuple[str, ...], inputs: str, started: float, stores: Stores, *, verify: bool
) -> Report | None:
    """The report where the published snapshot was made of the same `inputs` and is whole, else None.

    Where they are `given` by other names, that is noted: it says where the documents are now.
    """
    old = read_published(index, sums=verify)
    noted = noted_before(index, old.snapshot, inputs) if old else None
    made_of = read_made_of(index, old.snapshot.directory.name, records=False) if old else None
    if old is None or noted is None or made_of is None or not old.is_whole(stores):
        return None
    note_inputs(index, old.snapshot, inputs, replace(noted, given=given))
    remove_unread(index, published=old.snapshot.directory.name, stores=stores)
    return Report(
        snapshot=old.snapshot.directory,
        group=old.manifest.group_papers,
        related=old.manifest.related_papers,
        added=0,
        updated=0,
        unchanged=len(old.papers),
        removed=0,
        skipped=noted.skipped,
        encoded=0,
        seconds=time.monotonic() - started,
        filled=noted.filled,
        bare=noted.bare,
        left_out=len(made_of.left_out),
        undone=made_of.undone,
        texts=len(old.texts),
    )


def _is_named(path: Path, paths: Sequence[Path], index: Path) -> bool:
    """Whether the ingest was asked for this very file, which must then be readable."""
    return path in paths and index.absolute() not in path.absolute().parents


def _read(
    files: Sequence[Path],
    paths: Sequence[Path],
    index: Path,
    workers: Workers,
    *,
    scope: Scope | None,
    scopes: Mapping[Path, Scope],
    retrieved: date | None,
) -> list[Reading]:
    items = (
        unparsed(
            path,
            scope=scopes.get(path, scope),
            retrieved=retrieved,
            named=_is_named(path, paths, index),
            name=name,
        )
        for path, name in names_of(files).items()
    )
    return list(workers.map(Parser(), items))


def _skipped(readings: Sequence[Reading]) -> Iterator[Skipped]:
    for reading in readings:
        for source in reading.sources:
            yield from source.skipped
        yield from reading.refused


def _merged(
    paths: Sequence[Path],
    readings: list[Reading],
    bodies: Bodies,
    told: Callable[[Sequence[Body]], Iterable[ParsedSource]],
    given: Sequence[str],
    abstracts: Abstracts | None,
    decisions: Sequence[Decision],
) -> _Merged:
    """One paper for each work of all documents, with its abstract and its full text.

    `readings` are taken out of their list: of a million papers they are gigabytes. `told` gives the sources
    that full texts are, of which some are of no paper that is known. Raises SourceError where there is no
    paper.
    """
    sources = [source for reading in readings for source in reading.sources]
    result = merge(sources, decisions)
    matches, unknown = matched(result.papers, bodies)
    texts = list(told(unknown)) if bodies.read else []
    sources += texts
    skipped = (*_skipped(readings), *bodies.skipped, *(one for text in texts for one in text.skipped))
    readings.clear()
    if unknown:
        result = merge(sources, decisions)
        matches, _ = matched(result.papers, bodies, alone=unknown)
    of = by_paper(matches)
    if not result.papers and result.left_out:
        raise SourceError(
            f"All {len(result.left_out)} papers of {', '.join(map(str, paths))} are left out by decisions; "
            f"take one back with `{command_line('review')} --keep ID`, or give other documents."
        )
    if not result.papers:
        first = f" (the first: {skipped[0].place}: {skipped[0].reason})" if skipped else ""
        raise SourceError(
            f"No paper was found in {', '.join(map(str, paths))}: {len(skipped)} records were skipped{first}."
            " See docs/formats.md for the forms that can be read."
        )
    papers = tuple(with_abstracts(result.papers, of))
    bare = sum(not paper.abstract for paper in papers)
    filling = abstracts.fill(papers) if abstracts else Filling(papers, 0, bare)
    contents = SnapshotContents.of(
        filling.papers,
        profiles=result.profiles,
        sources=(*source_records(sources), *filling.sources),
        given=given,
        bodies=longest(of),
    )
    undone = tuple(map(str, result.undone))
    made_of = MadeOf(result.made_of, result.left_out, undone, decided=state(decisions))
    return _Merged(contents, replace(filling, papers=()), made_of, matches, skipped)


def _updated(
    index: Path,
    contents: SnapshotContents,
    encoder: Encoder,
    progress: Progress,
    stores: Stores,
    workers: Workers,
) -> tuple[Published | None, SnapshotFiles, int]:
    """The snapshot from before, the published one with `contents`, and how many texts were encoded for it."""
    old = read_published(index, sums=True)
    if old is not None:
        # What a killed ingest left is removed first: its room may be needed.
        remove_unread(index, published=old.snapshot.directory.name, stores=stores)
        if old.manifest.content_hash == contents.hash(encoder.name) and old.is_whole(stores):
            return old, old.snapshot, 0
    old = old or salvage(index, sums=True)
    snapshot, encoded = build(
        index, contents, encoder, old=old, progress=progress, stores=stores, workers=workers
    )
    if not (index / "CURRENT").exists():
        # What killed first ingests left goes before: a reader of the new one does not look for it.
        remove_unread(index, published=snapshot.directory.name, stores=stores)
    publish(index, snapshot)
    return old, snapshot, encoded


def _report(
    snapshot: SnapshotFiles | None,
    merged: _Merged,
    old: Published | None,
    encoded: int,
    started: float,
) -> Report:
    """What became of the papers, compared with the snapshot from before."""
    shown = snapshot or (old.snapshot if old else None)
    contents, filling = merged.contents, merged.filling
    before = old.papers.columns.rows if old else {}
    new, changed, there, group = [], [], set(), 0
    for paper, line in zip(contents.papers, contents.lines, strict=True):
        group += paper.scope == "group"
        there.add(paper.id)
        if paper.id not in before:
            new.append(paper.title)
        elif old is not None and not _has_line(old, paper.id, line):
            changed.append(paper.title)
    gone = [old.papers[row].title for id, row in before.items() if id not in there] if old else []
    news = News(tuple(new), tuple(changed), tuple(gone)) if old else News()
    unchanged = len(there) - len(new) - len(changed)
    return Report(
        snapshot=shown.directory if shown else Path(),
        group=group,
        related=len(there) - group,
        added=len(new),
        updated=len(changed),
        unchanged=unchanged,
        removed=len(gone),
        skipped=merged.skipped,
        encoded=encoded,
        seconds=time.monotonic() - started,
        news=news,
        filled=filling.filled,
        bare=filling.remain,
        problems=filling.problems,
        left_out=len(merged.made_of.left_out),
        undone=merged.made_of.undone,
        joined=_joined(contents, old) if old else (),
        texts=len(contents.bodies),
        texts_read=tuple(_texts_read(merged, old)) if old else (),
    )


def _joined(contents: SnapshotContents, old: Published) -> tuple[str, ...]:
    """The titles of papers that a document not read before has twice, or that were there already."""
    read = {(source.document, source.sha256) for source in old.manifest.sources}
    fresh = {s.document for s in contents.sources if (s.document, s.sha256) not in read}
    before = old.papers.columns.rows
    found = []
    for paper in contents.papers if fresh else ():
        places = Counter(place.document for place in paper.records if place.document in fresh)
        if places and (paper.id in before or max(places.values()) > 1):
            found.append(paper)
    return _titles(found)


def _texts_read(merged: _Merged, old: Published) -> Iterator[TextRead]:
    """Of the documents with full texts that were not read before, the papers that they are of."""
    read = {(source.document, source.sha256) for source in old.manifest.sources}
    fresh = [match for match in merged.matches if (match.body.document, match.body.sha256) not in read]
    titles = {paper.id: paper.title for paper in merged.contents.papers} if fresh else {}
    for match in fresh:
        key = merged.contents.bodies[match.paper][0].key
        before = old.texts.get(match.paper)
        new = key == match.body.file.stem and not (before and before.key == key)
        yield TextRead(match.body.document, titles[match.paper], match.by, new)


def _titles(papers: Sequence[Paper]) -> tuple[str, ...]:
    return tuple(paper.title for paper in papers)


def _has_line(old: Published, paper_id: str, line: str) -> bool:
    row = old.papers.columns.rows.get(paper_id)
    return row is not None and old.papers.line(row) == line.encode()
