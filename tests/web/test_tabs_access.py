"""The first screen and the tabs Papers, People, Map and About, as axe-core judges them."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import Visit
from playwright.sync_api import Page, expect


def opened_papers(page: Page) -> None:
    page.get_by_role("tab", name="Papers").click()
    page.locator("td.title button").first.click()
    expect(page.locator(".paper-card")).to_be_visible()


def searched_papers(page: Page) -> None:
    page.get_by_label("Search titles, authors and abstracts").fill("catastrofic")
    expect(page.locator("#papers .context").first).to_be_visible()
    page.get_by_label("Sections").select_option("theme")
    expect(page.locator("tr.section").first).to_be_visible()


def opened_person(page: Page) -> None:
    page.get_by_role("tab", name="People").click()
    page.locator("#people h2 button").first.click()
    expect(page.locator("#people .known")).to_be_visible()


def opened_map(page: Page) -> None:
    page.get_by_role("tab", name="Map").click()
    expect(page.locator("svg.landscape")).to_be_visible()
    page.locator("details.table summary").first.click()
    page.get_by_label("Find papers on the map").fill("catastrophic")
    expect(page.locator("circle.sought").first).to_be_visible()


def opened_paper_of_the_map(page: Page) -> None:
    opened_map(page)
    page.locator("circle.point").last.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()


def opened_about(page: Page) -> None:
    page.get_by_role("dialog").get_by_label("Close").click()
    page.get_by_role("tab", name="About").click()
    page.locator("#about summary").click()


def the_first_screen(page: Page) -> None:
    expect(page.get_by_role("button", name="Continual learning 3")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_axe_finds_nothing(visit: Visit, url: str, width: int, scheme: str) -> None:
    page = visit(url, width=width, scheme=scheme)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    for show in (
        *(the_first_screen, opened_papers, searched_papers, opened_person),
        *(opened_map, opened_paper_of_the_map, opened_about),
    ):
        show(page)
        found = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
