"""The commands of `python -m bench` that start processes or need the real encoder, on small input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from small_inputs import write_beir, write_papers

from assistant.models.encoders import open_encoder
from bench.__main__ import main
from ingest.pipeline import ingest

pytestmark = [pytest.mark.model, pytest.mark.process]


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    """What a command printed as JSON."""
    status = main([*map(str, arguments), "--json"])
    out, err = capsys.readouterr()
    assert status == 0, err
    return dict(json.loads(out))


@pytest.fixture(scope="module")
def beir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_beir(tmp_path_factory.mktemp("beir") / "animals")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("animals")
    ingest([write_papers(folder / "papers.jsonl")], folder / "index", open_encoder())
    return folder / "index"


def test_killed_ingests_lose_nothing_and_no_reader_notices(capsys: pytest.CaptureFixture[str]) -> None:
    result = run(capsys, "crash", "--kills", 4, "--seed", 1)
    assert (result["kills"], result["lost_papers"], result["failed_questions"]) == (4, 0, 0)
    assert result["questions"] > 4
    assert (result["reader_on_the_newest"], result["leftover_snapshots"]) == (1, 0)


def test_growth(capsys: pytest.CaptureFixture[str], beir: Path, tmp_path: Path) -> None:
    figure = tmp_path / "growth.svg"
    options = ("--sizes", 20, 40, "--embedded", 20, "--figure", figure)
    result = run(capsys, "growth", "--beir", beir, *options)
    assert [(row["papers"], row["embedded"]) for row in result["sizes"]] == [(20, True), (40, False)]
    assert {"p95_ratio", "open_s", "add_s"} <= result.keys()
    assert figure.stat().st_size > 1000


def test_load(capsys: pytest.CaptureFixture[str], index: Path) -> None:
    result = run(capsys, "load", "--index", index, "--users", 2, "--questions", 4)
    assert (result["errors"], result["mixed"]) == (0, 0)
    assert result["questions"] >= 4


def test_speed(capsys: pytest.CaptureFixture[str], beir: Path) -> None:
    result = run(capsys, "speed", "--beir", beir, "--times", 1)
    assert (result["documents"], result["queries"]) == (10, 10)
    assert min(result["ingest_ratio"], result["query_ratio"]) > 0


def test_start(capsys: pytest.CaptureFixture[str], index: Path) -> None:
    result = run(capsys, "start", "--index", index, "--times", 1)
    assert 0 < result["page_s"] <= result["page_answer_s"]
    assert min(result["first_answer_s"], result["rss_mb"], result["page_rss_mb"]) > 0
