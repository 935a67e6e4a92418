"""Which printed venues are one venue, and by which names they are found."""

from __future__ import annotations

import pytest

from assistant.index.venue_names import Venues
from assistant.index.venue_words import acronym_fits, is_short_for, key_of


@pytest.mark.parametrize(
    "printed",
    [
        ["Science of Lions, 360: 642-645", "Science of Lions", "The Science of Lions"],
        ["Journal of Lion Health", "J Lion Health", "Journal Of Lion Health 12(3)"],
        ["Zebras & Data Analysis", "Zebras and Data Analysis 51 (7)"],
        ["IEEE Transactions on Lions", "IEEE Trans. Lions", "Transactions on Lions"],
        [
            "Proc. IEEE Conf. on Lion Control",
            "International Conference on Lion Control",
            "2nd Conf. on Lion Control",
        ],
        [
            "IEEE/RSJ Int. Conf. on Zoo Robots & Systems",
            "2020 IEEE Conference on Zoo Robots and Systems (IZORS)",
        ],
        ["TIGSTATS", "International Conference on Tigers and Statistics"],
        ["Advances in Zoo Information Systems (ZIS)", "Conference on Zoo Information Systems"],
        ["Lions in Africa - LIA 2020 - 3rd Symposium, Oz", "LIA 2021", "Making Sense of Lions. LIA 2022"],
        ["ACM TOLI", "TOLI 2019"],
    ],
)
def test_forms_of_one_venue(printed: list[str]) -> None:
    assert len(Venues(printed).names) == 1


@pytest.mark.parametrize(
    "printed",
    [
        ["Zoology", "Journal of Zoology", "European Journal of Zoology", "Journal of Zoology Methods"],
        ["Journal of Forecasting Lions", "International Journal of Forecasting Lions"],
        ["Lion Physics A", "Lion Physics B", "Lion Physics"],
        ["EAGL Annual Conference", "SEGL Annual Conference"],
        ["ZOO Conference on Lions", "LEO Conference on Lions"],
        ["Conference on Learning in Large Zoos", "Workshop on Learning in Large Zoos"],
        ["Conference on Lion Vision", "European Conference on Lion Vision"],
        ["Comparative Lion Politics", "Comparative Lion Political"],
        ["PLOL Medicine", "PLOL Biology"],
    ],
)
def test_venues_that_are_not_the_same(printed: list[str]) -> None:
    assert len(Venues(printed).names) == len(printed)


def test_a_short_form_of_two_venues_is_neither() -> None:
    venues = Venues(["Computers & Lions", "Computational Lions", "Comput. Lions"])
    assert len(venues.names) == 3


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("the journal of african public policy", "Journal of African Public Policy"),
        ("Journal of African Public Policy", "Journal of African Public Policy"),
        ("J Afr Public Policy", "Journal of African Public Policy"),
        ("J. Afr. Publ. Pol.", "Journal of African Public Policy"),
        ("JAPP", "Journal of African Public Policy"),
        ("Robots & Automation Letters", "IEEE Robots and Automation Letters"),
        ("RA-L", "IEEE Robots and Automation Letters"),
        ("RAL", "IEEE Robots and Automation Letters"),
        ("ICDC", "IEEE Conf. on Dogs and Cats"),
        ("CDC", "IEEE Conf. on Dogs and Cats"),
        ("Conference on Dogs and Cats", "IEEE Conf. on Dogs and Cats"),
        ("CoZoo", "Conference on Zoos"),
        ("Infection Control & Hospital Lions", "Infect Control Hosp Lions"),
        ("CSEG", "CSEG Annual Conference"),
        ("Journal of Policy", None),
        ("African Public Policy", None),
        ("IEEE", "IEEE Robots and Automation Letters"),
        ("XYZ", None),
        ("cats", None),
    ],
)
def test_the_names_that_people_use(asked: str, name: str | None) -> None:
    venues = Venues(
        [
            *("Journal of African Public Policy", "IEEE Robots and Automation Letters"),
            *("Proc. IEEE Conf. on Dogs and Cats", "Conference on Zoos", "Infect Control Hosp Lions"),
            "CSEG Annual Conference Proceedings",
        ]
    )
    assert venues.called(asked) == name


