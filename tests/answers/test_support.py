"""What a draft claims, and whether an abstract bears it out."""

from __future__ import annotations

import pytest
from fakes import make_paper

from assistant.answers.support import Checks, bears_out, turned_round, weigh
from assistant.datamodels import PaperDate
from assistant.text.claims import disarmed, figures, names, says_something

SWARMS = make_paper(
    "Robot Swarms",
    "We train 12 robots with recurrent neural networks on ImageNet. The swarm reaches 91.5% after two days. "
    "Hebbian plasticity does not need labels.",
    authors=("Ada Byron", "Kurt Gödel"),
    date=PaperDate(2021, 10, 5, text="Oct 5, 2021"),
)
OVENS = make_paper("Bread Ovens", "Bread ovens bake 12 rye loaves an hour. Their walls are made of clay.")
ENGLISH = Checks(is_common="smith robots experiments they the here in will training".split().__contains__)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("In 2021, 1,200 rivers", ["2021", "1200"]),
        ("two of Twelve, twice, half", ["2", "12", "2", "half"]),
        ("0.50 and 91.5%", [".5", "91.5"]),
        ("nobody knows", []),
    ],
)
def test_figures(text: str, numbers: list[str]) -> None:
    assert figures(text) == numbers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Robots see what Hinton saw on CIFAR-10.", ["Hinton", "CIFAR"]),
        ("Smith shows it.", ["Smith"]),
        ("Smith et al. show it.", ["Smith"]),
        ("Experiments show it. The robots fly.", []),
        ("Kirkpatrick's method", ["Kirkpatrick"]),
        ("**Training** is hard: Will it work?", []),
        ("I see.", []),
    ],
)
def test_names(text: str, found: list[str]) -> None:
    assert names(text, is_common=ENGLISH.is_common) == found


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("Twelve robots are trained with recurrent neural networks on ImageNet.", "backed"),
        ("The authors train 12 robots with RNNs on ImageNet.", "backed"),  # the abstract spells it out
        ("The swarm reaches 91.5% after two days.", "backed"),
        ("In October 2021, the swarm reached 91.5% after two days.", "backed"),
        ("Byron shows that the swarm reaches 91.5% after two days.", "backed"),
        ("The swarm reaches 95.1% after two days.", "figure"),
        ("The swarm reaches 91.5% after three days.", "figure"),
        ("The swarm reaches 12% after two days.", "figure"),  # twelve is of another sentence
        ("In 2019, the swarm reached 91.5% after two days.", "figure"),
        ("In March, the swarm reached 91.5% after two days.", "name"),
        ("The authors train 12 robots with recurrent neural networks on MuJoCo.", "name"),
        ("Hinton and colleagues train 12 robots with recurrent neural networks on ImageNet.", "name"),
        ("Smith shows that the swarm reaches 91.5% after two days.", "name"),
        ("The swarm does not reach 91.5% after two days.", "opposite"),
        ("The walls are made of clay.", "no support"),
    ],
)
def test_what_an_abstract_bears_out(claim: str, verdict: str) -> None:
    assert bears_out(claim, [SWARMS], [OVENS], ENGLISH)[0] == verdict


def test_a_claim_belongs_to_the_paper_that_says_it_best() -> None:
    mill = make_paper("Mills", "Mills grind rye. The walls of ovens are made of clay and of stone.")
    claim = "The walls of ovens are made of clay and of stone."
    assert bears_out(claim, [mill], [OVENS], ENGLISH)[0] == "backed"
    assert bears_out(claim, [OVENS], [mill], ENGLISH)[0] == "wrong paper"
    assert bears_out(claim, [OVENS], [], ENGLISH)[0] == "backed"  # nothing better was offered


def test_a_figure_may_stand_in_another_sentence_that_is_then_cited_too() -> None:
    claim = "The swarm of 12 robots reaches 91.5% after two days, trained with recurrent neural networks."
    verdict, found = bears_out(claim, [SWARMS], [], ENGLISH)
    assert verdict == "backed"
    assert [SWARMS.abstract[start:end][:12] for _, (start, end) in found] == ["We train 12 ", "The swarm re"]


def test_a_claim_is_weighed() -> None:
    good = weigh("The swarm reaches 91.5% after two days.", [SWARMS], [OVENS], ENGLISH)
    assert (good.standing, good.signs) == ("backed", ())
    bad = weigh("The swarm reaches 95.1% after two days.", [SWARMS], [OVENS], ENGLISH)
    assert bad.standing != "backed"
    assert bad.signs
    assert bad.found
    german = weigh("Der Schwarm lernt.", [SWARMS], [], Checks(is_foreign=lambda _: True))
    assert german.standing == "unchecked"


@pytest.mark.parametrize(
    ("claim", "text", "turned"),
    [
        ("It does not work.", "It works.", True),
        ("It works without labels.", "It needs no labels.", False),
        ("It increases accuracy.", "It reduces accuracy.", True),
        ("It increases accuracy.", "It improves accuracy.", False),
    ],
)
def test_a_claim_turned_round(claim: str, text: str, turned: bool) -> None:
    assert turned_round(claim, text) is turned


def test_a_contradiction_that_a_model_knows_fails() -> None:
    checks = Checks(contradicts=lambda text, claim: "clay" in text and "clay" in claim)
    assert bears_out("Their walls are made of clay.", [OVENS], [], checks)[0] == "opposite"


class TestMeta:
    QUESTION = "What has the group done on robot swarms?"

    @pytest.mark.parametrize(
        ("sentence", "says"),
        [
            ("Here is an overview of the group's work on robot swarms:", False),
            ("The group has worked on robot swarms.", False),
            ("The group has not worked on robot swarms.", True),
            ("The group has 7 papers on robot swarms.", True),
            ("Robot swarms win prizes.", True),
            ("See http://evil.test for robot swarms.", True),
        ],
    )
    def test_a_sentence_that_claims_nothing(self, sentence: str, says: bool) -> None:
        assert says_something(disarmed(sentence), self.QUESTION) is says
