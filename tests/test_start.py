"""What one question from the command line loads."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from zoo import REPOSITORY

NEEDLESS = {
    *("chromadb", "httpx"),  # few papers are compared without a vector store
    *("langchain", "langchain_core", "langgraph", "pydantic", "asyncio"),  # no chat model
    *("citeproc", "lxml", "spellchecker", "py3langid", "scipy", "torch", "transformers", "gradio", "pandas"),
}


def test_a_question_imports_what_it_uses(real_zoo: Path) -> None:
    question = "What has the group done on swimming tigers?"
    code = "import json, sys; from assistant.cli import main; status = main(sys.argv[1:]); "
    code += "print(json.dumps([status, sorted(sys.modules)]), file=sys.stderr)"
    command = [sys.executable, "-c", code, "ask", question, "--index", str(real_zoo)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    status, modules = json.loads(done.stderr.splitlines()[-1])
    assert (status, "Swimming Tigers" in done.stdout) == (0, True)
    assert NEEDLESS & set(modules) == set()
    assert "assistant.answers.overviews" in modules
    assert "assistant.answers.comparisons" not in modules
