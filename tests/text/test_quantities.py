"""Whether a text states a figure, in whatever way both are written."""

from __future__ import annotations

import pytest

from assistant.text.quantities import derived, quantities, states


@pytest.mark.parametrize(
    ("claim", "text", "stated"),
    [
        ("about 76% of them", "76.46% of them", True),
        ("three quarters of them", "76.46 percent", True),
        ("two-thirds", "66.7%", True),
        ("one in five", "20%", True),
        ("0.76", "76%", True),
        ("over 90%", "93.4%", True),
        ("roughly 9,000 trees", "8,712 trees", True),
        ("1.2 million", "1,200,000", True),
        ("two hundred and thirty", "230", True),
        ("a dozen models", "12 models", True),
        ("twice as fast", "2x faster", True),
        ("ranked third", "placed 3rd", True),
        ("in 2019", "since 2018", False),
        ("77%", "76%", False),
        ("45 of them", "46 of them", False),
        ("91.5%", "95.1%", False),
        ("version 2", "section 1.3.6", False),
        ("10⁵ trees", "100,000 trees", True),
        ("10⁵ trees", "10^5 trees", True),
        ("10^{-3}", "0.001", True),
        ("1.200 Bäume", "1,200 trees", True),
        ("91,5 % der Bäume", "91.5% of trees", True),
        ("10⁵ trees", "105 trees", False),
        ("10⁵ trees", "10⁶ trees", False),
    ],
)
def test_what_a_text_states(claim: str, text: str, stated: bool) -> None:
    (wanted,) = quantities(claim)
    assert states(quantities(text), wanted) is stated


@pytest.mark.parametrize(
    ("claim", "text", "made"),
    [
        ("20 points", "from 60 to 80", True),
        ("the other 30%", "70% of them", True),
        ("35 points", "from 60 to 80", False),
    ],
)
def test_what_two_figures_make(claim: str, text: str, made: bool) -> None:
    (wanted,) = quantities(claim)
    assert derived(quantities(text), wanted) is made


@pytest.mark.parametrize("text", ["one of them, or none", "the second study", "frames per second"])
def test_what_is_no_figure(text: str) -> None:
    assert not quantities(text)
