"""How questions name venues: by a full name, a short form or an acronym, with what people say around it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fakes import FakeEncoder

from assistant.answering import Assistant
from assistant.config import DEFAULT_MODEL
from assistant.index.corpus import open_corpus
from ingest.pipeline import ingest

PRINTED = {
    "ears": "Journal of Owl Health 12: 3-9",
    "eyes": "Owl",
    "wings": "2023 IEEE/ACM 2nd International Conference on Owl Engineering (COWE)",
    "claws": "COWE'22 - 1st International Conference on Owl Engineering",
    "beaks": "PLOL Medicine",
    "tails": "PLOL ONE",
    "nests": "Global Nests & Biogeography 27: 2-13",
    "calls": "Feather Biology",
    "flight": "IEEE Transactions on Flight",
    "sleep": "Proc. IEEE Conf. on Dreams and Cats",
    "moons": "Infect Control Hosp Owls",
    "eggs": "Journal of Open Source Owls",
    "feet": "Journal of Owls: Conference Series",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("venues")
    entry = "@article{{{0}, title = {{Of {0}}}, author = {{Euler, Leo}}, year = {2}, journal = {{{1}}},\n"
    text = "abstract = {{Owls sleep in feather biology of night birds, as ecology says.}}}}\n"
    entries = [
        (entry + text).format(title, venue, 2010 + at) for at, (title, venue) in enumerate(PRINTED.items())
    ]
    (folder / "group.bib").write_text("".join(entries), encoding="utf-8")
    ingest([folder / "group.bib"], folder / "index", FakeEncoder(DEFAULT_MODEL), scope="group")
    corpus = open_corpus(folder / "index")
    yield Assistant(corpus, FakeEncoder(DEFAULT_MODEL))
    corpus.close()


NAMED = [
    ("papers in the Journal of Owl Health", "ears"),
    ("Did they publish in the journal of owl health since 2009?", "ears"),
    ("papers in the Journal of Owl Healht", "ears"),
    ("everything in J. Owl Health, thanks", "ears"),
    ("list all J. Owl Health papers", "ears"),
    ("list all Glob. Nests Biogeogr. papers", "nests"),
    ("papers in JOH", "ears"),
    ("papers in the journal Owl", "eyes"),
    ("Which papers came out in Owl?", "eyes"),
    ("Papers at COWE, the owl engineering conference - all editions please", "wings claws"),
    ("which papers appeared at the cowe conference, whatever the year?", "wings claws"),
    ("papers in the proceedings of COWE", "wings claws"),
    ("All COWE papers please, that is the International Conference on Owl Engineering", "wings claws"),
    ("papers at the International Conference on Owl Engineering (COWE)", "wings claws"),
    ("What appeared in PLOL?", "beaks tails"),
    ("papers in PLOL journals", "beaks tails"),
    ("papers in Global Nests and Biogeography", "nests"),
    ("papers in global nests & biogeography", "nests"),
    ("Which articles came out in feather biology?", "calls"),
    ("papers in Transactions on Flight", "flight"),
    ("papers at the Conference on Dreams and Cats", "sleep"),
    ("papers at CDC", "sleep"),
    ("papers in the Journal of Open Source Owls", "eggs"),
    ("papers in the Journal of Owls: Conference Series", "feet"),
    ("papers at ICDC", "sleep"),
    ("papers in Infection Control and Hospital Owls", "moons"),
]


@pytest.mark.parametrize(("question", "expected"), NAMED)
def test_a_venue_is_named(assistant: Assistant, question: str, expected: str) -> None:
    answer = assistant.ask(question)
    assert {c.title for c in answer.citations} == {f"Of {title}" for title in expected.split()}
    assert answer.query.topic == ""


@pytest.mark.parametrize(
    "question",
    [
        "papers on feather biology",
        "work in feather biology",
        "What have they done in owl health?",
        "papers on owls",
    ],
)
def test_a_subject_is_no_venue(assistant: Assistant, question: str) -> None:
    query = assistant.ask(question).query
    assert (query.venues, query.unknown_venue) == ((), None)
    assert query.topic


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("papers in the African Political Owl Review", "African Political Owl Review"),
        ("Which papers came out in PLOL Genetics?", "PLOL Genetics"),
        ("papers in PLOL Genetics", "PLOL Genetics"),
        ("papers in the Journal of Owl", "Journal of Owl"),
        ("papers in the Journal of Owl Health Policy", "Journal of Owl Health Policy"),
        ("papers in the Journal of Unheard Birds", "Journal of Unheard Birds"),
        ("Did anything appear in Owl Physics?", "Owl Physics"),
        ("papers on owls at the Conference on Nothing", "Conference on Nothing"),
        ("papers on owls at XCLR", "XCLR"),
        ("papers at COWE or XCLR", "XCLR"),
        ("Did they publish in Nature?", "Nature"),
    ],
)
def test_a_venue_that_no_source_prints(assistant: Assistant, question: str, name: str) -> None:
    assert assistant.ask(question).query.unknown_venue == name
