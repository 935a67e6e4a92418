"""The README's commands exist and take the options it shows."""

from __future__ import annotations

import importlib
import re
import shlex
import subprocess
from collections.abc import Callable, Sequence

import pytest
from zoo import REPOSITORY as ROOT

import app

TEXT = "\n".join(
    p.read_text(encoding="utf-8")
    for p in (
        ROOT / "README.md",
        ROOT / "docs/calibration.md",
        ROOT / "docs/llm.md",
        ROOT / "docs/sources.md",
    )
)
MAKE = sorted(set(re.findall(r"(?m)(?:^ {4}|`)make (\w+)", TEXT)))
PYTHON = sorted(set(re.findall(r"\.venv/bin/python ([^\n`]+)", TEXT)))
INSTALLED = sorted(set(re.findall(r"(?m)^ {4}(?:\$ )?(?:uvx .*)?group-assistant ([^\n`]+)", TEXT)))
MODULES = {"app": "app", "assistant": "assistant.cli", "bench": "bench.__main__", "ingest": "ingest.cli"}
LINKS = sorted(set(re.findall(r"\]\(([^)#:]+)\)", TEXT)))


@pytest.mark.parametrize("target", MAKE)
@pytest.mark.process
def test_make_knows_the_target(target: str) -> None:
    done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", PYTHON)
def test_the_command_line_takes_these_options(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = shlex.split(re.split(r"[<>#]", command)[0])
    name, rest = (words[1], words[2:]) if words[0] == "-m" else ("app", words[1:])
    subcommand = rest[:1] if name in ("assistant", "bench") else []
    _takes(importlib.import_module(MODULES[name]).main, subcommand, rest, capsys)


@pytest.mark.parametrize("command", INSTALLED)
def test_the_installed_command_line_takes_these_options(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name, *words = shlex.split(re.split(r" [<>#]", command)[0])
    _takes(app.command, [name], words, capsys)


def _takes(
    run: Callable[[Sequence[str]], int],
    command: Sequence[str],
    words: Sequence[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The help of a command names each option among `words`."""
    with pytest.raises(SystemExit) as ended:
        run([*command, "--help"])
    assert ended.value.code == 0
    usage = capsys.readouterr().out
    assert [word for word in words if word.startswith("--") and word not in usage] == []


@pytest.mark.parametrize("path", LINKS)
def test_links_lead_somewhere(path: str) -> None:
    assert (ROOT / path).exists() or (ROOT / "docs" / path).exists()


def test_the_quoted_answer_is_verbatim() -> None:
    example = re.search(r"\(2026\): (.+?) \[1\]", TEXT, re.S)
    assert example
    quote = " ".join(example.group(1).split())
    documents = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "seeds").glob("*.txt"))
    assert quote in documents
