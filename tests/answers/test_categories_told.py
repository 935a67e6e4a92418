"""Categories are told by their names, which readers know; documents print arXiv's codes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from small import assistant_on

from assistant.answering import Assistant
from assistant.answers.plans import List, PaperProperty, Rank
from assistant.answers.verbatim import execute
from assistant.datamodels import Attribute, Intent, Query


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    papers = [
        {"title": "Lions at Night", "abstract": "Lions hunt.", "category": "CV", "date": "2020"},
        {"title": "Tigers That Swim", "abstract": "Tigers swim.", "category": "LG", "date": "2021"},
    ]
    with assistant_on(tmp_path_factory.mktemp("categories"), papers) as assistant:
        yield assistant


@pytest.mark.parametrize("by", [Attribute.CATEGORY, Attribute.YEAR_AND_CATEGORY])
def test_papers_are_counted_by_the_names(assistant: Assistant, by: Attribute) -> None:
    query = Query("?", Intent.RANK, attribute=by)
    answer = execute(Rank(query, by), assistant.desk.library)
    assert "Computer vision and pattern recognition" in answer.text
    assert "CV" in {citation.quote for citation in answer.citations}  # as the document prints it


def test_a_list_says_the_name(assistant: Assistant) -> None:
    query = Query("?", Intent.LIST, categories=("CV",))
    assert "Computer vision and pattern recognition" in execute(List(query), assistant.desk.library).text


def test_one_paper_has_the_name_and_the_code(assistant: Assistant) -> None:
    paper = next(paper for paper in assistant.corpus.papers if paper.category == "CV")
    query = Query("?", Intent.FACT, attribute=Attribute.CATEGORY)
    answer = execute(PaperProperty(query, paper.id, Attribute.CATEGORY), assistant.desk.library)
    assert "is filed under Computer vision and pattern recognition (CV)" in answer.text
