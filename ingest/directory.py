"""The directory of an index: whether it is ours, and what keeps it from being written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import SnapshotError
from assistant.index.cleanup import NAME
from assistant.index.disk import free, is_full
from assistant.index.open_files import too_few_files, too_many_files

_REPLACED = ("CURRENT", "inputs.json", "records.jsonl", "decisions.jsonl", "additions.jsonl")
OURS = {
    "lock",
    "snapshots",
    "fetched",
    "fulltexts",
    "added",
    "uploads",
    "feedback.jsonl",
    "decisions.lock",
    *_REPLACED,
} | {f"{name}.new" for name in _REPLACED}
"""What an index directory holds."""


def check_directory(index: Path) -> None:
    """Make the directory where there is none. Raises SnapshotError where it can't be or isn't ours."""
    try:
        index.mkdir(parents=True, exist_ok=True)
        names = {path.name for path in index.iterdir()}
        inside = {path.name for path in (index / "snapshots").iterdir()} if "snapshots" in names else set()
    except OSError as problem:
        if is_full(index, problem):
            raise unwritable(index, problem) from problem
        raise SnapshotError(
            f"The index directory {index} can't be written: {problem.strerror}. Give another with --index."
        ) from problem
    strangers = sorted(names - OURS) if "CURRENT" not in names else []
    strangers += sorted(f"snapshots/{name}" for name in inside if not NAME.fullmatch(name))
    if strangers:
        raise SnapshotError(
            f"{index} holds other files ({strangers[0]!r}), which may be somebody's. "
            "Give an empty directory, or an index, with --index."
        )


@contextmanager
def writes_to(index: Path) -> Iterator[None]:
    """Tell what keeps an index from being written, such as a full disk, in one sentence."""
    try:
        yield
    except SnapshotError as problem:
        if problem.__cause__ and is_full(index, problem.__cause__):  # told in words of Chroma's own
            raise unwritable(index, "the disk is full or failing") from problem
        raise
    except OSError as problem:
        if too_many_files(problem):
            raise too_few_files() from problem
        raise unwritable(index, problem) from problem


def unwritable(index: Path, problem: OSError | str) -> SnapshotError:
    """The error that tells what keeps `index` from being written, and what to do."""
    if isinstance(problem, OSError):
        problem = "the disk is full" if is_full(index, problem) else str(problem.strerror or problem)
    return SnapshotError(
        f"{index} can't be written: {problem} ({free(index) / 1e6:,.0f} MB are free). "
        "What it held is still there; make room or get the right to write, and run the same command again."
    )
