"""The form of the code: imports as pyproject.toml allows them, short functions, no work at import."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from zoo import REPOSITORY

PACKAGES = ("assistant", "bench", "ingest")
MODULES = [REPOSITORY / "app.py", *(path for name in PACKAGES for path in (REPOSITORY / name).rglob("*.py"))]
LONGEST = 60
"""Lines of a function, with its docstring."""


@pytest.mark.process
def test_imports_keep_the_contracts_of_pyproject() -> None:
    code = "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-cache'])"
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_assistant_itself_has_few_modules_beside_its_packages() -> None:
    assert len(list((REPOSITORY / "assistant").glob("*.py"))) <= 12


def test_no_function_is_long() -> None:
    long = {}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                lines = node.end_lineno - node.lineno + 1
                if lines > LONGEST:
                    long[f"{path.relative_to(REPOSITORY)}:{node.name}"] = lines
    assert long == {}


@pytest.mark.process
def test_importing_does_no_work(tmp_path: Path) -> None:
    everything = (
        "import sys, app, assistant, ingest\nassert not {'torch', 'gradio', 'chromadb'} & set(sys.modules)\n"
    )
    # The command lines reach Chroma, but the slow ones wait until a question needs them.
    everything += "import assistant.__main__, ingest.__main__\n"
    everything += "assert not {'torch', 'gradio', 'sentence_transformers', 'langchain'} & set(sys.modules)\n"
    environment = {
        **os.environ,
        "PYTHONPATH": str(REPOSITORY),
        "HOME": str(tmp_path),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", everything],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.rglob("*")) == []
