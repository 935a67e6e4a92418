"""What is done otherwise for very many papers: what comes out is the same."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from fakes import FakeEncoder

from assistant.config import SEEDS
from assistant.index.corpus import open_corpus
from assistant.index.snapshot import SnapshotFiles, current_snapshot
from ingest import contents, embed
from ingest.pipeline import ingest


def files(index: Path) -> dict[str, bytes]:
    """The files of the published snapshot that are the same wherever and whenever it was made."""
    snapshot = current_snapshot(index)
    assert isinstance(snapshot, SnapshotFiles)
    found = {path.relative_to(snapshot.directory).as_posix(): path for path in snapshot.directory.rglob("*")}
    return {
        name: path.read_bytes()
        for name, path in found.items()
        if path.is_file() and name != "manifest.json" and not name.startswith("chroma/")
    }


def test_papers_that_are_read_from_a_file_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reports = [ingest([SEEDS], tmp_path / "held", FakeEncoder())]
    monkeypatch.setattr(contents, "IN_MEMORY", 0)
    monkeypatch.setattr(embed, "_FOUND", 2)
    reports.append(ingest([SEEDS], tmp_path / "read", FakeEncoder()))
    held, read = files(tmp_path / "held"), files(tmp_path / "read")
    assert held.keys() == read.keys()
    assert [name for name in held if held[name] != read[name]] == []
    assert len({(report.group, report.related, report.added, report.encoded) for report in reports}) == 1
    more = tmp_path / "more.jsonl"
    more.write_text(json.dumps({"title": "Owls hear mice", "abstract": "Owls hear mice."}))
    report = ingest([SEEDS, more], tmp_path / "read", FakeEncoder())
    assert (report.added, report.unchanged, report.news.new) == (1, 172, ("Owls hear mice",))


def test_vectors_of_half_the_bits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest([SEEDS], tmp_path / "whole", FakeEncoder())
    monkeypatch.setattr(embed, "LARGE", 100)
    ingest([SEEDS], tmp_path / "half", FakeEncoder())
    whole, half = open_corpus(tmp_path / "whole"), open_corpus(tmp_path / "half")
    snapshot = current_snapshot(tmp_path / "half")
    assert snapshot
    assert np.load(snapshot.vectors / "0000.npy").dtype == np.float16
    assert half.vectors[:].dtype == np.float32
    np.testing.assert_allclose(half.vectors[:], whole.vectors[:], atol=1e-3)
    report = ingest([SEEDS], tmp_path / "half", FakeEncoder())
    assert (report.unchanged, report.encoded) == (172, 0)
    whole.close()
    half.close()
