"""The wheel, installed by itself and run in an empty directory, as it is after `pipx install`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from known import CONTINUAL_LEARNING
from zoo import REPOSITORY

QUESTION = "what has this group done on continual learning"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`group-assistant` in an environment that has the wheel, and beside it only what it depends on."""
    directory = tmp_path_factory.mktemp("wheel")
    python = directory / "venv" / "bin" / "python"
    # Through an archive of the sources, so that what is missing in that is missing in the wheel, too.
    _run(sys.executable, "-m", "build", "--no-isolation", "--outdir", directory / "dist", REPOSITORY)
    (wheel,) = (directory / "dist").glob("*.whl")
    _run(sys.executable, "-m", "venv", "--without-pip", directory / "venv")
    pip = (sys.executable, "-m", "pip", "--python", python)
    _run(*pip, "install", "--no-deps", "--no-index", wheel)
    # A path file is not followed by those that lie there: the checkout, installed editable, stays out.
    (packages,) = (directory / "venv" / "lib").glob("python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    return python.with_name("group-assistant")


@pytest.mark.process
@pytest.mark.model
def test_the_main_question_in_an_empty_directory(program: Path, tmp_path: Path) -> None:
    home, empty = tmp_path / "home", tmp_path / "empty"
    home.mkdir()
    empty.mkdir()
    done = _run(program, "ask", QUESTION, "--json", cwd=empty, HOME=str(home))
    assert {citation["title"] for citation in json.loads(done.stdout)["citations"]} == CONTINUAL_LEARNING
    index = _index(home)
    first, second, *_ = done.stderr.splitlines()
    assert first == f"Index: {index}"
    assert second.startswith(f"{index} holds no index yet: ")  # said before it is made
    assert (index / "CURRENT").is_file()
    listed = _run(program, "references", "--style", "IEEE", cwd=empty, HOME=str(home))
    assert listed.stdout.startswith("[1] ")
    assert list(empty.iterdir()) == []


def _index(home: Path) -> Path:
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "group-research-assistant"
    return home / ".local" / "share" / "group-research-assistant"


def _run(*command: str | Path, cwd: Path | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command that knows nothing of the checkout or of the settings of whoever runs the tests."""
    ours = ("ASSISTANT_", "PYTHONPATH", "XDG_DATA_HOME")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)} | variables
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done
