"""What an overview says of the papers it found, in which order, and under which headings."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import FakeEncoder, make_paper

from assistant.answering import Assistant
from assistant.answers.abstention import nothing_found
from assistant.answers.citations import MARK
from assistant.answers.overview_facts import people_of, stems_of_topic, themes_of
from assistant.answers.overviews import FEW, LONG, tell
from assistant.config import DEFAULT_MODEL
from assistant.datamodels import Answer, Evidence, Intent, Message, Query
from assistant.index.corpus import open_corpus
from assistant.retrieval.finder import Found
from assistant.text.person_names import Persons
from ingest.pipeline import ingest

QUERY = Query("Which papers are on swimming?", Intent.TOPIC, topic="swimming", scope="group", said="swimming")
NESTS = Query("Which papers are on nests?", Intent.TOPIC, topic="nests", said="nests")


@pytest.fixture(scope="module")
def assistant(zoo: Path) -> Assistant:
    return Assistant(open_corpus(zoo), FakeEncoder(DEFAULT_MODEL))


@pytest.fixture(scope="module")
def aviary(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant over 14 papers on nests: of sparrows, of wasps, and others."""
    directory = tmp_path_factory.mktemp("aviary")
    papers = [
        *(
            _paper(f"Nests of sparrows {of}", "The sparrows build nests.", 2010 + n)
            for n, of in enumerate("12345")
        ),
        *(_paper(f"Nests of wasps {of}", "The wasps build nests.", 2020 - n) for n, of in enumerate("12345")),
        *(_paper(f"{kind} and nests", "Nobody looked.", 2000) for kind in ("Moss", "Rain", "Clay", "Twigs")),
    ]
    (directory / "aviary.jsonl").write_text("\n".join(map(json.dumps, papers)), encoding="utf-8")
    ingest([directory / "aviary.jsonl"], directory / "index", FakeEncoder(DEFAULT_MODEL))
    return Assistant(open_corpus(directory / "index"), FakeEncoder(DEFAULT_MODEL))


def _paper(title: str, abstract: str, year: int) -> dict[str, object]:
    return {"title": title, "abstract": abstract, "date": str(year), "authors": ["Ada Byron"]}


def overview(assistant: Assistant, query: Query, evidence: Sequence[Evidence]) -> Answer:
    found = assistant.desk.library.finder.find(query)
    answer = tell(query, replace(found, evidence=tuple(evidence)), assistant.desk.library)
    assert {c.paper_id for c in answer.citations} == {e.paper.id for e in evidence}
    assert {int(n) for n in MARK.findall(answer.text)} == {c.number for c in answer.citations}
    return answer


def headings(assistant: Assistant, *plain: bool, query: Query = QUERY) -> Sequence[str]:
    """The lines of an overview that name no paper; `plain` says which of the papers deal with the topic."""
    papers = [p for p in assistant.corpus.papers if p.scope == "group"]
    evidence = [Evidence(p, 0.5, plain=deals) for p, deals in zip(papers, plain, strict=False)]
    text = overview(assistant, query, evidence).text
    return [line for line in text.splitlines() if line and not line.startswith("- ")]


def on_nests(assistant: Assistant, *titles: str) -> list[Evidence]:
    """Papers on nests, the first the most relevant."""
    papers = {paper.title: paper for paper in assistant.corpus.papers}
    return [Evidence(papers[title], 0.9 - n / 100, plain=True) for n, title in enumerate(titles)]


def test_papers_that_deal_with_the_topic_come_before_those_near_it(assistant: Assistant) -> None:
    assert headings(assistant, True, True) == [
        "2 papers by this group deal with swimming, from 2020 to 2021:",
    ]
    assert headings(assistant, False, True, False) == [
        "1 paper by this group deals with swimming:",
        "2 more come near it:",
    ]
    assert headings(assistant, True, False)[1:] == ["1 more comes near it:"]


