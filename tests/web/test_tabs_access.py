"""The Papers and Map tabs and the masthead, as axe-core judges them."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import Visit
from playwright.sync_api import Page, expect


def opened_papers(page: Page) -> None:
    page.get_by_role("tab", name="Papers").click()
    page.locator("td.title button").first.click()
    expect(page.locator(".paper-card")).to_be_visible()


def opened_map(page: Page) -> None:
    page.get_by_role("tab", name="Map").click()
    expect(page.locator("svg.landscape")).to_be_visible()
    page.locator("details.table summary").first.click()


def opened_paper_of_the_map(page: Page) -> None:
    opened_map(page)
    page.locator("circle.point").last.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_axe_finds_nothing_serious(visit: Visit, url: str, width: int, scheme: str) -> None:
    page = visit(url, width=width, scheme=scheme)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    expect(page.locator(".masthead .profile")).to_be_visible()
    page.locator(".masthead summary").click()
    for show in (opened_papers, opened_map, opened_paper_of_the_map):
        show(page)
        found = Axe().run(page).response["violations"]
        assert [
            (v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")
        ] == []
