"""The questions of bench/jobs.jsonl, and what `bench jobs` finds wrong with made-up answers."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEncoder
from small_inputs import GROUPS, title, write_corpora, write_lines, write_papers
from zoo import ZOO

from assistant.answering import Assistant, open_assistant
from assistant.answers.citations import Citations
from assistant.config import DEFAULT_MODEL, SEEDS, Settings
from assistant.datamodels import Answer, Intent, Origin, Paper, Query, Reason
from assistant.errors import UsageError
from bench import jobs
from bench.__main__ import main
from bench.answers import read
from bench.jobs import Expected, expected, failures
from bench.prose import groups, has_table, opening, sentences, stumbles
from ingest.pipeline import ingest

ASKED = "What has changed since 2019 in their work on lions?"
LIONS, TIGERS = (str(paper["title"]) for paper in ZOO[:2])


def test_the_questions_are_well_formed() -> None:
    questions = read(jobs.QUESTIONS)
    assert len({question["id"] for question in questions}) == len(questions) >= 40
    kinds = {*Intent, "absent", "overview", "definition"}
    assert {question["kind"] for question in questions} <= kinds
    for question in questions:
        expect = expected(question)
        for pattern in (*expect.must_match, *expect.must_not_match, *expect.opens_with):
            re.compile(pattern)


def test_every_title_that_is_expected_of_the_seeds_is_theirs() -> None:
    printed = {line.strip() for file in SEEDS.glob("*.txt") for line in file.read_text("utf-8").splitlines()}
    asked = [question for question in read(jobs.QUESTIONS) if question["group"] == "seeds"]
    assert {title for question in asked for title in expected(question).titles} <= printed


TWICE = "Lions hunt antelopes at night in the open plains."
PAPER = Paper(
    "p",
    "bFit: A Package for Fitting",
    f"We fit. {TWICE}",
    "group",
    tuple(f"Author {n}" for n in "ABCDEFGH"),
    records=(Origin("papers.jsonl", 1),),
)
GOOD = "Two papers deal with lions:\n\n- **Lions at Night** (2020): Lions hunt antelopes at night."


def _stumbles(text: str, *, topic: str = "lions", references: bool = False, **more: Any) -> str:
    citations = Citations()
    citations.abstract(PAPER, len("We fit. "), len(PAPER.abstract))
    answer = Answer(ASKED, text, Query(ASKED), tuple(citations.items), **more)
    return "; ".join(stumbles(answer, [PAPER], topic=topic, references=references))


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "bFit is a package that fits.",
        "We show how lions hunt. [1] — **Lions at Night** (2020)",
        "2 papers deal with “lions”.",
        f"The first is bFit: A Package for Fitting.\n- {PAPER.title}\n- {PAPER.title}",
        "Results of Smith: Results show that 2 Lions hunt. Methods are told.",
        "They write “they changed their minds” somewhere.",
        "Lions hunt at night. Lions hunt at night.",
        "Of 21 papers the first is by Author A, Author B, ..., Author H (8 authors).",
    ],
)
def test_a_text_that_reads_well(text: str) -> None:
    assert _stumbles(text) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("- **Lions at Night** (2020): They hunt at night.", "opens with no sentence"),
        ("and so they hunt at night.", "opens with no sentence"),
        ("Lions and what they do at night", "opens with no sentence"),
        (f"They say this. {TWICE}\n- {TWICE} [1]", "printed twice"),
        (f"**Lions** (2020): {TWICE} [1]\n- Night (2021): {TWICE}", "printed twice"),
        (f"They say this:\n\n| a | b |\n|---|---|\n| {TWICE} [1] | {TWICE} |", "printed twice"),
        ("Two papers deal with “changed since”.", "prints the words of the question: “changed since”"),
        ('Two papers deal with "changed lions".', "prints the words of the question: “changed lions”"),
        (
            "- **Lions** (2020): Main conclusions We show more.",
            "label of a section: 'Main conclusions We'",
        ),
        ("The paper says: “5 The results are clear.”", "label of a section: '5 The'"),
        ("The 1 people of this group hunt lions.", "wrong number: '1 people'"),
        (f"It is by {', '.join(PAPER.authors[:7])}.", "lists all authors"),
        (f"It is by {', '.join(PAPER.authors[:-1])} and {PAPER.authors[-1]}.", "lists all authors"),
    ],
)
def test_a_text_that_makes_one_stumble(text: str, why: str) -> None:
    assert why in _stumbles(text)


def test_a_raw_query_is_seen_in_what_was_searched_too() -> None:
    assert "“changed”" in _stumbles(GOOD, searched="Looked for papers on “changed”: 3 papers searched.")


def test_a_list_of_references_has_all_authors() -> None:
    assert _stumbles(f"References in this style: {', '.join(PAPER.authors)}.", references=True) == ""


def test_parts_of_a_text() -> None:
    grouped = "4 papers deal with it:\n\n**Night**\n- a [1]\n- b [2]\n\n**Day**\n\n- c [3]"
    assert opening(f"\n**{TWICE}** [1]\n- more") == TWICE
    assert (groups(GOOD), groups(grouped), groups("They differ:\n- A: 3 papers\n- B: 1 paper")) == (1, 2, 2)
    assert has_table("| a | b |\n|---|:--|\n| 1 | 2 |\n| 3 | 4 |")
    assert not has_table("| a | b |\n|---|---|\n| 1 | 2 |")
    assert sentences("- They hunt. They rest. [1]\n\n1. They sleep.") == [
        "They hunt.",
        "They rest.",
        "They sleep.",
    ]


@pytest.fixture(scope="module")
def assistant(zoo: Path) -> Assistant:
    return open_assistant(Settings(index=zoo), encoder=FakeEncoder(DEFAULT_MODEL))


def _answer(assistant: Assistant) -> Answer:
    """An answer that cites the papers on lions and on tigers."""
    citations, papers = Citations(), {paper.title: paper for paper in assistant.corpus.papers}
    marks = [citations.field(papers[name], "abstract") for name in (LIONS, TIGERS)]
    lions = f"**{LIONS}** is on how lions hunt {marks[0]}."
    said = f"Two papers of 2020 deal with it. {lions} Tigers swim {marks[1]}."
    return Answer(ASKED, said, Query(ASKED), tuple(citations.items))


def test_a_good_answer_passes(assistant: Assistant) -> None:
    expect = Expected(
        must_cite=[LIONS],
        may_cite=[TIGERS],
        exact=True,
        cite_some=[{"least": 2, "of": [LIONS, TIGERS]}],
        most_named=1,
        quoted=2,
        must_name=[LIONS],
        order=[[LIONS, TIGERS]],
        must_match=["2020 deal with it. Lions at Night is"],
        must_not_match=["sorry"],
        opens_with=["^Two papers"],
        groups=[0, 0],
        sentences=[3, 3],
    )
    assert [*failures(assistant, _answer(assistant), expect)] == []
    silent = Answer(ASKED, "Nothing was found on that.", Query(ASKED), reason=Reason.NOTHING_FOUND)
    assert [*failures(assistant, silent, Expected(abstain=True))] == []
    assert [*failures(assistant, silent, Expected(may_abstain=True))] == []
    assert [*failures(assistant, silent, Expected())] == ["abstained (nothing_found)"]


@pytest.mark.parametrize(
    ("expect", "why"),
    [
        (Expected(abstain=True), "should have abstained"),
        (Expected(must_cite=["Sparrow Nests"]), "1 of 1 papers missing"),
        (Expected(must_cite=[LIONS], may_cite=[], exact=True), "1 of 2 papers too many"),
        (Expected(scope="related"), "cites outside the scope"),
        (Expected(cite_some=[{"least": 2, "of": [LIONS, "Whale Songs"]}]), "cites 1 of at least 2 papers"),
        (Expected(most_named=0), "names papers: 1, 0 are enough"),
        (Expected(quoted=3), "quotes the abstracts of 2 papers, expected 3"),
        (Expected(must_name=[TIGERS]), "does not name 'swimming tigers'"),
        (Expected(order=[[TIGERS, LIONS]]), "'Lions at Night' stands before 'Swimming Tigers'"),
        (Expected(must_match=["whales"]), "lacks /whales/"),
        (Expected(must_not_match=["hunt"]), "says 'hunt'"),
        (Expected(opens_with=["^Three"]), "opening lacks /^Three/"),
        (Expected(table=True), "has no table"),
        (Expected(groups=[2, 5]), "has 0 groups, expected 2 to 5"),
        (Expected(sentences=[1, 2]), "has 3 sentences, expected 1 to 2"),
    ],
)
def test_what_an_answer_fails_for(assistant: Assistant, expect: Expected, why: str) -> None:
    (failure,) = failures(assistant, _answer(assistant), expect)
    assert failure.startswith(why)


def test_sources_must_be_true(assistant: Assistant) -> None:
    answer = _answer(assistant)
    unmarked = replace(answer, text="Two papers of 2020 deal with it. [1]")
    assert [*failures(assistant, unmarked, Expected())] == ["marks and citations differ"]
    made_up = replace(answer.citations[0], quote="Lions fly.")
    false = replace(answer, citations=(made_up, answer.citations[1]))
    assert [*failures(assistant, false, Expected())] == ["[1] is not verbatim"]


def test_expectations_that_make_no_sense_are_refused(assistant: Assistant) -> None:
    question = {"id": "lions", "kind": "overview", "question": ASKED}
    with pytest.raises(UsageError, match=r"lions: .*must_site"):
        expected(question | {"expect": {"must_site": []}})
    with pytest.raises(UsageError, match="no paper has the title 'Pumas'"):
        jobs.ask(assistant, [question | {"expect": {"must_cite": ["Pumas"]}}])


def _write_jobs(path: Path) -> Path:
    asked = {"seeds": ("lions", "pumas"), "cats": ("tigers",), "dogs": ("foxes",)}
    return write_lines(
        path,
        (
            {
                "id": f"{group}-{animal}",
                "group": group,
                "kind": "overview",
                "question": f"What has this group done on {animal}?",
                "expect": {"must_cite": [title("lions" if animal == "pumas" else animal)], "topic": animal},
            }
            for group, animals in asked.items()
            for animal in animals
        ),
    )


def test_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("assistant.answering.open_encoder", FakeEncoder)
    seeds, questions = tmp_path / "index", _write_jobs(tmp_path / "jobs.jsonl")
    ingest([write_papers(tmp_path / "papers.jsonl")], seeds, FakeEncoder(DEFAULT_MODEL))
    corpora, indexes = write_corpora(tmp_path / "corpora"), tmp_path / "indexes"
    for name in GROUPS:
        ingest([corpora / name / "papers.jsonl"], indexes / name, FakeEncoder(DEFAULT_MODEL), scope="group")
    command = ["jobs", "--index", str(seeds), "--questions", str(questions)]

    assert main([*command, "--json"]) == 0
    told = capsys.readouterr()
    alone = {"pass": 0.5, "questions": 2, "by_kind": {"overview": 0.5}, "failed": ["seeds-pumas"]}
    assert json.loads(told.out) == alone
    assert "cats: 1 question is skipped: --corpora says where its papers are." in told.err

    assert main([*command, "--indexes", str(indexes), "--verbose", "--min", "0.9"]) == 1
    told = capsys.readouterr()
    assert "FAIL seeds-pumas: abstained (nothing_found)" in told.out
    assert "all: 0.667 of 3 (overview 2/3)" in told.out
    assert "dogs: 1 question is skipped" in told.err


def test_the_command_needs_a_question(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    questions = write_lines(tmp_path / "jobs.jsonl", [])
    assert main(["jobs", "--questions", str(questions)]) == 1
    assert capsys.readouterr().err == "bench: No question was asked: no group has an index.\n"
