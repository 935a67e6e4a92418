"""Two papers or topics side by side, in a table of their own sentences."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from fakes import FakeEncoder, make_paper

from assistant.answering import Assistant
from assistant.answers.citations import Citations
from assistant.answers.comparison_table import Said, Side, table_of
from assistant.answers.comparisons import told_apart
from assistant.config import DEFAULT_MODEL
from assistant.datamodels import Answer, Intent, Query, Reason, Sentence
from assistant.index.corpus import open_corpus
from assistant.retrieval.telling import Kind
from ingest.pipeline import ingest

AUTHORS = {
    "Owls of the barn": ["Ada Owl"],
    "Tigers of the river": ["Eva Cat"],
    "Bears sleep": ["Ada Owl", "Eva Cat"],
}
ABSTRACTS = {
    "Owls of the barn": "Owls are the night birds. We measure owls | in barns. We find owls to be quiet.",
    "Tigers of the river": "We study tigers with a camera, and compare them. We find tigers to be loud.",
    "Bears sleep": "Bears sleep all winter.",
    "Cats of the roof": "Cats walk on roofs.",
    "Foxes of the field": "Foxes run fast.",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    directory = tmp_path_factory.mktemp("compare")
    source = directory / "papers.jsonl"
    records = [
        {"title": title, "abstract": abstract, "date": str(2019 + at), "authors": AUTHORS.get(title, [])}
        for at, (title, abstract) in enumerate(ABSTRACTS.items())
    ]
    source.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    ingest([source], directory / "index", FakeEncoder(DEFAULT_MODEL))
    corpus = open_corpus(directory / "index")
    yield Assistant(corpus, FakeEncoder(DEFAULT_MODEL))
    corpus.close()


def compare(assistant: Assistant, *compared: str, text: str = "Compare them.", **fields: object) -> Answer:
    query = Query(text, Intent.COMPARE, compared=compared, **fields)  # type: ignore[arg-type]
    return assistant.desk.verbatim.answer(query)


def test_topics_stand_side_by_side(assistant: Assistant) -> None:
    answer = compare(assistant, "owls", "tigers")
    lines = answer.text.splitlines()
    assert (
        lines[0] == "This table sets “owls” and “tigers” side by side, in the words of the papers themselves."
    )
    assert lines[2:] == [
        "|  | owls | tigers |",
        "| --- | --- | --- |",
        "| Papers | 1 paper: **Owls of the barn** (2019) [1] | 1 paper: **Tigers of the river** (2020) [2] |",
        "| What it is | Owls are the night birds. [3] | not told in the abstracts |",
        "| What was done | We measure owls \\| in barns. [4] "
        "| We study tigers with a camera, and compare them. [5] |",
        "| What was found | We find owls to be quiet. [6] | We find tigers to be loud. [7] |",
    ]
    assert {c.number for c in answer.citations} == set(range(1, 8))


def test_papers_are_compared_by_their_titles(assistant: Assistant) -> None:
    text = "Compare “Owls of the barn” and “Tigers of the river”."
    answer = compare(assistant, text=text)
    assert "| Papers | 2019 [1] | 2020 [2] |" in answer.text
    assert answer.text == compare(assistant, "Owls of the barn", "Tigers of the river", text=text).text


def test_papers_of_the_conversation_are_compared(assistant: Assistant) -> None:
    ids = tuple(
        paper.id for paper in assistant.corpus.papers if "Owls" in paper.title or "Bears" in paper.title
    )
    assert "**Owls of the barn** and **Bears sleep** side by side" in compare(assistant, papers=ids).text


def test_people_stand_side_by_side_with_their_own_papers_first(assistant: Assistant) -> None:
    text = compare(assistant, authors=(("Ada Owl",), ("Eva Cat",)), any_author=True).text
    assert text.startswith("This table sets Ada Owl and Eva Cat side by side")
    assert "| 2 papers: **Owls of the barn** (2019) [1], **Bears sleep** (2021) [2] " in text
    assert "| 2 papers: **Tigers of the river** (2020) [3], **Bears sleep** (2021) [2] |" in text
    assert "| We find owls to be quiet." in text
    assert "We find tigers to be loud." in text
    assert text.endswith("1 paper is by both: **Bears sleep** (2021) [2].")


def test_a_person_without_papers_on_the_topic_is_said_plainly(assistant: Assistant) -> None:
    text = compare(assistant, topic="owls", authors=(("Ada Owl",), ("Eva Cat",)), any_author=True).text
    assert "No paper on “owls” is by Eva Cat." in text


def test_a_side_without_papers_is_said_plainly(assistant: Assistant) -> None:
    text = compare(assistant, "owls", "submarines").text
    assert "No paper by this group is on “submarines”." in text
    assert "| What was found | We find owls to be quiet. [4] | — |" in text


def test_nothing_on_either_side_is_an_abstention(assistant: Assistant) -> None:
    answer = compare(assistant, "submarines", "airships")
    assert answer.reason is Reason.NOTHING_FOUND
    assert answer.text == "I found nothing on “submarines” and “airships” by this group."


def test_a_question_without_two_things_gets_an_overview(assistant: Assistant) -> None:
    assert "deals with owls" in compare(assistant, topic="owls").text


def test_a_sentence_of_an_uncertain_kind_is_in_no_row() -> None:
    paper, kinds = make_paper("Owls"), (None, Kind.FINDING)
    said = tuple(
        Said(
            paper,
            Sentence(at, at + 1, f"Sentence {at}."),
            kind,
        )
        for at, kind in enumerate(kinds)
    )
    sides = [Side("owls", (paper,), said), Side("tigers", (), ())]
    table = table_of(sides, ["Sentence"], Citations())
    assert "Sentence 1." in table
    assert "Sentence 0." not in table


def test_sentences_that_point_back_are_told_last(assistant: Assistant) -> None:
    paper = assistant.corpus.papers[0]
    said = [
        Said(paper, Sentence(at, at + 1, text), Kind.FINDING)
        for at, text in enumerate(["Next, owls are quiet.", "We find owls to be quiet."])
    ]
    (side,) = told_apart([Side("owls", (paper,), tuple(said))])
    assert [one.text for one in side.said] == ["We find owls to be quiet.", "Next, owls are quiet."]