def test_a_misspelt_name() -> None:
    venues = Venues(["Global Lions and Biogeography", "Lions"])
    assert venues.nearly_called("Global Lions and Biogeograhpy") == "Global Lions and Biogeography"
    assert venues.nearly_called("Lyons") is None


def test_the_family_of_a_publisher() -> None:
    venues = Venues(["PLOL Medicine", "PLOL ONE", "Lion", "Lion Methods", "BMZ Open"])
    assert venues.all_called("PLOL") == venues.family("PLOL") == ("PLOL Medicine", "PLOL ONE")
    assert venues.all_called("Lion") == ("Lion",)
    assert venues.family("Lion") == ("Lion", "Lion Methods")
    assert venues.all_called("BMZ") == ()


def test_a_workshop_and_a_track_belong_to_their_conference_too() -> None:
    workshops = ["ZOO 2022 Workshop on Felines", "Workshop on Cubs, Held in Conjunction with ZOO 2020"]
    venues = Venues(["ZOO", *workshops, "ZOO EA 2021", "ZOO-Short", "Conference on Zoo Learning"])
    assert venues.printed_as(["ZOO"]) == ["ZOO", *workshops, "ZOO EA 2021", "ZOO-Short"]
    assert venues.printed_as(["ZOO Workshop on Felines"]) == [workshops[0]]


def test_a_workshop_at_a_conference_in_full() -> None:
    workshop = "Workshop at the Int. Conf. on Lion Vision and Memory"
    venues = Venues(
        ["International Conference on Lion Vision", "Conference on Lion Vision & Memory", workshop]
    )
    assert venues.workshops(["Conference on Lion Vision and Memory"]) == [workshop]
    assert venues.workshops(["International Conference on Lion Vision"]) == []


def test_a_conference_of_which_only_workshops_are_printed() -> None:
    venues = Venues(["Workshop on Lions, ZOO"])
    assert venues.called("ZOO") == "ZOO"
    assert venues.printed_as(["ZOO"]) == ["Workshop on Lions, ZOO"]
    assert venues.called("LEO") is None


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("j neurosci", "journal neuroscience"),
        ("proceeding natl acad sci", "proceeding national academy science"),
        ("plo comp bio", "plo computational biology"),
    ],
)
def test_what_is_short_for_a_name(short: str, long: str) -> None:
    assert is_short_for(short, long)


@pytest.mark.parametrize(
    ("short", "long"),
    [("stat", "statistic"), ("j policy", "journal politic"), ("j lion", "journal lion health")],
)
def test_what_is_not_short_for_a_name(short: str, long: str) -> None:
    assert not is_short_for(short, long)


@pytest.mark.parametrize(
    ("acronym", "name"),
    [
        ("IZORS", "International Conference on Zoo Robots and Systems"),
        ("ZORS", "IEEE/RSJ International Conference on Zoo Robots and Systems"),
        ("LeoIPS", "Advances in Leonine Information Processing Systems"),
        ("PNAL", "Proceedings of the National Academy of Lions"),
        ("TLCG", "IEEE Transactions on Lions and Computer Graphics"),
        ("LISTATS", "Conference on Lions and Statistics"),
    ],
)
def test_an_acronym_spells_a_name(acronym: str, name: str) -> None:
    assert acronym_fits(acronym, name)


@pytest.mark.parametrize(
    ("acronym", "name"),
    [("ICV", "Conference on Lion Vision"), ("LCG", "Transactions on Lions and Computer Graphics")],
)
def test_an_acronym_without_a_telling_word_spells_no_name(acronym: str, name: str) -> None:
    assert not acronym_fits(acronym, name)


def test_small_words_and_short_forms_make_no_other_name() -> None:
    assert key_of("Proc. of the Int. Conf. on Lions") == key_of("Proceedings International Conference Lion")
    assert key_of("The") == "the"


@pytest.mark.parametrize(
    ("short", "venue"),
    [
        ("LiJ", "The Lionological Journal"),
        ("LiJS", "The Lionological Journal Supplement Series"),
        ("PhLiL", "Physical Lion Letters"),
        ("L&L", "Lions & Lionesses"),
    ],
)
def test_a_short_form_of_words_run_together(short: str, venue: str) -> None:
    others = ["Lion Journals of Oz", "Acta Leonica", "Lyceum Lyra", "Lion Letters"]
    assert Venues([venue, *others]).all_called(short) == (venue,)
