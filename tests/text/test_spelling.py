"""Misspelt words are mended; names, acronyms and English are left as they are."""

from __future__ import annotations

import pytest

from assistant.text.spelling import Speller

QUESTION = {"papers", "newest", "about"}
CORPUS = {"continual", "learning", "hypernetworks", "feedback", "propagate", "propagation"}
NAMES = {"henning", "grewe"}
ENGLISH = {"house", "mouse", "heeding"}


@pytest.fixture
def speller() -> Speller:
    known = QUESTION | CORPUS | NAMES | ENGLISH
    counts = {"propagation": 3, "propagate": 1}
    return Speller(
        question_words=QUESTION,
        corpus_words=CORPUS,
        names=NAMES,
        is_word=known.__contains__,
        count=lambda word: counts.get(word, 0),
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("teh", "the"),
        ("papres", "papers"),  # two letters transposed are one slip
        ("abuot", "about"),
        ("wich", "which"),  # a stop word
        ("contnual", "continual"),
        ("hypernetwroks", "hypernetworks"),
        ("hyprnetwrks", "hypernetworks"),  # two slips in a long word
        ("feedbcak", "feedback"),
        ("hypernet", "hypernetworks"),  # cut short
        ("propag", "propagation"),  # the form that is used most
    ],
)
def test_a_misspelt_word_is_mended(speller: Speller, written: str, meant: str) -> None:
    assert speller.mend(f"the {written}?") == (f"the {meant}?", ((written, meant),))


@pytest.mark.parametrize(
    "text",
    [
        "papers about hypernetworks",
        "the mouse house",  # English words that are near others
        "hennin",  # a name cut short
        "Hennign",  # near a name: who it is, is decided elsewhere
        "HyperNetwrks",  # a capital inside: a product or an acronym
        "Fro",  # a name?
        "lea",  # too short to tell
        "xylophones",  # near nothing
        "10.1000/hypernetwrk.1",  # an identifier
        "学习网络吗",  # another script
        "",
    ],
)
def test_everything_else_is_left_alone(speller: Speller, text: str) -> None:
    assert speller.mend(text) == (text, ())


def test_what_is_shouted_is_mended_too(speller: Speller) -> None:
    assert speller.mend("CONTNUAL LEARNING GREWE")[0] == "continual LEARNING GREWE"


def test_changes_are_in_order_and_the_rest_is_kept(speller: Speller) -> None:
    mended, changes = speller.mend("Papers abuot  contnual-lerning, 2019!")
    assert mended == "Papers about  continual-learning, 2019!"
    assert changes == (("abuot", "about"), ("contnual", "continual"), ("lerning", "learning"))
