"""A disk that is full at any moment: one sentence says so, and what was there still is, and nothing else."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import FakeEncoder
from zoo import ZOO

from assistant.config import DEFAULT_MODEL
from assistant.errors import SnapshotError
from assistant.index.corpus import open_corpus
from assistant.index.snapshot import current_snapshot
from ingest.pipeline import ingest
from ingest.repair import repair

SEAMS: dict[str, tuple[object, str]] = {
    "folder": (Path, "mkdir"),
    "text": (Path, "write_text"),
    "array": (np, "save"),
    "arrays": (np, "savez"),
    "link": (os, "link"),
    "copy": (shutil, "copytree"),
    "sync": (os, "fsync"),
    "pointer": (Path, "replace"),
}
"""Where an ingest or a repair writes; Chroma's own errors come in `test_writing.py`."""

WHERE = (
    r" can't be written: the disk is full \([\d,]+ MB are free\)\. What it held is still there; make room "
)


@pytest.fixture
def index(zoo: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(zoo, tmp_path / "index"))


def titles(index: Path) -> set[str]:
    corpus = open_corpus(index)
    try:
        return {paper.title for paper in corpus.papers}
    finally:
        corpus.close()


def fill_at(monkeypatch: pytest.MonkeyPatch, seam: str, call: int) -> Callable[[], bool]:
    """The disk is full from that call on until the next is made by nobody; whether it came to that."""
    owner, name = SEAMS[seam]
    real, calls = getattr(owner, name), 0

    def full(*arguments: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls > call:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(*arguments, **options)

    monkeypatch.setattr(owner, name, full)
    return lambda: calls > call


@pytest.mark.parametrize("call", [0, 3, 12])
@pytest.mark.parametrize("seam", SEAMS)
@pytest.mark.parametrize("kind", ["ingest", "repair", "first"])
def test_what_was_there_stays_and_the_same_command_works_later(
    index: Path, zoo_file: Path, kind: str, seam: str, call: int
) -> None:
    if kind == "first":
        shutil.rmtree(index)
    elif kind == "repair":
        snapshot = current_snapshot(index)
        assert snapshot
        (snapshot.words / "stems.txt").unlink()
    else:
        with zoo_file.open("a") as file:
            file.write('\n{"title": "Owls", "abstract": "Owls hear mice."}')
    encoder = FakeEncoder(DEFAULT_MODEL)

    def work() -> None:
        if kind == "repair":
            repair(index, encoder)
        else:
            ingest([zoo_file], index, encoder)

    before = current_snapshot(index) if index.exists() else None
    with pytest.MonkeyPatch.context() as monkeypatch:
        was_full = fill_at(monkeypatch, seam, call)
        try:
            work()
            said = ""
        except SnapshotError as problem:
            said = str(problem)
        reached = was_full()
    published = current_snapshot(index) if index.exists() else None
    if said:
        assert reached
        assert said.startswith(f"{index} can't be written")
        assert "full" in said or "No space left" in said
        assert "\n" not in said
        there = [p for p in (index / "snapshots").glob("*")] if index.exists() else []
        assert [p.name for p in there] == ([published.directory.name] if published else [])
        if published == before and kind == "ingest":
            assert titles(index) == {str(paper["title"]) for paper in ZOO}
    work()
    assert titles(index) == {str(paper["title"]) for paper in ZOO} | ({"Owls"} if kind == "ingest" else set())
    assert not [p for p in index.rglob("*.new")]
    assert len(list((index / "snapshots").iterdir())) == 1


class TestQuestions:
    """Chroma must write to a store even to read it."""

    @pytest.fixture(autouse=True)
    def full(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr("assistant.index.chroma_embedded.is_full", lambda *_: True)
        (tmp_path / "tmp").mkdir()
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))

    def test_are_answered_from_a_copy(self, index: Path, tmp_path: Path) -> None:
        snapshot = current_snapshot(index)
        assert snapshot
        before = {path: path.read_bytes() for path in snapshot.chroma.rglob("*") if path.is_file()}
        corpus = open_corpus(index)
        assert corpus.store.search(corpus.paper_vectors[0], top_k=1)
        corpus.close()
        assert {path: path.read_bytes() for path in snapshot.chroma.rglob("*") if path.is_file()} == before
        assert list((tmp_path / "tmp").iterdir()) == []

    def test_without_room_for_one_that_is_said(
        self, index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fill_at(monkeypatch, "copy", 0)
        corpus = open_corpus(index)
        with pytest.raises(
            SnapshotError, match=r"chroma even to read it: the disk is full, and no copy could"
        ):
            corpus.store.search(corpus.paper_vectors[0], top_k=1)
        corpus.close()
        assert list((tmp_path / "tmp").iterdir()) == []