def test_where_no_paper_plainly_deals_with_the_topic_the_nearest_are_told(assistant: Assistant) -> None:
    whose = "No paper by this group"
    assert headings(assistant, False) == [f"{whose} is plainly about swimming; the nearest is:"]
    since = replace(QUERY, year_from=2019)
    assert headings(assistant, False, False, query=since) == [
        f"{whose} since 2019 is plainly about swimming; the nearest are:"
    ]


def test_of_papers_near_a_topic_the_best_are_told_and_the_others_named(aviary: Assistant) -> None:
    near = on_nests(aviary, "Rain and nests", "Nests of wasps 1", "Moss and nests", "Clay and nests")
    text = overview(aviary, NESTS, [replace(e, plain=False) for e in near]).text
    assert [line[4:].split("**")[0] for line in text.splitlines() if line.startswith("- ")] == [
        *("Rain and nests", "Nests of wasps 1", "Moss and nests"),
    ]
    assert "\n\nAlso: Clay and nests (2000) [" in text


def test_words_to_search_for_are_not_repeated(assistant: Assistant) -> None:
    unsaid = replace(QUERY, said="")
    assert headings(assistant, True, query=unsaid) == ["1 paper by this group deals with this topic:"]
    assert "is plainly about “swimming”;" in headings(assistant, False, query=unsaid)[0]  # as it was asked
    other = replace(unsaid, topic="swam")
    assert "is plainly about this topic;" in headings(assistant, False, query=other)[0]


def test_the_most_relevant_paper_is_first_and_the_others_follow_in_time(aviary: Assistant) -> None:
    titles = ["Nests of sparrows 3", "Nests of sparrows 5", "Nests of sparrows 1"]
    text = overview(aviary, NESTS, on_nests(aviary, *titles)).text
    assert [line[4:23] for line in text.splitlines() if line.startswith("- ")] == [
        *("Nests of sparrows 3", "Nests of sparrows 1", "Nests of sparrows 5"),
    ]


def test_more_than_a_few_papers_stand_under_headings_of_their_own_terms(aviary: Assistant) -> None:
    wasps, sparrows = ("Nests of wasps 2", "Nests of wasps 1"), ("Nests of sparrows 1", "Nests of sparrows 2")
    evidence = on_nests(aviary, *wasps, *sparrows, "Rain and nests")
    assert len(evidence) == FEW + 1
    blocks = overview(aviary, NESTS, evidence).text.split("\n\n")
    assert blocks[0].startswith(
        "5 papers by this group deal with nests, from 2000 to 2020. The newest is **Nests of"
    )
    assert blocks[0].endswith(" Themes among them: wasps (2) and sparrows (2).")
    assert [block for block in blocks if block.startswith("#")] == [
        *("### Wasps (2)", "### Sparrows (2)", "### Further papers (1)")
    ]
    assert [line[4:20] for line in blocks[2].splitlines()] == ["Nests of wasps 2", "Nests of wasps 1"]


def test_neither_the_topic_nor_its_acronym_is_a_heading() -> None:
    assert stems_of_topic("large nests", {"ln": "large nests", "sw": "small wasps"}) == {"larg", "nest", "ln"}


def test_of_many_papers_two_under_each_heading_are_told_and_all_are_cited(aviary: Assistant) -> None:
    evidence = [Evidence(p, 0.5, plain=True) for p in aviary.corpus.papers]
    assert len(evidence) > LONG
    text = overview(aviary, NESTS, evidence).text
    told = [line for line in text.splitlines() if line.startswith("- ")]
    assert len(told) == 2 * sum(line.startswith("### ") for line in text.splitlines())
    others = [line for line in text.splitlines() if line.startswith("And ")]
    assert sum(len(MARK.findall(line)) for line in others) == 14 - len(told)
    assert "And 3 more [" in text


