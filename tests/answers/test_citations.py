"""Claims and the verbatim text behind them."""

from __future__ import annotations

import re

import pytest
from fakes import make_paper
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers.citations import MARK, Citations, field_text, paper_link, plain, suggestion, verify
from assistant.datamodels import Citation, Origin, Paper, PaperDate, ProfileFact, Suggestion

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


def verified(draft: str, offered: list[Paper]) -> tuple[str, tuple[Citation, ...]]:
    """The text that is left of a draft, and its citations."""
    checked = verify(draft, offered)
    return checked.text, checked.citations


class TestVerify:
    def test_a_supported_claim_is_tied_to_its_sentence(self) -> None:
        text, cite = verified("At night, lions hunt antelopes [1]. Penguins never fly [2].", [CATS, BIRDS])
        assert text == "At night, lions hunt antelopes. [1] Penguins never fly. [2]"
        assert [(c.number, c.quote) for c in cite] == [
            (1, "Lions hunt antelopes at night."),
            (2, "Penguins never fly."),
        ]

    def test_a_mark_may_follow_the_full_stop(self) -> None:
        text, cite = verified("Lions hunt antelopes. [1] Penguins never fly.[2]", [CATS, BIRDS])
        assert text == "Lions hunt antelopes. [1] Penguins never fly. [2]"
        assert [c.paper_id for c in cite] == ["bc", "sb"]

    def test_marks_are_numbered_anew_in_the_order_of_the_text(self) -> None:
        text, cite = verified("Penguins never fly [2]. Lions hunt antelopes [1].", [CATS, BIRDS])
        assert text == "Penguins never fly. [1] Lions hunt antelopes. [2]"
        assert [(c.number, c.paper_id) for c in cite] == [(1, "sb"), (2, "bc")]

    @pytest.mark.parametrize("number", [0, 3, 99])
    def test_an_unknown_number_is_removed(self, number: int) -> None:
        text, cite = verified(f"Lions hunt antelopes [1][{number}].", [CATS, BIRDS])
        assert text == "Lions hunt antelopes. [1]"
        assert len(cite) == 1

    @pytest.mark.parametrize(
        "claim",
        [
            "Lions hunt antelopes [7].",  # no such paper
            "Lions hunt antelopes.",  # no mark at all
            "Whales sing in the deep ocean [1].",  # nothing of it in the paper
            "Penguins never fly [1].",  # the other paper says so
            "Tigers swim across 4 rivers [1].",  # a figure that the paper lacks
            "Tigers swim 1,300 metres [1].",
            "Lions hunted antelopes at night in 2019 [1].",
        ],
    )
    def test_an_unsupported_claim_is_dropped(self, claim: str) -> None:
        text, cite = verified(claim, [CATS, BIRDS])
        assert (text, cite) == ("", ())
        text, cite = verified(f"{claim} Sparrows build nests in hedges [2].", [CATS, BIRDS])
        assert text == "Sparrows build nests in hedges. [1]"

    @pytest.mark.parametrize(
        "claim",
        [
            "Tigers swim across 3 rivers",
            "Tigers swim 1200 metres wide rivers",
            "In 2022, tigers swim across rivers",
        ],
    )
    def test_figures_that_the_paper_has_are_kept(self, claim: str) -> None:
        text, cite = verified(f"{claim} [1].", [CATS])
        assert text == f"{claim}. [1]"
        assert cite[0].quote.startswith("Tigers swim")

    @pytest.mark.parametrize("grouped", ["[1, 2]", "[1,2]", "[1; 2]", "[1][2]", "[1] [2]"])
    def test_marks_in_one_bracket_are_several(self, grouped: str) -> None:
        birds = make_paper("Night Birds", "Owls hunt antelopes at night.")
        text, cite = verified(f"Antelopes are hunted at night {grouped}.", [CATS, birds])
        assert text == "Antelopes are hunted at night. [1][2]"
        assert [c.paper_id for c in cite] == ["bc", "nb"]

    def test_lines_and_lists_are_kept(self) -> None:
        draft = (
            "- Lions hunt antelopes [1].\n- Whales sing [1].\n- Penguins never fly [2].\n\nSparrows nest [2]."
        )
        text, _ = verified(draft, [CATS, BIRDS])
        assert text == "- Lions hunt antelopes. [1]\n- Penguins never fly. [2]\n\nSparrows nest. [3]"

    @pytest.mark.parametrize("draft", ["", "   ", "[1]", "[1] [2]", "...", "I do not know."])
    def test_nothing_is_left_of_nothing(self, draft: str) -> None:
        text, cite = verified(draft, [CATS, BIRDS])
        assert (text, cite) == ("", ())

    @given(st.lists(st.sampled_from(DRAFT_PIECES), max_size=20).map("".join))
    def test_marks_and_citations_are_always_the_same_set(self, draft: str) -> None:
        text, cite = verified(draft, [CATS, BIRDS])
        assert marks(text) == {c.number for c in cite} == set(range(1, len(cite) + 1))
        papers = {paper.id: paper for paper in (CATS, BIRDS)}
        assert all(c.quote and c.quote == papers[c.paper_id].abstract[c.start : c.end] for c in cite)
