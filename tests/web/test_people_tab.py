"""The People tab in a real browser."""

from __future__ import annotations

import re

import pytest
from conftest import Launch, Visit, fits
from fake_assistant import FakeAssistant, FakeCorpus, paper
from playwright.sync_api import Page, expect

WIDTHS = pytest.mark.parametrize("width", [1440, 390])


def people(visit: Visit, url: str, width: int = 1440) -> Page:
    page = visit(url, width=width)
    page.get_by_role("tab", name="People").click()
    expect(page.locator("li.person").first).to_be_visible()
    return page


@WIDTHS
def test_who_how_many_since_when_on_what_and_with_whom(visit: Visit, url: str, width: int) -> None:
    page = people(visit, url, width)
    first = page.locator("li.person").first
    expect(first.locator("h2")).to_have_text("Benjamin F. Grewe member")
    expect(first.locator(".facts")).to_contain_text("2 papers")
    expect(first.locator(".years")).to_have_text("2023–2024")
    expect(first.locator(".on")).to_have_text("Continual learning")
    expect(first.locator(".with")).to_have_text("with Giulia Lanzillotta, Sidak Pal Singh")
    fits(page, width)


@WIDTHS
def test_a_person_is_found_opened_and_leads_on(visit: Visit, url: str, width: int) -> None:
    page = people(visit, url, width)
    page.get_by_label("Search names").fill("sacramento")
    expect(page.locator("li.person")).to_have_count(1)
    page.get_by_role("button", name="João Sacramento").press("Enter")
    known = page.locator("#people .known")
    expect(known).to_contain_text("Continual learning with hypernetworks 2019")
    expect(page).to_have_url(re.compile(r"/people/joao-sacramento\?text=sacramento$"))
    fits(page, width)
    known.get_by_role("button", name="Christian Henning").click()  # who is not in the list
    expect(page.locator("li.person h2")).to_have_text("Christian Henning")
    expect(known).to_contain_text("João Sacramento 1 paper")
    page.keyboard.press("Escape")
    expect(known).to_have_count(0)


def test_a_person_leads_to_papers_and_to_a_question(visit: Visit, url: str) -> None:
    page = people(visit, url)
    page.get_by_role("button", name="Sidak Pal Singh", exact=True).click()
    page.get_by_role("button", name="All 2 papers in Papers").click()
    expect(page.locator("#papers input[name=author]")).to_have_value("Sidak Pal Singh")
    expect(page.locator("tr.paper")).to_have_count(2)
    page.get_by_role("tab", name="People").click()
    page.locator(".known").get_by_role("button", name="Continual learning", exact=True).click()
    expect(page.get_by_label("Theme")).to_have_value("Continual learning")
    page.get_by_role("tab", name="People").click()
    page.locator(".known").get_by_role("button", name="Local vs Global continual learning").click()
    expect(page.locator(".paper-card")).to_contain_text("we compare two alternative strategies")
    page.get_by_role("tab", name="People").click()
    page.get_by_role("button", name="Ask about Sidak Pal Singh").click()
    expect(page.locator("#question textarea")).to_have_value("What has Sidak Pal Singh worked on?")


def test_members_come_first_in_every_order_and_many_people_by_the_page(visit: Visit, launch: Launch) -> None:
    many = tuple(
        paper(
            f"p{n}", f"Paper {n}", "About it.", f"Ada Example, Person {chr(65 + n % 26)}{n}", 2000 + n % 20, n
        )
        for n in range(200)
    )
    page = people(visit, launch(lambda: FakeAssistant(corpus=FakeCorpus(papers=many))))
    expect(page.locator("#people .count")).to_contain_text("201 people")
    expect(page.locator("li.person")).to_have_count(60)
    expect(page.locator("#people .scopes")).to_be_hidden()
    page.get_by_role("button", name="Show more (141 left)").click()
    expect(page.locator("li.person")).to_have_count(120)
    for order in ("name", "newest"):
        page.get_by_label("Order").select_option(order)
        expect(page.locator("li.person")).to_have_count(60)
        expect(page.locator("li.person h2").first).to_contain_text("Ada Example")


def test_hostile_names_are_shown_and_do_nothing(visit: Visit, url: str) -> None:
    page = people(visit, url)
    page.locator("li.person", has_text="evil.test").first.get_by_role("button").first.click()
    expect(page.locator("#people .known").first).to_be_visible()
    expect(
        page.locator("#people ul").first.locator("img, form, script, iframe, [style*=fixed]")
    ).to_have_count(0)
