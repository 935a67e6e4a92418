"""Papers -> passages with their vectors, what the published snapshot has already not computed again."""

from __future__ import annotations

import os
import shutil
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Paper, Passage
from assistant.index.nearest import LARGE
from assistant.index.passage_table import KINDS, PassageTable
from assistant.models.encoders import Encoder, SpanEncoder, Vectors
from ingest.passages import passages
from ingest.published import Published
from ingest.workers import HERE, Stage, Workers

Progress = Callable[[str, int, int], None]
"""Called with what is being read ("papers" or "passages"), how many are done, and of how many.

At first with none done, and not at all where there is nothing to read."""

CONTEXT = 0.3
"""How much of the whole abstract is taken off a pooled sentence, whose tokens have read all of it. From 0.2
to 0.4 the best sentences are about as often the marked ones as where each is encoded (docs/benchmarks.md)."""

TITLE = 0.6
"""How much of the title is added to a pooled window, which without it does not say what "it" is about."""

FILES = 16
"""Files of vectors that a snapshot may share with those before it; then they are written to one again."""

LIVE = 0.7
"""Share of the vectors in the files of a snapshot that must still be somebody's, else the same."""

PROCESSORS = 4
"""Processors of each encoder of a cluster: with fewer there are more encoders in memory, and more wait for a
batch to end."""

_STEP = 128  # texts from one report of progress to the next; at the end of each a core may wait

_FOUND = 4096  # papers whose passages are kept in memory, some 30 MB

_AT_ONCE = 2  # batches: while one is in the encoder, the words of the next are found, or the last is pooled

Pairs = list[tuple[Passage, str]]


class _Found(Mapping[int, Pairs]):
    """The passages of the papers in `rows`, made when they are asked for: of a million they fill a memory."""

    def __init__(self, papers: Sequence[Paper], rows: Sequence[int]) -> None:
        self._rows = rows
        self._of = lru_cache(maxsize=_FOUND)(lambda row: list(passages(papers[row])))

    def __getitem__(self, row: int) -> Pairs:
        return self._of(row)

    def __iter__(self) -> Iterator[int]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def embed(
    papers: Sequence[Paper],
    encoder: Encoder,
    old: Published | None,
    kept: NDArray[np.int64],
    directory: Path,
    progress: Progress,
    workers: Workers = HERE,
) -> tuple[PassageTable, int]:
    """Every passage of `papers`, its vectors in files in `directory`, and how many texts were encoded.

    `kept` are the rows in `old` of the papers that read the same there, else -1. Their
    vectors stay in the files of `old`, of which `directory` gets links, as long as most of these are in use.
    An encoder that can read a paper once and pool its passages from that does so; of others each passage is
    encoded by itself.
    """
    directory.mkdir()
    if old is None or old.manifest.embedding_model != encoder.name:
        old, kept = None, np.full(len(papers), -1)
    linked = old if old is not None and _worth_linking(old, kept) else None
    stored = _link(linked.files, directory) if linked else 0
    found = _Found(papers, np.flatnonzero(kept < 0).tolist())
    table, moved, fresh = _table(found, linked, old, kept, stored)
    # In half the bytes similarities differ by less than 0.001.
    kind = np.float32 if len(papers) < LARGE else np.float16
    file = _File(directory, int(table.first[-1]) if linked is None else fresh, stored, kind)
    for i in moved:  # known, but not to be linked
        assert old is not None
        begin, end = old.table.first[kept[i]], old.table.first[kept[i] + 1]
        file.put(int(table.vectors[i]), old.vectors[int(begin) : int(end)])
    if isinstance(encoder, SpanEncoder):
        encoded = _pooled(papers, found, encoder, table, file, progress, workers)
    else:
        encoded = _one_by_one(papers, found, encoder, old, table, file, progress, workers)
    file.close()
    return table, encoded


def _worth_linking(old: Published, kept: NDArray[np.int64]) -> bool:
    live = np.diff(old.table.first)[kept[kept >= 0]].sum()
    stored = max((int((old.table.vectors + np.diff(old.table.first)).max(initial=0))), 1)
    return len(old.files) < FILES and live >= LIVE * stored


def _link(files: Sequence[Path], directory: Path) -> int:
    """The same files in `directory`, copied where there are no links; returns how many vectors they hold."""
    stored = 0
    for number, path in enumerate(files):
        link_or_copy(path, directory / f"{number:04}.npy")
        stored += len(np.load(path, mmap_mode="r"))
    return stored


def link_or_copy(file: Path, to: Path) -> None:
    """The same file under another name, or a copy of it where there are no links."""
    try:
        os.link(file, to)
    except OSError:
        shutil.copyfile(file, to)


