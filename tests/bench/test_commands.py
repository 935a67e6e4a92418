"""The commands of `python -m bench` that run in this process, on small input and with a fake encoder."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest
from fakes import FakeEncoder, make_paper
from small_inputs import (
    GROUPS,
    PLACES,
    write_beir,
    write_corpora,
    write_fact,
    write_labels,
    write_papers,
    write_questions,
    write_scitldr,
    write_telling,
)
from zoo import REPOSITORY

from assistant.config import DEFAULT_MODEL
from assistant.errors import UsageError
from assistant.retrieval import calibration, telling
from assistant.understanding.length import LONGEST_QUESTION
from bench import limit
from bench.__main__ import COMMANDS, main
from bench.beir import corpus
from bench.hostile import hostile
from bench.limit import Shapes
from bench.ordinary import QUESTIONS
from ingest.pipeline import ingest

Run = Callable[..., str]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command with the fake encoder and gives what it printed."""
    for module in ("calibrate", "evidence", "groups", "overview", "retrieval", "verify"):
        monkeypatch.setattr(f"bench.{module}.open_encoder", FakeEncoder)
    monkeypatch.setattr("assistant.answering.open_encoder", FakeEncoder)
    monkeypatch.delenv("ASSISTANT_MODEL", raising=False)

    def run(*arguments: object, status: int = 0) -> str:
        assert main([str(argument) for argument in arguments]) == status
        return capsys.readouterr().out

    return run


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("animals")
    ingest([write_papers(folder / "papers.jsonl")], folder / "index", FakeEncoder(DEFAULT_MODEL))
    return folder / "index"


