"""What all tests share: the lanes that they belong to, and the indexes that several of them ask."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from unittest import mock

import pytest
from animals import make_lexicon
from fakes import DEEPER, FakeEncoder
from filelock import FileLock
from hypothesis import HealthCheck, settings
from real_chroma import RealChroma
from smollm2 import convert, serving, weights
from waiting import PATIENCE
from zoo import REPOSITORY, ZOO, FirstAsk

from assistant.config import DEFAULT_MODEL
from assistant.understanding.lexicon import Lexicon
from assistant.web.server.leaving import Leaving
from ingest.pipeline import ingest

pytest.register_assert_rewrite("expected")

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

LANES = {
    "browser": ("browser",),
    "first_ask": ("model", "process"),
    "real_zoo": ("model", "process"),
    "app": ("model", "process"),
    "smollm2": ("model", "process"),
    "chroma": ("process",),
    "own_chroma": ("process",),
    "encoder": ("model",),
    "scorer": ("model",),
    "judge": ("model",),
}
"""The markers of every test that uses a fixture of this name, directly or through another fixture.

A test that starts a process or loads a model by itself says so: `@pytest.mark.process`, `@pytest.mark.model`.
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for fixture in set(getattr(item, "fixturenames", ())) & LANES.keys():
            for name in LANES[fixture]:
                item.add_marker(name)


HEAVY = {
    "subprocess.Popen.__init__": "process",
    "multiprocessing.process.BaseProcess.start": "process",
    "assistant.models.bert.ClsBertEncoder._hidden": "model",
    "assistant.models.encoders.SentenceTransformerEncoder._load": "model",
    "assistant.models.cross_encoders._load": "model",
}
"""What only a test with this marker, or with `browser`, may call."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Let a test, or a fixture that it is the first to use, fail where it leaves its lane."""
    with contextlib.ExitStack() as refused:
        for name, marker in HEAVY.items():
            if not {marker, "browser"} & {mark.name for mark in item.iter_markers()}:
                refused.enter_context(mock.patch(name, _refuse))
        return (yield)


def _refuse(*arguments: object, **options: object) -> None:
    raise AssertionError("This test needs the marker `process` or `model`: see LANES in conftest.py.")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(exitstatus: int) -> None:
    leaving.status = int(exitstatus)


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The folder that `make` fills: by one of the workers of pytest-xdist, for all of them."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        directory = factory.mktemp(name)
        make(directory)
        return directory
    directory = factory.getbasetemp().parent / name
    with FileLock(f"{directory}.lock"):
        if not directory.exists():
            directory.mkdir()
            make(directory)
    return directory


@pytest.fixture(scope="session")
def zoo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of a small group that studies animals, made by a fake encoder under the default's name."""
    directory = tmp_path_factory.mktemp("zoo")
    ingest([_zoo_source(directory)], directory / "index", FakeEncoder(DEFAULT_MODEL))
    return directory / "index"


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    """What the rules for questions know of the papers of animals.py."""
    return make_lexicon()


@pytest.fixture(scope="session")
def real_zoo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same index made with the real encoder, in a process of its own: what `app.py` can serve at once."""

    def make(directory: Path) -> None:
        source = _zoo_source(directory)
        command = [sys.executable, "-m", "ingest", str(source), "--index", str(directory / "index")]
        subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True)

    return made_once(tmp_path_factory, "real-zoo", make) / "index"


@pytest.fixture
def zoo_file(tmp_path: Path) -> Path:
    """The document of the small group, for a test that makes an index of it, or changes it."""
    return _zoo_source(tmp_path)


def _zoo_source(directory: Path) -> Path:
    source = directory / "zoo.jsonl"
    source.write_text("\n".join(map(json.dumps, ZOO)), encoding="utf-8")
    return source


@pytest.fixture(scope="session")
def first_ask(tmp_path_factory: pytest.TempPathFactory) -> FirstAsk:
    """The main question, asked where there is no index yet: it reads the seeds with the real encoder."""

    def make(directory: Path) -> None:
        question = "what has this group done on continual learning"
        command = [sys.executable, "-m", "assistant", "ask", question, "--json"]
        done = subprocess.run(
            [*command, "--index", str(directory / "index")],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=False,
        )
        told = json.dumps([done.returncode, done.stdout, done.stderr])
        (directory / "told.json").write_text(told, encoding="utf-8")

    directory = made_once(tmp_path_factory, "real", make)
    told = json.loads((directory / "told.json").read_text(encoding="utf-8"))
    return FirstAsk(directory / "index", *told)


@pytest.fixture(scope="session")
def real_index(first_ask: FirstAsk) -> Path:
    """The index of the seeds, with the real encoder. It takes a minute, once; nobody may write to it."""
    assert first_ask.returncode == 0, first_ask.stderr
    return first_ask.index


@pytest.fixture(scope="session")
def smollm2(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with a small real chat model, one for each worker; see smollm2.py."""
    directory = made_once(tmp_path_factory, "smollm2", partial(convert, weights()))
    with serving(directory, tmp_path_factory.mktemp("server") / "log") as url:
        yield url


@pytest.fixture(scope="session")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealChroma]:
    """A Chroma server for all tests of one worker, which leave it running."""
    with _running(tmp_path_factory.mktemp("chroma") / "data") as server:
        yield server


@pytest.fixture
def own_chroma(tmp_path: Path) -> Iterator[RealChroma]:
    """A Chroma server that a test may kill."""
    with _running(tmp_path / "chroma-data") as server:
        yield server


@contextlib.contextmanager
def _running(data: Path) -> Iterator[RealChroma]:
    """A server that is waited for, however busy this machine is, as it is told that a reader ends."""
    server = RealChroma(data)
    try:
        with mock.patch("assistant.index.chroma_server._PATIENCE_AT_THE_END", PATIENCE):
            yield server.start()
    finally:
        server.kill()
