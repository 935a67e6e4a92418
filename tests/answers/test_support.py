"""What a draft claims, and whether an abstract bears it out."""

from __future__ import annotations

import pytest
from fakes import make_paper

from assistant.answers.signs import DIRECTION, signs
from assistant.answers.support import Checks, case_of, weigh
from assistant.datamodels import Paper, PaperDate
from assistant.text.claims import names, says_something
from assistant.text.disarming import disarmed

SWARMS = make_paper(
    "Robot Swarms",
    "We train 12 robots with recurrent neural networks on ImageNet. The swarm reaches 91.5% after two days. "
    "Hebbian plasticity does not need labels.",
    authors=("Ada Byron", "Kurt Gödel", "Eva D'Angelo"),
    date=PaperDate(2021, 10, 5, text="Oct 5, 2021"),
)
OVENS = make_paper("Bread Ovens", "Bread ovens bake 12 rye loaves an hour. Their walls are made of clay.")
ENGLISH = Checks(is_common="smith robots experiments they the here in will training".split().__contains__)


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
    ("claim", "against"),
    [
        ("Twelve robots are trained with recurrent neural networks on ImageNet.", set()),
        ("The authors train 12 robots with RNNs on ImageNet.", set()),  # the abstract spells it out
        ("The swarm reaches 91.5% after two days.", set()),
        ("The swarm reaches about 92% after two days.", set()),
        ("In October 2021, the swarm reached 91.5% after two days.", set()),
        ("Byron shows that the swarm reaches 91.5% after two days.", set()),
        ("The swarm reaches 95.1% after two days.", {"figure"}),
        ("The swarm reaches 91.5% after three days.", {"figure in words"}),
        ("In 2019, the swarm reached 91.5% after two days.", {"year"}),
        ("In March, the swarm reached 91.5% after two days.", {"name"}),
        ("D’Angelo trains 12 robots with recurrent neural networks on ImageNet.", set()),
        ("D'Arcy trains 12 robots with recurrent neural networks on ImageNet.", {"name"}),
        ("Hinton and colleagues train 12 robots with recurrent neural networks on ImageNet.", {"name"}),
        ("All swarms reach 91.5% after two days.", {"universal"}),
        ("Two days guarantee that the swarm reaches 91.5%.", {"certain", "order"}),
        ("The swarm reaches 91.5% because of two days.", {"causal"}),
        ("ImageNet has recurrent neural networks that train 12 robots.", {"order"}),
        ("The swarm reaches 91.5% after two days, and its walls are made of clay.", {"rival words"}),
        ("Hebbian plasticity needs labels.", {"denial dropped"}),
    ],
)
def test_what_speaks_against_a_claim(claim: str, against: set[str]) -> None:
    found = signs(case_of(claim, [SWARMS], [OVENS], ENGLISH))
    spoken = {name for name, sign in found.items() if DIRECTION[name] * sign.value < 0}
    assert spoken == against


def test_a_word_that_says_the_opposite_of_the_same_thing() -> None:
    paper = make_paper("Noise", "Noise harms the recall of patterns in deep layers.")
    case = case_of("Noise improves the recall of patterns in deep layers.", [paper], [], ENGLISH)
    assert signs(case)["opposed"] == (1, "it says “improves” where the paper says “harms”")


def test_a_claim_is_weighed() -> None:
    good = weigh("The swarm reaches 91.5% after two days.", [SWARMS], [OVENS], ENGLISH)
    assert (good.standing, good.signs) == ("backed", ())
    assert [SWARMS.abstract[start:end][:9] for _, (start, end) in good.found] == ["The swarm"]


@pytest.mark.parametrize(
    ("claim", "remark"),
    [
        ("The swarm reaches 95.1% after two days.", "no cited paper has “95.1”"),
        ("In 2019, the swarm reached 91.5% after two days.", "no cited paper has “2019”"),
        ("The swarm reaches 91.5%, as (address removed) says.", "it had a web address"),
    ],
)
def test_a_claim_that_is_not_backed_whatever_else_it_has(claim: str, remark: str) -> None:
    weighed = weigh(claim, [SWARMS], [OVENS], ENGLISH)
    assert weighed.standing in ("partly", "unbacked")
    assert remark in weighed.signs
    assert weighed.found


def test_a_claim_without_a_word_of_its_papers_is_unbacked() -> None:
    assert weigh("Lorem ipsum dolor.", [SWARMS], [], ENGLISH).standing == "unbacked"


def test_a_claim_of_another_paper_is_not_backed() -> None:
    weighed = weigh("Their walls are made of clay.", [SWARMS], [OVENS], ENGLISH)
    assert weighed.standing in ("partly", "unbacked")
    assert "it is nearer to “Bread Ovens”" in weighed.signs


@pytest.mark.parametrize("paper", [SWARMS, make_paper("Bread Ovens")])
def test_what_nothing_can_be_said_of(paper: Paper) -> None:
    checks = Checks(is_foreign=lambda claim: "Schwarm" in claim)
    assert weigh("Der Schwarm lernt in Bread Ovens.", [paper], [], checks).standing == "unchecked"


@pytest.mark.parametrize(
    ("claim", "remarks"),
    [
        ("Der Schwarm erreicht 91,5 % nach zwei Tagen, mit 12 Robotern, im Jahr 2021.", ()),
        ("Der Schwarm erreicht 95,1 %.", ("no cited paper has “95,1”",)),
        ("Der Schwarm erreichte 2019 91,5 %.", ("no cited paper has “2019”",)),
    ],
)
def test_of_a_claim_in_another_language_only_the_figures_are_read(
    claim: str, remarks: tuple[str, ...]
) -> None:
    weighed = weigh(claim, [SWARMS], [OVENS], Checks(is_foreign=lambda _: True))
    assert (weighed.standing, weighed.signs) == ("unchecked", remarks)


def test_two_sentences_are_cited_where_one_has_too_little() -> None:
    claim = "The swarm of 12 robots reaches 91.5% after two days, trained with recurrent neural networks."
    found = weigh(claim, [SWARMS], [], ENGLISH).found
    assert {SWARMS.abstract[start:end][:12] for _, (start, end) in found} == {"We train 12 ", "The swarm re"}


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
