"""Documents that are as they were read last are not read again; anything else about them is noticed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest
from fakes import FakeEncoder

from assistant.index.snapshot import current_snapshot
from ingest import inputs, pipeline
from ingest.pipeline import Report, ingest
from ingest.sources import Parser, Reading, Unparsed

RECORDS = '{"title": "Cats", "abstract": "Cats sleep."}\n{"title": \n{"title": "Dogs"}\n'


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "documents" / "mine.jsonl"
    path.parent.mkdir()
    path.write_text(RECORDS, encoding="utf-8")
    return path


@pytest.fixture
def index(source: Path, tmp_path: Path) -> Path:
    ingest([source], tmp_path / "index", FakeEncoder())
    return tmp_path / "index"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the documents that are read."""
    names: list[str] = []

    class Noting(Parser):
        def __call__(self, items: Iterable[Unparsed]) -> Iterator[Reading]:
            for item in items:
                names.append(item.file.path.name)
                yield from super().__call__([item])

    monkeypatch.setattr(pipeline, "Parser", Noting)
    return names


def again(source: Path, index: Path, **options: object) -> Report:
    return ingest([source], index, FakeEncoder(), **options)  # type: ignore[arg-type]


def test_unchanged_documents_are_not_read_and_reported_as_before(
    source: Path, index: Path, read: list[str]
) -> None:
    snapshot, note = current_snapshot(index), (index / inputs.NOTE).read_bytes()
    report = again(source, index)
    assert read == []
    assert (report.group, report.related, report.unchanged, report.added) == (2, 0, 2, 0)
    assert [(s.document, s.line) for s in report.skipped] == [("mine.jsonl", 2)]
    assert current_snapshot(index) == snapshot
    assert (index / inputs.NOTE).read_bytes() == note


def changed_text(source: Path) -> None:
    source.write_text(RECORDS.replace("sleep", "purr"), encoding="utf-8")


def changed_statement(source: Path) -> None:
    (source.parent / "sources.toml").write_text('["mine.jsonl"]\nscope = "related"\n', encoding="utf-8")


def changed_day(source: Path) -> None:
    os.utime(source, (0, 0))


@pytest.mark.parametrize("change", [changed_text, changed_statement, changed_day])
def test_a_change_is_read(source: Path, index: Path, read: list[str], change: Callable[[Path], None]) -> None:
    change(source)
    again(source, index)
    assert read == ["mine.jsonl"]
    again(source, index)
    assert read == ["mine.jsonl"]


@pytest.mark.parametrize("options", [{"scope": "related"}, {"retrieved": date(2020, 1, 1)}])
def test_what_is_said_of_all_documents_counts_too(
    source: Path, index: Path, read: list[str], options: dict[str, object]
) -> None:
    again(source, index, **options)
    assert read == ["mine.jsonl"]


def test_another_encoder_and_other_code_read_anew(
    source: Path, index: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest([source], index, FakeEncoder("another"))
    monkeypatch.setattr(inputs, "code_hash", lambda: "newer")
    ingest([source], index, FakeEncoder("another"))
    assert read == ["mine.jsonl"] * 2


@pytest.mark.parametrize("note", ["", "{}", "[]", '{"snapshot": 1, "inputs": 2, "skipped": 3}'])
def test_a_note_that_says_nothing_is_no_note(source: Path, index: Path, read: list[str], note: str) -> None:
    (index / inputs.NOTE).write_text(note, encoding="utf-8")
    again(source, index)
    assert read == ["mine.jsonl"]


def test_a_damaged_snapshot_is_made_anew_all_the_same(source: Path, index: Path, read: list[str]) -> None:
    snapshot = current_snapshot(index)
    assert snapshot is not None
    (snapshot.lexical / "scores.npy").unlink()
    again(source, index)
    assert read == ["mine.jsonl"]
    assert current_snapshot(index) != snapshot


def test_a_document_that_changes_while_it_is_read_is_read_again(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Changing(Parser):
        def __call__(self, items: Iterable[Unparsed]) -> Iterator[Reading]:
            for item in items:
                yield from super().__call__([item])
                changed_text(item.file.path)

    with monkeypatch.context() as changing:
        changing.setattr(pipeline, "Parser", Changing)
        again(source, tmp_path / "index")
    assert again(source, tmp_path / "index").updated == 1
