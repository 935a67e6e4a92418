"""The README's commands exist and take the options it shows."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = "\n".join(
    p.read_text(encoding="utf-8")
    for p in (ROOT / "README.md", ROOT / "docs/calibration.md", ROOT / "docs/llm.md")
)
MAKE = sorted(set(re.findall(r"(?m)(?:^ {4}|`)make (\w+)", TEXT)))
PYTHON = sorted(set(re.findall(r"\.venv/bin/python ([^\n`]+)", TEXT)))
INSTALLED = sorted(set(re.findall(r"(?m)^ {4}(?:\$ )?(?:uvx .*)?group-assistant ([^\n`]+)", TEXT)))
LINKS = sorted(set(re.findall(r"\]\(([^)#:]+)\)", TEXT)))


@pytest.mark.parametrize("target", MAKE)
def test_make_knows_the_target(target: str) -> None:
    done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", PYTHON)
def test_the_command_line_takes_these_options(command: str) -> None:
    """Help is asked for beside the options, so that nothing runs and unknown options still fail."""
    words = shlex.split(re.split(r"[<>#]", command)[0])
    program, rest = (words[:2], words[2:]) if words[0] == "-m" else (words[:1], words[1:])
    usage = _help(program, rest[:1] if program[-1] in ("assistant", "bench") else [])
    for option in [w for w in rest if w.startswith("--")]:
        assert option in usage


@pytest.mark.parametrize("command", INSTALLED)
def test_the_installed_command_line_takes_these_options(command: str) -> None:
    name, *words = shlex.split(re.split(r" [<>#]", command)[0])
    usage = _help(["-c", "import app; app.command()"], [name])
    for option in [w for w in words if w.startswith("--")]:
        assert option in usage


@pytest.mark.parametrize("path", LINKS)
def test_links_lead_somewhere(path: str) -> None:
    assert (ROOT / path).exists() or (ROOT / "docs" / path).exists()


def _help(program: list[str], command: list[str]) -> str:
    done = subprocess.run(
        [sys.executable, *program, *command, "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_the_quoted_answer_is_verbatim() -> None:
    example = re.search(r"\(2026\): (.+?) \[1\]", TEXT, re.S)
    assert example
    quote = " ".join(example.group(1).split())
    documents = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "seeds").glob("*.txt"))
    assert quote in documents
