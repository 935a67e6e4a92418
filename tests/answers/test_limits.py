"""Which sentences state a limitation or an open question, in the words of several fields."""

from __future__ import annotations

import pytest
from fakes import make_paper

from assistant.answers.limits import limits_of

OWN = "We measured it. "


@pytest.mark.parametrize(
    "sentence",
    [
        "More research is needed to develop standardized methods.",
        "Better models are needed to improve the forecasts.",
        "It remains an open question how the parser interacts with the eyes.",
        "The origin of these patterns is unknown.",
        "Limitation: Publicly reported cases may overrepresent severe cases.",
        "Future work should look into why students opt out.",
        "This study is limited by its small, retrospective nature.",
        "Important properties of that kernel remain to be explored.",
        "The transition is not fully understood.",
        "We identify task inference as our major limiting factor.",
        "However, our measures do not explain this variation well.",
        "Traits had relatively limited predictive power.",
        "Yet there are also computational challenges for large datasets.",
        "It is unclear which owls hunt by day.",
        "The causes of these floods are largely unknown for now.",
        "This opens an unresolved question of timing.",
        "Such nests have yet to be found in the north.",
        "A drawback of our method is its price.",
        "One shortcoming is the number of rivers.",
        "Most of the unexplained variation stands between sites.",
        "Further observation of young herons is needed.",
        "This shows the need for further field research on moss.",
        "Counts from 2020 should be interpreted with care.",
    ],
)
def test_what_is_wanting_or_left_open(sentence: str) -> None:
    found = limits_of(make_paper("A", OWN + sentence)).left
    assert [s.text for s in found] == [sentence.removeprefix("Limitation: ")]


@pytest.mark.parametrize(
    "sentence",
    [
        "We overcome the limitations of existing methods.",
        "Effects were limited to small plots.",
        "This opens avenues for future research.",
        "It avoids the shortcomings of our earlier method.",
        "Strategic considerations are of limited importance.",
        "We prove the limitations of this heuristic.",
        "The model cannot explain the German data.",
    ],
)
def test_what_is_no_limitation(sentence: str) -> None:
    assert limits_of(make_paper("A", OWN + sentence)).left == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "Our analysis identifies six major research gaps.",
        "We discuss the challenges and limitations of transfer in practice.",
        "We support researchers by identifying challenges that still need to be addressed.",
    ],
)
def test_what_a_paper_names_as_open(sentence: str) -> None:
    assert [s.text for s in limits_of(make_paper("A", OWN + sentence)).named] == [sentence]


def test_an_open_question_before_the_own_work_is_what_the_paper_sets_out_from() -> None:
    before = "Little is known about lobbying. Existing methods have a main limitation. "
    found = limits_of(make_paper("A", before + OWN))
    assert [s.text for s in found.set_out] == ["Little is known about lobbying."]
    assert found.left == ()
