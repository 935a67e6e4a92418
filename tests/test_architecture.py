"""Imports point one way, heavy packages have one door each, and importing does no work."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
OURS = {"app", "assistant", "bench", "ingest"}
# What the two lines share: the records, how a snapshot is stored, and how a text is cut.
SHARED = {"config", "corpus", "damage", "datamodels", "embedding", "errors"}
SHARED |= {"columns", "lexical", "papers", "passagetable", "plaintext", "sentences", "snapshot", "tokens"}
SHARED |= {"integrity", "locks", "sweeping", "vectorstore", "vocabulary"}


def modules() -> dict[str, Path]:
    """Every module of the project by its dotted name."""
    paths = [REPOSITORY / "app.py"]
    paths += [path for package in OURS - {"app"} for path in (REPOSITORY / package).rglob("*.py")]
    names = {}
    for path in paths:
        parts = path.relative_to(REPOSITORY).with_suffix("").parts
        names[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return names


MODULES = modules()


def imports(name: str, *, at_import: bool = False) -> set[str]:
    """The full names of the modules that `name` imports anywhere, or only those of its import time."""
    return set(_imported(ast.parse(MODULES[name].read_text(encoding="utf-8")), at_import=at_import))


def _imported(node: ast.AST, *, at_import: bool) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, "imports are written in full"
            for alias in child.names:
                full = f"{child.module}.{alias.name}"
                yield full if full in MODULES else child.module or ""
        elif at_import and (isinstance(child, ast.FunctionDef) or _for_types_only(child)):
            continue
        else:
            yield from _imported(child, at_import=at_import)


def _for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def top(name: str) -> str:
    return name.partition(".")[0]


def importers(package: str) -> set[str]:
    """The modules that import `package` or a part of it."""
    return {
        name for name in MODULES if any(i == package or i.startswith(f"{package}.") for i in imports(name))
    }


def test_the_modules_are_found() -> None:
    assert {"app", "assistant.answering", "assistant.web.page", "ingest.pipeline", "ingest.sources"} <= set(
        MODULES
    )
    assert "assistant.corpus" in imports("assistant.answering")
    assert "langchain.chat_models" in imports("assistant.models.chat_models")
    assert "langchain.chat_models" not in imports("assistant.models.chat_models", at_import=True)


def test_the_assistant_knows_nothing_of_what_is_built_on_it() -> None:
    for name in MODULES:
        if top(name) == "assistant":
            assert {top(i) for i in imports(name)} & OURS <= {"assistant"}, name
        if top(name) == "assistant" and not name.startswith("assistant.web"):
            assert not any(i.startswith("assistant.web") for i in imports(name)), name


def test_ingest_takes_from_the_assistant_only_what_both_share() -> None:
    for name in MODULES:
        if top(name) == "ingest":
            ours = {i for i in imports(name) if top(i) in OURS - {"ingest"}}
            assert ours <= {f"assistant.{shared}" for shared in SHARED}, name


def test_nothing_imports_the_front_door_or_the_bench() -> None:
    assert importers("app") == set()
    assert {top(name) for name in importers("bench")} <= {"bench"}


@pytest.mark.parametrize(
    ("package", "doors"),
    [
        ("chromadb", {"assistant.index.vector_store"}),
        ("sentence_transformers", {"assistant.models.encoders", "assistant.models.cross_encoders"}),
        ("langchain", {"assistant.models.chat_models"}),
    ],
)
def test_a_heavy_package_has_its_doors(package: str, doors: set[str]) -> None:
    assert {name for name in importers(package) if top(name) != "bench"} == doors


def test_gradio_stays_in_the_web_package() -> None:
    assert {name for name in importers("gradio") if not name.startswith("assistant.web.")} == set()


def test_no_provider_of_models_is_imported_by_name() -> None:
    providers = {"openai", "anthropic", "ollama", "google", "mistralai", "litellm"}
    for name in MODULES:
        used = {top(i) for i in imports(name)}
        assert not used & (providers | {f"langchain_{p}" for p in providers} | {"langchain_google_genai"}), (
            name
        )


def test_no_two_modules_import_each_other() -> None:
    graph = {name: {i for i in imports(name, at_import=True) if i in MODULES} - {name} for name in MODULES}
    order = list(TopologicalSorter(graph).static_order())  # raises CycleError
    assert order.index("assistant.errors") < order.index("assistant.answering")


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
