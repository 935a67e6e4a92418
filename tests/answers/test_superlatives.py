"""The longest and the shortest of papers, and what no source tells."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import FakeEncoder, make_paper

from assistant.answering import Assistant
from assistant.answers.citations import Citations
from assistant.answers.extremes import MEASURES, superlative_answer
from assistant.config import DEFAULT_MODEL
from assistant.datamodels import Intent, Query, Reason
from assistant.index.catalog import Selection
from assistant.index.corpus import open_corpus
from assistant.index.papers import Chosen

PAPERS = (
    make_paper("Lions", "They hunt.", authors=("Ada", "Emmy"), authors_complete=True),
    make_paper("Old Lions", "They sleep all day.", authors=("Ada", "Emmy"), authors_complete=False),
    make_paper("Young Lions", author_count=5),
)


@pytest.mark.parametrize(
    ("attribute", "most", "titles", "size"),
    [
        ("title", True, ["Young Lions"], "11 characters"),
        ("title", False, ["Lions"], "5 characters"),
        ("abstract", True, ["Old Lions"], "19 characters"),
        ("abstract", False, ["Lions"], "10 characters"),  # one without an abstract is not the shortest
        ("authors", False, ["Lions"], "2 authors"),
    ],
)
def test_the_most_and_the_least(attribute: str, most: bool, titles: list[str], size: str) -> None:
    cite = Citations()
    query = Query("", Intent.EXTREME, attribute=attribute, newest_first=most)
    text = superlative_answer(query, Selection(PAPERS, 3), MEASURES[attribute], cite)
    assert [citation.title for citation in cite.items] == titles
    assert size in text


def test_a_cut_list_may_be_the_longest() -> None:
    assert MEASURES["authors"].unclear(Chosen.of(PAPERS)) == 1
    assert MEASURES["title"].unclear(Chosen.of(PAPERS)) == 0


def test_how_long_papers_are_is_not_known(zoo: Path) -> None:
    answer = Assistant(open_corpus(zoo), FakeEncoder(DEFAULT_MODEL)).ask("Which paper is the longest?")
    assert answer.reason is Reason.NOTHING_FOUND
    assert "No source says how long a paper is" in answer.text