@pytest.fixture(scope="module")
def beir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_beir(tmp_path_factory.mktemp("beir") / "animals")


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_labels(tmp_path_factory.mktemp("labels"))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_takes(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"python -m bench {command}" in capsys.readouterr().out


def test_an_error_is_one_line_and_status_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["retrieval", "--beir", str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith(f"bench: {tmp_path} has no queries.jsonl")


def test_answers_are_judged(run: Run, index: Path, tmp_path: Path) -> None:
    questions = write_questions(tmp_path / "questions.jsonl")
    told = run("answers", questions, "--index", index, "--verbose")
    assert told.splitlines()[0] == "all: 1.000 of 2 (topic 1/1, unanswerable 1/1)"
    wrong = questions.read_text().replace('"abstain": true', '"abstain": false')
    questions.write_text(wrong)
    told = run("answers", questions, "--index", index, "--verbose", "--min", "0.9", status=1)
    assert "FAIL weather: abstained (out_of_domain)" in told


@pytest.mark.parametrize("writer", ["fake:oracle", "fake:liar"])
def test_lies_and_truths_of_a_scripted_writer_are_counted(
    run: Run, index: Path, tmp_path: Path, writer: str
) -> None:
    questions = write_questions(tmp_path / "questions.jsonl")
    result = json.loads(run("answers", questions, "--index", index, "--model", writer, "--json"))
    assert result["questions"] == 2
    assert result["written"] + result["instead"] == 1
    assert result["truths"] > 0
    if writer == "fake:liar":
        assert result["lies"] > 0
        assert result["unmarked"] == 0
        assert sum(told for told, _ in result["by_kind"].values()) == result["lies"]


def test_an_unknown_scripted_writer_is_an_error(index: Path, tmp_path: Path) -> None:
    questions = write_questions(tmp_path / "questions.jsonl")
    assert main(["answers", str(questions), "--index", str(index), "--model", "fake:poet"]) == 1


@pytest.mark.process  # the first figure that is drawn on a machine asks fontconfig for its fonts
def test_calibrate_writes_weights_and_draws_their_curves(
    run: Run, index: Path, labelled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    topics, facts = tmp_path / "calibration.toml", tmp_path / "facts.toml"
    figure, indexes = tmp_path / "calibration.svg", tmp_path / "indexes"
    before = [tomllib.loads(file.read_text()).keys() for file in (calibration.FILE, calibration.FACTS)]
    monkeypatch.setattr(calibration, "FILE", topics)
    monkeypatch.setattr(calibration, "FACTS", facts)
    birds = write_corpora(tmp_path / "corpora") / "birds" / "papers.jsonl"
    ingest([birds], indexes / "birds", FakeEncoder(DEFAULT_MODEL), scope="group")
    write_fact(labelled / "groups" / "birds" / "questions.jsonl", "owls")
    options = ["--index", index, "--indexes", indexes, "--labels", labelled]
    told = run("calibrate", *options, "--write", "--figure", figure)
    assert told.startswith(f"topics ({2 * len(PLACES) + 1} of 1 group): ")
    assert f"on the seeds ({len(PLACES)}): " in told
    assert "on groups (1): " in told
    assert [tomllib.loads(file.read_text()).keys() for file in (topics, facts)] == before
    assert figure.read_text().lstrip().startswith("<?xml")


def test_groups_are_left_out_one_by_one(run: Run, index: Path, labelled: Path, tmp_path: Path) -> None:
    corpora, indexes = write_corpora(tmp_path / "corpora"), tmp_path / "indexes"
    for name in GROUPS:
        ingest([corpora / name / "papers.jsonl"], indexes / name, FakeEncoder(DEFAULT_MODEL), scope="group")
    (tmp_path / "questions" / "cats").mkdir(parents=True)
    write_questions(tmp_path / "questions" / "cats" / "questions.jsonl")
    options = ["--indexes", indexes, "--questions", tmp_path / "questions", "--labels", labelled]
    told = run("groups", "--corpora", corpora, *options, "--index", index, "--json")
    result = json.loads(told)
    assert [row["group"] for row in result["groups"]] == ["birds", "cats"]
    assert [row["topics"] for row in result["groups"]] == [4, 5]
    assert result["groups"][1]["questions"] == result["mean"]["questions"]
    assert all(0 <= value <= 1 for value in result["mean"].values())


def test_premises(run: Run, index: Path, labelled: Path, beir: Path) -> None:
    told = run("premises", "--index", index, "--labels", labelled, "--beir", beir, "--json")
    result = json.loads(told)
    assert (result["false_premises"], result["true_premises"], result["facts"]) == (1, 1, len(PLACES))
    assert result["false_alarms"] == 0
    assert result["claims_false_premises"] == 1


@pytest.mark.parametrize("part", [[], ["--train"]])
def test_evidence(run: Run, beir: Path, part: list[str]) -> None:
    result = json.loads(run("evidence", "--beir", beir, "--json", *part))
    assert result["pairs"] == len(PLACES)
    assert result["hit@1"] == result["hit@3"] == 1


def test_overview(run: Run, tmp_path: Path) -> None:
    result = json.loads(run("overview", "--scitldr", write_scitldr(tmp_path), "--json"))
    assert result == {"papers": len(PLACES), "rouge1": 1.0, "lead": 0.5, "oracle": 1.0}


def test_overview_learns(run: Run, beir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scitldr, corpora = write_scitldr(tmp_path / "scitldr"), write_corpora(tmp_path / "corpora")
    for name in GROUPS:
        ingest([corpora / name / "papers.jsonl"], tmp_path / "indexes" / name, FakeEncoder(DEFAULT_MODEL))
    monkeypatch.setattr("bench.telling.FILE", write_telling(tmp_path / "telling.jsonl"))
    monkeypatch.setattr(telling, "FILE", tmp_path / "telling.json")
    options = ["--indexes", tmp_path / "indexes", "--beir", beir, "--json"]
    result = json.loads(run("overview", "--scitldr", scitldr, *options, "--write"))
    telling.learned.cache_clear()
    assert result["groups"].keys() == GROUPS.keys()
    assert result["best"] == result["good"] == 1
    assert (tmp_path / "telling.json").exists()


def test_overview_writes_nothing_without_groups(tmp_path: Path) -> None:
    assert main(["overview", "--scitldr", str(tmp_path), "--write"]) == 1


def test_retrieval(run: Run, beir: Path) -> None:
    told = dict(line.split() for line in run("retrieval", "--beir", beir).splitlines())
    assert (told["documents"], told["queries"], told["ndcg@10"]) == ("10", "10", "1.0")
    assert {"docs_per_second", "p50_ms", "p95_ms"} <= told.keys()


def test_verify(run: Run, beir: Path) -> None:
    result = json.loads(run("verify", "--beir", beir, "--json"))
    assert (result["support"], result["contradict"]) == (len(PLACES) - 1, 1)
    assert result["support_passes"] == 1


def test_ordinary(run: Run, index: Path) -> None:
    result = json.loads(run("ordinary", "--index", index, "--json"))
    assert result["papers"] == len(PLACES)
    assert {row["kind"] for row in result["rows"]} == {kind.__name__ for kind in QUESTIONS}
    assert 0 < result["worst_first_s"] == result["rows"][0]["first_s"]
    assert run("ordinary", "--index", index).startswith(f"papers {len(PLACES)}\nquestions ")


def test_hostile(run: Run, index: Path) -> None:
    result = json.loads(run("hostile", "--index", index, "--questions", 12, "--json"))
    assert (result["papers"], result["questions"], len(result["worst"])) == (len(PLACES), 12, 10)
    assert 0 < result["p50_s"] <= result["p99_s"] <= result["worst_s"] == result["worst"][0]["seconds"]
    assert run("hostile", "--index", index, "--questions", 3).startswith(
        f"papers {len(PLACES)}\nquestions 3\n"
    )


def test_hostile_questions_are_the_same_again() -> None:
    first, again = (list(islice(hostile([make_paper("Owls", "Owls hunt.")], seed=3), 90)) for _ in range(2))
    assert first == again
    assert max(len(one.text) for one in first) == LONGEST_QUESTION
    assert {"token", "mixture", "conversation"} <= {one.kind for one in first}


def test_freeze_says_what_differs(
    run: Run, index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = write_questions(tmp_path / "questions.jsonl")
    monkeypatch.setattr("bench.freeze.OWN_SETS", [str(questions)])
    frozen = tmp_path / "frozen"
    topics = write_labels(tmp_path / "labels") / "topics.jsonl"
    told = run("freeze", frozen, "--index", index, "--also", topics, index)
    assert told == f"{2 + len(PLACES) + 1} answers are written to {frozen}\n"
    assert run("freeze", "--against", frozen) == "nothing differs\n"
    first, *others = (frozen / "questions.jsonl").read_text().splitlines()
    assert json.loads(first).keys() == {"question", "query", "answer"}
    changed = json.loads(first)
    changed["query"]["topic"] = "tigers"
    (frozen / "questions.jsonl").write_text("\n".join([json.dumps(changed), *others]))
    told = run("freeze", "--against", frozen, status=1)
    assert "questions.jsonl:1: 'What has this group done on lions?'" in told
    assert "query.topic: 'tigers' -> 'lions'" in told
    assert told.endswith("1 answers differ\n")


def test_freeze_needs_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["freeze"]) == 1
    assert main(["freeze", "--against", str(tmp_path)]) == 1
    assert "is no folder that `python -m bench freeze` wrote" in capsys.readouterr().err


@pytest.mark.process
def test_fulltext(run: Run, tmp_path: Path) -> None:
    pdfs = REPOSITORY / "tests" / "pdfs"
    for name in ("memory-latex.pdf", "memory-latex.json", "owls-columns.pdf"):
        (tmp_path / name).write_bytes((pdfs / name).read_bytes())
    (tmp_path / "damaged.pdf").write_bytes(b"%PDF-1.4")
    result = json.loads(run("fulltext", tmp_path, "--json"))
    assert (result["files"], result["read"], result["title"], result["boxes"]) == (3, 2, 1.0, 1.0)
    assert result["pages_per_cpu_second"] > 0
    assert "damaged.pdf: is no whole PDF" in run("fulltext", tmp_path)


@pytest.mark.model
def test_the_limit_says_how_near_the_encoder_comes(run: Run, beir: Path) -> None:
    result = json.loads(run("limit", "--beir", beir, "--json"))
    assert result["arithmetic"] in result["document_floors_ms"]
    assert result["documents"] == len(corpus(beir))
    assert min(result[share] for share in ("encoder_share", "ingest_share", "query_share")) > 0
    assert 0 < result["query_floor_ms"] < result["document_floor_ms"]


@pytest.mark.model
def test_the_limit_is_derived_for_the_papers_of_the_index_where_no_others_are_named(
    run: Run, index: Path
) -> None:
    result = json.loads(run("limit", "--index", index, "--documents", "3", "--json"))
    assert result["documents"] == 3
    assert result["encoder_share"] > 0


def test_the_floor_of_a_text_is_its_operations_at_the_rates_of_the_machine() -> None:
    one = dict.fromkeys([(2, 2), (2, 3), (3, 2)], 1.0)
    ten = dict.fromkeys(one, 10.0)
    # 5 tokens: 2 * 5 * (4 * 4 + 2 * 6) operations with weights and 4 * 25 * 2 of the attention, in each layer
    assert Shapes(7, 2, 3).floor(5, one, one, exact=0) == pytest.approx(7 * (280 + 200))
    assert Shapes(7, 2, 3).floor(5, ten, one, exact=1) == pytest.approx(7 * (24 + 40 + 200))


def test_the_limit_is_derived_for_encoders_of_known_shape_alone() -> None:
    with pytest.raises(UsageError, match="'words-64' is none"):
        limit.run([], [], FakeEncoder())
