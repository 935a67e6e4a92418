"""The Map tab in a real browser."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from conftest import Launch, Visit, fits
from fake_assistant import PAPERS, FakeAssistant, FakeCorpus, paper
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from assistant.datamodels import Paper
from assistant.index.themes import Theme
from assistant.web.map import tab

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
    section.locator("[data-person='sidak-pal-singh']").hover()
    expect(page.locator(".tip")).to_contain_text("2 papers · with Benjamin F. Grewe, Giulia Lanzillotta")
    section.locator("[data-person='sidak-pal-singh']").click()
    expect(page.locator("#people .known")).to_contain_text("Local vs Global continual learning")


def place(page: Page, id: str) -> tuple[float, float]:
    """Where the middle of a paper's point is on the screen."""
    box = page.locator(f"circle[data-id={id}]").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def apart(page: Page) -> float:
    return float(np.hypot(*np.subtract(place(page, "local"), place(page, "hypernetworks"))))


def test_the_map_zooms_and_pans_with_buttons_keys_wheel_and_mouse(visit: Visit, url: str) -> None:
    page = drawn(visit, url)
    frame = page.locator(".frame", has=page.locator("svg.landscape"))
    frame.scroll_into_view_if_needed()
    at_first = apart(page)
    expect(frame.get_by_role("button", name="Zoom out")).to_be_disabled()
    frame.get_by_role("button", name="Zoom in").click()
    assert apart(page) == pytest.approx(1.6 * at_first, rel=0.02)
    frame.get_by_role("button", name="Show all").click()
    assert apart(page) == pytest.approx(at_first, rel=0.02)

    page.locator("circle[data-id=local]").focus()
    before = place(page, "local")
    page.keyboard.press("+")
    assert place(page, "local") == pytest.approx(before, abs=2)  # what has the focus stays where it is
    assert apart(page) > 1.5 * at_first
    page.keyboard.press("Shift+ArrowRight")
    assert place(page, "local")[0] < before[0]
    page.keyboard.press("0")
    assert apart(page) == pytest.approx(at_first, rel=0.02)

    x, y = place(page, "local")
    page.mouse.move(x, y)
    page.mouse.wheel(0, -300)
    page.wait_for_function("document.querySelector('svg.landscape').matches('.zoomed')")
    assert place(page, "local") == pytest.approx((x, y), abs=3)
    page.mouse.down()
    page.mouse.move(x + 30, y + 10, steps=3)
    page.mouse.up()
    assert place(page, "local") != pytest.approx((x, y), abs=3)
    expect(page.get_by_role("dialog")).to_be_hidden()  # what was dragged was not clicked


def test_a_wheel_over_the_whole_map_scrolls_the_page(visit: Visit, url: str) -> None:
    page = drawn(visit, url)
    page.locator("svg.landscape").hover()
    page.mouse.wheel(0, 200)
    page.wait_for_function("document.querySelector('#map').scrollTop > 0")
    expect(page.locator("svg.landscape.zoomed")).to_have_count(0)


def test_the_map_is_searched(visit: Visit, url: str) -> None:
    page = drawn(visit, url)
    page.get_by_label("Find papers on the map").fill("catastrofic")
    expect(page.locator(".find")).to_contain_text("2 papers with “catastrophic”")
    expect(page.locator("circle.point.sought")).to_have_count(2)
    expect(page.locator("circle.point.missed")).to_have_count(3)
    page.keyboard.press("Enter")
    expect(page.locator("circle.point.sought:focus")).to_have_count(1)
    page.get_by_label("Find papers on the map").fill("")
    expect(page.locator("circle.point.missed")).to_have_count(0)


def test_what_is_searched_and_how_it_is_zoomed_stands_in_the_address(visit: Visit, url: str) -> None:
    page = visit(f"{url}map")
    field = page.get_by_label("Find papers on the map")
    field.fill("hypernetworks")
    expect(page.locator("svg.landscape .sought")).to_have_count(1)
    page.get_by_role("button", name="Zoom in").first.click()
    page.wait_for_url("**/map?text=hypernetworks&landscape=*")
    ground = page.locator("svg.landscape .ground")
    zoomed = {name: str(ground.get_attribute(name)) for name in ("x", "y", "width")}
    assert zoomed["width"] != "100%"

    other = visit(page.url)
    expect(other.get_by_label("Find papers on the map")).to_have_value("hypernetworks")
    expect(other.locator("svg.landscape .sought")).to_have_count(1)
    there = other.locator("svg.landscape .ground")
    for name, value in zoomed.items():
        assert percent(there.get_attribute(name)) == pytest.approx(percent(value), abs=0.1)
    other.get_by_label("Find papers on the map").fill("")
    other.get_by_role("button", name="Zoom out").first.click()
    other.wait_for_url("**/map")


@pytest.mark.parametrize("width", [1024, 760])
def test_the_names_of_themes_stay_in_the_picture(visit: Visit, launch: Launch, width: int) -> None:
    name = "autonomous mobility on demand systems"
    papers = [
        paper(f"p{n}", f"{text} {n}", "It is short.", "Ada Example", 2020, n)
        for n, text in enumerate([name.capitalize()] * 3 + ["Birds of the sea"] * 3)
    ]
    page = visit(launch(lambda: FakeAssistant(OneTheme(tuple(papers), name=name))), width=width)
    page.get_by_role("tab", name="Map").click()
    expect(page.locator("svg.landscape")).to_be_visible()
    page.wait_for_function(
        """() => [...document.querySelectorAll("svg.landscape text")]
          .map((text) => [text.getBoundingClientRect(), text.closest("#map").getBoundingClientRect()])
          .every(([text, map]) => !text.width || (text.left >= map.left && text.right <= map.right))"""
    )


@dataclass
class OneTheme(FakeCorpus):
    """Papers of one theme, which lie at the edge of the map, and others."""

    name: str = ""

    def themes(self, papers: Sequence[Paper], *, most: int) -> tuple[Theme, ...]:
        on_it = tuple(p for p in papers if self.name in p.title.lower())
        return (Theme(self.name, on_it, on_it),) if on_it else ()


def percent(text: str | None) -> float:
    return float(str(text).removesuffix("%"))


def test_the_papers_by_theme_are_one_click_away(visit: Visit, url: str) -> None:
    page = drawn(visit, url)
    page.get_by_role("button", name="The papers by theme").click()
    expect(page.locator("tr.section span").first).to_have_text("Continual learning")


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
        page.locator("#map").locator("img, form:not(.find), script, iframe, [style*='position:fixed']")
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
    css = (Path(tab.__file__).parent / "map.css").read_text(encoding="utf-8")
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
