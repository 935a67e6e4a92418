"""A snapshot on disk: its files, its manifest, and the pointer that publishes it.

    INDEX/
      CURRENT                   the name of the snapshot that readers open
      lock                      held by the one process that writes
      inputs.json               hashes of the inputs of the published snapshot: ingest/inputs.py
      decisions.jsonl           what people decided about papers: ingest/decisions.py
      records.jsonl             the records that papers were made of: ingest/made_of.py
      snapshots/NAME/
        manifest.json           schema, model, dimension, counts, sources, hash, sums of all files and its own
        papers.jsonl            the papers, canonical and readable, one a line
        papers.npy              the offset of each line, and the length of the file
        columns/                the metadata that filters need, as arrays
        profiles.jsonl          the researchers' profiles
        passages/               kind, offsets and paper of every passage, as arrays in the order of the papers
        vectors/NNNN.npy        float32, shape (n, dimension), rows of length 1; found through passages/
        vectors/model           the name of the embedding model
        tokens/                 the words of every paper as numbers, from which lexical/ and words/ are made
        lexical/                the BM25 index
        words/                  the vocabulary, pairs of neighbouring words, acronyms
        bodies/                 full texts with their passages and vectors, where there are any: bodies.py
        chroma/                 the vector store, built from the vectors of abstracts and of full texts
        nearest/                in its place from 100,000 papers up: nearest.py
        store.json              in its place: the server that has them, and their collections there

A published snapshot never changes. A writer builds a new snapshot in a directory of its own and switches
CURRENT with one atomic rename, so a reader opens either the old snapshot or the new one, and both are whole.
Snapshots share files of vectors, which never change, as hard links; all other files belong to one snapshot.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from assistant.config import command_line
from assistant.datamodels import (
    CitationCount,
    Origin,
    Paper,
    PaperDate,
    Person,
    Profile,
    ProfileFact,
    Version,
)
from assistant.errors import SnapshotError
from assistant.index.damage import damaged, mending

Record = TypeVar("Record")

SCHEMA = 9
"""The version of the files above, raised with every change; a snapshot of another schema is built anew."""


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One document, as the manifest of a snapshot records the document. `sha256` is over its bytes."""

    document: str
    kind: str
    subject: str
    scope: str
    retrieved: str
    sha256: str
    records: int
    skipped: int


@dataclass(frozen=True, slots=True)
class FileRecord:
    """Size (bytes) and SHA-256 of a file as written."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The description of a snapshot. `content_hash` covers all contents that readers can see.

    `files` has size and sum of all other files, by their names in the snapshot; `given` are the absolute
    paths of the documents and directories that the ingest was asked to read; `group` is the name that one of
    them gave the group; `arithmetic` is what the vectors were computed in ("bf16", "int8", "f32"), several
    where different machines gave some: they are alike enough to be compared (docs/benchmarks.md).
    """

    schema: int
    content_hash: str
    created: str
    embedding_model: str
    dimension: int
    group_papers: int
    related_papers: int
    passages: int
    sources: tuple[SourceRecord, ...]
    files: Mapping[str, FileRecord] = field(default_factory=dict)
    given: tuple[str, ...] = ()
    group: str = ""
    arithmetic: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SnapshotFiles:
    """The paths of one snapshot."""

    directory: Path

    @property
    def manifest(self) -> Path:
        return self.directory / "manifest.json"

    @property
    def papers(self) -> Path:
        return self.directory / "papers.jsonl"

    @property
    def profiles(self) -> Path:
        return self.directory / "profiles.jsonl"

    @property
    def offsets(self) -> Path:
        return self.directory / "papers.npy"

    @property
    def columns(self) -> Path:
        return self.directory / "columns"

    @property
    def passages(self) -> Path:
        return self.directory / "passages"

    @property
    def vectors(self) -> Path:
        return self.directory / "vectors"

    @property
    def model(self) -> Path:
        return self.vectors / "model"

    @property
    def tokens(self) -> Path:
        return self.directory / "tokens"

    @property
    def lexical(self) -> Path:
        return self.directory / "lexical"

    @property
    def words(self) -> Path:
        return self.directory / "words"

    @property
    def bodies(self) -> Path:
        return self.directory / "bodies"

    @property
    def chroma(self) -> Path:
        return self.directory / "chroma"

    @property
    def nearest(self) -> Path:
        return self.directory / "nearest"

    @property
    def store(self) -> Path:
        return self.directory / "store.json"


def current_snapshot(index: Path) -> SnapshotFiles | None:
    """The published snapshot of `index`, or None where no snapshot is published yet.

    Raises SnapshotError where CURRENT can't be read or names a snapshot that does not exist.
    """
    try:
        name = (index / "CURRENT").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as problem:
        raise damaged(index / "CURRENT", problem, index) from problem
    snapshot = SnapshotFiles(index / "snapshots" / name)
    if not name or "/" in name or not snapshot.manifest.is_file():
        raise SnapshotError(
            f"{index / 'CURRENT'} names the snapshot {name!r}, which is not there. " + mending(index)
        )
    return snapshot


def published_name(index: Path) -> str:
    """The name of the published snapshot, in one read of a small file. Raises OSError or ValueError."""
    return (index / "CURRENT").read_text(encoding="utf-8").strip()


