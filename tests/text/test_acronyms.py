"""Acronyms that texts define."""

from __future__ import annotations

import pytest

from assistant.text.acronyms import acronyms


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
