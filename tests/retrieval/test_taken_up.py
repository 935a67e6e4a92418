"""Which papers others build on, by the terms that they are the first to use."""

from __future__ import annotations

from fakes import make_paper

from assistant.datamodels import Evidence, Paper, PaperDate
from assistant.retrieval.taken_up import taken_up
from assistant.text.analysis import terms


def dated(title: str, year: int) -> Paper:
    return make_paper(title, id=title, date=PaperDate(year, text=str(year)))


PAPERS = (
    dated("Owls at night", 2018),
    dated("Gecko feet for robots", 2019),
    dated("A gripper with gecko feet", 2020),
    dated("Grippers on gecko foot pads", 2021),
    dated("Gecko feet and a gripper", 2022),
)


def found(*papers: Paper, most: int = 2, weight: float = 1.0) -> list[tuple[str, tuple[str, ...], int]]:
    texts = {paper.id: [terms(paper.title)] for paper in papers}
    likely = [Evidence(paper, 1.0) for paper in papers]
    taken = taken_up(likely, texts, lambda text, used: weight, most)
    return [(one.paper.title, one.phrases, len(one.later)) for one in taken]


def test_a_term_belongs_to_the_first_paper_that_uses_it() -> None:
    assert found(*PAPERS, most=1) == [("Gecko feet for robots", ("Gecko", "feet"), 3)]


def test_a_second_paper_adds_later_papers_that_the_first_does_not_reach() -> None:
    lone = dated("The gripper of an owl", 2023)
    assert found(*PAPERS, lone)[1] == ("A gripper with gecko feet", ("gripper",), 3)


def test_a_paper_of_the_same_date_takes_up_nothing() -> None:
    assert found(dated("Gecko feet", 2020), dated("Gecko toes", 2020), dated("Gecko tails", 2021)) == []


def test_terms_that_tell_nothing_are_no_proof() -> None:
    assert found(*PAPERS, weight=0.0) == []
