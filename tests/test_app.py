"""The options of `python app.py`; tests/web has the page itself."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import app
from assistant.web import serving

REPOSITORY = Path(__file__).resolve().parents[1]


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


def test_the_end_does_not_wait_for_a_thread_in_the_encoder_and_is_no_crash() -> None:
    # Python's own end would stop these threads within C++, which aborts the process.
    code = """
import threading, time
from assistant.web.leaving import Leaving
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


def test_importing_the_app_imports_no_library() -> None:
    code = "import sys, app; print(*{'gradio', 'torch', 'chromadb', 'langchain'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
