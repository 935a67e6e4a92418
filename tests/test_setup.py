"""The first start: the documents that ship with the project, but never in the place of one's own."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from assistant.config import SEEDS, Settings
from assistant.errors import SnapshotError
from assistant.setup import ensure_snapshot
from assistant.snapshot import current_snapshot


@pytest.fixture
def index(zoo: Path, tmp_path: Path) -> Path:
    """One's own papers, and the pointer to them lost."""
    index = Path(shutil.copytree(zoo, tmp_path / "index"))
    (index / "CURRENT").unlink()
    return index


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that would have been run."""
    run: list[list[str]] = []

    def note(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        run.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", note)
    return run


def test_an_index_is_made_where_there_is_none(tmp_path: Path, commands: list[list[str]]) -> None:
    said: list[str] = []
    ensure_snapshot(Settings(index=tmp_path / "index"), say=said.append)
    assert str(SEEDS) in commands[0]
    assert said[0].endswith("This happens once.")


def test_ones_own_papers_are_not_replaced(index: Path, commands: list[list[str]]) -> None:
    with pytest.raises(SnapshotError, match=r"CURRENT, which names it, is missing.* doctor --repair"):
        ensure_snapshot(Settings(index=index), say=lambda line: None)
    assert commands == []


def test_a_first_start_that_was_killed_is_made_again(index: Path, commands: list[list[str]]) -> None:
    (snapshot,) = (index / "snapshots").iterdir()
    manifest = json.loads((snapshot / "manifest.json").read_text())
    (snapshot / "manifest.json").write_text(json.dumps(manifest | {"given": [str(SEEDS.absolute())]}))
    (index / "snapshots" / "20200101T000000-0123456789ab").mkdir()
    ensure_snapshot(Settings(index=index), say=lambda line: None)
    assert len(commands) == 1
    assert current_snapshot(index) is None
