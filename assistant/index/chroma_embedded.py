"""The vector store beside a snapshot's files: Chroma in this process, over a directory of the snapshot.

One process writes a store, once, into a new directory or into a copy without readers: Chroma does not
show a reader what another process adds later, and two writers corrupt a store silently. Chroma takes a second
to import and to open: a reader does so at the first search, of which a small index has none.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import AssistantError, SnapshotError
from assistant.index.chroma_collections import BATCH, COSINE, Collections, OpenCollections, add
from assistant.index.chroma_files import names_of_collections
from assistant.index.damage import mending
from assistant.index.disk import is_full
from assistant.index.nearest import LARGE, NearestStore
from assistant.index.open_files import none_left, too_few_files
from assistant.index.snapshot import SnapshotFiles
from assistant.index.vector_store import BODIES, SCOPES, Carried, Contents, OpenStore

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

DATABASE = "chroma.sqlite3"


class EmbeddedStore:
    """The vector store of snapshots that have their vectors beside their other files."""

    def check(self) -> None:
        """Nothing: the disk is asked as it is written to."""

    def write(
        self,
        snapshot: SnapshotFiles,
        contents: Callable[[], Contents],
        *,
        carried: Carried | None = None,
    ) -> None:
        """Bring a copy of a carried store up to date; where that is not sound, make a new one.

        Of LARGE papers and more, vectors are in lists (nearest.py) and not in Chroma.
        """
        own = contents()
        if sum(len(own[scope].ids) for scope in SCOPES if scope in own) >= LARGE:
            NearestStore().write(snapshot, lambda: own, carried=carried)
            return
        if carried is not None and carried.snapshot.chroma.is_dir():
            try:
                carry_store(carried.snapshot.chroma, snapshot.chroma, carried.changes)
                return
            except SnapshotError:
                pass
        write_store(snapshot.chroma, own)

    def open(self, snapshot: SnapshotFiles, *, check: Callable[[], None] = lambda: None) -> OpenStore:
        if snapshot.nearest.is_dir():
            return NearestStore().open(snapshot)
        return OpenDirectory.open(snapshot.chroma, check=check)

    def drop(self, snapshot: SnapshotFiles) -> bool:
        shutil.rmtree(snapshot.chroma, ignore_errors=True)
        return NearestStore().drop(snapshot)


def write_store(directory: Path, contents: Contents) -> None:
    """Write a new store of the collections in `contents`; rows of the vectors have length 1.

    Raises SnapshotError where Chroma fails.
    """
    with _failing(f"The Chroma store {directory} can't be written", directory):
        client = _client(directory)
        try:
            for name in dict.fromkeys((*SCOPES, *contents)):
                collection = _collection(client, name)
                if name in contents:
                    add(collection, contents[name])
        finally:
            client.close()


def carry_store(old: Path, directory: Path, changes: Contents) -> None:
    """Write a store with the contents of `old` and `changes`. `old`, which may have readers, is only copied.

    Raises SnapshotError where the copy can't be used: Chroma changes its files in place, and a crash may have
    left files that can't be opened.
    """
    copy = directory.with_name(
        f"{directory.name}-copy"
    )  # Chroma can't open a path again, in the same process, once it has failed there
    shutil.copytree(old, copy)
    try:
        client = _client(copy)
        try:
            for name, change in changes.items():
                collection = _collection(client, name, there=name in SCOPES)
                count = collection.count()
                for first in range(0, len(change.gone), BATCH):
                    collection.delete(ids=list(change.gone[first : first + BATCH]))
                add(collection, change)
                if collection.count() != count - len(change.gone) + len(change.ids):
                    raise ValueError(f"it holds {collection.count()} records in {name}")
        finally:
            client.close()
        reader = OpenDirectory.open(copy)
        try:
            reader.begin()
        finally:
            reader.close()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as problem:  # see _failing
        shutil.rmtree(copy, ignore_errors=True)
        raise SnapshotError(f"The Chroma store in {old} can't be carried on ({problem}).") from problem
    copy.rename(directory)


def _collection(client: Client, name: str, *, there: bool = False) -> Collection:
    """The collection of this name, made where it is not there; one that must be there is not."""
    if there:
        return client.get_collection(name, embedding_function=None)
    return client.get_or_create_collection(name, configuration=COSINE, embedding_function=None)


class OpenDirectory(OpenCollections):
    """A store that is opened at its first use."""

    on_server = away = False

    def __init__(self, directory: Path, check: Callable[[], None]) -> None:
        super().__init__(
            self._read, lambda: _failing(f"The Chroma store in {directory} can't be searched", directory)
        )
        self._directory, self._check = directory, check
        self._copy: Path | None = None
        self._client: Client | None = None

    @classmethod
    def open(cls, directory: Path, *, check: Callable[[], None] = lambda: None) -> OpenDirectory:
        """Open a store. Raises SnapshotError where its database is missing, damaged or without collections.

        `check` is called before Chroma reads anything, at the first search: it may crash on a damaged graph.
        """
        if not (directory / DATABASE).is_file():
            raise SnapshotError(f"{directory} holds no Chroma store. {mending()}")
        try:
            missing = set(SCOPES) - names_of_collections(directory / DATABASE)
        except ValueError as problem:
            raise SnapshotError(
                f"The Chroma store in {directory} can't be opened ({problem}). {mending()}"
            ) from problem
        if missing:
            raise SnapshotError(
                f"The Chroma store in {directory} has no collection {min(missing)!r}. {mending()}"
            )
        return cls(directory, check)

    def _read(self) -> Collections:
        """The collections. Raises SnapshotError where they can't be opened."""
        self._check()
        if not _is_writable(self._directory):
            self._copy = _copied(self._directory)
        try:
            with _failing(f"The Chroma store in {self._directory} can't be opened", self._directory):
                self._client = client = _client(self._copy or self._directory)
                there = {collection.name for collection in client.list_collections()}
                names = (*SCOPES, *(name for name in BODIES.values() if name in there))
                return {
                    name: [(client.get_collection(name, embedding_function=None), frozenset())]
                    for name in names
                }
        except AssistantError:
            self.close()
            raise

    def close(self) -> None:
        if self._client:
            self._client.close()
        if self._copy:
            shutil.rmtree(self._copy, ignore_errors=True)


