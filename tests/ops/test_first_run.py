"""The first start: the documents that ship with the project, but never in the place of one's own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from waiting import until
from zoo import REPOSITORY

from assistant.config import SEEDS, Settings
from assistant.errors import SnapshotError
from assistant.index.snapshot import SnapshotFiles, current_snapshot, read_manifest, write_manifest
from assistant.ops.first_run import ensure_snapshot


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

    class Noted:
        stdin = None

        def __init__(self, command: list[str], **_: object) -> None:
            run.append(command)

        def wait(self) -> int:
            return 0

        def poll(self) -> int:
            return 0

    monkeypatch.setattr(subprocess, "Popen", Noted)
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
    files = SnapshotFiles(snapshot)
    write_manifest(files, replace(read_manifest(files), given=(str(SEEDS.absolute()),)))
    (index / "snapshots" / "20200101T000000-0123456789ab").mkdir()
    ensure_snapshot(Settings(index=index), say=lambda line: None)
    assert len(commands) == 1
    assert current_snapshot(index) is None


@pytest.mark.process
def test_an_ingest_ends_with_the_app_that_began_it(tmp_path: Path) -> None:
    ingest, number = tmp_path / "python", tmp_path / "number"
    ingest.write_text(f"#!/bin/sh\necho $$ > {number}.new\nmv {number}.new {number}\nexec sleep 600\n")
    ingest.chmod(0o755)
    code = f"""
import subprocess, sys, threading, time
from dataclasses import replace
from pathlib import Path
from assistant.web.server.leaving import Leaving

class Slow(subprocess.Popen):  # the app ends while the process is being started
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        time.sleep(1)

subprocess.Popen = Slow
leaving = Leaving()
from assistant.config import Settings
from assistant.ops.first_run import ensure_snapshot
sys.executable = {str(ingest)!r}
begin = lambda: ensure_snapshot(Settings(index=Path({str(tmp_path / "index")!r})), say=print)
threading.Thread(target=begin, daemon=True).start()
while not Path({str(number)!r}).exists():
    time.sleep(0.01)
leaving.status = 0
"""
    subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, timeout=120, check=True)
    with pytest.raises(ProcessLookupError):
        os.kill(int(number.read_text()), 0)


@pytest.mark.model
@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_an_ingest_ends_with_a_question_that_is_killed(tmp_path: Path) -> None:
    index, seeds = tmp_path / "index", tmp_path / "seeds"
    seeds.mkdir()
    papers = [{"title": f"Owl {n}", "abstract": f"Owl {n} hears {n * n} mice. " * 9} for n in range(2000)]
    (seeds / "owls.jsonl").write_text("\n".join(map(json.dumps, papers)))
    code = f"""
import sys
from pathlib import Path
from assistant.config import Settings
from assistant.ops.first_run import ensure_snapshot
ensure_snapshot(Settings(index=Path({str(index)!r})), say=print, documents=Path({str(seeds)!r}))
"""
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, cwd=REPOSITORY, stderr=subprocess.DEVNULL) as asking:
        until(lambda: (index / "lock").exists() and (index / "lock").stat().st_size)
        ingest = int((index / "lock").read_text().split()[0])
        assert ingest != asking.pid
        asking.kill()
    until(lambda: not _runs(ingest))
    assert current_snapshot(index) is None
    (seeds / "owls.jsonl").write_text("\n".join(map(json.dumps, papers[:3])))
    subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True)
    assert current_snapshot(index)
    assert len(list((index / "snapshots").iterdir())) == 1


def _runs(process: int) -> bool:
    """Whether it runs; what has ended and was not waited for does not."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, check=False).stdout
    return bool(state.strip()) and not state.strip().startswith(b"Z")
