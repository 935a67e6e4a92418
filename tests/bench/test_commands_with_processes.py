"""The commands of `python -m bench` that start processes or need the real encoder, on small input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from small_inputs import write_beir, write_papers

from assistant.models.encoders import open_encoder
from bench.__main__ import main
from bench.full_disk import small_disk
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


def test_a_small_disk_is_full_and_goes_away(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk, disk.with_room(10_000) as limit:
        code = "open(__import__('sys').argv[1], 'wb').write(bytes(1_000_000))"
        command = [sys.executable, "-c", code, str(disk.directory / "file")]
        assert subprocess.run(command, preexec_fn=limit, capture_output=True, check=False).returncode
        left_open = (disk.directory / "file").open("rb")
    with left_open:
        assert not os.path.ismount(tmp_path / "disk")


def test_what_is_killed_or_has_a_full_disk_loses_nothing_and_no_reader_notices(
    capsys: pytest.CaptureFixture[str],
) -> None:
    result = run(capsys, "crash", "--kills", 4, "--seed", 1)
    assert (result["kills"], result["lost"], result["failed"]) == (4, 0, 0)
    assert (result["ingests"], result["repairs"], result["first_starts"]) == (2, 1, 1)
    assert result["full_disk"] == 3
    assert result["questions"] > 4
    assert (result["reader_on_the_newest"], result["leftover_snapshots"]) == (1, 0)


def test_attack(capsys: pytest.CaptureFixture[str]) -> None:
    result = run(capsys, "attack", "--requests", 50, "--settings", "login", "--forms", "references.md")
    assert result["routes"] > 50
    assert result["requests"] > 1000
    assert result["documents"] > 500
    successes = ("let_in", "scripts_run", "stalled", "tracebacks", "lost", "server_errors")
    assert [result[name] for name in successes] == [0] * 6


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
    assert 0 < result["health_p99_s"] <= result["health_max_s"] < float("inf")
    counts = run(capsys, "load", "--index", index, "--users", 1, "--questions", 1, "--only", "counts")
    assert (counts["errors"], counts["mixed"]) == (0, 0)


@pytest.mark.browser
def test_page(capsys: pytest.CaptureFixture[str], index: Path) -> None:
    result = run(capsys, "page", "--index", index, "--visits", 1)
    cold, warm = (
        {key: median for key, (median, _, _) in result["page"][kind].items()} for kind in ("cold", "warm")
    )
    assert 0 < cold["first_paint_s"] <= cold["usable_s"]
    assert cold["kb"] == pytest.approx(cold["kb_ours"] + cold["kb_gradio"], abs=0.01)
    assert cold["kb_read"] > cold["kb_gradio"] > warm["kb_gradio"]
    assert cold["requests"] > warm["requests"] > 1
    assert "the page" in result["page"]["heaviest_kb"]


def test_speed(capsys: pytest.CaptureFixture[str], beir: Path) -> None:
    result = run(capsys, "speed", "--beir", beir, "--times", 1)
    assert (result["documents"], result["queries"]) == (10, 10)
    assert min(result["ingest_ratio"], result["query_ratio"]) > 0


def test_start(capsys: pytest.CaptureFixture[str], index: Path) -> None:
    result = run(capsys, "start", "--index", index, "--times", 1)
    assert 0 < result["page_s"] <= result["page_answer_s"]
    assert min(result["first_answer_s"], result["rss_mb"], result["page_rss_mb"]) > 0


def test_what_stands_in_full_texts_alone_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    result = run(capsys, "bodies", Path(__file__).parents[1] / "pdfs")
    assert (result["body_questions"], result["abstract_questions"], result["none_questions"]) == (60, 15, 20)
    assert result["body_right"] >= 0.5  # docs/benchmarks.md
    assert result["abstract_right"] >= 0.5


def test_ray(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pdfs = tmp_path / "pdfs"
    pdfs.mkdir()
    for name in ("glass-turned.pdf", "owls-columns.pdf"):
        (pdfs / name).symlink_to(Path(__file__).parents[1] / "pdfs" / name)
    papers = write_papers(tmp_path / "papers.jsonl")
    result = run(capsys, "ray", papers, "--pdfs", pdfs, "--nodes", 2)
    assert (result["nodes"], result["papers"], result["killed"]) == (2, 12, 1)
    assert (result["identical"], result["identical_after_kill"]) == (True, True)
    assert min(result["here_s"], result["ray_s"], result["ray_killed_s"]) > 0
