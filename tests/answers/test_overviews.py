"""Of which papers an overview says that they deal with a topic, and of which only that they are near it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import FakeEncoder, make_paper

from assistant.answering import Assistant
from assistant.answers.abstention import nothing_found
from assistant.answers.overviews import tell
from assistant.config import DEFAULT_MODEL
from assistant.datamodels import Evidence, Intent, Query
from assistant.index.corpus import open_corpus
from assistant.retrieval.finder import Found

QUERY = Query("Which papers are on swimming?", Intent.TOPIC, topic="swimming", scope="group")


@pytest.fixture(scope="module")
def assistant(zoo: Path) -> Assistant:
    return Assistant(open_corpus(zoo), FakeEncoder(DEFAULT_MODEL))


def headings(assistant: Assistant, *plain: bool, query: Query = QUERY) -> Sequence[str]:
    """The lines of an overview that name no paper; `plain` says which of the papers deal with the topic."""
    library, found = assistant._library, assistant._finder.find(query)
    papers = [p for p in assistant.corpus.papers if p.scope == "group"]
    evidence = tuple(Evidence(p, 0.5, plain=deals) for p, deals in zip(papers, plain, strict=False))
    answer = tell(query, replace(found, evidence=evidence), library)
    assert {c.paper_id for c in answer.citations} == {e.paper.id for e in evidence}
    return [line for line in answer.text.splitlines() if line and not line.startswith("- ")]


def test_papers_that_deal_with_the_topic_come_before_those_near_it(assistant: Assistant) -> None:
    assert headings(assistant, True, True) == [
        "2 papers by this group deal with “swimming”, from 2020 to 2021:",
    ]
    assert headings(assistant, False, True, False) == [
        "1 paper by this group deals with “swimming”:",
        "2 more come near it:",
    ]
    assert headings(assistant, True, False)[1:] == ["1 more comes near it:"]


def test_where_no_paper_plainly_deals_with_the_topic_the_nearest_are_told(assistant: Assistant) -> None:
    whose = "No paper by this group"
    assert headings(assistant, False) == [f"{whose} is plainly about “swimming”; the nearest is:"]
    since = replace(QUERY, year_from=2019)
    assert headings(assistant, False, False, query=since) == [
        f"{whose} since 2019 is plainly about “swimming”; the nearest are:"
    ]


def test_an_answer_says_so_by_the_words_of_the_papers(assistant: Assistant) -> None:
    answer = assistant.ask("Which papers deal with swimming tigers?")
    heading, paper = answer.text.split("\n\n")[:2]
    assert heading == "1 paper by this group deals with “swimming tigers”:"
    assert paper.startswith("- **Swimming Tigers**")
    assert answer.evidence[0].plain


def test_a_paper_elsewhere_deals_with_the_topic_or_comes_nearer_to_it(assistant: Assistant) -> None:
    found = assistant._finder.find(QUERY)
    nothing = Found(found.topic, (), (), found.selection)
    other = Evidence(make_paper("Whale Songs", scope="related"), 0.6, plain=True)
    near = replace(other, plain=False)
    assert "by others deals with it:" in nothing_found(QUERY, nothing, [other]).text
    assert "by others comes nearer to it:" in nothing_found(QUERY, nothing, [near]).text
