"""What sentences tell: what a thing is, how something was done, what was found."""

from __future__ import annotations

import pytest

from assistant.text.roles import explains, tells_finding, tells_method, tells_what


@pytest.mark.parametrize(
    "sentence",
    [
        "We find that owls hunt at night.",
        "Our results suggest a new call.",
        "Results Owls were quiet.",
        "Owls were shown to be quiet.",
        "The new trap outperforms the old one.",
    ],
)
def test_findings(sentence: str) -> None:
    assert tells_finding(sentence)


@pytest.mark.parametrize("sentence", ["Owls hunt at night.", "Despite improvements, calls are unknown."])
def test_no_findings(sentence: str) -> None:
    assert not tells_finding(sentence)


def test_methods() -> None:
    assert tells_method("We propose a trap for owls.")
    assert tells_method("Methods Owls in 12 barns.")
    assert tells_method("The paper also introduces a call.")
    assert not tells_method("Owls use barns.")


def test_what_a_thing_is() -> None:
    assert tells_what("night owls", "Night owls are one of the quietest birds.")
    assert tells_what("owl", "We study owls, i.e., birds of the night.")
    assert not tells_what("owl", "We study owls in barns, which are quiet.")
    assert explains("target owl", "We study target owls (TO), a kind of bird.")
    assert not explains("owl", "We study owls of the north, a cold place.")
