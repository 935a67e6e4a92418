"""Venues as sources print them, the names that they go by, and the questions that name them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import FakeEncoder

from assistant.answering import Assistant
from assistant.config import DEFAULT_MODEL
from assistant.datamodels import Answer, Filters, Intent, Message, Query, Reason
from assistant.explore.browsing import Choices, Look, Shelf
from assistant.index.corpus import open_corpus
from ingest.pipeline import ingest

BIB = r"""
@inproceedings{lions, title = {Lions at Night}, author = {Byron, Ada}, year = 2021,
  booktitle = {Proceedings of the 38th International Conference on Machine Learning, {ICML} 2021, Online},
  abstract = {Lions hunt antelopes at night.}}
@inproceedings{tigers, title = {Swimming Tigers}, author = {G{\"o}del, Kurt and Byron, Ada}, year = 2020,
  booktitle = {Advances in Neural Information Processing Systems 33 (NeurIPS)}, eprint = {2006.00001},
  archiveprefix = {arXiv}, abstract = {Tigers swim across rivers.}}
@article{sparrows, title = {Sparrow Nests}, author = {Noether, Emmy}, year = 2022,
  journal = {Nature Machine Intelligence}, abstract = {Sparrows build nests with neural networks.}}
@misc{zebras, title = {Herds of Zebras}, author = {Noether, Emmy}, year = 2023,
  abstract = {Zebras move in herds, and lions follow them.}}
@inproceedings{rest, title = {Lions by Day}, author = {Byron, Ada}, year = 2023, booktitle = {ICML},
  abstract = {Lions rest by day in the shade.}}
@inproceedings{cubs, title = {Cubs of Lions}, author = {Byron, Ada}, year = 2022,
  booktitle = {ICML 2022 Workshop on Felines}, abstract = {Cubs of lions play.}}
@article{owls, title = {Owls}, author = {Noether, Emmy}, year = 2022, journal = {Neural Networks},
  abstract = {Owls see with neural networks.}}
@article{bats, title = {Bats}, author = {Noether, Emmy}, year = 2019,
  journal = {arXiv preprint arXiv:1901.00001}, abstract = {Bats hear.}}
"""
RELATED = """
@inproceedings{whales, title = {Whale Songs}, author = {Merian, Maria}, year = 2021,
  booktitle = {Proc. of ICML 2021}, abstract = {Whales sing.}}
"""

SCOPES = '["group.bib"]\nscope = "group"\n["others.bib"]\nscope = "related"\n'

ICML = ["Lions by Day", "Cubs of Lions", "Lions at Night"]
NEURIPS = ["Swimming Tigers"]
NMI = ["Sparrow Nests"]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("venues")
    (folder / "mine").mkdir()
    (folder / "mine" / "group.bib").write_text(BIB, encoding="utf-8")
    (folder / "mine" / "others.bib").write_text(RELATED, encoding="utf-8")
    (folder / "mine" / "sources.toml").write_text(SCOPES, encoding="utf-8")
    ingest([folder / "mine"], folder / "index", FakeEncoder(DEFAULT_MODEL))
    corpus = open_corpus(folder / "index")
    yield Assistant(corpus, FakeEncoder(DEFAULT_MODEL))
    corpus.close()


def titles(answer: Answer) -> list[str]:
    return list(dict.fromkeys(c.title for c in answer.citations))


QUESTIONS = [
    ("papers in ICML", ICML),
    ("Which papers appeared at icml?", ICML),
    ("How many ICML papers has the group published?", ICML),
    ("Which papers were accepted at the 38th International Conference on Machine Learning (ICML)?", ICML),
    ("papers in the proceedings of ICML", ICML),
    ("ICML 2021", ["Lions at Night"]),
    ("papers at ICML since 2022", ["Lions by Day", "Cubs of Lions"]),
    ("papers by Gödel at NeurIPS", NEURIPS),
    ("NIPS papers", NEURIPS),
    ("papers in Advances in Neural Information Processing Systems", NEURIPS),
    ("Did they publish in Nature Machine Intelligence?", NMI),
    ("papers in nature machine intelligence", NMI),
    ("papers at NeurIPS or in Nature Machine Intelligence", [*NMI, *NEURIPS]),
    ("papers in Neural Networks", ["Owls"]),
    ("papers in the journal neural networks", ["Owls"]),
    ("Which papers are on arXiv?", [*NEURIPS, "Bats"]),
    ("What related work by others appeared at ICML?", ["Whale Songs"]),
    ("What is the newest paper at ICML?", ["Lions by Day"]),
    ("papers by Byron that are not in ICML", NEURIPS),
    ("List the ICML and NeurIPS papers", [*ICML, *NEURIPS]),
    ("Who wrote the NeurIPS paper on tigers?", NEURIPS),
]


@pytest.mark.parametrize(("question", "expected"), QUESTIONS)
def test_papers_of_a_venue(assistant: Assistant, question: str, expected: list[str]) -> None:
    assert titles(assistant.ask(question)) == expected


def test_a_venue_and_a_topic(assistant: Assistant) -> None:
    answer = assistant.ask("papers on lions at ICML since 2022")
    assert (answer.query.topic, answer.query.venues) == ("lions", ("ICML",))
    assert set(titles(answer)) == {"Lions by Day", "Cubs of Lions"}


def test_the_answer_says_what_it_can_not_know(assistant: Assistant) -> None:
    answer = assistant.ask("How many papers appeared at ICML since 2021?")
    assert answer.query.intent is Intent.COUNT
    assert answer.text.startswith("3 papers by this group since 2021 that appeared in ICML:")
    assert "1 paper without a venue in any source was left out." in answer.text
    assert "1 of these appeared at a workshop there." in answer.text
    assert answer.citations[0].field == "venue"
    assert answer.citations[0].quote == "ICML"
    assert "that appeared in ICML" in answer.searched


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What have they done in neural networks?", "neural networks"),
        ("papers on neural networks", "neural networks"),
        ("papers on the nature of intelligence", "nature of intelligence"),
    ],
)
def test_a_subject_is_no_venue(assistant: Assistant, question: str, topic: str) -> None:
    query = assistant.ask(question).query
    assert (query.topic, query.venues, query.unknown_venue) == (topic, (), None)


def test_a_venue_that_no_paper_has(assistant: Assistant) -> None:
    answer = assistant.ask("Did they publish in Nature?")
    assert answer.reason is Reason.NOTHING_FOUND
    assert answer.text == (
        "No source says that a paper appeared in Nature. Venues are printed for only 8 of 9 papers, so "
        "this is no proof. The nearest that are printed: Nature Machine Intelligence."
    )
    assert assistant.ask("papers on lions at ICLR").abstained
    both = assistant.ask("papers at ICML or CVPR")
    assert titles(both) == ICML
    assert "No source says that a paper appeared in CVPR." in both.text


@pytest.mark.parametrize(
    "question",
    [
        "Which venues does the group publish in?",
        "How many papers per venue?",
        "Where does the group publish most?",
        "In which conferences do they publish?",
    ],
)
def test_papers_counted_by_venue(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.text.startswith(
        "8 papers by this group, by venue (most: ICML, with 2):\n\n- **ICML**: 2 papers"
    )
    assert "- **NeurIPS**: 1 paper" in answer.text
    assert "1 paper without a venue was left out." in answer.text


def test_what_may_have_appeared_in_a_venue_that_is_left_out(assistant: Assistant) -> None:
    answer = assistant.ask("List all papers that are not in ICML")
    assert answer.text.startswith("5 papers by this group, leaving out those that appeared in ICML:")
    assert "1 of these prints no venue in any source, and may have appeared there." in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote the paper on owls, and where did it appear?",
        "In which journal and year did the owls paper appear, and who is the first author?",
        "What is the newest paper in Neural Networks, and in which year did it come out?",
    ],
)
def test_of_one_paper_authors_date_and_venue_are_told_and_cited(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert {c.title for c in answer.citations} == {"Owls"}
    assert {c.quote for c in answer.citations} == {"Emmy Noether", "2022", "Neural Networks"}
    assert all(told in answer.text for told in ("Emmy Noether", "2022", "Neural Networks"))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "Did Sparrow Nests appear in Nature Machine Intelligence?",
            "appeared in Nature Machine Intelligence",
        ),
        ('Did "Sparrow Nests" appear in Nature?', "appeared in Nature Machine Intelligence"),
        ('Was "Herds of Zebras" published at ICML?', "No source prints where **Herds of Zebras** appeared"),
    ],
)
def test_of_a_paper_that_is_named_the_answer_is_where_it_appeared(
    assistant: Assistant, question: str, said: str
) -> None:
    answer = assistant.ask(question)
    assert said in answer.text
    assert len({c.paper_id for c in answer.citations}) == 1


def test_followups(assistant: Assistant) -> None:
    asked = assistant.ask("papers on lions")
    history = [
        Message("user", "papers on lions"),
        Message("assistant", asked.text, tuple(c.paper_id for c in asked.citations)),
    ]

    def after(question: str) -> Query:
        *_, answer = assistant.stream(question, history)
        assert isinstance(answer, Answer)
        return answer.query

    at_icml = after("And at ICML?")
    assert (at_icml.topic, at_icml.venues) == ("lions", ("ICML",))
    assert after("which of those appeared at ICML?").venues == ("ICML",)
    assert after("Which venues?").attribute == "venue"
    history = [Message("user", "papers on lions at ICML"), *history[1:]]
    assert after("And since 2022?").venues == ("ICML",)
    assert after("What about NeurIPS?").venues == ("NeurIPS",)


def test_a_venue_set_beside_a_question(assistant: Assistant) -> None:
    answer = assistant.ask("List all papers", filters=Filters(venue="icml"))
    assert titles(answer) == ICML
    answer = assistant.ask("List all papers at NeurIPS", filters=Filters(venue="icml"))
    assert titles(answer) == NEURIPS
    assert assistant.ask("List all papers", filters=Filters(venue="Journal of Zoology")).abstained


def test_looking_through_the_papers(assistant: Assistant) -> None:
    shelf = Shelf(assistant.corpus.papers)
    found = [paper.title for paper in shelf.look(Look(venue="International Conference on Machine Learning"))]
    assert found == ["Lions by Day", "Cubs of Lions", "Lions at Night", "Whale Songs"]
    assert Choices.of(shelf.columns).venues == [
        *("arXiv", "ICML", "ICML Workshop on Felines", "Nature Machine Intelligence", "Neural Networks"),
        "NeurIPS",
    ]


def test_where_no_paper_prints_a_venue(zoo: Path) -> None:
    corpus = open_corpus(zoo)
    assistant = Assistant(corpus, FakeEncoder(DEFAULT_MODEL))
    answer = assistant.ask("Which venues does the group publish in?")
    assert answer.text == (
        "No source prints the venue of 3 papers by this group, so I can't count them by that."
    )
    answer = assistant.ask("Did they publish in Nature?")
    assert answer.text == (
        "No source says that a paper appeared in Nature. Venues are printed for only 0 of 4 papers, so "
        "this is no proof."
    )
    corpus.close()


def test_a_venue_is_text_and_no_markup(tmp_path: Path) -> None:
    source = tmp_path / "group.bib"
    source.write_text(
        "".join(
            f"@article{{a{n}, title = {{Paper {n}}}, journal = {{Zoo *[1]* Letters}}, year = 202{n}}}\n"
            for n in range(2)
        )
        + "@article{b, title = {Another}, journal = {Nature}, year = 2020}\n"
    )
    ingest([source], tmp_path / "index", FakeEncoder(DEFAULT_MODEL), scope="group")
    corpus = open_corpus(tmp_path / "index")
    answer = Assistant(corpus, FakeEncoder(DEFAULT_MODEL)).ask("How many papers per venue?")
    assert r"(most: Zoo \*\[1\]\* Letters, with 2)" in answer.text
    corpus.close()
