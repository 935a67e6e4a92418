"""The Papers tab in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Launch, Visit, fits
from fake_assistant import HOSTILE, FakeAssistant, FakeCorpus, paper
from playwright.sync_api import Page, expect

WIDTHS = pytest.mark.parametrize("width", [1440, 390])


def papers(visit: Visit, url: str, width: int = 1440, **options: object) -> Page:
    page = visit(url, width=width, **options)
    page.get_by_role("tab", name="Papers").click()
    expect(page.locator("tr.paper").first).to_be_visible()
    return page


def expect_titles(page: Page, *titles: str) -> None:
    """The first rows of the table, in this order."""
    for place, title in enumerate(titles):
        expect(page.locator("td.title button").nth(place)).to_have_text(title)


def choose_scope(page: Page, name: str) -> None:
    page.locator("#papers .scopes").get_by_text(name).click()


@WIDTHS
def test_the_papers_of_the_group_are_searched_as_one_types(visit: Visit, url: str, width: int) -> None:
    page = papers(visit, url, width)
    count = page.locator("#papers .count")
    expect(count).to_have_text("4 papers")
    expect_titles(
        page,
        "Local vs Global continual learning",
        "Towards guarantees for parameter isolation in continual learning",
    )
    page.get_by_label("Search titles, authors and abstracts").press_sequentially("lanz CATASTROPHIC")
    expect(count).to_have_text("1 of 4 papers")
    expect_titles(page, "Towards guarantees for parameter isolation in continual learning")
    page.get_by_label("Search titles, authors and abstracts").fill("zebra")
    expect(page.get_by_text("No paper has all of this.")).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    expect(count).to_have_text("4 papers")
    page.get_by_label("Search titles, authors and abstracts").fill("survey")
    page.get_by_role("button", name="Show 1 paper of related work").click()
    expect_titles(page, "A survey of memory replay")
    expect(page.get_by_role("columnheader", name="Whose")).to_have_count(1)
    fits(page, width)


def test_the_words_are_marked_where_they_stand_and_a_typing_error_is_forgiven(visit: Visit, url: str) -> None:
    page = papers(visit, url)
    page.get_by_label("Search titles, authors and abstracts").fill("catastrofic sequentialy Lanz")
    expect(page.locator("#papers .mended")).to_have_text(
        "Searched for “catastrophic” (no paper has “catastrofic”), "
        "“sequentially” (no paper has “sequentialy”)."
    )
    row = page.locator("tr.paper")
    expect(row).to_have_count(1)
    expect(row.locator(".context mark")).to_have_text(["sequentially", "catastrophic"])
    expect(row.locator(".authors mark")).to_have_text("Lanz")
    page.get_by_label("Search titles, authors and abstracts").fill("HYPERnetworks")
    expect(row.locator(".title button mark")).to_have_text("hypernetworks")
    expect(page.locator("#papers .mended")).to_be_hidden()


@WIDTHS
def test_papers_stand_by_year_and_by_theme(visit: Visit, url: str, width: int) -> None:
    page = papers(visit, url, width)
    heads = page.locator("tr.section span")
    page.get_by_label("Sections").select_option("year")
    expect(heads).to_have_text(["2024", "2023", "2020", "2019"])
    page.get_by_label("Sections").select_option("theme")
    expect(heads).to_have_text(["Continual learning", "Other topics"])
    expect(page.locator("tr.section small")).to_have_text(["3 papers, 2019–2024", "1 paper, 2020"])
    theme = page.locator("#papers .index button")
    expect(theme).to_have_count(2)
    fits(page, width)
    theme.last.click()
    expect(page.locator("tr.paper")).to_have_count(1)
    expect(theme.last).to_have_attribute("aria-pressed", "true")
    theme.last.click()
    expect(page.locator("tr.paper")).to_have_count(4)


def test_an_address_shows_all_that_was_chosen(visit: Visit, url: str) -> None:
    address = (
        "papers/local?text=learning&scope=all&group=year&year_from=2023&theme=Continual+learning"
        "&author=Singh&order=title&descending=true"
    )
    page = visit(url + address)
    expect(page.locator(".paper-card")).to_be_visible()
    expect(page.get_by_label("Theme")).to_have_value("Continual learning")
    expect(page.locator("thead th[aria-sort]")).to_have_attribute("aria-sort", "descending")
    told = "Object.fromEntries(new URLSearchParams(location.search))"
    assert page.evaluate(told) == {
        **{"text": "learning", "scope": "all", "group": "year", "year_from": "2023"},
        **{"theme": "Continual learning", "author": "Singh", "order": "title", "descending": "true"},
    }


def test_columns_that_tell_nothing_are_not_shown(visit: Visit, launch: Launch) -> None:
    bare = [
        paper(f"p{n}", f"Paper {n}", "", "Ada Example", 2020, n, category=None, venue="Zoo") for n in range(6)
    ]
    page = papers(visit, launch(lambda: FakeAssistant(corpus=FakeCorpus(papers=tuple(bare)))))
    expect(page.get_by_role("columnheader")).to_have_text(["", "Title", "Authors", "Venue", "Year"])
    expect(page.locator("#papers .scopes")).to_be_hidden()


@WIDTHS
def test_filters_and_orders(visit: Visit, url: str, width: int) -> None:
    page = papers(visit, url, width)
    choose_scope(page, "Related work")
    expect(page.locator("tr.paper")).to_have_count(1)
    choose_scope(page, "This group")
    expect(page.locator("tr.paper")).to_have_count(4)
    page.locator("#papers").get_by_label("From year").select_option("2020")
    page.locator("#papers").get_by_label("To year").select_option("2023")
    expect(page.locator("tr.paper")).to_have_count(2)
    page.locator("#papers").get_by_label("Author", exact=True).fill("Sidak")
    expect(page.locator("tr.paper")).to_have_count(1)
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("tr.paper")).to_have_count(4)
    choose_scope(page, "Both")
    page.get_by_role("button", name="Title", exact=True).click()
    expect(page.locator("td.title").nth(1)).to_have_text("A survey of memory replay")
    expect(page.locator("th[aria-sort]")).to_have_attribute("aria-sort", "ascending")
    page.get_by_role("button", name="Year", exact=True).click()
    page.get_by_role("button", name="Year", exact=True).click()
    expect(page.locator("td.title").first).to_have_text("Continual learning with hypernetworks")


@WIDTHS
def test_a_row_opens_with_the_keyboard_and_leads_to_the_chat(visit: Visit, url: str, width: int) -> None:
    page = papers(visit, url, width)
    choose_scope(page, "Both")
    expect(page.locator("tr.paper")).to_have_count(5)
    page.locator("td.title button").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    card = page.locator(".paper-card")
    expect(card).to_contain_text("we compare two alternative strategies")
    card.get_by_label("Where this was read").press("Enter")
    expect(card.get_by_text("Read in 000_researcher.txt, line 41")).to_be_visible()
    expect(page.locator("td.title button").nth(1)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    page.keyboard.press("Enter")
    card.get_by_role("button", name="Ask about this paper").press("Enter")
    box = page.locator("#question textarea")
    expect(box).to_have_value("What is the paper “Local vs Global continual learning” about?")
    expect(box).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".reply.answered")).to_be_visible()
    page.get_by_role("tab", name="Papers").click()
    expect(card).to_be_visible()  # as it was left


FILES = {
    "BibTeX": ("papers.bib", "@misc{lanzillotta2024local,"),
    "RIS": ("papers.ris", "TY  - GEN"),
    "CSV": ("papers.csv", "\ufeffid,title"),
    "Markdown": ("papers.md", "1. Giulia"),
}


@WIDTHS
def test_the_selection_is_exported(visit: Visit, url: str, width: int) -> None:
    page = papers(visit, url, width)
    page.get_by_label("Select Local vs Global continual learning").check()
    page.get_by_label("Search titles, authors and abstracts").fill("hypernetworks")
    expect(page.locator("tr.paper")).to_have_count(1)
    page.get_by_label("Select Continual learning with hypernetworks").check()
    expect(page.get_by_text("Export 2 selected as")).to_be_visible()
    for name, (file, start) in FILES.items():
        with page.expect_download() as download:
            page.get_by_role("button", name=name, exact=True).click()
        assert download.value.suggested_filename == file
        text = Path(download.value.path()).read_bytes().decode()
        assert text.startswith(start)
        assert "Local vs" in text
        assert "hypernetworks" in text
        assert "parameter isolation" not in text


def test_without_a_selection_all_that_is_found_is_exported(visit: Visit, url: str) -> None:
    page = papers(visit, url)
    page.get_by_label("Search titles, authors and abstracts").fill("continual")
    expect(page.get_by_text("Export all 3 as")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="BibTeX", exact=True).click()
    assert Path(download.value.path()).read_text(encoding="utf-8").count("@misc{") == 3


def test_what_is_found_is_copied_as_references_for_a_word_processor(visit: Visit, url: str) -> None:
    page = papers(visit, url)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_label("Select Local vs Global continual learning").check()
    page.get_by_label("Citation style").select_option("IEEE")
    page.get_by_role("button", name="Copy in").click()
    expect(page.get_by_role("button", name="Copied in")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("[1] G. Lanzillotta")
    html = page.evaluate(
        "async () => (await (await navigator.clipboard.read())[0].getType('text/html')).text()"
    )
    assert "“Local vs Global continual learning" in html
    expect(page.get_by_role("button", name="Copy in")).to_be_visible()


def test_hostile_papers_are_shown_and_do_nothing(visit: Visit, url: str) -> None:
    page = papers(visit, url)
    page.locator("tr.paper", has_text="evil.test").locator("td.title button").click()
    expect(page.locator(".paper-card .abstract")).to_contain_text("${7*7} {{7*7}}")
    expect(page.locator("tbody").locator("img, form, script, iframe, [style*=fixed]")).to_have_count(0)
    expect(page.locator("#papers")).to_contain_text(HOSTILE.split(" ")[0])


def test_thousands_of_papers_come_by_the_hundred(visit: Visit, launch: Launch) -> None:
    many = tuple(paper(f"p{n}", f"Paper {n:04d}", "About it.", "Ada Example", 2020, n) for n in range(5000))
    page = papers(visit, launch(lambda: FakeAssistant(corpus=FakeCorpus(papers=many))))
    expect(page.locator("#papers .count")).to_have_text("5,000 papers")
    expect(page.locator("tr.paper")).to_have_count(100)
    page.get_by_role("button", name="Show more (4,900 left)").click()
    expect(page.locator("tr.paper")).to_have_count(200)
    page.locator("tr.paper").last.scroll_into_view_if_needed()
    expect(page.locator("#masthead h1")).to_be_in_viewport()  # the list scrolls, not the page
    expect(page.get_by_role("button", name="BibTeX", exact=True)).to_be_in_viewport()
    page.get_by_label("Search titles, authors and abstracts").fill("4999")
    expect(page.locator("tr.paper")).to_have_count(1)


@WIDTHS
def test_the_papers_of_an_answer_are_one_click_away(visit: Visit, url: str, width: int) -> None:
    page = visit(url, width=width)
    question = "what has this group done on continual learning"
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")
    for _ in range(2):  # the tab is made by the first click, and is there at the second
        page.get_by_role("button", name="Open in Papers").click()
        expect(page.locator("#papers .count")).to_have_text("3 of 5 papers")
        expect(page.locator(".among")).to_contain_text(f"The papers of the answer to “{question}”.")
        page.get_by_label("Search titles, authors and abstracts").fill("survey")
        expect(page.locator("#papers .count")).to_have_text("0 of 5 papers")
        page.get_by_role("tab", name="Chat").click()
    page.get_by_role("tab", name="Papers").click()
    page.get_by_role("button", name="Show all papers").click()
    expect(page.locator("#papers .count")).to_have_text("4 papers")
    expect(page.locator(".among")).to_be_hidden()
