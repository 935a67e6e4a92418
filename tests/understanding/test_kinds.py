"""Kinds of papers that a question asks for, in a corpus that has one of each."""

from __future__ import annotations

from typing import get_args

import pytest
from fakes import make_paper, make_vocabulary

from assistant.datamodels import Kind
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.query import understand


@pytest.fixture(scope="module")
def of_all_kinds() -> Lexicon:
    papers = [make_paper(f"Lions {number}", kind=kind) for number, kind in enumerate(get_args(Kind))]
    return Lexicon(papers, (), (), make_vocabulary(papers))


@pytest.mark.parametrize(
    ("question", "kind", "topic"),
    [
        ("Which journal articles are on lions?", "article", "lions"),
        ("Is there any journal paper on lions?", "article", "lions"),
        ("How many conference papers are there?", "conference paper", ""),
        ("list the proceedings publications", "conference paper", ""),
        ("Is there a conference paper on lions?", "conference paper", "lions"),
        ("preprints on lions", "preprint", "lions"),
        ("Which working papers are on lions?", "preprint", "lions"),
        ("Which unpublished manuscripts are there?", "preprint", ""),
        ("What preprint is on lions?", "preprint", "lions"),
        ("List all book chapters", "chapter", ""),
        ("Is there a chapter on lions?", "chapter", "lions"),
        ("Which books are there on lions?", "book", "lions"),
        ("Which of the textbooks are on lions?", "book", "lions"),
        ("any monograph on lions?", "book", "lions"),
        ("How many Ph.D. theses are there?", "thesis", ""),
        ("Which master's theses are on lions?", "thesis", "lions"),
        ("their dissertations on lions", "thesis", "lions"),
        ("Is there a PhD thesis on lions?", "thesis", "lions"),
        ("Which technical reports are on lions?", "report", "lions"),
        ("any report on lions?", "report", "lions"),
        ("Which software packages are there?", "software", ""),
        ("Which software is there for lions?", "software", "lions"),
        ("is there a software package for lions", "software", "lions"),
        ("Which data sets are there?", "dataset", ""),
        ("your datasets on lions", "dataset", "lions"),
        ("Is there a dataset on lions?", "dataset", "lions"),
        ("Which talks are on lions?", "talk", "lions"),
        ("Is there a poster on lions?", "talk", "lions"),
        ("Which patents are there?", "patent", ""),
        ("Is there a patent on lions?", "patent", "lions"),
    ],
)
def test_a_kind_is_asked_for(of_all_kinds: Lexicon, question: str, kind: Kind, topic: str) -> None:
    query = understand(question, of_all_kinds)
    assert (query.kinds, query.topic) == ((kind,), topic)


@pytest.mark.parametrize(
    "question",
    [
        "I need a topic for my thesis on lions",
        "I am preparing a talk on lions",
        "papers on books about lions",
        "Which papers report on lions?",
        "Which papers use software for lions?",
        "lions in a data set of tigers",
        "Which articles are on lions?",
    ],
)
def test_a_word_in_passing_asks_for_no_kind(of_all_kinds: Lexicon, question: str) -> None:
    assert understand(question, of_all_kinds).kinds == ()


def test_a_kind_that_no_paper_is_of(lexicon: Lexicon) -> None:
    assert understand("Which theses are there?", lexicon).kinds == ("thesis",)
    assert understand("Which books are there on lions?", lexicon).kinds == ()
