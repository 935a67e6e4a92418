"""Where too few files may be open, that is said, and not that the index is damaged."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from fakes import FakeEncoder
from zoo import REPOSITORY

from assistant.config import DEFAULT_MODEL
from assistant.errors import LimitError
from assistant.index.corpus import open_corpus
from assistant.index.open_files import NEEDED
from assistant.index.snapshot import current_snapshot
from ingest.repair import repair

resource = pytest.importorskip("resource")

SAID = "Too few files may be open at once, {} in this process: raise the limit with `ulimit -n 1024` and run"


@pytest.fixture
def index(zoo: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(zoo, tmp_path / "index"))


def with_limit(limit: int, most: int, *command: str) -> subprocess.CompletedProcess[str]:
    def set_limit() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, most))

    whole = [sys.executable, *command]
    return subprocess.run(
        whole, cwd=REPOSITORY, preexec_fn=set_limit, capture_output=True, text=True, check=False
    )


@pytest.mark.process
@pytest.mark.parametrize("limit", [20, 24, 32, 40, NEEDED - 1])
def test_a_question_says_so(index: Path, limit: int) -> None:
    done = with_limit(limit, limit, "-m", "assistant", "ask", "Who hunts?", "--index", str(index))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"assistant: {SAID.format(limit)}")
    assert done.stderr.count("\n") == 1


@pytest.mark.process
@pytest.mark.parametrize("command", [["ingest", "seeds/"], ["assistant", "doctor"]])
def test_so_do_an_ingest_and_the_doctor(index: Path, command: list[str]) -> None:
    done = with_limit(24, 24, "-m", *command, "--index", str(index))
    assert done.returncode == 1
    assert done.stderr == f"{command[0]}: {SAID.format(24)} the same command again.\n"


@pytest.mark.process
def test_a_limit_that_may_be_raised_is_raised(index: Path) -> None:
    """macOS begins with 256 where 10,000 are allowed."""
    code = "import sys, resource; from pathlib import Path; from assistant.index.corpus import open_corpus; "
    code += "open_corpus(Path(sys.argv[1])).close(); print(resource.getrlimit(resource.RLIMIT_NOFILE))"
    done = with_limit(NEEDED // 2, 1000, "-c", code, str(index))
    assert done.stdout == "(1000, 1000)\n", done.stderr


@pytest.mark.parametrize("error", [errno.EMFILE, errno.ENFILE])
def test_a_file_that_can_not_be_opened_is_not_damaged(
    index: Path, error: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a server that opens the next snapshot while thousands of visitors are there."""
    opened = open_corpus(index)
    opened.close()
    real = Path.open

    def refused(path: Path, *arguments: object, **options: object) -> object:
        if path.name == "papers.jsonl":
            raise OSError(error, os.strerror(error))
        return real(path, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refused)
    before = current_snapshot(index)
    with pytest.raises(LimitError, match="Too few files may be open at once"):
        open_corpus(index)
    with pytest.raises(LimitError, match="Too few files may be open at once"):
        repair(index, FakeEncoder(DEFAULT_MODEL))
    assert current_snapshot(index) == before
