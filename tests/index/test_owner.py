"""Whose papers an index holds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from fakes import FakeEncoder

from assistant.datamodels import Profile
from assistant.index.owner import Owner, owner_of
from assistant.index.snapshot import SCHEMA, Manifest, SourceRecord, current_snapshot, read_manifest
from ingest.pipeline import ingest

PAGE = SourceRecord("a.txt", "researcher", "Ada Byron", "group", "2026-11-20", "", 5, 0)
FEED = SourceRecord("b.txt", "feed", "The world", "related", "2026-11-20", "", 5, 0)
MANIFEST = Manifest(SCHEMA, "f00d", "2026-11-29", "model", 3, 5, 5, 20, (FEED, PAGE))


def test_the_researcher_of_the_groups_pages_and_profiles() -> None:
    assert owner_of(MANIFEST, ()) == Owner("Ada Byron", "Ada Byron's group", 1)
    assert owner_of(MANIFEST, (Profile("Ada Byron"),)) == Owner("Ada Byron", "Ada Byron's group", 1)


def test_several_researchers() -> None:
    two = owner_of(MANIFEST, (Profile("Kurt Gödel"),))
    assert two == Owner("Kurt Gödel and Ada Byron", "the group of Kurt Gödel and Ada Byron", 2)
    many = owner_of(MANIFEST, [Profile(f"P{n}") for n in range(9)])
    assert many.title == "P0, P1, P2 and 7 others"


def test_nobody_tells() -> None:
    nameless = replace(MANIFEST, sources=(FEED, replace(PAGE, subject="")))
    assert owner_of(nameless, ()) == Owner("", "this group")


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ('name = "The Byron lab"', Owner("The Byron lab", "the Byron lab")),
        ('name = "Theory of machines"', Owner("Theory of machines", "Theory of machines")),
        ('name = ""', Owner("Ada Byron", "Ada Byron's group", 1)),
        ("name = 3", Owner("Ada Byron", "Ada Byron's group", 1)),
        ("not TOML", Owner("Ada Byron", "Ada Byron's group", 1)),
    ],
)
def test_the_name_in_a_group_toml_goes_before(tmp_path: Path, text: str, owner: Owner) -> None:
    path = tmp_path / "group.toml"
    path.write_text(text, encoding="utf-8")
    assert owner_of(replace(MANIFEST, given=("orcid:1", str(path))), ()) == owner
    path.unlink()
    assert owner_of(replace(MANIFEST, given=(str(path),)), ()).title == "Ada Byron"


def test_the_name_that_an_ingest_read_stays_where_the_file_is_not_here(tmp_path: Path) -> None:
    group, papers = tmp_path / "group.toml", tmp_path / "papers.bib"
    group.write_text('name = "The Byron lab"', encoding="utf-8")
    papers.write_text("@article{a, title = {Engines}, author = {Byron, Ada}, year = 1843}", encoding="utf-8")
    ingest([papers], tmp_path / "index", FakeEncoder(), given=[str(group), str(papers)])
    snapshot = current_snapshot(tmp_path / "index")
    assert snapshot
    manifest = read_manifest(snapshot)
    group.unlink()
    assert owner_of(manifest, ()) == Owner("The Byron lab", "the Byron lab")
    group.write_text('name = "Another name"', encoding="utf-8")
    assert owner_of(manifest, ()).title == "Another name"
