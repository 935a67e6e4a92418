"""Persons in a question: authors of the papers, or nobody that the papers know."""

from __future__ import annotations

import pytest

from assistant.understanding.people import People

NAMES = (
    "Johannes von Oswald",
    "Christian Henning",
    "Maria R. Cervera",
    "Francesco D'Angelo",
    "Francesco Lässig",
    "Benjamin F. Grewe",
    "Benjamin Ehret",
    "Sander de Haan",
    "Yassine Taoudi-Benchekroun",
    "Giulia Lanzillotta",
    "Christoph von der Malsburg",
    "Pau Vilimelis Aceituno",
    "Alexander Control",  # a surname that is also a word of the papers
)
OF_PAPERS = frozenset(["learning", "control", "networks", "deep", "continual"])
ENGLISH = frozenset(
    ("what", "which", "who", "has", "have", "paper", "papers", "by", "with", "from", "did", "write", "the")
)


@pytest.fixture(scope="module")
def people() -> People:
    return People(NAMES, in_papers=OF_PAPERS.__contains__, in_english=ENGLISH.__contains__)


def found(people: People, text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(text[m.start : m.end], m.names) for m in people.find(text)]


@pytest.mark.parametrize(
    ("text", "written", "name"),
    [
        ("papers by Oswald", "Oswald", "Johannes von Oswald"),
        ("von der Malsburg?", "von der Malsburg", "Christoph von der Malsburg"),
        ("papers by de Haan", "de Haan", "Sander de Haan"),
        ("What did henning write?", "henning", "Christian Henning"),
        ("CHRISTIAN HENNING", "CHRISTIAN HENNING", "Christian Henning"),
        ("Maria Cervera's papers", "Maria Cervera", "Maria R. Cervera"),
        ("papers by Lassig", "Lassig", "Francesco Lässig"),
        ("papers with D'Angelo", "D'Angelo", "Francesco D'Angelo"),
        ("papers by Taoudi-Benchekroun", "Taoudi-Benchekroun", "Yassine Taoudi-Benchekroun"),
        ("papers by Vilimelis Aceituno", "Vilimelis Aceituno", "Pau Vilimelis Aceituno"),
        ("papers by Pau Vilimelis", "Pau Vilimelis", "Pau Vilimelis Aceituno"),
        ("Is Grewe open to that?", "Grewe", "Benjamin F. Grewe"),  # and no slip of "B. Grewe"
        ("papers by Dr. Henning", "Henning", "Christian Henning"),
        ("papers by Giulia", "Giulia", "Giulia Lanzillotta"),
        ("papers by Lanzilotta", "Lanzilotta", "Giulia Lanzillotta"),
        ("papers by Cristian Hening", "Cristian Hening", "Christian Henning"),
        ("papers by christian hening", "christian hening", "Christian Henning"),
        ("papers with Control", "Control", "Alexander Control"),
    ],
    ids=lambda value: value,
)
def test_an_author(people: People, text: str, written: str, name: str) -> None:
    assert found(people, text) == [(written, (name,))]


def test_a_first_name_may_mean_several(people: People) -> None:
    assert found(people, "papers by francesco") == [("francesco", ("Francesco D'Angelo", "Francesco Lässig"))]
    assert found(people, "papers by Benjamin") == [("Benjamin", ("Benjamin F. Grewe", "Benjamin Ehret"))]


def test_two_people(people: People) -> None:
    assert [name for _, name in found(people, "What did Henning and Cervera write together?")] == [
        ("Christian Henning",),
        ("Maria R. Cervera",),
    ]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("papers by Geoffrey Hinton", "Geoffrey Hinton"),
        ("papers by Dr. Hinton", "Hinton"),
        ("hinton's papers", "hinton"),
        ("Has Yann LeCun published with them?", "Yann LeCun"),
        ("papers by Jürgen Schmidhuber", "Jürgen Schmidhuber"),
    ],
)
def test_an_author_whom_the_papers_do_not_know(people: People, text: str, written: str) -> None:
    assert found(people, text) == [(written, ())]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "What has this group done on continual learning?",
        "papers on control",
        "papers with control",
        "Which papers have deep networks?",
        "What is it about?",
    ],
)
def test_words_that_are_no_names(people: People, text: str) -> None:
    assert found(people, text) == []


