"""Looking through all papers."""

from __future__ import annotations

import time

import pytest

from assistant.datamodels import Paper, PaperDate
from assistant.explore.browsing import Look, Shelf


def paper(id: str, title: str, year: int | None = None, **more: object) -> Paper:
    fields: dict[str, object] = {"abstract": "", "scope": "group"} | more
    return Paper(id=id, title=title, date=PaperDate(year) if year else None, **fields)  # type: ignore[arg-type]


SHELF = Shelf(
    (
        paper(
            "lions",
            "Lions at Night",
            2020,
            authors=("Ada Byron",),
            abstract="They hunt antelopes.",
            category="ZO",
        ),
        paper("tigers", "Swimming Tigers", 2022, authors=("Kurt Gödel", "Ada Byron"), abstract="They swim."),
        paper("nests", "A Nest", None, scope="related", abstract="Sparrows hunt for a hedge."),
        paper("whales", "Whale Songs", 2021, scope="related", category="OC", authors=("Zed Abel",)),
    )
)


def ids(**look: object) -> list[str]:
    return [p.id for p in SHELF.look(Look(**look))]  # type: ignore[arg-type]


def test_the_newest_come_first_and_undated_ones_last() -> None:
    assert ids() == ["tigers", "whales", "lions", "nests"]
    assert ids(descending=False) == ["lions", "whales", "tigers", "nests"]


def test_only_the_papers_that_are_meant_are_looked_at() -> None:
    assert ids(among=frozenset({"nests", "tigers", "no such paper"})) == ["tigers", "nests"]
    assert ids(among=frozenset({"nests", "tigers"}), text="hunt") == ["nests"]
    assert ids(among=frozenset({"no such paper"})) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("HUNT", ["lions", "nests"]),  # in an abstract, in any case
        ("goedel", []),
        ("godel swim", ["tigers"]),  # every word, wherever it stands; accents count for nothing
        ("night swim", []),
        ('"at night"', ["lions"]),
        ('"night at"', []),
        ("  ", ["tigers", "whales", "lions", "nests"]),
    ],
)
def test_every_word_must_stand_somewhere(text: str, found: list[str]) -> None:
    assert ids(text=text) == found


def test_filters() -> None:
    assert ids(scope="related") == ["whales", "nests"]
    assert ids(year_from=2021) == ["tigers", "whales"]
    assert ids(year_from=2020, year_to=2021) == ["whales", "lions"]
    assert ids(category="OC") == ["whales"]
    assert ids(author="byron") == ["tigers", "lions"]


def test_orders() -> None:
    assert ids(order="title", descending=False) == ["nests", "lions", "tigers", "whales"]
    assert ids(order="authors", descending=False) == [
        "whales",
        "lions",
        "tigers",
        "nests",
    ]
    assert ids(order="category", descending=True) == ["lions", "whales", "tigers", "nests"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("antilopes", "antelopes"),
        ("nigth ANTILOPES", "night antelopes"),
        ("Goedel hunt", "godel hunt"),
        ("Gbedel hunt", "Gbedel hunt"),  # two slips in a short word
        ("swimmin", "swimmin"),  # within a longer word
        ("lion", "lion"),
        ("swimmers", "swimmers"),  # English: no paper has it
        ('"antilopes at night"', '"antilopes at night"'),
        ('antilopes "at nigth', 'antelopes "at nigth'),
        ("", ""),
    ],
)
def test_a_word_that_no_paper_has_is_read_as_the_nearest_one(written: str, meant: str) -> None:
    assert SHELF.mended(written)[0] == meant


def test_what_was_mended_is_told_and_an_exact_word_finds_what_it_did() -> None:
    assert SHELF.mended("Antilopes hunt") == ("antelopes hunt", (("Antilopes", "antelopes"),))
    for word in ("hunt", "lions", "tigers", "they", "byron", "swim", "a"):
        assert SHELF.mended(word) == (word, ())


def test_papers_are_ordered_by_their_venue() -> None:
    shelf = Shelf(
        (paper("1", "One", venue="Zoo Letters"), paper("2", "Two"), paper("3", "Three", venue="Ark"))
    )
    found = shelf.look(Look(order="venue", descending=False))
    assert [p.id for p in found] == ["3", "1", "2"]


def test_five_thousand_papers_are_searched_between_two_keystrokes() -> None:
    many = Shelf([paper(str(n), f"Title {n}", 2000 + n % 20, abstract="word " * 250) for n in range(5000)])
    started = time.thread_time()
    assert len(many.look(Look(text="word title 4999"))) == 1
    assert many.mended("wrod") == ("wrod", ())
    assert many.mended("titel 4999")[0] == "title 4999"
    assert time.thread_time() - started < 1


def test_a_paper_by_its_title() -> None:
    found = SHELF.named("swimming  TIGERS")
    assert found is not None
    assert found.id == "tigers"
    assert SHELF.named("Swimming Bears") is None


def test_names_by_a_part_and_those_of_most_papers() -> None:
    assert SHELF.authors_with("godel") == ["Kurt Gödel"]
    assert SHELF.columns.authors.most_frequent(1) == ["Ada Byron"]
    assert [SHELF.columns.authors.papers_with(name) for name in ("Ada Byron", "Zed Abel", "Nobody")] == [
        2,
        1,
        0,
    ]
    assert SHELF.columns.years == [2022, 2021, 2020]
