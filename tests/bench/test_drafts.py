"""Files of labelled sentences, and what `bench drafts` counts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEncoder, make_paper
from small_inputs import sentence, title, write_lines, write_papers

from assistant.answers.signs import DIRECTION
from assistant.answers.support import Learned
from assistant.config import DEFAULT_MODEL
from assistant.errors import UsageError
from bench.__main__ import main
from bench.drafted import by_question, finder, read
from ingest.pipeline import ingest

QUESTION = "Where do lions and tigers sleep?"


def line(text: str, **fields: Any) -> dict[str, Any]:
    return {
        "question": QUESTION,
        "paragraph": 1,
        "label": "faithful",
        "kind": "paraphrase",
        "sentence": text,
        **fields,
    }


SENTENCES = [
    line(f"{sentence('lions')[:-1]} [[life of LIONS]]."),
    line(f"{sentence('tigers')[:-1]} [[{title('tigers')}]]."),
    line(
        "Tigers never sleep, and 40,000 of them fly to Spain [[Tigers]].", label="unfaithful", kind="invented"
    ),
    line("Volcanoes erupt [[Volcanoes]].", corpus="geology", question="What erupts?"),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("animals")
    ingest([write_papers(folder / "papers.jsonl")], folder / "index", FakeEncoder(DEFAULT_MODEL))
    return folder / "index"


@pytest.mark.parametrize("judge", ["labels", "none"])
def test_sentences_are_written_judged_and_counted(
    judge: str,
    index: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("assistant.answering.open_encoder", FakeEncoder)
    file = write_lines(tmp_path / "drafts.jsonl", SENTENCES)
    assert main(["drafts", str(file), "--index", str(index), "--judge", judge, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["sentences"], result["faithful"], result["lies"], result["left_out"]) == (3, 2, 1, 1)
    assert (result["faithful_shown"], result["lies_unmarked"]) == (1.0, 0.0)
    assert result["by_kind"] == {"faithful: paraphrase": [2, 2], "lie: invented": [1, 0]}


def test_the_check_is_learned(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("assistant.answering.open_encoder", FakeEncoder)
    monkeypatch.setattr("assistant.answers.support.FILE", tmp_path / "support.json")
    file = write_lines(tmp_path / "claims.jsonl", SENTENCES[:3])
    assert main(["drafts", str(file), "--index", str(index), "--fit", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["auc_by_kind"].keys() == {"invented", "wrong paper"}
    learned = Learned(**json.loads((tmp_path / "support.json").read_text("utf-8")))
    assert learned.weights.keys() <= DIRECTION.keys()
    assert all(weight * DIRECTION[name] > 0 for name, (_, _, weight) in learned.weights.items())


def test_a_claim_is_a_sentence_without_its_citations(tmp_path: Path) -> None:
    (one,) = read(write_lines(tmp_path / "a.jsonl", [line("Both sleep [[Lions]] [[Tigers]], and hunt.")]))
    assert (one.claim, one.parts) == ("Both sleep, and hunt.", ("Lions", "Tigers"))


def test_answers_are_told_apart(tmp_path: Path) -> None:
    lines = [line("A."), line("B."), line("C.", question="And whales?")]
    assert [len(answer) for answer in by_question(read(write_lines(tmp_path / "a.jsonl", lines)))] == [2, 1]


@pytest.mark.parametrize(
    ("record", "complaint"),
    [
        ({"question": QUESTION}, "line 1: expected an object with the keys"),
        (line("It is so.", label="true"), "line 1: the label is 'true'"),
        (line("It is so.", paragraph="one"), "line 1: the paragraph is 'one'"),
    ],
)
def test_a_line_that_is_no_sentence(record: dict[str, Any], complaint: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=complaint):
        read(write_lines(tmp_path / "a.jsonl", [record]))


@pytest.mark.parametrize(
    ("part", "complaint"),
    [("Volcanoes", "line 1: no paper has"), ("Quiet Life", "line 1: more than one paper")],
)
def test_a_citation_that_names_no_paper_or_several(part: str, complaint: str, tmp_path: Path) -> None:
    papers = [make_paper(title(animal)) for animal in ("lions", "tigers")]
    (one,) = read(write_lines(tmp_path / "a.jsonl", [line(f"It is so [[{part}]].")]))
    with pytest.raises(UsageError, match=complaint):
        finder(papers)(one)
