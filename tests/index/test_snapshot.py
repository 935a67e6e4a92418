"""A snapshot's files: what is written is read again, and what is damaged is said to be."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest
from fakes import make_paper

from assistant.datamodels import (
    CitationCount,
    Origin,
    Paper,
    PaperDate,
    Person,
    Profile,
    ProfileFact,
    Version,
)
from assistant.errors import SnapshotError
from assistant.index.corpus import open_corpus
from assistant.index.snapshot import (
    SCHEMA,
    Manifest,
    SnapshotFiles,
    SourceRecord,
    current_snapshot,
    publish,
    read_manifest,
    read_papers,
    read_profiles,
    to_line,
    write_jsonl,
    write_manifest,
)

ORIGIN = Origin("a.txt", 3)
FULL = Paper(
    id="cats-1",
    title="Big Cats — “Löwen”",
    abstract="First line.\nSecond\u2028line, with $x$ \\ and \x85.",
    scope="related",
    authors=("Ada Byron", "Kurt Gödel"),
    authors_complete=True,
    author_count=2,
    affiliations=("eth-zurich",),
    date=PaperDate(2026, 2, 4, text="Feb 4", year_inferred=True),
    category="LG",
    venue="ICLR",
    url="https://x.test/p",
    doi="10.1/2",
    arxiv_id="1906.00695",
    has_code=True,
    score=82.4,
    upvotes=7,
    organisation="HUAWEI",
    origins={"title": ORIGIN, "date": Origin("b.txt", 1)},
    records=(Origin("a.txt", 2), Origin("b.txt", 1)),
    kind="article",
    volume="12",
    issue="3",
    pages="e4",
    keywords=("lions", "tigers"),
    language="en",
    licence="cc-by",
    citations=CitationCount(0, "2026-11-20"),
    people=(Person("Ada Byron", "0000-0002-1825-0097", ("Zoo",)), Person("Ben Oak")),
    identifiers={"pmid": "1"},
    versions=(
        Version(
            "Big Cats", "preprint", ("Ada Byron",), date=PaperDate(2025), origins={"date": Origin("a", 1)}
        ),
        Version("Cats"),
    ),
)
EMPTY = Paper(id="x", title="X", abstract="", scope="group")
ZERO = make_paper("Zero", score=0.0, upvotes=0, author_count=0, date=PaperDate(2022, text=""))
MANIFEST = Manifest(
    schema=SCHEMA,
    content_hash="abc",
    created="2026-11-20T10:00:00+00:00",
    embedding_model="words-64",
    dimension=64,
    group_papers=1,
    related_papers=0,
    passages=2,
    sources=(SourceRecord("a.txt", "researcher", "Ada Byron", "group", "2026-11-20", "00ff", 26, 0),),
)


@pytest.fixture
def snapshot(tmp_path: Path) -> SnapshotFiles:
    """A published snapshot that holds nothing but a manifest."""
    snapshot = SnapshotFiles(tmp_path / "snapshots" / "one")
    snapshot.directory.mkdir(parents=True)
    write_manifest(snapshot, MANIFEST)
    publish(tmp_path, snapshot)
    return snapshot


def test_every_field_of_a_paper_comes_back(tmp_path: Path) -> None:
    unset = [f.name for f in fields(Paper) if getattr(FULL, f.name) == getattr(EMPTY, f.name)]
    assert unset == []  # so that a new field can't be forgotten here
    write_jsonl(tmp_path / "papers.jsonl", [FULL, EMPTY, ZERO])
    assert read_papers(tmp_path / "papers.jsonl") == (FULL, EMPTY, ZERO)
    date = read_papers(tmp_path / "papers.jsonl")[0].date  # its equality ignores the two
    assert date
    assert (date.text, date.year_inferred) == ("Feb 4", True)


def test_profiles_come_back(tmp_path: Path) -> None:
    facts = (
        ProfileFact("h_index", "h-index", "11", "h-index11", Origin("a.txt", 4)),
        ProfileFact("follower_count", "followers", "0", "0followers", Origin("b.txt", 16)),
    )
    profiles = (Profile("Ada Byron", facts), Profile("Kurt Gödel"))
    write_jsonl(tmp_path / "profiles.jsonl", profiles)
    assert read_profiles(tmp_path / "profiles.jsonl") == profiles


def test_the_manifest_comes_back(snapshot: SnapshotFiles) -> None:
    assert read_manifest(snapshot) == MANIFEST


def test_a_line_is_readable_and_leaves_out_what_is_empty() -> None:
    assert to_line(EMPTY) == '{"id": "x", "title": "X", "scope": "group"}\n'
    assert to_line(FULL).count("\n") == 1
    assert "Gödel" in to_line(FULL)
    assert json.loads(to_line(FULL))["date"] == {
        "year": 2026, "month": 2, "day": 4, "text": "Feb 4", "year_inferred": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    "damaged", ['{"id": "x", ', "[]", "null", "7", '{"id": "x"}', '{"surprise": 1}', "\xff"]
)
@pytest.mark.parametrize("read", [read_papers, read_profiles])
def test_a_damaged_line_is_an_error_that_names_the_file(tmp_path: Path, read: object, damaged: str) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_bytes(damaged.encode("latin-1"))
    with pytest.raises(SnapshotError, match=r"lines\.jsonl is damaged.*doctor --repair`"):
        read(path)  # type: ignore[operator]


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match=r"papers\.jsonl is damaged"):
        read_papers(tmp_path / "papers.jsonl")


def test_no_index_yet(tmp_path: Path) -> None:
    assert current_snapshot(tmp_path) is None
    assert current_snapshot(tmp_path / "nothing") is None
    with pytest.raises(SnapshotError, match="holds no index"):
        open_corpus(tmp_path)


def test_the_published_snapshot_is_the_current_one(tmp_path: Path, snapshot: SnapshotFiles) -> None:
    assert current_snapshot(tmp_path) == snapshot
    other = SnapshotFiles(tmp_path / "snapshots" / "two")
    other.directory.mkdir()
    write_manifest(other, MANIFEST)
    assert current_snapshot(tmp_path) == snapshot
    publish(tmp_path, other)
    assert current_snapshot(tmp_path) == other
    assert sorted(path.name for path in tmp_path.iterdir()) == ["CURRENT", "snapshots"]


@pytest.mark.parametrize("name", ["gone", "", "../snapshots/one", "/etc"])
def test_a_pointer_to_nothing_is_an_error(tmp_path: Path, snapshot: SnapshotFiles, name: str) -> None:
    (tmp_path / "CURRENT").write_text(name)
    with pytest.raises(SnapshotError, match="not there"):
        current_snapshot(tmp_path)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x00"])
def test_a_pointer_that_is_no_text_is_an_error(
    tmp_path: Path, snapshot: SnapshotFiles, content: bytes
) -> None:
    (tmp_path / "CURRENT").write_bytes(content)
    with pytest.raises(SnapshotError):
        current_snapshot(tmp_path)


def test_another_schema_is_an_error_that_says_which(snapshot: SnapshotFiles) -> None:
    record = json.loads(snapshot.manifest.read_text())
    snapshot.manifest.write_text(json.dumps(record | {"schema": SCHEMA + 1}))
    with pytest.raises(SnapshotError, match=f"has schema {SCHEMA + 1}, this version reads {SCHEMA}"):
        read_manifest(snapshot)


@pytest.mark.parametrize("damaged", ["", "{", "[]", "{}", f'{{"schema": {SCHEMA}}}'])
def test_a_damaged_manifest_is_an_error(snapshot: SnapshotFiles, damaged: str) -> None:
    snapshot.manifest.write_text(damaged)
    with pytest.raises(SnapshotError, match=r"manifest\.json is damaged"):
        read_manifest(snapshot)
