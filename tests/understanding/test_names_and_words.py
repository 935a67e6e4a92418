"""A name looks like one: by its capital, because it is no ordinary word, or by where it stands."""

from __future__ import annotations

import pytest

from assistant.understanding.people import People

NAMES = (
    "Marko Perch",
    "Ines Young",
    "Ottokar List",
    "Tirza van der Molen",
    "P. Quill",
    "Walter Halvard",
    "for the Marsh Study Group",
    "Consortium of Pond Keepers",
)
OF_PAPERS = frozenset("marsh marshes birds study keepers pond pike".split())
ENGLISH = frozenset("young list families colleague children group higher risk write written walter".split())


@pytest.fixture(scope="module")
def people() -> People:
    return People(NAMES, in_papers=OF_PAPERS.__contains__, in_english=ENGLISH.__contains__)


def found(people: People, text: str) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], m.names[0] if m.names else "") for m in people.find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "I work with traumatised families. How many children were there?",
        "How many pikes did the PondNet authors analyse?",
        "Which costs were lowest for the higher risk group?",
        "Could you list everything that the group has on Birds?",
        "List the papers of 2018",
        "list all papers about birds",
        "What has the group published on marshes?",
        "Which papers by young researchers are there?",
        "Does the study group of the Marsh keep birds?",
        "papers on van and der",
        "What has the group published on Young Pikes?",
        "Why did pikes leave Halvarb after Spring?",
        "How did the Walter Scott lake fill?",
    ],
)
def test_ordinary_words_name_nobody(people: People, text: str) -> None:
    assert found(people, text) == []


@pytest.mark.parametrize(
    ("text", "written", "name"),
    [
        ("papers by young", "young", "Ines Young"),
        ("Which papers did Young write?", "Young", "Ines Young"),
        ("Young papers", "Young", "Ines Young"),
        ("Young et al.", "Young", "Ines Young"),
        ("Young's papers", "Young", "Ines Young"),
        ("Young, I.", "Young, I.", "Ines Young"),
        ("Halvard Walter", "Halvard Walter", "Walter Halvard"),
        ("papers by halvard walter", "halvard walter", "Walter Halvard"),
        ("papers by P. Quill", "P. Quill", "P. Quill"),
        ("papers by P.-J. Quill", "P.-J. Quill", "P. Quill"),
        ("papers by van der Molen", "van der Molen", "Tirza van der Molen"),
        ("papers by Molen, T.", "Molen, T.", "Tirza van der Molen"),
        ("papers by Halvrad", "Halvrad", "Walter Halvard"),
        ("papers by the Marsh Study Group", "Marsh Study Group", "for the Marsh Study Group"),
        ("papers by Walter", "Walter", "Walter Halvard"),
    ],
)
def test_a_name_that_may_be_a_word(people: People, text: str, written: str, name: str) -> None:
    assert found(people, text) == [(written, name)]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Could you list the papers that Zora Blixen co-authored?", ["Zora Blixen"]),
        ("Is Zora Blixen a co-author of any paper?", ["Zora Blixen"]),
        ("did Z. O. Blixen write any of these?", ["Z. O. Blixen"]),
        ("Which papers did Perch write with Zora Blixen?", ["Perch", "Zora Blixen"]),
        ("papers by Zora Blixen or Perch", ["Zora Blixen", "Perch"]),
        ("anything from Zora Blixen", ["Zora Blixen"]),
        ("papers by blixen", ["blixen"]),
        ("papers by Zora van Blixen", ["Zora van Blixen"]),
        ("papers by perch and blixen", ["perch", "blixen"]),
        ("works by Blixen, Z.", ["Blixen, Z."]),
        ("Is Zora Blixen one of the authors?", ["Zora Blixen"]),
        ("Has Zora Blixen ever worked with the group?", ["Zora Blixen"]),
    ],
)
def test_an_unknown_name(people: People, text: str, written: list[str]) -> None:
    assert [as_written for as_written, _ in found(people, text)] == written
    assert all((name == "") == ("lixen" in as_written) for as_written, name in found(people, text))


@pytest.mark.parametrize(
    "text",
    [
        "Which papers work with Kinect sensors?",
        "What did Blixen find?",
        "MB PAPERS ON BIRDS",
        "Has the group worked with interferometry?",
        "magnetic images with MEG",
        "latitudinal gradients",
        "papers on fevers caused by malaria",
        "Has the group worked with Kinect?",
    ],
)
def test_an_unknown_word_is_a_name_only_where_people_stand(people: People, text: str) -> None:
    assert found(people, text) == []
