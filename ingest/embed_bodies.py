"""Full texts -> their files in a snapshot, with passages and vectors; what is known is linked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from assistant.datamodels import Paper, Scope
from assistant.index.bodies import BodyPassages, Held, read_passages, read_table, write_passages, write_table
from assistant.index.fulltext import read_fulltext
from assistant.index.vector_store import BODIES, Changes
from assistant.models.encoders import Encoder
from ingest.body_passages import body_passages
from ingest.embed import PROCESSORS, Progress, link_or_copy
from ingest.workers import HERE, File, Stage, Workers

_STEP = 64  # texts that are encoded at once


@dataclass(frozen=True, slots=True)
class Titled:
    """The file of a full text, and the title of the paper that it is of."""

    title: str
    file: File


@dataclass(frozen=True)
class BodyEncoder(Stage[Titled, BodyPassages]):
    """Full texts to their passages with vectors."""

    encoder: Encoder

    processors = PROCESSORS
    batch = 4
    holds_files = True

    def packed(self, item: Titled) -> Titled:
        return replace(item, file=item.file.packed())

    def __call__(self, items: Iterable[Titled]) -> Iterator[BodyPassages]:
        return map(self._encoded, items)

    def _encoded(self, item: Titled) -> BodyPassages:
        with item.file.on_disk() as path:
            pairs = list(body_passages(item.title, read_fulltext(path)))
        texts = [text for _, text in pairs] or [item.title]
        vectors = np.concatenate(
            [self.encoder.encode(texts[at : at + _STEP]) for at in range(0, len(texts), _STEP)]
        )
        spans = np.array([span for span, _ in pairs], dtype=np.int32).reshape(-1, 2)
        return BodyPassages(spans, vectors[: len(spans)])


def embed_bodies(
    papers: Sequence[Paper],
    bodies: Mapping[str, tuple[Held, Path]],
    encoder: Encoder,
    old: Path | None,
    folder: Path,
    progress: Progress,
    workers: Workers = HERE,
) -> int:
    """Write the full texts of `papers` into `folder`, and return how many passages were encoded.

    `old` is the folder of a snapshot whose vectors are of the same encoder, which are taken over. Without
    full texts nothing is written.
    """
    titles = {paper.id: paper.title for paper in papers if paper.id in bodies}
    if not titles:
        return 0
    folder.mkdir()
    write_table(folder, {paper: bodies[paper][0] for paper in titles})
    missing: list[tuple[str, Titled]] = []
    for paper, title in titles.items():
        held, file = bodies[paper]
        _link(file, folder / f"{held.key}.fulltext")
        known = old / f"{held.key}.npz" if old else None
        if known and known.is_file():
            _link(known, folder / known.name)
        else:
            missing.append((held.key, Titled(title, File(file))))
    encoded = 0
    if missing:
        progress("full texts", 0, len(missing))
    with closing(workers.map(BodyEncoder(encoder), (item for _, item in missing))) as results:
        for done, ((key, _), passages) in enumerate(zip(missing, results, strict=True), start=1):
            write_passages(folder / f"{key}.npz", passages)
            encoded += len(passages.spans)
            progress("full texts", done, len(missing))
    return encoded


def body_changes(
    folder: Path, scopes: Mapping[str, Scope], old: Path | None, old_scopes: Mapping[str, Scope]
) -> dict[str, Changes]:
    """What tells the collections of passages of the full texts in `folder` from those in `old`.

    `scopes` and `old_scopes` are those of the papers, by their ids. Empty where neither has any.
    """
    now = {(held.key, scopes[paper]) for paper, held in read_table(folder).items()}
    before = {(held.key, old_scopes[paper]) for paper, held in read_table(old).items()} if old else set()
    changes: dict[str, Changes] = {}
    for scope, name in BODIES.items():
        fresh = sorted(key for key, own in now - before if own == scope)
        gone = sorted(key for key, own in before - now if own == scope)
        if not any(own == scope for _, own in now | before):
            continue
        read = [read_passages(folder / f"{key}.npz").vectors for key in fresh]
        there = [len(read_passages(old / f"{key}.npz").spans) for key in gone] if old else []
        changes[name] = Changes(
            [id for key, vectors in zip(fresh, read, strict=True) for id in passage_ids(key, len(vectors))],
            np.concatenate(read) if read else np.empty((0, 0), dtype=np.float32),
            [id for key, count in zip(gone, there, strict=True) for id in passage_ids(key, count)],
        )
    return changes


def passage_ids(key: str, count: int) -> list[str]:
    """What the vector store calls the passages of a document, in their order: `KEY:12`."""
    return [f"{key}:{number}" for number in range(count)]


def _link(file: Path, to: Path) -> None:
    if not to.exists():  # two papers may be of one document
        link_or_copy(file, to)
