"""Answers as JSON, text, Markdown and HTML."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assistant.answers import citations
from assistant.datamodels import (
    Answer,
    Citation,
    Draft,
    Intent,
    Query,
    Reason,
    Suggestion,
)
from assistant.explore import rendering
from assistant.explore.markup import plain_markdown

FIRST = Citation(
    number=1,
    paper_id="p1",
    title="On <Search>",
    authors="Ada B.",
    year=2020,
    scope="group",
    field="abstract",
    quote="We like A* search.",
    start=0,
    end=18,
    source="a.txt",
    line=3,
    url=None,
)
SECOND = replace(FIRST, number=2, quote="We prove it.", start=31, end=43)
SEARCH = "https://arxiv.org/search/?query=On+%3CSearch%3E&searchtype=title"
ANSWER = Answer(
    question="what?",
    text="They like search [1] and prove it [2].",
    query=Query("what?", topic="search", year_from=2019, authors=(("Ada B.",),)),
    citations=(FIRST, SECOND),
    searched="Looked for papers on “search”: 26 papers searched.",
    seconds=0.25,
)
ABSTENTION = Answer(
    question="rain?",
    text="Not in these papers.",
    query=Query("rain?", intent=Intent.OUT_OF_DOMAIN),
    reason=Reason.OUT_OF_DOMAIN,
    suggestions=(Suggestion("p1", "On <Search>", "related"),),
)


# JSON


def test_json_has_the_documented_form() -> None:
    answer = rendering.to_json(ANSWER, id="q1")
    assert ",".join(answer) == (
        "id,question,answer,abstained,reason,citations,suggestions,query,writer,support,usage,"
        "told,verbatim,note,seconds"
    )
    assert answer["id"] == "q1"
    assert answer["abstained"] is False
    assert answer["reason"] is None
    assert answer["seconds"] == 0.25
    assert answer["citations"][0] == {
        "number": 1,
        "paper_id": "p1",
        "title": "On <Search>",
        "authors": "Ada B.",
        "year": 2020,
        "scope": "group",
        "field": "abstract",
        "quote": "We like A* search.",
        "start": 0,
        "end": 18,
        "source": "a.txt",
        "line": 3,
        "url": SEARCH,
        "url_is_search": True,
        "section": "",
        "page": None,
    }
    assert answer["query"]["searched"] == ANSWER.searched
    assert (answer["query"]["intent"], answer["query"]["topic"]) == ("topic", "search")
    assert (answer["query"]["scope"], answer["query"]["year_from"]) == ("group", 2019)


def test_json_survives_a_round_trip() -> None:
    for answer in (ANSWER, ABSTENTION):
        record = rendering.to_json(answer)
        assert json.loads(json.dumps(record)) == json.loads(json.dumps(record, default=pytest.fail))


def test_json_of_an_abstention_names_the_reason() -> None:
    record = rendering.to_json(ABSTENTION)
    assert (record["abstained"], record["reason"], record["citations"]) == (True, "out_of_domain", [])
    assert record["suggestions"] == [{"paper_id": "p1", "title": "On <Search>", "scope": "related"}]


def test_a_known_link_is_no_search() -> None:
    linked = replace(ANSWER, citations=(replace(FIRST, url="https://arxiv.org/abs/1"),))
    citation = rendering.to_json(linked)["citations"][0]
    assert (citation["url"], citation["url_is_search"]) == ("https://arxiv.org/abs/1", False)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.test", "http://[", ""])
def test_what_is_no_web_address_becomes_a_title_search(url: str) -> None:
    hostile = replace(ANSWER, citations=(replace(FIRST, url=url),))
    assert rendering.to_json(hostile)["citations"][0]["url"] == SEARCH


def test_a_profile_has_no_title_to_search_for() -> None:
    fact = replace(FIRST, scope="profile", field="profile", quote="h-index11")
    assert rendering.to_json(replace(ANSWER, citations=(fact,)))["citations"][0]["url"] is None


def test_a_title_search_is_arxivs_own() -> None:
    assert citations.title_search_url("A & B: 50%") == (
        "https://arxiv.org/search/?query=A+%26+B%3A+50%25&searchtype=title"
    )


# Text


def test_text_lists_the_numbered_sources_below_the_answer() -> None:
    assert rendering.to_text(replace(ANSWER, citations=(FIRST,), searched="")) == (
        "They like search [1] and prove it [2].\n\n"
        "Sources\n\n"
        "[1] On <Search>\n"
        "    Ada B., 2020\n"
        "    this group; a.txt, line 3\n"
        "    “We like A* search.”\n"
        f"    Search arXiv for this title: {SEARCH}\n"
    )


def test_text_calls_suggestions_no_sources() -> None:
    assert rendering.to_text(ABSTENTION) == (
        "Not in these papers.\n\nNearest papers (not sources):\n  - On <Search> (related work)\n"
    )


def test_a_long_list_of_authors_is_shortened() -> None:
    many = replace(FIRST, authors=", ".join(f"Author {letter}" for letter in "ABCDEFG"))
    text = rendering.to_text(replace(ANSWER, citations=(many,)))
    assert "    Author A, Author B, …, Author G (7 authors), 2020\n" in text
    assert rendering.to_json(replace(ANSWER, citations=(many,)))["citations"][0]["authors"] == many.authors


# Markdown


def test_every_mark_links_to_its_source_and_stays_on_its_line() -> None:
    markdown = rendering.to_markdown(ANSWER, anchor="source-7")
    assert r"like search&nbsp;[\[1\]](#source-7-1) and prove it&nbsp;[\[2\]](#source-7-2)." in markdown


def test_adjacent_marks_are_links_of_their_own() -> None:
    markdown = rendering.to_markdown(replace(ANSWER, text="Both [1][2]."))
    assert r"Both&nbsp;[\[1\]](#source-1)[\[2\]](#source-2)." in markdown


def test_a_number_without_a_citation_is_no_link() -> None:
    assert r"as in \[9\]." in rendering.to_markdown(replace(ANSWER, text="as in [9]."))


def test_a_mark_after_an_exclamation_mark_is_a_link_and_no_image() -> None:
    assert r"Great&#33;[\[1\]](#source-1)" in rendering.to_markdown(replace(ANSWER, text="Great![1]"))


def test_a_mark_quoted_from_a_paper_is_no_link() -> None:
    assert r"see \[1\]." in rendering.to_markdown(replace(ANSWER, text=r"see \[1\]."))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)>"),
        (r"\<b\>", r"&lt;b\>"),
        ("R&D &lt;b>", "R&amp;D &amp;lt;b>"),
        ("![x](y.png)", r"&#33;[x]\(y.png)"),
        ("[x](y)", r"[x]\(y)"),
        ("[x]: y", r"[x]\: y"),
        ("http://evil.test www.evil.test", "http&#58;//evil.test www&#46;evil.test"),
        ("~5% to ~~6%~~", r"\~5% to \~\~6%\~\~"),
        ("**bold** and *italic*", "**bold** and *italic*"),
    ],
)
def test_markup_that_loads_or_leads_elsewhere_is_inert(text: str, shown: str) -> None:
    assert rendering.draft_markdown(Draft(text)) == f'<div class="reply draft">\n\n{shown}\n\n</div>'


def test_an_abstention_is_labelled_and_lists_the_nearest_papers() -> None:
    markdown = rendering.to_markdown(ABSTENTION)
    assert '<div class="reply abstained">' in markdown
    assert "Outside these papers" in markdown
    assert "Nearest papers, <em>not</em> sources" in markdown
    assert "On &lt;Search&gt;" in markdown


def test_small_talk_has_no_warning() -> None:
    greeting = replace(ABSTENTION, text="Hello!", query=Query("hi", intent=Intent.CHAT), suggestions=())
    markdown = rendering.to_markdown(greeting)
    assert '<div class="reply answered">' in markdown
    assert "Outside these papers" not in markdown


def test_html_blocks_have_no_blank_line_that_would_end_them() -> None:
    answer = replace(ANSWER, note="one\n\n<b>two", searched="three\n\n# four")
    markdown = rendering.to_markdown(answer)
    assert '<p class="reply-note">one &lt;b&gt;two</p>' in markdown
    assert "<p>three # four</p>" in markdown


def test_every_reason_has_a_label() -> None:
    for reason in Reason:
        assert "reply-label" in rendering.to_markdown(replace(ABSTENTION, reason=reason))


def test_an_error_is_escaped_and_is_no_answer() -> None:
    assert "&lt;b&gt;" in rendering.error_markdown("<b>")
    assert "abstained" not in rendering.error_markdown("x")


@pytest.mark.parametrize(
    ("text", "shown"),
    [("1. *a*", r"1\. \*a\*"), ("# b", r"\# b"), ("- c", r"\- c"), ("> d", r"\> d"), ("[1]", r"\[1\]")],
)
def test_a_question_is_shown_letter_by_letter(text: str, shown: str) -> None:
    assert plain_markdown(text) == shown
