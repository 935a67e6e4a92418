"""Which titles and sentences say that a text gives an overview."""

from __future__ import annotations

import pytest

from assistant.text.genres import gives_overview, titles_overview


@pytest.mark.parametrize(
    "title",
    [
        "A Survey of Owls",
        "Owls at night: a systematic review of their calls",
        "Owl and Mouse: A Survey and Taxonomy for Hunters",
        "An introduction to owls",
        "Owl overview",
        "70 years of owls in review",
        "Models of owls – a tutorial",
        "Hunting at night: the state of the art",
    ],
)
def test_titles_of_overviews(title: str) -> None:
    assert titles_overview(title)


@pytest.mark.parametrize(
    "title",
    [
        "Survey design for owls",
        "Book review of “Owls at night”",
        "A novel survey of owls in barns",
        "Introducing the owl",
        "Serological surveys of owls",
        "Code review by owls",
    ],
)
def test_other_titles(title: str) -> None:
    assert not titles_overview(title)


def test_sentences_of_overviews() -> None:
    assert gives_overview("We systematically review the calls of owls.")
    assert gives_overview("This chapter provides a gentle introduction to owls.")
    assert gives_overview("In this paper, we present a review of the literature on owls.")


def test_other_sentences() -> None:
    assert not gives_overview("We use data of nearby surveys.")
    assert not gives_overview("We rely on a survey experiment with 200 owls.")
    assert not gives_overview("Reviews of owls are rare.")
