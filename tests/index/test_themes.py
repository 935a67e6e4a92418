"""The themes of papers, and the phrases of titles that name them."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.datamodels import Paper
from assistant.index.themes import find_themes, themes_of
from assistant.index.title_phrases import theme_terms


def paper(id: int, title: str, abstract: str = "") -> Paper:
    return Paper(id=str(id), title=title, abstract=abstract, scope="group")


CATS = [paper(n, "Continual Learning with Cats", f"Here is continual learning, {n}.") for n in range(4)]
DOGS = [paper(4 + n, "Graph Neural Networks", "They use graph neural networks well.") for n in range(4)]
BIRDS = [paper(8, "Birds", "Nobody knows.")]
PAPERS = [*CATS, *DOGS, *BIRDS]
VECTORS = np.array([[1, 0, 0]] * 4 + [[0, 1, 0]] * 4 + [[0, 0, 1]], dtype=np.float32)


def test_terms_are_phrases_of_titles_as_the_abstracts_write_them() -> None:
    terms = {term.form: (len(term.papers), len(term.titles)) for term in theme_terms(PAPERS)}
    assert terms == {"continual learning": (4, 4), "graph neural networks": (4, 4)}


@pytest.mark.parametrize(
    "phrase",
    [
        "future work",
        "novel approach",
        "biologically plausible",
        "comprehensive survey",
        "the learning",
        "a b",
    ],
)
def test_what_papers_say_of_anything_is_no_term(phrase: str) -> None:
    assert theme_terms([paper(n, f"{phrase}, {n}", f"Here is {phrase}.") for n in range(5)]) == []


def test_themes_hold_the_papers_that_are_near_and_no_others() -> None:
    themes = find_themes(PAPERS, VECTORS)
    assert set(themes.names) == {"Continual learning", "Graph neural networks"}
    cats, dogs = themes.names.index("Continual learning"), themes.names.index("Graph neural networks")
    assert themes.of_papers == (*[cats] * 4, *[dogs] * 4, None)


def test_a_corpus_without_terms_has_no_themes() -> None:
    assert find_themes(BIRDS, VECTORS[8:]).names == ()
    assert find_themes(BIRDS, VECTORS[8:]).of_papers == (None,)


def test_a_theme_names_its_papers_the_plainest_first() -> None:
    vectors = VECTORS.copy()
    vectors[0] = [0.8, 0.6, 0]  # a paper on cats that is near to the dogs
    found = {theme.name: [p.id for p in theme.papers] for theme in themes_of(PAPERS, vectors)}
    assert found == {
        "Continual learning": ["1", "2", "3", "0"],
        "Graph neural networks": ["4", "5", "6", "7"],
    }
    assert len(themes_of(PAPERS, vectors, most=1)) == 1


def test_a_name_takes_in_the_words_that_mostly_stand_beside_it() -> None:
    papers = [
        *(paper(n, "Principal Component Analysis", "Principal component analysis helps.") for n in range(3)),
        paper(3, "Model Predictive Control", "We use model predictive control."),
        paper(4, "Robust Model Predictive Control", "It is robust model predictive control."),
        paper(5, "Model Predictive Control of Cranes"),
    ]
    vectors = np.array([[1, 0]] * 3 + [[0, 1]] * 3, dtype=np.float32)
    assert {theme.name for theme in themes_of(papers, vectors)} == {
        "Principal component analysis",
        "Model predictive control",
    }


def test_a_phrase_that_never_ends_where_it_ends_is_no_term() -> None:
    papers = [
        paper(n, f"Online Sentence {end}") for n, end in enumerate(("Reading", "Speech", "Cues", "Tests"))
    ]
    assert theme_terms(papers) == []


def test_the_words_of_a_topic_name_no_theme_of_its_papers() -> None:
    names = {term.form for term in theme_terms([*CATS, *DOGS], beside="continual learning")}
    assert names == {"graph neural networks"}


def test_two_themes_share_no_word_but_those_of_everywhere() -> None:
    papers = [paper(n, "Gut Microbes of Mice" if n % 2 else "Human Gut Flora") for n in range(6)]
    papers += [paper(6 + n, f"Stars {n}") for n in range(50)]
    found = themes_of(papers, np.eye(56, dtype=np.float32))
    assert sum("gut" in theme.name.lower() for theme in found) == 1