def test_the_nearest_name(people: People) -> None:
    assert people.nearest("Hening") == "Christian Henning"
    assert people.nearest("zzzz") is None


def test_nobody_is_known_where_there_are_no_names() -> None:
    nobody = People((), in_papers=lambda word: False, in_english=lambda word: True)
    assert nobody.find("papers on learning") == []
    assert nobody.nearest("Henning") is None
    assert nobody.names == ()


def test_umlauts_may_be_written_out() -> None:
    authors = People(["Anna Müller"], in_papers=lambda word: False, in_english=lambda word: False)
    for written in ("Müller", "Muller", "Mueller"):
        assert [mention.names for mention in authors.find(f"papers by {written}")] == [("Anna Müller",)]


WRITTEN = (
    "M. Pavone",
    "Marco Pavone",
    "Keil P",
    "van der Berg A",
    "Chase JM",
    "T. Lew",
    "Richard L. Lewis",
    "J. Sallou",
    "Lorena Poenaru-Olaru",
    "J. H. 3rd Downs",
    "Đorđe Milosav",
    "Jun Chen",
    "Jing Chen",
    "J. Chen",
)


@pytest.mark.parametrize(
    ("text", "written", "names"),
    [
        ("Pavone, M.", "Pavone, M.", {"M. Pavone", "Marco Pavone"}),
        ("papers of M Pavone", "M Pavone", {"M. Pavone", "Marco Pavone"}),
        ("papers by Pavone", "Pavone", {"M. Pavone", "Marco Pavone"}),
        ("On how many papers is Petr Keil the first author?", "Petr Keil", {"Keil P"}),
        ("papers by Keil", "Keil", {"Keil P"}),
        ("Anna van der Berg", "Anna van der Berg", {"van der Berg A"}),
        ("Chase, J. M.", "Chase, J. M.", {"Chase JM"}),
        ("Show Chase papers", "Chase", {"Chase JM"}),
        ("Which papers did Thomas Lew write in 2024?", "Thomas Lew", {"T. Lew"}),
        ("Lewis, R. L. publications", "Lewis, R. L.", {"Richard L. Lewis"}),
        ("papers with June Sallou", "June Sallou", {"J. Sallou"}),
        ("papers by Poenaru Olaru, L.", "Poenaru Olaru, L.", {"Lorena Poenaru-Olaru"}),
        ("papers by Downs, J. H. 3rd", "Downs, J. H. 3rd", {"J. H. 3rd Downs"}),
        ("papers by Dorde Milosav", "Dorde Milosav", {"Đorđe Milosav"}),
        ("papers by J. Chen", "J. Chen", {"J. Chen", "Jun Chen", "Jing Chen"}),
        ("papers by Jun Chen", "Jun Chen", {"J. Chen", "Jun Chen"}),
    ],
)
def test_a_person_however_written(text: str, written: str, names: set[str]) -> None:
    people = People(WRITTEN, in_papers=OF_PAPERS.__contains__, in_english=ENGLISH.__contains__)
    assert [(as_written, set(forms)) for as_written, forms in found(people, text)] == [(written, names)]


def test_names_side_by_side_are_two_people() -> None:
    people = People(WRITTEN, in_papers=OF_PAPERS.__contains__, in_english=ENGLISH.__contains__)
    assert [written for written, _ in found(people, "papers by Keil, Pavone and Lew")] == [
        "Keil",
        "Pavone",
        "Lew",
    ]
    assert [written for written, _ in found(people, "papers by Keil, Marco Pavone")] == [
        "Keil",
        "Marco Pavone",
    ]


def test_another_given_name_is_another_person() -> None:
    people = People(WRITTEN, in_papers=OF_PAPERS.__contains__, in_english=ENGLISH.__contains__)
    assert found(people, "papers by Walter Lew") == [("Walter Lew", ())]
