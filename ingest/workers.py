"""Who does the heavy steps of an ingest: this process, or workers on other machines (ray_workers.py).

A step is a `Stage`: it takes items and gives a result for each, in their order. `Workers` say where that
happens; the ingest asks for the results and does not know.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class File:
    """A file of this machine; on another one its bytes, or why they could not be read."""

    path: Path
    data: bytes | None = None
    problem: tuple[int, str] | None = None

    def read(self) -> bytes:
        """The bytes. Raises OSError."""
        if self.problem:
            raise OSError(*self.problem)
        return self.path.read_bytes() if self.data is None else self.data

    def packed(self) -> File:
        """The file with its bytes, for a machine that does not have it."""
        try:
            return File(self.path, self.read())
        except OSError as problem:
            return File(self.path, problem=(problem.errno or 0, problem.strerror or "unknown reason"))

    @contextmanager
    def on_disk(self) -> Iterator[Path]:
        """A path under which it can be read on this machine. Raises OSError."""
        if self.data is None and not self.problem:
            yield self.path
            return
        with TemporaryDirectory(prefix="ingest-") as folder:
            path = Path(folder, "file")
            path.write_bytes(self.read())
            yield path


class Stage(ABC, Generic[T, R]):
    """One step over many items. It travels to other machines as a pickle, and so do items and results."""

    processors = 1
    """How many a worker takes for it, as far as a machine has so many."""
    batch = 1
    """How many items a worker gets at once, at most: these are done again where it dies."""
    holds_files = False
    """Whether items name files of this machine, so that `packed` is called before they travel."""

    @abstractmethod
    def __call__(self, items: Iterable[T]) -> Iterator[R]:
        """A result for each item, in their order; an error of one item alone is a result, too."""

    def packed(self, item: T) -> T:
        """The item with all that another machine needs of this one; called when its turn comes."""
        return item

    def elsewhere(self) -> Stage[T, R]:
        """The stage for one worker among others."""
        return self


class Workers(Protocol):
    """Whoever does the work; `processors` says how many, or None where they are those of this machine."""

    @property
    def processors(self) -> int | None: ...

    def map(self, stage: Stage[T, R], items: Iterable[T]) -> Generator[R, None, None]:
        """The results of `stage` for `items`, in their order. Raises what the stage raises."""


class Here:
    """This process."""

    processors = None

    def map(self, stage: Stage[T, R], items: Iterable[T]) -> Generator[R, None, None]:
        yield from stage(items)


HERE = Here()
