"""The cards of the papers that an answer cites."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from assistant.datamodels import Answer, Citation, Origin, Paper, Query
from assistant.explore.source_cards import sources_html

ABSTRACT = "Nobody looked. We like A* search. It is good. It is fast. It is old. We prove it. The end."
PAPER = Paper("p1", "On <Search>", ABSTRACT, "group", authors=("Ada B.",), records=(Origin("a.txt", 3),))
SEARCH = "https://arxiv.org/search/?query=On+%3CSearch%3E&searchtype=title"


def cited(number: int, quote: str) -> Citation:
    """A citation of a part of ABSTRACT."""
    start = ABSTRACT.index(quote)
    return Citation(
        number=number,
        paper_id="p1",
        title=PAPER.title,
        authors="Ada B.",
        year=2020,
        scope="group",
        field="abstract",
        quote=quote,
        start=start,
        end=start + len(quote),
        source="a.txt",
        line=3,
        url=None,
    )


FIRST, SECOND = cited(1, "We like A* search."), cited(2, "We prove it.")
ANSWER = Answer("what?", "They like [1] and prove it [2].", Query("what?"), (FIRST, SECOND))


class Tags(HTMLParser):
    """The tags of a piece of HTML, each with its attributes; complains where one is left open."""

    VOID = ("br", "img", "input")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def attributes(self, tag: str, name: str) -> list[str | None]:
        return [attributes[name] for found, attributes in self.found if found == tag and name in attributes]


def card(*citations: Citation, paper: Paper = PAPER, anchor: str = "source") -> str:
    return sources_html(replace(ANSWER, citations=citations), {paper.id: paper}, anchor=anchor)


def test_a_paper_cited_twice_is_one_card_with_both_quotes_where_they_stand() -> None:
    html = card(FIRST, SECOND, anchor="source-7")
    tags = Tags(html)
    assert len(tags.attributes("article", "class")) == 1
    first = '<span id="source-7-1"></span><mark data-cites="1">We like A* search.</mark>'
    second = '<span id="source-7-2"></span><mark data-cites="2">We prove it.</mark>'
    far = '<span class="gap"> … </span><span class="rest"> It is fast. </span>'
    assert f"Nobody looked. {first} It is good.{far}It is old. {second} The end.</p>" in html
    assert html.count('<span class="read">Read in <code>a.txt</code>, line 3</span></details>') == 1
    assert "this group" in html


def folds(html: str) -> list[dict[str, str | None]]:
    return [attrs for tag, attrs in Tags(html).found if tag == "details" and attrs["class"] == "context"]


def test_what_the_answer_prints_is_folded_away() -> None:
    printing = replace(ANSWER, text=r"They say “We like A\* search.” [1]", citations=(FIRST,))
    html = sources_html(printing, {"p1": PAPER})
    assert folds(html) == [{"class": "context", "name": "source"}]  # of which a browser opens one at a time
    assert html.index("<details") < html.index(FIRST.quote)


def test_what_the_answer_says_in_other_words_stands_open() -> None:
    assert folds(card(FIRST)) == [{"class": "context", "open": None}]


def test_a_paper_of_which_no_sentence_is_cited_is_folded_away() -> None:
    titled = replace(FIRST, field="title", quote=PAPER.title, start=0, end=len(PAPER.title))
    assert "open" not in folds(card(titled))[0]


def test_the_category_is_said_in_words() -> None:
    assert "2020 · Machine learning" in card(FIRST, paper=replace(PAPER, category="LG"))


def test_a_short_abstract_is_shown_whole() -> None:
    short = replace(PAPER, abstract="Nobody looked. We like A* search.")
    assert "Whole abstract" not in card(FIRST, paper=short)
    assert "Whole abstract" in card(FIRST)


def test_overlapping_quotes_are_marked_once() -> None:
    html = card(FIRST, cited(2, "We like A* search. It is good."))
    assert '<mark data-cites="1 2">We like A* search.</mark>' in html
    assert '<span id="source-2"></span><mark data-cites="2"> It is good.</mark>' in html


def test_everything_in_a_card_is_escaped() -> None:
    bad = '"><script>alert(1)</script>'
    paper = replace(PAPER, abstract=f"{bad} {ABSTRACT}", authors=(bad,))
    citation = replace(FIRST, title=bad, authors=bad, quote=bad, start=0, end=len(bad), source=bad)
    html = card(citation, paper=paper, anchor=bad)
    assert "script" not in {tag for tag, _ in Tags(html).found}


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.test", "http://[", ""])
def test_what_is_no_web_address_becomes_a_title_search(url: str) -> None:
    links = Tags(card(replace(FIRST, url=url))).attributes("a", "href")
    assert SEARCH in links
    assert url not in links


def test_a_citation_of_the_title_marks_the_heading() -> None:
    html = card(replace(FIRST, field="title", quote=PAPER.title, start=0, end=len(PAPER.title)))
    assert '<h3 dir="auto"><mark id="source-1">On &lt;Search&gt;</mark></h3>' in html
    assert "<blockquote" not in html
    assert f'<p class="passage" dir="auto">{ABSTRACT}</p>' in html  # to read on, with nothing marked in it


def test_a_field_is_named_beside_its_quote() -> None:
    html = card(replace(FIRST, field="date", quote="Feb 4", start=0, end=5))
    assert '<blockquote class="quoted" dir="auto" id="source-1"><cite>Date</cite>Feb 4</blockquote>' in html


def test_a_card_without_its_paper_has_its_quotes_alone() -> None:
    html = sources_html(ANSWER, {})
    assert "passage" not in html
    assert html.count("<blockquote") == 2


def test_a_long_list_of_authors_is_shortened() -> None:
    many = replace(PAPER, authors=tuple(f"Author {n}" for n in range(24)), authors_complete=True)
    assert "Author 0, Author 1, Author 2, … Author 23 and 20 more" in card(FIRST, paper=many)
