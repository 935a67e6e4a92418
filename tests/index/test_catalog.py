"""Exact questions to the metadata, on six papers that a person can go through by hand."""

from __future__ import annotations

import pytest
from fakes import make_paper

from assistant.datamodels import Paper, PaperDate, Query, Version
from assistant.index.catalog import by_date, group, of_scope, select
from assistant.index.papers import columns_of

ADA, KURT, EMMY = "Ada Byron", "Kurt Gödel", "Emmy Noether"
PAPERS = (
    make_paper("A", date=PaperDate(2020, 5, 1), authors=(ADA, KURT), category="LG", has_code=True),
    make_paper("B", date=PaperDate(2022), authors=(ADA,), category="NE", affiliations=("eth-zurich", "mit")),
    make_paper("C", date=PaperDate(2022, 3), authors=(KURT,), category="LG"),
    make_paper("D", authors=(EMMY,), category="LG"),  # no date
    make_paper("E", date=PaperDate(2022, 3, 9)),  # no authors
    make_paper("F", date=PaperDate(2022, 1, 1), authors=(ADA,), scope="related", category="LG"),
)


def chosen(**filters: object) -> str:
    selection = select(PAPERS, Query("", **filters))  # type: ignore[arg-type]
    return "".join(paper.title for paper in selection.papers)


def test_no_filter_selects_the_scope_newest_first_and_undated_last() -> None:
    assert chosen() == "ECBAD"
    assert chosen(scope="related") == "F"
    assert chosen(scope="all") == "ECFBAD"


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ({"year_from": 2022, "year_to": 2022}, "ECB"),
        ({"year_from": 2021}, "ECB"),
        ({"year_to": 2021}, "A"),
        ({"year_from": 2023}, ""),
        ({"year_from": 2022, "month_from": 3}, "EC"),  # B may be from January
        ({"year_from": 2022, "month_from": 3, "year_to": 2022, "month_to": 3}, "EC"),
        ({"year_from": 2022, "month_from": 3, "year_to": 2022, "month_to": 3, "day": 9}, "E"),
        ({"year_to": 2020, "month_to": 4}, ""),
        ({"year_to": 2022, "month_to": 2}, "A"),
        ({"year_from": 2021, "month_from": 12, "year_to": 2023, "month_to": 1}, "ECB"),
        ({"categories": ("LG",)}, "CAD"),
        ({"has_code": True}, "A"),
        ({"affiliation": "mit"}, "B"),
        ({"affiliation": "MIT Press"}, ""),
        ({"authors": ((ADA,),)}, "BA"),
        ({"authors": ((ADA, EMMY),)}, "BAD"),  # one name that may mean either of two people
        ({"authors": ((ADA,), (KURT,))}, "A"),  # together
        ({"authors": ((ADA,), (KURT,)), "any_author": True}, "CBA"),
        ({"authors": ((ADA,),), "year_from": 2022}, "B"),
        ({"without": (Query("", authors=((ADA,),)),)}, "ECD"),
        ({"without": (Query("", year_from=2022), Query("", authors=((EMMY,),)))}, "A"),
        ({"without": (Query("", topic="lions", papers=("c", "f")),)}, "EBAD"),
        ({"without": (Query("", topic="lions"),)}, "ECBAD"),  # nobody has looked which are on lions
        ({"papers": ("a", "d", "f")}, "AD"),
        ({"papers": ()}, ""),
        ({"papers": ("a", "f"), "scope": "all"}, "FA"),
    ],
    ids=str,
)
def test_filters(filters: dict[str, object], titles: str) -> None:
    assert chosen(**filters) == titles


def test_what_the_filters_could_not_judge() -> None:
    dated = select(PAPERS, Query("", year_from=2000))
    assert (dated.searched, dated.undated, dated.unsigned, dated.joint) == (5, 1, 0, True)
    of_march = select(PAPERS, Query("", year_from=2022, month_from=3, year_to=2022, month_to=3))
    assert (of_march.undated, of_march.monthless) == (1, 1)
    signed = select(PAPERS, Query("", authors=((ADA,),)))
    assert (signed.searched, signed.undated, signed.unsigned, signed.joint) == (5, 0, 1, True)


