"""The people who signed the papers."""

from __future__ import annotations

import pytest

from assistant.datamodels import Paper, PaperDate
from assistant.explore.people import People, Person, person_id


def paper(id: str, year: int | None, *authors: str, scope: str = "group") -> Paper:
    date = PaperDate(year) if year else None
    return Paper(id=id, title=id, abstract="", scope=scope, date=date, authors=authors)  # type: ignore[arg-type]


PEOPLE = People(
    (
        paper("a", 2019, "Ada Byron", "Emmy Noether"),
        paper("b", 2021, "Byron, A.", "Zed Abel"),
        paper("c", None, "Ada Byron"),
        paper("d", 2024, "Emmy Noether", "Zed Abel", scope="related"),
        paper("e", 2020, "Kurt Gödel", scope="related"),
        paper("f", 2023, "Zed Abel"),
    ),
    {"Ada Byron", "Byron, A.", "Emmy Noether"},
)


def names(people: list[Person]) -> list[str]:
    return [person.name for person in people]


def test_a_person_is_one_entry_however_written_with_papers_and_years() -> None:
    ada = PEOPLE.of("ada-byron")
    assert ada is not None
    assert [PEOPLE.papers[row].id for row in ada.rows] == ["b", "a", "c"]  # newest first, undated last
    assert (ada.first, ada.last) == (2019, 2021)


def test_members_come_first_then_those_with_most_papers() -> None:
    assert names(PEOPLE.look(scope="group")) == ["Ada Byron", "Emmy Noether", "Zed Abel"]
    assert [person.member for person in PEOPLE.look(scope="group")] == [True, True, False]
    assert names(PEOPLE.look(scope="group", order="newest")) == ["Ada Byron", "Emmy Noether", "Zed Abel"]
    assert names(PEOPLE.look(order="name")) == ["Ada Byron", "Emmy Noether", "Zed Abel", "Kurt Gödel"]


def test_only_the_papers_of_the_scope_count() -> None:
    counts = {person.name: len(person.rows) for person in PEOPLE.look(scope="related")}
    assert counts == {"Emmy Noether": 1, "Zed Abel": 1, "Kurt Gödel": 1}
    zed = PEOPLE.of("zed-abel", scope="group")
    assert zed is not None
    assert (len(zed.rows), zed.first, zed.last) == (2, 2021, 2023)


@pytest.mark.parametrize(
    ("text", "found"), [("godel", ["Kurt Gödel"]), ("ab ZED", ["Zed Abel"]), ("nobody", [])]
)
def test_names_are_searched(text: str, found: list[str]) -> None:
    assert names(PEOPLE.look(text=text)) == found


def test_coauthors_are_counted_over_the_papers_of_the_person() -> None:
    ada = PEOPLE.of("ada-byron")
    assert ada is not None
    beside, count = PEOPLE.coauthors(ada, most=5)
    assert [(other.name, shared) for other, shared in beside] == [("Emmy Noether", 1), ("Zed Abel", 1)]
    assert count == 2
    assert [other.name for other, _ in PEOPLE.coauthors(ada, most=1)[0]] == ["Emmy Noether"]


def test_an_id_is_that_of_the_name_and_of_every_way_to_write_it() -> None:
    assert person_id("Kurt Gödel") == "kurt-godel"
    for id in ("ada-byron", "byron-a", "a-byron"):
        person = PEOPLE.of(id)
        assert person is not None
        assert person.id == "ada-byron"
    assert PEOPLE.of("charles-babbage") is None
    assert PEOPLE.of("") is None


def test_people_of_one_id_are_told_apart_by_a_number() -> None:
    people = People(
        (
            paper("a", 2020, "J. Chen"),
            paper("b", 2021, "J Chen"),
            paper("c", 2022, "Jun Chen"),
            paper("d", 2023, "Jing Chen"),
        )
    )
    ids = [person.id for person in people.look()]
    assert len(set(ids)) == len(ids)
    for id in ids:
        person = people.of(id)
        assert person is not None
        assert person.id == id
