"""A disk without locks, as some network disks are: a file stands for the lock, and it is said so."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.errors import SnapshotError
from assistant.index.locks import writer, writing

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has locks of its own")


@pytest.fixture(params=[errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOLCK])
def without_locks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    def flock(*_: object) -> None:
        raise OSError(request.param, "no locks here")

    monkeypatch.setattr(fcntl, "flock", flock)


@pytest.mark.usefixtures("without_locks")
class TestWithoutLocks:
    def test_it_is_said_and_works_again_and_again(self, tmp_path: Path) -> None:
        said: list[str] = []
        for _ in range(2):
            with writing(tmp_path, say=said.append):
                assert writer(tmp_path)
            assert writer(tmp_path) is None
        assert said == [f"The disk of {tmp_path} has no locks: lock.held in it stands for one."] * 2

    def test_one_process_writes_at_a_time(self, tmp_path: Path) -> None:
        with (
            writing(tmp_path),
            pytest.raises(SnapshotError, match="is writing"),
            writing(tmp_path, wait=False),
        ):
            pass

    @pytest.mark.process
    def test_what_a_killed_process_left_is_no_lock(self, tmp_path: Path) -> None:
        hold = "import os, sys, filelock as f; l = f.SoftFileLock(sys.argv[1]); l.acquire(); os._exit(1)"
        subprocess.run([sys.executable, "-c", hold, str(tmp_path / "lock.held")], check=False)
        assert (tmp_path / "lock.held").exists()
        with writing(tmp_path, wait=False):
            pass
