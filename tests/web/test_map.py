"""The Map tab in a real browser."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import Launch, Visit, fits
from fake_assistant import PAPERS, FakeAssistant, FakeCorpus, paper
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from assistant.web import map_tab

WIDTHS = pytest.mark.parametrize("width", [1440, 390])


def drawn(visit: Visit, url: str, width: int = 1440, **options: object) -> Page:
    page = visit(url, width=width, **options)
    page.get_by_role("tab", name="Map").click()
    expect(page.locator("svg.landscape")).to_be_visible()
    return page


@WIDTHS
def test_papers_per_year_by_theme(visit: Visit, launch: Launch, width: int) -> None:
    old = paper("undated", "Old continual learning", "On continual learning.", "Ada Example", 2000, 7)
    undated = replace(old, date=None)
    corpus = FakeCorpus(papers=(*PAPERS, undated))
    page = drawn(visit, launch(lambda: FakeAssistant(corpus=corpus)), width)
    years = page.locator(".view:not([hidden])")
    expect(years.get_by_role("img")).to_have_attribute(
        "aria-label", "4 papers from 2019 to 2024, at most 1 a year."
    )
    expect(years).to_contain_text("1 of 5 papers without a date is left out.")
    expect(page.locator(".legend")).to_contain_text("Continual learning")
    years.locator("rect").last.hover()
    expect(page.locator(".tip")).to_contain_text("2024 · Continual learning: 1 paper")
    years.get_by_text("The same as a table").click()
    expect(years.get_by_role("rowheader", name="Continual learning")).to_be_visible()
    page.locator("#map .scopes").get_by_text("Related").click()
    expect(page.locator(".view:not([hidden]) svg")).to_have_attribute("aria-label", re.compile("^1 paper"))
    fits(page, width)


@WIDTHS
def test_a_point_names_its_paper_and_opens_it(visit: Visit, url: str, width: int) -> None:
    page = drawn(visit, url, width)
    expect(page.locator("circle.point")).to_have_count(5)
    expect(page.locator("circle.point.related")).to_have_count(1)
    page.locator("circle.point.related").hover()
    expect(page.locator(".tip")).to_contain_text("A survey of memory replay")
    expect(page.locator(".tip")).to_contain_text("2025 · related work")
    page.locator("circle.point.related").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading")).to_have_text("A survey of memory replay")
    expect(dialog).to_contain_text("We survey replay methods.")
    fits(page, width)
    dialog.get_by_role("button", name="Ask about this paper").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#question textarea")).to_have_value(
        "What is the related work “A survey of memory replay” about?"
    )


@WIDTHS
def test_the_map_is_walked_with_the_keyboard(visit: Visit, url: str, width: int) -> None:
    page = drawn(visit, url, width)
    points = page.locator("circle.point")
    expect(page.locator('svg.landscape [tabindex="0"]')).to_have_count(1)  # one stop for Tab
    page.locator('svg.landscape [tabindex="0"]').focus()
    seen = set()
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp") * 3:
        seen.add(page.evaluate("document.activeElement.dataset.id"))
        page.keyboard.press(key)
    assert len(seen) >= 3
    at = page.evaluate("document.activeElement.dataset.tip")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("heading")).to_have_text(at)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("circle.point:focus")).to_have_attribute("data-tip", at)
    expect(points).to_have_count(5)


@WIDTHS
def test_who_wrote_with_whom_says_what_is_cut(visit: Visit, url: str, width: int) -> None:
    page = drawn(visit, url, width)
    section = page.locator("section", has=page.get_by_role("heading", name="Who wrote with whom"))
    expect(section).to_contain_text("The group's 4 papers. The author lists of 4 of them are cut (“et al.”)")
    section.locator("[data-author='Sidak Pal Singh']").hover()
    expect(page.locator(".tip")).to_contain_text("2 papers · with Benjamin F. Grewe, Giulia Lanzillotta")
    section.locator("[data-author='Sidak Pal Singh']").click()
    expect(page.locator("#papers input[name=author]")).to_have_value("Sidak Pal Singh")
    expect(page.locator("tr.paper")).to_have_count(2)


def test_a_theme_is_brought_out(visit: Visit, url: str) -> None:
    page = drawn(visit, url)
    page.locator(".legend button").first.click()
    expect(page.locator("circle.point:not(.dim)")).to_have_count(3)
    page.locator(".legend button").first.click()
    expect(page.locator("circle.point.dim")).to_have_count(0)


def test_hostile_papers_are_drawn_and_do_nothing(visit: Visit, url: str) -> None:
    page = drawn(visit, url)
    page.locator("circle[data-id=hostile]").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("<script>alert(1)</script>")
    expect(
        page.locator("#map").locator("img, form, script, iframe, [style*='position:fixed']")
    ).to_have_count(0)


def test_nothing_is_drawn_before_the_tab_is_opened(visit: Visit, launch: Launch) -> None:
    class Untouched(FakeCorpus):
        @property
        def paper_vectors(self) -> NDArray[np.float32]:
            raise AssertionError("nobody has opened the map")

    page = visit(launch(lambda: FakeAssistant(corpus=Untouched())))
    page.get_by_role("tab", name="Papers").click()
    expect(page.locator("tr.paper").first).to_be_visible()
    page.get_by_role("tab", name="Map").click()
    expect(page.locator("#map")).to_contain_text("Something went wrong. The details are in the server's log.")


# Colours: sRGB -> linear RGB -> what each kind of eye sees -> CIELAB.
# The matrices: Machado, Oliveira, Fernandes, A physiologically-based model for simulation of color vision
# deficiency, 2009, severity 1.0.
EYES = {
    "all three cones": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]]
)


def linear(colour: str) -> NDArray[np.float64]:
    values = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def lab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    x, y, z = TO_XYZ @ np.clip(rgb, 0, 1) / (0.95047, 1, 1.08883)
    f = [np.cbrt(v) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize(("scheme", "paper"), [(0, "#faf9f6"), (1, "#15181c")])
def test_themes_are_told_apart_by_every_eye(scheme: int, paper: str) -> None:
    css = (Path(map_tab.__file__).parent / "map.css").read_text(encoding="utf-8")
    block = re.findall(r"#map \{(.*?)\}", css, re.DOTALL)[scheme]
    colours = dict(re.findall(r"--(t\d|none): (#\w+)", block))
    assert len(colours) == 9
    for eye, matrix in EYES.items():
        seen = {name: lab(matrix @ linear(colour)) for name, colour in colours.items()}
        for one, other in itertools.combinations(seen, 2):
            assert np.linalg.norm(seen[one] - seen[other]) > 20, (eye, one, other)
    for name, colour in colours.items():
        lights = sorted(float(TO_XYZ[1] @ linear(c)) for c in (colour, paper))
        assert (lights[1] + 0.05) / (lights[0] + 0.05) >= 3, name
