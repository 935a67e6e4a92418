"""Whose papers are meant: a word for others counts only where it is about papers, groups or work."""

from __future__ import annotations

import pytest
from animals import TODAY

from assistant.understanding.lexicon import Lexicon
from assistant.understanding.query import understand


@pytest.mark.parametrize(
    "question",
    [
        "papers on lions by others",
        "What have others written about lions?",
        "Do other groups study lions?",
        "What do other people say about lions?",
        "Which papers on lions were written by other researchers?",
        "lions in the work of others",
        "the other labs' papers on lions",
        "Who else works on lions?",
        "Has anyone else studied lions?",
        "papers on lions from outside the group",
        "Which related papers deal with lions?",
        "related work on lions",
    ],
)
def test_the_papers_of_others(lexicon: Lexicon, question: str) -> None:
    assert understand(question, lexicon, today=TODAY).scope == "related"


@pytest.mark.parametrize(
    "question",
    [
        "Why do some lions hunt at night while others fail?",
        "Some tigers swim and others do not. Which papers explain that?",
        "Which papers ask how lions are seen by others?",
        "Are lions feared by other people?",
        "the fears of other people",
        "Which hay-related papers are there?",
        "weather related research",
        "Do lions and other groups of cats swim?",
        "What happens to lions outside work?",
    ],
)
def test_other_lions_are_no_related_work(lexicon: Lexicon, question: str) -> None:
    assert understand(question, lexicon, today=TODAY).scope == "group"


@pytest.mark.parametrize(
    "question",
    [
        "What is there on lions, papers by others included?",
        "papers on lions, including those by others",
        "Show me everything on lions, including related work.",
    ],
)
def test_the_papers_of_others_are_included(lexicon: Lexicon, question: str) -> None:
    query = understand(question, lexicon, today=TODAY)
    assert (query.scope, query.topic) == ("all", "lions")


def test_what_papers_of_others_include_is_no_wish_for_both(lexicon: Lexicon) -> None:
    query = understand("Which papers by others on lions include tigers?", lexicon, today=TODAY)
    assert query.scope == "related"