def _table(
    found: Mapping[int, Pairs],
    linked: Published | None,
    old: Published | None,
    kept: NDArray[np.int64],
    stored: int,
) -> tuple[PassageTable, list[int], int]:
    """The table of all passages, the papers whose vectors are in `old` but have to be written again, and how
    many passages are new.
    """
    kinds, starts_of, ends_of = array("b"), array("i"), array("i")
    counts = np.zeros(len(kept), dtype=np.int64)
    for i, pairs in found.items():
        counts[i] = len(pairs)
        kinds.extend(KINDS.index(passage.kind) for passage, _ in pairs)
        starts_of.extend(passage.start for passage, _ in pairs)
        ends_of.extend(passage.end for passage, _ in pairs)
    starts = np.zeros(len(kept), dtype=np.int64)
    known = kept >= 0
    before = old.table if old is not None else None
    size = len(before.kinds) if before is not None else 0
    if before is not None:
        counts[known] = np.diff(before.first)[kept[known]]
        starts[known] = before.first[:-1][kept[known]]
    mine = counts[~known]
    starts[~known] = size + np.cumsum(mine) - mine
    first = np.concatenate([[0], np.cumsum(counts)])
    picked = np.repeat(starts - first[:-1], counts) + np.arange(first[-1])
    columns: dict[str, NDArray[Any]] = {
        "kinds": np.array(kinds, dtype=np.int8),
        "starts": np.array(starts_of, dtype=np.int32),
        "ends": np.array(ends_of, dtype=np.int32),
    }
    if before is not None:
        columns = {name: np.concatenate([getattr(before, name), new]) for name, new in columns.items()}
    written = ~known if linked is not None else np.ones(len(kept), dtype=bool)
    vectors = np.empty(len(kept), dtype=np.int64)
    vectors[written] = stored + np.cumsum(counts[written]) - counts[written]
    if linked is not None:
        vectors[known] = linked.table.vectors[kept[known]]
    table = PassageTable(first, vectors, **{name: column[picked] for name, column in columns.items()})
    return table, [] if linked is not None else np.flatnonzero(known).tolist(), len(kinds)


class _File:
    """The new file of vectors, made when the first of them come: only they know their dimension."""

    def __init__(self, directory: Path, size: int, stored: int, kind: type[np.floating[Any]]) -> None:
        self._path = directory / f"{len(list(directory.iterdir())):04}.npy"
        self._size, self._stored, self._kind = size, stored, kind
        self._array: np.memmap[tuple[int, int], np.dtype[np.floating[Any]]] | None = None

    def put(self, place: int, vectors: Vectors) -> None:
        """Write at `place`, counted through all files."""
        if self._array is None:
            shape = (self._size, int(vectors.shape[1]))
            self._array = np.lib.format.open_memmap(self._path, mode="w+", dtype=self._kind, shape=shape)
            _reserve(self._path)
        at = place - self._stored
        self._array[at : at + len(vectors)] = vectors

    def close(self) -> None:
        if self._array is not None:
            self._array.flush()


def _reserve(path: Path) -> None:
    """Take the room that a file says to have. Raises OSError where the disk has none.

    Else the disk is found to be full when a page is written back, and the process is killed without a word.
    """
    if hasattr(os, "posix_fallocate"):
        with path.open("r+b") as file:
            os.posix_fallocate(file.fileno(), 0, path.stat().st_size)


@dataclass(frozen=True, slots=True)
class Spanned:
    """What is read of a paper at once, where its passages stand in it, its title last, and their kinds."""

    text: str
    spans: Sequence[tuple[int, int]]
    kinds: Sequence[str]


@dataclass(frozen=True)
class PaperEncoder(Stage[Sequence[Spanned], Sequence[Vectors]]):
    """Papers to the vectors of their passages, a batch at a time."""

    encoder: SpanEncoder

    processors = PROCESSORS

    def __call__(self, items: Iterable[Sequence[Spanned]]) -> Iterator[Sequence[Vectors]]:
        waiting: deque[Future[Sequence[Vectors]]] = deque()
        with ThreadPoolExecutor(_AT_ONCE) as readers:
            for batch in items:
                waiting.append(readers.submit(self._encoded, batch))
                if len(waiting) > _AT_ONCE:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def _encoded(self, batch: Sequence[Spanned]) -> Sequence[Vectors]:
        pooled = self.encoder.encode_spans([one.text for one in batch], [one.spans for one in batch])
        return [_in_context(vectors, one.kinds) for one, vectors in zip(batch, pooled, strict=True)]


