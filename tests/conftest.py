"""What all tests share."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from fakes import DEEPER, FakeEncoder
from hypothesis import HealthCheck, settings
from zoo import REPOSITORY, ZOO, FirstAsk

from assistant.config import DEFAULT_MODEL
from assistant.web.leaving import Leaving
from ingest.pipeline import ingest

# The same examples each time: a bug that was there before does not stop a change that did not bring it.
# With FUZZ=10 in the environment the examples are new ones, and ten times as many: that finds such bugs.
settings.register_profile(
    "ours",
    derandomize="FUZZ" not in os.environ,
    max_examples=100 * DEEPER,
    deadline=None,  # a slow machine is no failure
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("ours")

# The servers of the tests leave threads behind, of which one may be in C++ when the tests are done.
leaving = Leaving()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(exitstatus: int) -> None:
    leaving.status = int(exitstatus)


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
