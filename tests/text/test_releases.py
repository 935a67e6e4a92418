"""Which sentences and titles say that code, data or software was released."""

from __future__ import annotations

import pytest

from assistant.text.releases import names_place, states_release, titles_release, without_things


@pytest.mark.parametrize(
    "sentence",
    [
        "Code is available at https://github.com/owls/nests.",
        "All data and scripts of this study are freely available.",
        "Our code and recordings will be open-sourced.",
        "The code will be released.",
        "We release our recordings and a data set of calls.",
        "We make our table of owls available to all.",
        "The methods are implemented in the open-source R package `owls`.",
        "Here we introduce nestR, a new method and R package to count nests.",
        "We describe counts that have been implemented in the nests package for R.",
        "We present Owls.jl, an open-source package for counting owls.",
        "Nests is open source and runs everywhere.",
        "We introduce a new benchmark for counting owls.",
        "Code: https://example.org/owls",
        "The code of the owls will be made available.",
        "We also provide an implementation of the counts.",
        "Our open-source tool counts owls.",
    ],
)
def test_sentences_that_state_a_release(sentence: str) -> None:
    assert states_release(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "We use publicly available recordings of owls.",
        "Few data are available from barns.",
        "The code of conduct was read by all.",
        "We study how open-source projects are maintained.",
        "Owls were released at night.",
        "We compare five software packages for counting owls.",
        "We present benchmark studies of speed.",
        "All data are available upon reasonable request.",
        "Counts were made using the R package likert.",
    ],
)
def test_other_sentences(sentence: str) -> None:
    assert not states_release(sentence)


def test_titles_whose_subject_is_software_or_data() -> None:
    assert titles_release("Nests: a toolkit for counting owls")
    assert titles_release("nestR: An R package for owls")
    assert titles_release("A large dataset of calls")
    assert not titles_release("Smells in public datasets")
    assert not titles_release("Learning from a corpus of calls")


def test_a_sentence_may_name_the_place() -> None:
    assert names_place("It is on GitHub.")
    assert not names_place("It is in the appendix.")


def test_a_topic_is_what_the_released_things_are_about() -> None:
    assert without_things("R packages on owls") == "owls"
    assert without_things("barn owls") == "barn owls"
