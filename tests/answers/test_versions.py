"""Works that appeared in several forms, and papers of many kinds, in answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fakes import FakeEncoder

from assistant.answering import Assistant
from assistant.answers.citations import quoted_form
from assistant.config import DEFAULT_MODEL
from assistant.datamodels import Message
from assistant.index.corpus import open_corpus
from ingest.pipeline import ingest

OWLS = """
@inproceedings{a, title={How old owls find young mice}, author={Mill, Ada and Owl, Zoe},
  booktitle={Robotics: Science and Systems}, year=2016, abstract={Owls hear mice.}}
@article{b, title={How old owls find young mice}, author={Mill, Ada and Noether, Bea},
  journal={Autonomous Owls}, year=2018, doi={10.1000/owls}, abstract={Owls hear mice well.}}
@misc{c, title={How old owls find young mice}, author={Mill, Ada}, year=2015, eprint={1506.00695},
  archiveprefix={arXiv}}
@phdthesis{d, title={How old owls find young mice}, author={Mill, Ada}, year=2017}
@phdthesis{e, title={Nests of doves}, author={Owl, Zoe}, year=2016}
@article{f, title={Wings of doves}, author={Owl, Zoe}, journal={Autonomous Owls}, year=2016}
@misc{g, title={Feathers of doves}, author={Owl, Zoe}, howpublished={Dataset}, year=2020}
"""
WORK = "How old owls find young mice"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    directory = tmp_path_factory.mktemp("versions")
    source = directory / "owls.bib"
    source.write_text(OWLS, encoding="utf-8")
    ingest([source], directory / "index", FakeEncoder(DEFAULT_MODEL))
    corpus = open_corpus(directory / "index")
    yield Assistant(corpus, FakeEncoder(DEFAULT_MODEL))
    corpus.close()


def test_forms_of_a_work_are_one_paper_and_its_thesis_another(assistant: Assistant) -> None:
    assert assistant.ask("How many papers are there?").text.startswith("5 papers by this group")


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("papers from 2016", f"- **{WORK}** (Ada Mill, Zoe Owl; 2016; Robotics: Science and Systems) ["),
        ("papers from 2018", f"- **{WORK}** (Ada Mill, Bea Noether; 2018; Autonomous Owls) ["),
        ("papers from 2015", f"- **{WORK}** (Ada Mill; 2015; arXiv) ["),
        ("Which papers appeared in Robotics: Science and Systems?", "2016; Robotics: Science and Systems) ["),
        ("papers by Zoe Owl", f"- **{WORK}** (Ada Mill, Bea Noether; 2018; "),
    ],
)
def test_a_question_matches_any_form_and_says_which(assistant: Assistant, question: str, line: str) -> None:
    answer = assistant.ask(question)
    assert line in answer.text
    for citation in answer.citations:
        assert quoted_form(assistant.corpus.paper(citation.paper_id), citation, assistant.corpus.bodies)


def test_year_and_venue_are_those_of_one_form(assistant: Assistant) -> None:
    answer = assistant.ask("Which papers appeared in Autonomous Owls in 2016?")
    assert {citation.title for citation in answer.citations} == {"Wings of doves"}


def test_the_years_of_all_forms_are_counted(assistant: Assistant) -> None:
    text = assistant.ask("papers per year").text
    assert "**2016**: 3 papers" in text
    assert "**2018**: 1 paper" in text
    assert "1 paper counts once for each version." in text


def test_where_a_paper_appeared_names_all_its_forms(assistant: Assistant) -> None:
    text = assistant.ask("In which journal did 10.1000/owls appear?").text
    assert "appeared in Autonomous Owls [1]." in text
    assert "There is also a conference paper (Robotics: Science and Systems, 2016) [2]." in text


def test_a_paper_is_known_by_the_identifier_of_any_form(assistant: Assistant) -> None:
    assert WORK in assistant.ask("Who wrote arXiv:1506.00695?").text


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("Which theses are there?", {WORK, "Nests of doves"}),
        ("How many PhD theses came out of the lab?", {WORK, "Nests of doves"}),
        ("theses from 2016", {"Nests of doves"}),
        ("List all preprints", {WORK}),
        ("list the journal articles", {"Wings of doves", WORK}),
        ("Are there any conference papers?", {WORK}),
        ("Is there a data set?", {"Feathers of doves"}),
        ("papers from 2016, excluding theses", {WORK, "Wings of doves"}),
        ("all papers except preprints", {WORK, "Nests of doves", "Wings of doves", "Feathers of doves"}),
    ],
)
def test_kinds_can_be_asked_for(assistant: Assistant, question: str, titles: set[str]) -> None:
    assert {citation.title for citation in assistant.ask(question).citations} == titles


def test_an_answer_says_which_type_was_asked_for(assistant: Assistant) -> None:
    text = assistant.ask("Which theses are there?").text
    assert text.startswith("2 papers by this group of the type thesis:")


def test_a_follow_up_keeps_the_kind(assistant: Assistant) -> None:
    history = [Message("user", "Which theses are there?"), Message("assistant", "2 papers")]
    answer = assistant.ask("and from 2016?", history)
    assert {citation.title for citation in answer.citations} == {"Nests of doves"}


@pytest.mark.parametrize("question", ["I need a topic for my thesis on doves", "papers on books about doves"])
def test_a_kind_in_passing_is_no_filter(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).query.kinds == ()


def test_a_kind_that_no_paper_is_of_is_denied_only_where_it_must_be_meant(assistant: Assistant) -> None:
    answer = assistant.ask("Which patents are there?")
    assert answer.abstained
    assert answer.query.kinds == ("patent",)
    assert assistant.ask("Which books are on doves?").query.kinds == ()
