"""Claims and the verbatim text behind them."""

from __future__ import annotations

import re

import pytest
from fakes import make_paper
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers.citations import MARK, Citations, field_text, paper_link, plain, suggestion
from assistant.datamodels import Citation, Origin, PaperDate, ProfileFact, Suggestion

CATS = make_paper(
    "Big Cats",
    "Lions hunt antelopes at night. Tigers swim across 3 rivers, up to 1,200 metres wide.",
    authors=("Ada Byron", "Kurt Gödel"),
    date=PaperDate(2022, 10, 17, text="Oct 17, 2022"),
    records=(Origin("page.txt", 7),),
    origins={
        "abstract": Origin("page.txt", 12),
        "title": Origin("page.txt", 8),
        "date": Origin("page.txt", 7),
    },
)
BIRDS = make_paper("Small Birds", "Sparrows build nests in hedges. Penguins never fly.", scope="related")

DRAFT_PIECES = (
    "Lions hunt antelopes", "Penguins", "never fly", "3", "[1]", "[2]", "[3]", "[1, 2]", ".", "\n", "- ", " ",
)  # fmt: skip


def marks(text: str) -> set[int]:
    return {int(number) for number in MARK.findall(text)}


class TestCitations:
    def test_a_sentence_of_an_abstract(self) -> None:
        cite = Citations()
        assert cite.abstract(CATS, 0, 30) == "[1]"
        assert cite.items == [
            Citation(
                number=1,
                paper_id="bc",
                title="Big Cats",
                authors="Ada Byron, Kurt Gödel et al.",
                year=2022,
                scope="group",
                field="abstract",
                quote="Lions hunt antelopes at night.",
                start=0,
                end=30,
                source="page.txt",
                line=12,
                url="https://arxiv.org/search/?query=Big+Cats&searchtype=title",
                url_is_search=True,
            )
        ]

    def test_numbers_follow_the_text_and_one_source_has_one_number(self) -> None:
        cite = Citations()
        got = [cite.abstract(CATS, 0, 30), cite.field(BIRDS, "title"), cite.abstract(CATS, 0, 30)]
        assert got == ["[1]", "[2]", "[1]"]
        assert [c.number for c in cite.items] == [1, 2]

    def test_two_places_in_one_paper_are_two_citations(self) -> None:
        cite = Citations()
        assert [cite.abstract(CATS, 0, 30), cite.abstract(CATS, 31, 84)] == ["[1]", "[2]"]

    def test_a_field_is_quoted_as_its_source_prints_it(self) -> None:
        cite = Citations()
        cite.field(CATS, "date")
        (citation,) = cite.items
        assert (citation.quote, citation.start, citation.end, citation.line) == ("Oct 17, 2022", 0, 12, 7)

    def test_a_field_that_no_source_prints_is_cited_by_the_title(self) -> None:
        cite = Citations()
        cite.field(BIRDS, "date")
        (citation,) = cite.items
        assert (citation.field, citation.quote) == ("title", "Small Birds")
        assert (citation.source, citation.line) == ("made.jsonl", 1)

    def test_a_profile_fact(self) -> None:
        cite = Citations()
        fact = ProfileFact("h_index", "h-index", "11", "h-index11", Origin("page.txt", 4))
        assert cite.profile(fact, "Ada Byron") == "[1]"
        (citation,) = cite.items
        assert (citation.scope, citation.field, citation.quote) == ("profile", "profile", "h-index11")
        assert (citation.start, citation.end, citation.line, citation.url) == (0, 9, 4, None)
        assert "Ada Byron" in citation.title


def test_the_text_of_each_field() -> None:
    paper = make_paper(
        "T",
        "Abstract.",
        authors=("A", "B"),
        authors_complete=True,
        date=PaperDate(2026, 2, 4, text="Feb 4", year_inferred=True),
        has_code=True,
        category="LG",
        affiliations=("eth-zurich", "mit"),
    )
    fields = ("abstract", "title", "authors", "date", "code", "category", "affiliations")
    assert [field_text(paper, name) for name in fields] == [
        "Abstract.", "T", "A, B", "Feb 4", "Code", "LG", "eth-zurich, mit",
    ]  # fmt: skip
    assert {field_text(make_paper("T"), name) for name in fields} == {"", "T"}


@pytest.mark.parametrize(
    ("fields", "link"),
    [
        ({"url": "https://x.test/p", "doi": "10.1/2"}, ("https://x.test/p", False)),
        ({"doi": "10.1/2", "arxiv_id": "1906.00695"}, ("https://doi.org/10.1/2", False)),
        ({"arxiv_id": "1906.00695"}, ("https://arxiv.org/abs/1906.00695", False)),
        ({}, ("https://arxiv.org/search/?query=Cats+%26+dogs%3F+%C3%9C&searchtype=title", True)),
    ],
    ids=lambda value: "",
)
def test_where_to_read_a_paper(fields: dict[str, str], link: tuple[str, bool]) -> None:
    assert paper_link(make_paper("Cats & dogs? Ü", **fields)) == link


def test_a_suggestion() -> None:
    assert suggestion(BIRDS) == Suggestion("sb", "Small Birds", "related")


class TestPlain:
    @pytest.mark.parametrize(
        ("source", "safe"),
        [
            ("Nothing special, 50% (of $x$).", "Nothing special, 50% (of $x$)."),
            ("as in [1]", "as in \\[1\\]"),
            ("<img src=x>", "\\<img src=x\\>"),
            ("![x](http://evil.test)", "!\\[x\\](http://evil.test)"),
            ("*bold* _it_ `code`", "\\*bold\\* \\_it\\_ \\`code\\`"),
            ("a\\b", "a\\\\b"),
        ],
    )
    def test_markup_is_escaped(self, source: str, safe: str) -> None:
        assert plain(source) == safe

    @given(st.text(alphabet="a1[]()!\\<>*_`", max_size=30))
    def test_it_never_makes_a_mark_or_a_tag_and_reads_the_same(self, source: str) -> None:
        safe = plain(source)
        assert not MARK.search(safe)
        assert not re.search(r"(?<!\\)(\\\\)*<", safe)
        assert re.sub(r"\\([\\`*_<>\[\]])", r"\1", safe) == source