def _is_writable(directory: Path) -> bool:
    """Whether Chroma can write to a store, which it must even to read it."""
    permitted = all(os.access(path, os.W_OK) for path in (directory, directory / DATABASE))
    return permitted and not is_full(directory)


def _copied(directory: Path) -> Path:
    """A copy of the store for this process alone. Raises SnapshotError where there is no room for one."""
    copy = None
    try:
        copy = Path(tempfile.mkdtemp(prefix="chroma-"))
        shutil.copytree(directory, copy, copy_function=shutil.copyfile, dirs_exist_ok=True)
        copy.chmod(0o700)
    except OSError as problem:
        if copy:
            shutil.rmtree(copy, ignore_errors=True)
        why = "the disk is full" if is_full(directory) else "it is read-only"
        raise SnapshotError(
            f"Chroma must write to {directory} even to read it: {why}, and no copy could be made in "
            f"{copy.parent if copy else 'TMPDIR'}. Make room on one of both, and run the same command again."
        ) from problem
    return copy


@contextmanager
def _failing(what: str, directory: Path) -> Iterator[None]:
    """Turn all errors of Chroma into SnapshotError: its own family, and panics of its Rust core.

    The panics derive from BaseException and not from Exception.
    """
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, AssistantError):
        raise
    except BaseException as problem:
        if none_left():
            raise too_few_files() from problem
        if is_full(directory, problem):
            raise SnapshotError(
                f"{what}: the disk is full. Make room, and run the same command again."
            ) from problem
        raise SnapshotError(f"{what} ({' '.join(str(problem).split())}). {mending()}") from problem


def _client(directory: Path) -> Client:
    import chromadb
    from chromadb.api.client import Client
    from chromadb.config import Settings as ChromaSettings

    client = chromadb.PersistentClient(
        path=str(directory), settings=ChromaSettings(anonymized_telemetry=False)
    )
    assert isinstance(client, Client)  # its declared type has no close()
    return client
