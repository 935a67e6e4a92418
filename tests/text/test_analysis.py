"""Text to index terms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.analysis import Term, fold, located_terms, stem, stopwords, terms, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Lässig", "lassig"),
        ("RÉSUMÉ", "resume"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("ﬁnite", "finite"),
        ("Łukasz", "łukasz"),
        ("plain", "plain"),
    ],
)
def test_case_and_accents_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    "forms",
    [
        ["learn", "learns", "learning", "learned", "Learned"],
        ["network", "networks"],
        ["generalisation", "generalization", "generalise", "generalized"],
        ["optimise", "optimize", "optimising", "optimizer"],
        ["behaviour", "behavior", "behaviours", "behavioural"],
        ["modelling", "modeling", "modelled", "models"],
        ["labelled", "labeled", "labels"],
        ["Lässig", "lassig"],
    ],
    ids=lambda forms: forms[0],
)
def test_forms_and_spellings_of_a_word_are_one_term(forms: list[str]) -> None:
    assert len({tuple(terms(form)) for form in forms}) == 1


def test_a_compound_is_found_by_its_parts_and_in_one_piece() -> None:
    assert terms("back-propagation") == ["back", "propag", "backpropag"]
    assert terms("backpropagation") == ["backpropag"]
    assert terms("state‑of‐the-art") == ["state", "art", "stateoftheart"]


def test_stop_words_are_no_terms() -> None:
    assert terms("What has this group done on the learning of tasks?") == ["group", "done", "learn", "task"]
    assert terms("the of and") == []
    assert {"the", "what", "which"} <= stopwords()


def test_words_keep_the_stop_words() -> None:
    assert words("The Network, the 2-layer one.") == ["the", "network", "the", "2", "layer", "one"]
    assert words("snake_case") == ["snake", "case"]


def test_terms_know_where_they_stand() -> None:
    text = "The Lässig multi-task nets"
    assert located_terms(text) == [
        Term("lassig", 4, 10),
        Term("multi", 11, 16),
        Term("task", 17, 21),
        Term("multitask", 11, 21),
        Term("net", 22, 26),
    ]
    assert text[4:10] == "Lässig"


def test_a_stem_stays_a_stem_for_numbers_and_other_scripts() -> None:
    assert stem("2019") == "2019"
    assert terms("学习 und 2019") == ["学习", "und", "2019"]


@given(st.text(alphabet="aéBß19-‑ .,_'", max_size=40))
def test_offsets_always_point_into_the_text(text: str) -> None:
    for term in located_terms(text):
        assert 0 <= term.start < term.end <= len(text)
        assert term.stem == stem("".join(words(text[term.start : term.end])))