def test_who_mostly_wrote_papers_is_said_where_some_stand_out() -> None:
    persons = Persons({"Ada Byron": 4, "Kurt Gödel": 3, "Emmy Noether": 1})
    papers = [
        *(
            make_paper(f"On lions {n}", authors=("Ada Byron", "Kurt Gödel"), authors_complete=True)
            for n in range(3)
        ),
        make_paper("On tigers", authors=("Emmy Noether", "Ada Byron"), authors_complete=True),
    ]
    assert people_of(papers, persons, besides=["Ada Byron"]) == ", most often with Kurt Gödel (3)"
    assert people_of(papers, persons, besides=[]) == ", most often with Ada Byron (4) and Kurt Gödel (3)"
    assert people_of(papers[2:], persons, besides=["Ada Byron"]) == ""
    cut = [replace(paper, authors_complete=False) for paper in papers]
    assert people_of(cut, persons, besides=["Ada Byron"]) == "; the author named most often is Kurt Gödel (3)"
    assert people_of(cut, persons, besides=[]).startswith("; the authors named most often are Ada Byron (4)")


def test_the_themes_of_papers_are_told_the_largest_first() -> None:
    assert themes_of([("bees", 2), ("wasps", 3)]) == "Themes among them: wasps (3) and bees (2)."
    assert themes_of([]) == ""


def test_an_answer_says_so_by_the_words_of_the_papers(assistant: Assistant) -> None:
    answer = assistant.ask("Which papers deal with swimming tigers?")
    heading, paper = answer.text.split("\n\n")[:2]
    assert heading == "1 paper by this group deals with swimming tigers:"
    assert paper.startswith("- **Swimming Tigers**")
    assert answer.evidence[0].plain


def test_a_paper_elsewhere_deals_with_the_topic_or_comes_nearer_to_it(assistant: Assistant) -> None:
    found = assistant.desk.library.finder.find(QUERY)
    nothing = Found(found.topic, (), (), found.selection)
    other = Evidence(make_paper("Whale Songs", scope="related"), 0.6, plain=True)
    near = replace(other, plain=False)
    assert "by others deals with it:" in nothing_found(QUERY, nothing, [other]).text
    assert "by others comes nearer to it:" in nothing_found(QUERY, nothing, [near]).text


@pytest.mark.parametrize("sentences", [1, 3])
def test_as_many_sentences_are_told_as_are_asked_for_and_all_papers_are_cited(
    aviary: Assistant, sentences: int
) -> None:
    papers = aviary.corpus.papers[:4]
    evidence = [Evidence(paper, 0.5, plain=at < 3) for at, paper in enumerate(papers)]
    text = overview(aviary, replace(NESTS, sentences=sentences), evidence).text
    first, *others = text.split("Byron (")
    assert first.startswith("3 papers by this group deal with nests")
    assert "[1][2][3], and 1 more comes near it [4]." in first
    assert len(others) == sentences - 1
    assert all("): The sparrows build nests. [" in said for said in others)


@pytest.mark.parametrize("newest_first", [True, False])
def test_papers_stand_in_order_of_time_where_the_question_asks_for_it(
    aviary: Assistant, newest_first: bool
) -> None:
    evidence = [Evidence(paper, 0.5, plain=True) for paper in aviary.corpus.papers[:10]]
    query = replace(NESTS, ordered=True, newest_first=newest_first)
    text = overview(aviary, query, evidence).text
    years = [int(year) for year in re.findall(r"^- .*?\((\d{4})\)", text, re.M)]
    assert years == sorted(years, reverse=newest_first)
    assert len(years) == 10
    assert "###" not in text


def test_which_of_those_takes_one_for_granted_that_says_so(assistant: Assistant) -> None:
    """The paper alone is too improbable to be listed for "rests", but it is one of two and has the word."""
    first = assistant.ask("papers by Ada Byron")
    ids = tuple(citation.paper_id for citation in first.citations)
    history = [Message("user", first.question), Message("assistant", first.text, ids)]
    answer = assistant.ask("Which of the two also rests?", history)
    assert {citation.title for citation in answer.citations} == {"Lions at Night"}
    assert assistant.ask("Which of the two has hedges?", history).abstained
