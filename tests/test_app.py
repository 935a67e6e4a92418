"""The front door: the options of `python app.py`, and `group-assistant`; tests/web has the page itself."""

from __future__ import annotations

import logging
import re
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from zoo import REPOSITORY

import app
from assistant.web.server import serving


@pytest.fixture(autouse=True)
def _logs() -> Iterator[None]:
    """Leaves no handler behind that writes to a stream of this test."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    logging.basicConfig(handlers=handlers, level=level, force=True)


def test_a_taken_port_ends_in_one_sentence_and_loads_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert app.main(["--port", str(port), "--index", str(tmp_path / "index")]) == 1
    message = capsys.readouterr().err
    assert re.fullmatch(rf"app\.py: The page can't be served on 127\.0\.0\.1:{port} \(.+\); .+\.\n", message)
    assert not (tmp_path / "index").exists()


def test_a_host_of_another_machine_ends_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--host", "192.0.2.1"]) == 1  # an address that is nobody's (RFC 5737)
    assert "choose another with --port or --host" in capsys.readouterr().err


@pytest.mark.model
@pytest.mark.process
def test_the_end_does_not_wait_for_a_thread_in_the_encoder_and_is_no_crash() -> None:
    # Python's own end would stop these threads within C++, which aborts the process.
    code = """
import threading, time
from assistant.web.server.leaving import Leaving
leaving = Leaving()
from assistant.config import DEFAULT_MODEL
from assistant.models.encoders import open_encoder
encoder = open_encoder(DEFAULT_MODEL)
def busy():
    while True:
        encoder.encode(["a sentence to be embedded"])
for _ in range(2):
    threading.Thread(target=busy, daemon=True).start()
time.sleep(0.2)
print("done")
leaving.status = 3
"""
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, timeout=120, check=False
    )
    assert (ended.returncode, ended.stdout) == (3, "done\n"), ended.stderr


@pytest.mark.parametrize("port", ["70000", "0", "-1", "http"])
def test_what_is_no_port_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        app.main([f"--port={port}"])
    assert "expected a number from 1 to 65535" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "choose"),
    [
        ([], True),
        (["--share"], False),
        (["--host", "0.0.0.0"], False),
        (["--no-choose-model"], False),
        (["--share", "--choose-model"], True),
    ],
)
def test_who_may_choose_the_model(options: list[str], choose: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[bool] = []
    monkeypatch.setattr(serving, "until_signalled", lambda: None)
    monkeypatch.setattr(serving, "_serve", lambda options, *_: told.append(serving.lets_choose(options)))
    assert app.main(options) == 0
    assert told == [choose]


@pytest.mark.process
def test_importing_the_app_imports_no_library() -> None:
    code = "import sys, app; print(*{'gradio', 'torch', 'chromadb', 'langchain'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


class TestGroupAssistant:
    def test_it_has_every_command(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            app.command(["--help"])
        told = capsys.readouterr().out
        assert all(f"\n    {name} " in told for name in ("serve", "ingest", "ask", "batch", "doctor"))

    @pytest.mark.parametrize(
        "command", [["serve", "--host", "192.0.2.1"], ["ingest", "gone.bib"], ["ask", "tigers"]]
    )
    def test_every_command_ends_an_error_in_its_name(
        self, command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "CURRENT").write_text("gone")
        assert app.command([*command, "--index", str(tmp_path)]) == 1
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith("group-assistant: ")


def test_all_that_the_project_names_is_pinned_with_its_hashes() -> None:
    """But for torch, whose build depends on the machine."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    named = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    names = {canonicalize_name(Requirement(text).name) for text in named} - {project["name"], "torch"}
    pins = (REPOSITORY / ".ci" / "constraints.txt").read_text().replace("\\\n", "").splitlines()
    pinned = {canonicalize_name(line.partition("==")[0]) for line in pins if "--hash=sha256:" in line}
    assert len(pinned) == sum(not line.startswith("#") for line in pins)
    assert names <= pinned
