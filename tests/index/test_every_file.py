"""Every file of an index, damaged in every way: an answer is the same, or one sentence names what mends it.

The files are those that are there, so that one which is new is damaged, too.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from fakes import FakeEncoder
from zoo import ZOO

from assistant.answering import open_assistant
from assistant.config import DEFAULT_MODEL, Settings
from assistant.errors import AssistantError
from assistant.ops.doctor import examine, healthy
from ingest.pipeline import ingest

Answers = list[tuple[str, tuple[str, ...]]]

QUESTIONS = (
    "What hunts at night?",
    "Who wrote about tigers?",
    "List all papers since 2020",
    "What is the NFS?",
    "Swimming Tigers",
)


def flipped(at: Callable[[int], int]) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        content = bytearray(path.read_bytes())
        if content:
            content[at(len(content))] ^= 0x10
            path.write_bytes(content)

    return damage


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def swapped(path: Path) -> None:
    """With the contents of the next file of its kind, or of any other."""
    beside = sorted(p for p in path.parent.iterdir() if p.is_file() and p != path)
    alike = [p for p in beside if p.suffix == path.suffix] or beside
    if alike:
        shutil.copyfile(next((p for p in alike if p > path), alike[0]), path)


def random_bytes(path: Path) -> None:
    path.write_bytes(bytes(n * 167 % 251 for n in range(path.stat().st_size)))


WAYS: dict[str, Callable[[Path], None]] = {
    "cut": cut,
    "the first byte": flipped(lambda size: 0),
    "a byte": flipped(lambda size: size // 3),
    "another byte": flipped(lambda size: size // 2),
    "the last byte": flipped(lambda size: size - 1),
    "random": random_bytes,
    "emptied": lambda path: os.truncate(path, 0),
    "swapped": swapped,
    "missing": Path.unlink,
}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("source") / "zoo.jsonl"
    more = {"title": "The New Forest Sound (NFS) 2021", "abstract": "The New Forest Sound (NFS) is a corpus."}
    path.write_text("\n".join(map(json.dumps, (*ZOO, more))), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def whole(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    index = tmp_path_factory.mktemp("whole") / "index"
    ingest([source], index, FakeEncoder(DEFAULT_MODEL))
    return index


def files(index: Path) -> list[str]:
    return sorted(p.relative_to(index).as_posix() for p in index.rglob("*") if p.is_file())


def answers(index: Path) -> Answers:
    assistant = open_assistant(Settings(index=index), encoder=FakeEncoder(DEFAULT_MODEL))
    try:
        told = [assistant.ask(question) for question in QUESTIONS]
        return [(answer.text, tuple(c.paper_id for c in answer.citations)) for answer in told]
    finally:
        assistant.corpus.close()


@pytest.fixture(scope="module")
def expected(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    return answers(Path(shutil.copytree(whole, tmp_path_factory.mktemp("expected") / "index")))


def damaged(whole: Path, folder: Path, ways: Sequence[str]) -> Iterator[tuple[str, Path]]:
    """A copy of the index for each of its files, which is damaged there, in one of `ways` after the other."""
    for number, name in enumerate(files(whole)):
        index = Path(shutil.copytree(whole, folder / str(number)))
        WAYS[way := ways[number % len(ways)]](index / name)
        yield f"{name}, {way}", index


def other_answers(whole: Path, folder: Path, ways: Sequence[str], expected: Answers) -> Iterator[str]:
    """The files and ways of damage where an answer is another one, or the error no sentence with a mend."""
    for what, index in damaged(whole, folder, ways):
        try:
            if answers(index) != expected:
                yield what
        except AssistantError as problem:
            said = str(problem)
            if "\n" in said or not ("python -m ingest" in said or "doctor --repair" in said):
                yield f"{what}: {said}"


@pytest.mark.parametrize("way", WAYS)
def test_an_answer_is_the_same_or_the_mend_is_named(
    whole: Path, expected: Answers, tmp_path: Path, way: str
) -> None:
    assert list(other_answers(whole, tmp_path, [way], expected)) == []


@pytest.mark.parametrize("shift", range(0, len(WAYS), 3))
def test_so_it_is_where_files_are_checked_in_the_background(
    whole: Path, expected: Answers, tmp_path: Path, shift: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.index.integrity.AT_ONCE", 0)
    assert list(other_answers(whole, tmp_path, [*WAYS][shift:] + [*WAYS][:shift], expected)) == []


@pytest.mark.parametrize("shift", range(0, len(WAYS), 5))
def test_the_doctor_sees_it_and_an_ingest_heals_it(
    whole: Path, source: Path, expected: Answers, tmp_path: Path, shift: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.fsync", lambda descriptor: None)  # the power stays on
    wrong = []
    for what, index in damaged(whole, tmp_path, [*WAYS][shift:] + [*WAYS][:shift]):
        try:
            answers(index)
            refused = False
        except AssistantError:
            refused = True
        findings = examine(Settings(index=index), encoder=FakeEncoder)
        if refused == healthy(findings) or any("\n" in f.found for f in findings):
            wrong.append(f"{what}: the doctor says {[f for f in findings if f.state == 'problem']}")
        ingest([source], index, FakeEncoder(DEFAULT_MODEL))
        if answers(index) != expected:
            wrong.append(f"{what}: not healed")
    assert wrong == []
