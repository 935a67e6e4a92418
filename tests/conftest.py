"""What all tests share."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from fakes import FakeEncoder
from hypothesis import settings

from assistant.embedding import DEFAULT_MODEL
from ingest.pipeline import ingest

# A slow machine is no failure.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")

REPOSITORY = Path(__file__).resolve().parent.parent

ZOO: tuple[dict[str, object], ...] = (
    {
        "title": "Lions at Night",
        "abstract": "Lions hunt antelopes at night. They rest by day in the shade.",
        "authors": ["Ada Byron"],
        "date": "2020-01-02",
    },
    {
        "title": "Swimming Tigers",
        "abstract": "Tigers swim across 3 rivers. Swimming tigers hunt {deer}.",
        "authors": ["Kurt Gödel", "Ada Byron"],
        "date": "2021-03-04",
    },
    {"title": "Sparrow Nests", "abstract": "Sparrows build nests in hedges.", "date": "2019"},
    {"title": "Whale Songs", "abstract": "Whales sing in the deep ocean.", "scope": "related"},
)


@pytest.fixture(scope="session")
def zoo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of a small group that studies animals, made by a fake encoder under the default's name."""
    directory = tmp_path_factory.mktemp("zoo")
    source = directory / "zoo.jsonl"
    source.write_text("\n".join(map(json.dumps, ZOO)), encoding="utf-8")
    ingest([source], directory / "index", FakeEncoder(DEFAULT_MODEL))
    return directory / "index"


@pytest.fixture(scope="session")
def real_zoo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same index made with the real encoder, in a process of its own: what `app.py` can serve at once."""
    directory = tmp_path_factory.mktemp("real-zoo")
    source = directory / "zoo.jsonl"
    source.write_text("\n".join(map(json.dumps, ZOO)), encoding="utf-8")
    command = [sys.executable, "-m", "ingest", str(source), "--index", str(directory / "index")]
    subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True)
    return directory / "index"


@dataclass(frozen=True)
class FirstAsk:
    """What the first question on a machine without an index left behind."""

    index: Path
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture(scope="session")
def first_ask(tmp_path_factory: pytest.TempPathFactory) -> FirstAsk:
    """The main question, asked where there is no index yet: it reads the seeds with the real encoder."""
    index = tmp_path_factory.mktemp("real") / "index"
    question = "what has this group done on continual learning"
    command = [sys.executable, "-m", "assistant", "ask", question, "--json", "--index", str(index)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    return FirstAsk(index, done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def real_index(first_ask: FirstAsk) -> Path:
    """The index of the seeds, with the real encoder. It takes a minute, once; nobody may write to it."""
    assert first_ask.returncode == 0, first_ask.stderr
    return first_ask.index