def test_places_and_numbers_of_authors_and_what_a_cut_list_tells_of_them() -> None:
    pair = make_paper("P", authors=(ADA, KURT), authors_complete=True)
    cut = make_paper("G", authors=(ADA, KURT), authors_complete=False)  # and at least one more
    counted = make_paper("H", author_count=3)
    papers = (pair, cut, counted)

    def selected(**filters: object) -> tuple[str, int]:
        selection = select(papers, Query("", **filters))  # type: ignore[arg-type]
        return "".join(paper.title for paper in selection.papers), selection.cut

    assert selected(authors=((ADA,),), author_position="first") == ("GP", 0)
    assert selected(authors=((KURT,),), author_position="first") == ("", 0)
    assert selected(authors=((KURT,),), author_position="second") == ("GP", 0)
    assert selected(authors=((ADA,),), author_position="third") == ("", 0)
    assert selected(authors=((KURT,),), author_position="last") == ("P", 1)
    assert selected(author_count=(3, 3)) == ("H", 1)
    assert selected(author_count=(3, None)) == ("GH", 0)
    assert selected(author_count=(1, 2)) == ("P", 0)


def test_authors_without_a_joint_paper_give_what_either_wrote() -> None:
    selection = select(PAPERS, Query("", authors=((ADA,), (EMMY,))))
    assert [paper.title for paper in selection.papers] == ["B", "A", "D"]
    assert not selection.joint


def test_order_of_time() -> None:
    assert "".join(p.title for p in by_date(PAPERS, newest_first=False)) == "ABFCED"
    same_day = [make_paper(title, date=PaperDate(2020, 1, 1)) for title in "BA"]
    assert [p.title for p in by_date(same_day)] == ["A", "B"]


def test_groups_are_ordered_by_size_then_name() -> None:
    def authors(paper: Paper) -> tuple[str, ...]:
        return paper.authors

    groups = group(PAPERS, authors)
    assert [(name, len(papers)) for name, papers in groups.items()] == [(ADA, 3), (KURT, 2), (EMMY, 1)]
    assert [p.title for p in groups[KURT]] == ["A", "C"]


def test_scopes() -> None:
    columns = columns_of(PAPERS[:1])
    assert [of_scope(columns, scope)[0] for scope in ("group", "related", "all")] == [True, False, True]  # type: ignore[arg-type]


def test_whether_metadata_can_decide() -> None:
    assert not Query("q", topic="learning", scope="all").has_filters
    assert Query("q", year_to=2020).has_filters
    assert Query("q", authors=((ADA,),)).has_filters
    assert Query("q", has_code=True).has_filters


EARLY = Version("G", "conference paper", (ADA,), date=PaperDate(2019), venue="Owl Talks")
G = make_paper("G", date=PaperDate(2021), venue="Owls", kind="article", authors=(KURT,), versions=(EARLY,))


@pytest.mark.parametrize(
    ("filters", "year"),
    [
        ({}, 2021),
        ({"year_to": 2020}, 2019),
        ({"year_from": 2019}, 2021),
        ({"venues": ("Owl Talks",)}, 2019),
        ({"kinds": ("conference paper",)}, 2019),
        ({"authors": ((ADA,),)}, 2021),  # whom only the earlier form names
        ({"venues": ("Owls",), "year_to": 2020}, None),
        ({"without": (Query("", year_to=2020),)}, None),
    ],
)
def test_a_paper_is_shown_in_the_form_that_passes(filters: dict[str, object], year: int | None) -> None:
    selection = select([G], Query("", **filters))  # type: ignore[arg-type]
    assert [paper.year for paper in selection.papers] == [year] * bool(year)
    assert [selection.shown(G).year for _ in selection.papers] == [year] * bool(year)


def test_papers_are_in_the_order_of_the_forms_that_pass() -> None:
    other = make_paper("H", date=PaperDate(2020))
    assert [paper.title for paper in select([G, other], Query("")).papers] == ["G", "H"]
    assert [paper.title for paper in select([G, other], Query("", year_to=2020)).papers] == ["H", "G"]


def test_papers_of_no_known_type_are_counted() -> None:
    selection = select([*PAPERS, G], Query("", kinds=("article",)))
    assert ([paper.title for paper in selection.papers], selection.untyped) == (["G"], 5)
