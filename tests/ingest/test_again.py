"""An index and one source more, or one less; and what would come of it, told beforehand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEncoder

import ingest.cli
from assistant.index.corpus import open_corpus
from assistant.index.snapshot import current_snapshot, read_manifest
from ingest.again import left_out
from ingest.syncing import requested

ZEBRA = "@article{z, title={Zebra stripes confuse flies}, author={Lovelace, Ada}, year=2021}\n"
TIGER = "@article{t, title={Tigers sleep at noon in the shade}, author={Lovelace, Ada}, year=2020}\n"

Run = Callable[..., Any]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `python -m ingest` on an index of one paper, the tiger's; gives its JSON or its error."""
    monkeypatch.setattr("assistant.models.encoders.open_encoder", FakeEncoder)
    (tmp_path / "tiger.bib").write_text(TIGER)
    (tmp_path / "zebra.bib").write_text(
        ZEBRA + TIGER + "@article{n, title={}}\n" + ZEBRA.replace("z", "y", 1)
    )

    def run(*arguments: str | Path) -> Any:
        status = ingest.cli.main([*map(str, arguments), "--json", "--index", str(tmp_path / "index")])
        out, err = capsys.readouterr()
        return json.loads(out) if status == 0 else err.splitlines()[-1]

    run(tmp_path / "tiger.bib", "--scope", "related", "--retrieved", "2026-11-20")
    return run


def titles(directory: Path) -> set[str]:
    corpus = open_corpus(directory / "index")
    corpus.close()
    return {paper.title for paper in corpus.papers}


def test_a_preview_tells_what_would_come_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    before = (tmp_path / "index" / "CURRENT").read_bytes()
    said = run("--also", tmp_path / "zebra.bib", "--preview")
    assert (said["new"], said["gone"]) == (["Zebra stripes confuse flies"], [])
    assert said["joined"] == ["Tigers sleep at noon in the shade", "Zebra stripes confuse flies"]
    assert said["skipped"] == [{"document": "zebra.bib", "line": 3, "reason": "entry 'n' has no title"}]
    assert (tmp_path / "index" / "CURRENT").read_bytes() == before
    assert len(titles(tmp_path)) == 1


def test_the_sources_are_read_again_as_before(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tiger.bib").write_text(TIGER + ZEBRA)
    said = run("--again")
    assert (said["new"], said["related"]) == (["Zebra stripes confuse flies"], 2)
    assert "leave out SOURCE" in run(tmp_path / "tiger.bib", "--again")
    (tmp_path / "tiger.bib").unlink()
    assert "is not there any more; nothing was changed" in run("--again")


def test_a_source_comes_in_beside_the_others_and_goes_again(run: Run, tmp_path: Path) -> None:
    assert run("--also", tmp_path / "zebra.bib")["new"] == ["Zebra stripes confuse flies"]
    assert len(titles(tmp_path)) == 2
    snapshot = current_snapshot(tmp_path / "index")
    assert snapshot is not None
    manifest = read_manifest(snapshot)
    assert manifest.given == (str(tmp_path / "tiger.bib"), str(tmp_path / "zebra.bib"))
    assert {s.scope for s in manifest.sources} == {"related"}  # as the ingest before was told
    assert {s.retrieved for s in manifest.sources} == {"2026-11-20"}
    assert run("--without", tmp_path / "zebra.bib")["gone"] == ["Zebra stripes confuse flies"]
    assert titles(tmp_path) == {"Tigers sleep at noon in the shade"}


def test_a_source_that_is_gone_is_told_and_nothing_changes(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tiger.bib").rename(tmp_path / "moved.bib")
    said = run("--also", tmp_path / "zebra.bib")
    assert "tiger.bib, from which this index was made, is not there any more" in said
    assert len(titles(tmp_path)) == 1
    run(tmp_path / "moved.bib", "--scope", "related", "--retrieved", "2026-11-20")  # the same paper
    assert run("--also", tmp_path / "zebra.bib")["new"] == ["Zebra stripes confuse flies"]


def test_what_came_in_by_the_page_is_not_left_out_in_silence(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = tmp_path / "index"
    (index / "added").mkdir()
    (index / "added" / "a.txt").write_text(ZEBRA)
    added = str(index / "added" / "a.txt")
    run("--also", added)
    (index / "additions.jsonl").write_text(json.dumps({"time": "", "sources": [added]}) + "\n")
    assert left_out(index, [str(tmp_path / "tiger.bib"), str(index / "added")]) == ""
    assert ingest.cli.main([str(tmp_path / "tiger.bib"), "--index", str(index)]) == 0
    assert "a.txt, which came in by the page, will be left out" in capsys.readouterr().err


def test_what_is_no_source_is_not_taken_out(run: Run, tmp_path: Path) -> None:
    assert "is none of the sources of this index" in run("--without", tmp_path / "zebra.bib")
    assert "No source would be left" in run("--without", tmp_path / "tiger.bib")
    assert "leave out SOURCE" in run(tmp_path / "zebra.bib", "--also", tmp_path / "zebra.bib")


def test_services_are_asked_for_what_is_added_alone() -> None:
    before, more = "orcid:0000-0002-1825-0097", "doi:10.5555/12345678"
    request = requested([before, more], only=[more])
    assert (request.asked, request.fill) == ({more}, True)
    request = requested([before, "mine.bib"], only=["mine.bib"])
    assert (request.asked, request.fill) == (set(), False)
