"""What all cards of papers share."""

from __future__ import annotations

import re

from assistant.datamodels import Origin, Paper
from assistant.explore.bylines import authors_html, read_in, titled


def said(html: str) -> str:
    """What is told of a piece of HTML, by screen readers too."""
    return re.sub(r"<[^>]*>", "", html)


def paper(count: int, **more: object) -> Paper:
    names = tuple(f"Author {n}" for n in range(1, count + 1))
    return Paper("p", "A title", "", "group", authors=names, **{"authors_complete": True, **more})  # type: ignore[arg-type]


def test_of_many_authors_the_first_three_the_last_and_how_many_more() -> None:
    assert authors_html(paper(9), ()) == "Author 1, Author 2, Author 3, … Author 9 and 5 more"
    assert authors_html(paper(6), ()).endswith("Author 5, Author 6")
    assert authors_html(paper(9), (), whole=True).endswith("Author 8, Author 9")


def test_a_list_that_a_source_cuts() -> None:
    assert authors_html(paper(2, authors_complete=False), ()) == "Author 1, Author 2 et al."
    counted = paper(2, authors_complete=False, author_count=7)
    assert authors_html(counted, ()) == "Author 1, Author 2 and 5 more"
    assert authors_html(paper(8, authors_complete=False), ()).endswith(", … Author 8 et al.")
    assert authors_html(paper(0, authors_complete=False), ()) == ""


def test_members_are_shown_and_said_to_be_of_the_group() -> None:
    html = authors_html(paper(9), {"Author 2", "Author 6"})
    assert said(html) == (
        "Author 1, Author 2 (of this group), Author 3, … Author 6 (of this group), … Author 9 and 4 more"
    )
    assert html.count('<b class="member"') == 2


def test_the_document_and_the_line_are_behind_a_mark_with_a_name() -> None:
    html = read_in([Origin("a.txt", 3), Origin("a.txt", 3), Origin("<b>", 4)])
    assert said(html) == "iRead in a.txt, line 3; &lt;b&gt;, line 4"
    assert '<summary aria-label="Where this was read"' in html
    assert read_in([]) == ""


def test_a_title_leads_to_the_paper_where_its_address_is_known() -> None:
    assert titled("<i>", None) == "&lt;i&gt;"
    assert titled("A", 'https://x.org/"') == (
        '<a href="https://x.org/&quot;" target="_blank" rel="noopener noreferrer">A</a>'
    )
