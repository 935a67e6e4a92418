"""One person's name, however written."""

from __future__ import annotations

import pytest

from assistant.text.person_names import Persons, compatible, distinct, parse


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pavone, M.", "Marco Pavone"),
        ("M Pavone", "Marco Pavone"),
        ("Barneche DR", "Diego R. Barneche"),
        ("Keil P", "Petr Keil"),
        ("Chase, J. M.", "Chase JM."),
        ("Dost Öngür", "D. Ongur"),
        ("M. van der Berg", "van der Berg, Maria"),
        ("Malsburg, C. von der", "Christoph von der Malsburg"),
        ("Malsburg C", "Christoph von der Malsburg"),
        ("Downs, J. H. 3rd", "J. H. 3rd Downs"),
        ("J. Downs III", "Downs, J. H. 3rd"),
        ("Downs, J. H., Jr.", "J. H. Downs Jr"),
        ("J. H. Downs", "Downs, J. H. 3rd"),
        ("S.A. Lauer", "Lauer SA"),
        ("Lukas F. Stoetzer", "Lukas Stoetzer"),
        ("Đorđe Milosav", "Dorde Milosav"),
        ("Małgorzata Łobocka", "M Lobocka"),
        ("Heike Klüver", "Kluever, H."),
        ("Heike Klüver", "Kluver H"),
        ("HEIKE KLÜVER", "Heike Kluver"),
        ("Poenaru Olaru, L.", "Lorena Poenaru-Olaru"),
        ("Lorena Poenaru Olaru", "Poenaru-Olaru, L."),
        ("Lindsay MacDonald Vermeulen", "MacDonald Vermeulen, L."),
        ("Lindsay MacDonald Vermeulen", "Vermeulen L"),
        ("Jae-Jae Spoon", "Jae‐Jae Spoon"),
        ("Jae-Jae Spoon", "J.-J. Spoon"),
        ("Jae-Jae Spoon", "Spoon JJ"),
        ("Sun I-F", "I-Fang Sun"),
        ("AM Kropinski", "Andrew M. Kropinski"),
        ("Francesco D’Angelo", "D'Angelo F"),
        ("... Reich NG", "Nicholas G. Reich"),
        ("Keil P + 16 co-authors", "Petr Keil"),
        ("M. Rath M. Pavone", "Marco Pavone"),
        ("Lessler J and Reich NG", "N. Reich"),
    ],
)
def test_forms_of_one_name(one: str, other: str) -> None:
    assert compatible(parse(one), parse(other))
    assert compatible(parse(other), parse(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jun Chen", "Jing Chen"),
        ("J. M. Chase", "J. R. Chase"),
        ("J. Downs Jr", "J. Downs III"),
        ("Henning, C.", "Maria Henning"),
        ("Schad", "Daniel Schad"),  # a lone word may be a given name
        ("Wei Li", "W. Liu"),
        ("Author 1", "Author 2"),
        ("T. Bauer", "T. Baur"),
    ],
)
def test_names_of_different_people(one: str, other: str) -> None:
    assert not compatible(parse(one), parse(other))


def test_a_text_without_a_word_is_no_name() -> None:
    assert parse("").words == parse(" ., ").words == ()
    assert Persons({"": 1}).forms("") == ("",)


def test_the_forms_of_a_person_the_fullest_first() -> None:
    persons = Persons({"Pavone, M.": 9, "Marco Pavone": 1, "M Pavone": 3, "M. Rus": 1})
    assert persons.forms("M Pavone") == ("Marco Pavone", "Pavone, M.", "M Pavone")
    assert persons.shown("Pavone, M.") == "Marco Pavone"
    assert persons.fitting(parse("Marco A. Pavone")) == ("Marco Pavone", "Pavone, M.", "M Pavone")
    assert persons.fitting(parse("Maria Pavone")) == ()


def test_an_initial_that_fits_two_people_stays_apart_and_is_found_by_either() -> None:
    persons = Persons({"J. Chen": 5, "Jun Chen": 2, "Jing Chen": 1})
    assert [persons.forms(name) for name in ("J. Chen", "Jun Chen")] == [("J. Chen",), ("Jun Chen",)]
    assert set(persons.fitting(parse("Chen, J."))) == {"J. Chen", "Jun Chen", "Jing Chen"}
    assert set(persons.fitting(parse("Jun Chen"))) == {"J. Chen", "Jun Chen"}


def test_a_middle_name_tells_people_apart() -> None:
    persons = Persons({"Ada B. Mill": 1, "Ada C. Mill": 1, "Ada Mill": 1})
    assert all(persons.forms(name) == (name,) for name in ("Ada B. Mill", "Ada C. Mill", "Ada Mill"))


def test_several_people_printed_as_one_are_no_person() -> None:
    persons = Persons({"M. Pavone": 2, "M. Rath M. Pavone": 1, "Marco Pavone": 1})
    assert persons.forms("M. Pavone") == ("Marco Pavone", "M. Pavone")
    assert "M. Rath M. Pavone" in persons.fitting(parse("Marco Pavone"))
    assert distinct(persons.fitting(parse("Marco Pavone"))) == ("Marco Pavone",)


def test_people_are_named_once() -> None:
    assert distinct(("M. Pavone", "Marco Pavone", "Ada Mill")) == ("Marco Pavone", "Ada Mill")
    assert distinct(("Jun Chen", "Jing Chen")) == ("Jun Chen", "Jing Chen")