def publish(index: Path, snapshot: SnapshotFiles) -> None:
    """Make `snapshot` the snapshot that readers open from now on, in one atomic step.

    All files are on the disk (fsync) before CURRENT is switched: after a loss of power, CURRENT names a whole
    snapshot, the old one or the new one. Where that fails, as on a full disk, `snapshot` is removed.
    """
    pointer = index / "CURRENT.new"
    try:
        for path in (*snapshot.directory.rglob("*"), snapshot.directory, index / "snapshots"):
            _to_disk(path)
        with pointer.open("w", encoding="utf-8") as file:
            file.write(f"{snapshot.directory.name}\n")
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(index / "CURRENT")
    except OSError:
        with suppress(OSError):
            pointer.unlink()
        strip(snapshot)
        raise
    _to_disk(index)


def strip(snapshot: SnapshotFiles) -> None:
    """Remove a snapshot, but for the file that says what a server holds of it, which is to be removed yet."""
    if not snapshot.store.exists():
        shutil.rmtree(snapshot.directory, ignore_errors=True)
        return
    for path in snapshot.directory.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path != snapshot.store:
            with suppress(OSError):
                path.unlink()


def _to_disk(path: Path) -> None:
    """Wait until a file, or the list of files of a directory, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_manifest(snapshot: SnapshotFiles, *, schemas: Sequence[int] = (SCHEMA,)) -> Manifest:
    """The manifest of `snapshot`. Raises SnapshotError where it is damaged or has none of `schemas`."""
    try:
        record = json.loads(snapshot.manifest.read_text(encoding="utf-8"))
        if record["schema"] not in schemas:
            raise SnapshotError(
                f"{snapshot.directory} has schema {record['schema']}, this version reads {SCHEMA}. "
                f"Run `{command_line('ingest')}` again: it takes over what it can."
            )
        if record.pop("sum", None) not in (None, _sum_of(record)):  # none in a manifest of an earlier version
            raise ValueError("it has other contents than were written")
        record["sources"] = tuple(SourceRecord(**s) for s in record["sources"])
        record["files"] = {name: FileRecord(**f) for name, f in record.get("files", {}).items()}
        record["given"] = tuple(record.get("given", ()))
        record["arithmetic"] = tuple(record.get("arithmetic", ()))
        return Manifest(**record)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise damaged(snapshot.manifest, problem) from problem


def write_manifest(snapshot: SnapshotFiles, manifest: Manifest) -> None:
    record = asdict(manifest)
    # In ASCII, since the name of a file may hold what is no UTF-8.
    text = json.dumps(record | {"sum": _sum_of(record)}, indent=2)
    snapshot.manifest.write_text(text + "\n", encoding="utf-8")


def _sum_of(record: Mapping[str, Any]) -> str:
    """The SHA-256 over all values of a manifest."""
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()


def write_jsonl(path: Path, records: Iterable[Any]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(to_line(record) for record in records)


def to_line(record: Any) -> str:
    """A record as one line of JSON, without empty fields."""
    return _ENCODE(_plain(record)) + "\n"


_ENCODE = json.JSONEncoder(ensure_ascii=False).encode  # `json.dumps` makes an encoder with each call


def read_papers(path: Path) -> tuple[Paper, ...]:
    return _read(path, read_paper)


def read_profiles(path: Path) -> tuple[Profile, ...]:
    return _read(path, _profile)


def _read(path: Path, build: Callable[[dict[str, Any]], Record]) -> tuple[Record, ...]:
    try:
        with path.open(encoding="utf-8") as file:
            return tuple(build(json.loads(line)) for line in file)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as problem:
        raise damaged(path, problem) from problem


def _profile(record: Mapping[str, Any]) -> Profile:
    facts = (ProfileFact(**fact | {"origin": Origin(**fact["origin"])}) for fact in record.get("facts", ()))
    return Profile(record["name"], tuple(facts))


def read_paper(record: Mapping[str, Any]) -> Paper:
    """The paper of a parsed line of `to_line`. Raises TypeError or KeyError where the line is no paper."""
    values = _of_version(record)
    values.setdefault("abstract", "")
    values["affiliations"] = tuple(values.get("affiliations", ()))
    values["keywords"] = tuple(values.get("keywords", ()))
    values["records"] = tuple(Origin(**o) for o in values.get("records", ()))
    values["citations"] = CitationCount(**values["citations"]) if "citations" in values else None
    values["people"] = tuple(
        Person(**person | {"affiliations": tuple(person.get("affiliations", ()))})
        for person in values.get("people", ())
    )
    values["versions"] = tuple(Version(**_of_version(v)) for v in values.get("versions", ()))
    return Paper(**values)


def _of_version(record: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a record, those that a paper and a version share as their types."""
    values = dict(record)
    values.setdefault("title", "")
    values["authors"] = tuple(values.get("authors", ()))
    values["date"] = PaperDate(**values["date"]) if "date" in values else None
    values["origins"] = {name: Origin(**o) for name, o in values.get("origins", {}).items()}
    return values


def _plain(value: Any) -> Any:
    """`value` with dataclasses as dicts without empty fields, so that a line of JSON stays readable."""
    kind: Any = type(value)
    if value is None or kind in _PLAIN:
        return value
    if kind is tuple or kind is list:
        return [_plain(v) for v in value]
    if names := _field_names(kind):
        pairs = ((name, _plain(getattr(value, name))) for name in names)
        return {name: v for name, v in pairs if v or (v == 0 and v is not False)}
    if isinstance(value, Mapping):
        return {name: _plain(v) for name, v in value.items()}
    return value


_PLAIN = (str, int, float, bool)


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    """The names of the fields of a dataclass; empty for any other type."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
