"""Acronyms that texts define."""

from __future__ import annotations

import pytest

from assistant.text.acronyms import acronyms, capitals, spelt_in_titles


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("We build on deep feedback control (DFC), a method.", "dfc", "deep feedback control"),
        ("Recurrent neural networks (RNNs) forget.", "rnn", "Recurrent neural networks"),
        ("We study out-of-distribution (OOD) detection.", "ood", "out-of-distribution"),
        ("With Low-Rank Adaptation (LoRA) it is cheap.", "lora", "Low-Rank Adaptation"),
        ("A mixture-of-experts (MoE) routes.", "moe", "mixture-of-experts"),
        ('We propose "Vector Networks" (VN).', "vn", "Vector Networks"),
    ],
    ids=lambda value: value if value.islower() and value.isalpha() else "",
)
def test_a_definition(text: str, short: str, long: str) -> None:
    assert acronyms([text]) == {short: long}


@pytest.mark.parametrize(
    "text",
    [
        "It was shown (in 2022) to work.",
        "A method (XYZ) whose letters are not there.",
        "The network (see below) learns.",
        "(DFC)",
        "",
        "DFC without brackets",
    ],
)
def test_no_definition(text: str) -> None:
    assert acronyms([text]) == {}


def test_the_most_frequent_meaning_wins() -> None:
    texts = ["continual learning (CL)", "contrastive learning (CL)", "in continual learning (CL)"]
    assert acronyms(texts) == {"cl": "continual learning"}


TITLES = (
    "Faster independent component analysis",
    "Shared Independent Component Analysis: Many Brains",
    "Owls in colour, and ICA",
    "Images can amuse",
    "Night owls watch",
    "No owls wait",
)


def test_titles_spell_out_an_acronym_that_nobody_defines() -> None:
    assert spelt_in_titles(TITLES, capitals(TITLES)) == {"ica": "independent component analysis"}


def test_a_single_title_may_have_the_initials_by_chance() -> None:
    assert spelt_in_titles([*TITLES[1:], "NOW and ICAs"], {"ICA", "NOW"}) == {}


def test_two_long_forms_that_are_as_frequent_are_none() -> None:
    titles = (*TITLES, "Indoor cat allergies", "More indoor cat allergies")
    assert spelt_in_titles(titles, {"ICA"}) == {}


def test_capitals_are_short_words_in_capitals() -> None:
    assert capitals(["ICA and CNNs of an OWL", "A PC, EEG-fMRI"]) == {"ICA", "CNN", "OWL", "EEG"}