@dataclass(frozen=True)
class TextEncoder(Stage[Sequence[str], Vectors]):
    """Texts to their vectors, a batch at a time."""

    encoder: Encoder

    processors = PROCESSORS

    def __call__(self, items: Iterable[Sequence[str]]) -> Iterator[Vectors]:
        return map(self.encoder.encode, items)


def _pooled(
    papers: Sequence[Paper],
    found: Mapping[int, Pairs],
    encoder: SpanEncoder,
    table: PassageTable,
    file: _File,
    progress: Progress,
    workers: Workers,
) -> int:
    # Neighbours in length share a batch: little padding. A batch is the same wherever it is encoded, since
    # what is beside a text in it changes the last digits of its vectors.
    missing = sorted(found, key=lambda i: len(papers[i].searchable))
    batches = [missing[first : first + _STEP] for first in range(0, len(missing), _STEP)]
    if missing:
        progress("papers", 0, len(missing))
    items = ([_spanned(papers[i], found[i]) for i in batch] for batch in batches)
    done = 0
    with closing(workers.map(PaperEncoder(encoder), items)) as encoded:
        for batch, pooled in zip(batches, encoded, strict=True):
            for i, vectors in zip(batch, pooled, strict=True):
                file.put(int(table.vectors[i]), vectors)
            done += len(batch)
            progress("papers", done, len(missing))
    return len(missing)


def _spanned(paper: Paper, pairs: Pairs) -> Spanned:
    text, at = _text(paper)
    spans = [_span(passage, at, len(text), len(paper.subjects)) for passage, _ in pairs]
    return Spanned(text, [*spans, (0, at)], [passage.kind for passage, _ in pairs])


def _text(paper: Paper) -> tuple[str, int]:
    """What is read of a paper, and where its abstract begins in that."""
    title = f"{paper.title}. " if paper.title else ""
    return title + paper.searchable, len(title)


def _span(passage: Passage, at: int, length: int, subjects: int) -> tuple[int, int]:
    """Where a passage stands in `_text`; the whole abstract takes title and keywords along."""
    if passage.kind == "abstract":
        return 0, length
    return (
        (length - subjects, length) if passage.kind == "keywords" else (at + passage.start, at + passage.end)
    )


def _in_context(vectors: Vectors, named: Sequence[str]) -> Vectors:
    """The vectors of one paper's passages, whose kinds are `named`; the last of `vectors` is its title's.

    Its windows and keywords get a share of the title; its sentences are rid of a share of what all have in
    common.
    """
    vectors, title = vectors[:-1], vectors[-1]
    kinds = np.array(named)
    changed = vectors + np.outer(np.isin(kinds, ("window", "keywords")), TITLE * title)
    changed -= np.outer(kinds == "sentence", CONTEXT * vectors[0])
    lengths = np.linalg.norm(changed, axis=1, keepdims=True)
    return np.asarray(changed / np.maximum(lengths, 1e-9), dtype=np.float32)


def _one_by_one(
    papers: Sequence[Paper],
    found: Mapping[int, Pairs],
    encoder: Encoder,
    old: Published | None,
    table: PassageTable,
    file: _File,
    progress: Progress,
    workers: Workers,
) -> int:
    missing: list[tuple[int, str]] = []  # where a vector belongs, and the text that it is of
    for i, pairs in found.items():
        known = _known(old, papers[i]) if old is not None else {}
        for place, (passage, text) in enumerate(pairs, start=int(table.vectors[i])):
            if (passage.kind, text) in known:
                file.put(place, known[passage.kind, text][None, :])
            else:
                missing.append((place, text))
    missing.sort(key=lambda item: len(item[1]))
    batches = [missing[first : first + _STEP] for first in range(0, len(missing), _STEP)]
    if missing:
        progress("passages", 0, len(missing))
    items = ([text for _, text in batch] for batch in batches)
    done = 0
    with closing(workers.map(TextEncoder(encoder), items)) as encoded:
        for batch, vectors in zip(batches, encoded, strict=True):
            for (place, _), vector in zip(batch, vectors, strict=True):
                file.put(place, vector[None, :])
            done += len(batch)
            progress("passages", done, len(missing))
    return len(missing)


def _known(old: Published, paper: Paper) -> dict[tuple[str, str], Vectors]:
    """The vectors that `old` has of another version of `paper`, by kind and text."""
    row = old.papers.columns.rows.get(paper.id)
    if row is None:
        return {}
    vectors = old.vectors[int(old.table.first[row]) : int(old.table.first[row + 1])]
    pairs = list(passages(old.papers[row]))
    if len(pairs) != len(vectors):
        return {}
    return {(p.kind, text): vector for (p, text), vector in zip(pairs, vectors, strict=True)}
