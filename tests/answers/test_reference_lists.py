"""Publication lists and reading lists in a citation style."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import FakeEncoder, make_paper

from assistant.answering import Assistant
from assistant.answers.cited_works import likely_kind, work_of
from assistant.answers.plans import References
from assistant.answers.verbatim import execute
from assistant.config import DEFAULT_MODEL
from assistant.datamodels import Answer, Intent, Kind, Paper, PaperDate, Profile, Query
from assistant.index.corpus import open_corpus
from assistant.index.members import members_of
from assistant.text.citation_styles import FOLDER, find_style, style_named


@pytest.fixture(scope="module")
def assistant(zoo: Path) -> Assistant:
    return Assistant(open_corpus(zoo), FakeEncoder(DEFAULT_MODEL))


def listed(assistant: Assistant, **meaning: object) -> Answer:
    query = Query("the list", Intent.REFERENCES, **meaning)  # type: ignore[arg-type]
    return execute(References(query), assistant.desk.library)


def test_a_publication_list_is_newest_first_and_each_reference_is_cited(assistant: Assistant) -> None:
    answer = listed(assistant, style="APA")
    assert answer.text.splitlines() == [
        "3 papers by this group, newest first, in APA style:",
        "",
        "- Gödel, K., & Byron, A. (2021, March 4). *Swimming Tigers*. [1]",
        "- Byron, A. (2020, January 2). *Lions at Night*. [2]",
        "- *Sparrow Nests*. (2019). [3]",
    ]
    assert [(c.field, c.quote) for c in answer.citations] == [
        ("title", "Swimming Tigers"),
        ("title", "Lions at Night"),
        ("title", "Sparrow Nests"),
    ]


def test_a_style_that_numbers_makes_a_numbered_list(assistant: Assistant) -> None:
    lines = listed(assistant, style="IEEE", limit=2, newest_first=False).text.splitlines()
    assert lines == [
        "The oldest 2 of 3 papers by this group, oldest first, in IEEE style:",
        "",
        "1. “Sparrow Nests.” 2019. [1]",
        "2. A. Byron, “Lions at Night.” Jan. 02, 2020. [2]",
    ]


def test_a_reading_list_is_on_the_topic_the_most_relevant_first(assistant: Assistant) -> None:
    answer = listed(assistant, topic="swimming tigers", said="swimming tigers", style="Vancouver")
    said, _, first = answer.text.splitlines()[:3]
    assert said == "1 paper on swimming tigers, the most relevant first, in Vancouver style:"
    assert first == "1. Gödel K, Byron A. Swimming Tigers. 2021. [1]"
    assert listed(assistant, topic="quantum gravity", style="APA").abstained


def test_an_unknown_style_is_said_and_the_default_taken(assistant: Assistant) -> None:
    text = listed(assistant, style="Harvard_style").text
    assert text.startswith(
        "The style “Harvard\\_style” is not among those that I know: APA, IEEE, Vancouver,"
    )
    assert "in APA style:" in text
    files = listed(assistant, style="BibTeX").text
    assert files.startswith("BibTeX and RIS of what is cited are in the menu Export")


def test_a_style_of_the_settings_is_taken_where_none_or_that_one_is_asked_for(
    zoo: Path, tmp_path: Path
) -> None:
    path = tmp_path / "own.csl"
    ieee = (FOLDER / "ieee.csl").read_text(encoding="utf-8")
    path.write_text(re.sub("<title>.*?</title>", "<title>Journal of Zoos</title>", ieee), encoding="utf-8")
    assistant = Assistant(open_corpus(zoo), FakeEncoder(DEFAULT_MODEL), style=find_style(str(path)))
    for style in (None, "Journal of Zoos", "zoos"):
        assert listed(assistant, style=style).text.startswith(
            "3 papers by this group, newest first, in Journal of Zoos style:\n\n1. K. Gödel and"
        )
    assert "in APA style" in listed(assistant, style="APA").text


@pytest.mark.parametrize(
    ("kind", "venue", "arxiv_id", "likely"),
    [
        ("thesis", "Journal of X", None, "thesis"),
        (None, "Journal of X", None, "article"),
        (None, "NeurIPS", None, "conference paper"),
        (None, "Conference on Robot Learning", None, "conference paper"),
        (None, "bioRxiv", None, "preprint"),
        (None, None, "2101.00001", "preprint"),
        (None, None, None, None),
    ],
)
def test_a_paper_is_of_the_kind_that_its_venue_tells(
    kind: Kind | None, venue: str | None, arxiv_id: str | None, likely: Kind | None
) -> None:
    assert likely_kind(make_paper("A paper", kind=kind, venue=venue, arxiv_id=arxiv_id)) == likely


def in_apa(paper: Paper) -> str:
    return style_named("APA").reference(work_of(paper)).text


def test_the_place_in_a_printed_venue_is_told_apart() -> None:
    paper = make_paper("A paper", date=PaperDate(2019), kind="article")
    printed = {
        "Ecography 33: 748-757": "Ecography, 33, 748–757.",
        "Ecosphere 10: e02933": "Ecosphere, 10, e02933.",
        "Forecasting 22 (3)": "Forecasting, 22(3).",
        "Computers in 2020": "Computers in 2020.",
    }
    assert {venue: in_apa(replace(paper, venue=venue))[17:] for venue in printed} == printed


def test_the_place_that_a_source_states_is_used() -> None:
    paper = make_paper("A paper", date=PaperDate(2019), kind="article", venue="Hash 3: 1-2", volume="12")
    assert in_apa(replace(paper, issue="3", pages="5–17")) == "A paper. (2019). Hash, 12(3), 5–17."


def test_authors_that_are_no_person_stay_whole() -> None:
    paper = make_paper("A paper", authors=("Herd Study Group", "Keil P"), authors_complete=True)
    assert in_apa(paper) == "Herd Study Group, & Keil, P. (n.d.). A paper."


def test_who_signs_a_fifth_of_the_papers_is_of_the_group() -> None:
    names = [("Emmy Noether", "Ada Byron"), ("E. Noether",), ("Noether, Emmy",), *[("Kurt Gödel",)] * 12]
    papers = [make_paper(f"Paper {n}", authors=who) for n, who in enumerate(names)]
    often = {"Emmy Noether", "E. Noether", "Noether, Emmy", "Kurt Gödel"}
    assert members_of(papers) == often
    assert members_of(papers, [Profile("A. Byron")]) == {*often, "Ada Byron"}
    assert members_of(papers[:2]) == set()  # a share of two papers says nothing
    others = [replace(paper, scope="related") for paper in papers]
    assert members_of(others) == set()
