"""The page for who prints it, reads from right to left, magnifies it, or wants no movement."""

from __future__ import annotations

import re

import pytest
from conftest import Launch, Visit, fits
from fake_assistant import PAPERS, FakeAssistant, FakeCorpus, paper
from playwright.sync_api import Locator, Page, expect

QUESTION = "What has this group done on continual learning?"
HEBREW = "למידה מתמשכת"
ARABIC = "التعلم المستمر في 2024"


def answered(page: Page, question: str = QUESTION, *, answers: int = 1) -> None:
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".reply.answered")).to_have_count(answers)


def open_tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()


# On paper


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_answer_is_printed_with_its_sources(visit: Visit, url: str, scheme: str) -> None:
    page = visit(url, scheme=scheme)
    answered(page)
    answered(page, "hostile", answers=2)
    page.emulate_media(media="print", color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": 660, "height": 900})  # what is left of a sheet
    for unwanted in ("#composer", "#colours", "#tabs [role=tab]", "#chat-tools", ".answer-tools"):
        expect(page.locator(unwanted).first).to_be_hidden()
    expect(page.locator("#masthead h1")).to_be_visible()
    sections = page.locator("#sources section.sources")
    expect(sections).to_have_count(2)
    for section in sections.all():
        expect(section).to_be_visible()  # also that of the earlier answer
    last = page.locator(".reply.answered").last
    assert bottom(last) <= page.locator("#panel").bounding_box()["y"]  # type: ignore[index]
    for part in ("#transcript .panel-wrap", "#panel"):
        assert page.locator(part).evaluate("part => part.scrollHeight - part.clientHeight") <= 1
    ink = re.findall(r"\d+", last.evaluate("reply => getComputedStyle(reply).color"))
    assert sum(map(int, ink[:3])) < 200


def bottom(part: Locator) -> float:
    box = part.bounding_box()
    assert box
    return box["y"] + box["height"]


def test_the_papers_are_printed_as_they_are_listed(visit: Visit, url: str) -> None:
    page = visit(url)
    open_tab(page, "Papers")
    expect(page.locator("tr.paper")).to_have_count(4)
    page.emulate_media(media="print")
    for unwanted in (".look", ".export", "td.pick"):
        expect(page.locator(f"#papers {unwanted}").first).to_be_hidden()
    expect(page.locator("tr.paper").last).to_be_visible()
    assert page.locator("#papers").evaluate("part => getComputedStyle(part).overflowY") == "visible"


# From right to left


@pytest.fixture
def semitic(launch: Launch) -> str:
    """A page over papers of which two have titles from right to left."""
    papers = (
        paper("hebrew", HEBREW, "אנחנו חוקרים למידה. זה המשפט השני.", "דנה כהן", 2026, 7),
        paper("arabic", ARABIC, "نحن ندرس التعلم.", "Ada Example", 2023, 9),
        *PAPERS[:2],
    )
    return launch(lambda: FakeAssistant(FakeCorpus(papers)))


def test_a_title_from_right_to_left_is_set_so(visit: Visit, semitic: str) -> None:
    page = visit(semitic)
    open_tab(page, "Papers")
    expect(page.locator("tr.paper")).to_have_count(4)
    title, latin = (page.locator("td.title button", has_text=text) for text in (HEBREW, "Local vs Global"))
    expect(title).to_have_css("direction", "rtl")
    expect(latin).to_have_css("direction", "ltr")
    title.click()
    expect(page.locator(".paper-card .abstract")).to_have_css("direction", "rtl")
    open_tab(page, "People")
    page.get_by_role("button", name="דנה כהן").click()
    expect(page.locator("#people button.paper", has_text=HEBREW)).to_have_css("direction", "rtl")
    open_tab(page, "Chat")
    expect(page.locator(".newest")).to_have_css("direction", "rtl")


def test_a_line_of_an_answer_runs_as_its_first_word_does(visit: Visit, url: str) -> None:
    page = visit(url)
    answered(page)
    for part in (".reply.answered p", ".user-row p"):
        expect(page.locator(f"#transcript {part}").first).to_have_css("unicode-bidi", "plaintext")


# Magnified


@pytest.mark.parametrize(("width", "height"), [(320, 640), (390, 844), (720, 450)])
def test_nothing_covers_or_leaves_anything_when_the_page_is_magnified(
    visit: Visit, url: str, width: int, height: int
) -> None:
    page = visit(url, width=width, height=height)
    expect(page.locator(".example").first).to_be_visible()
    within(page, "#send", "#entry")
    within(page, "#scope label:last-of-type", "#composer")
    tools_and_tabs_are_apart(page)
    answered(page)
    within(page, "#send", "#entry")
    tools_and_tabs_are_apart(page)
    fits(page, width)
    for view in ("Papers", "People", "Map", "About"):
        open_tab(page, view)
        expect(page.locator(f"#{view.lower()} :is(tr.paper, li.person, svg.years, h2)").first).to_be_visible()
        fits(page, width)


def within(page: Page, inner: str, outer: str) -> None:
    """Wait until one part is inside of another, from side to side."""
    page.wait_for_function(
        """(parts) => {
          const [a, b] = parts.map((part) => document.querySelector(part).getBoundingClientRect());
          return a.width > 0 && a.left >= b.left && a.right <= b.right;
        }""",
        arg=[inner, outer],
    )


def tools_and_tabs_are_apart(page: Page) -> None:
    page.wait_for_function(
        """() => {
          const tabs = document.querySelector("#tabs .tab-container").getBoundingClientRect();
          const tools = [...document.querySelectorAll("#chat-tools button")]
            .filter((tool) => tool.offsetParent)
            .map((tool) => tool.getBoundingClientRect());
          return tools.length && tools.every((tool) => tool.left >= tabs.right);
        }"""
    )


# Movement, and the papers' filters


def test_who_wants_no_movement_gets_none(visit: Visit, url: str) -> None:
    page = visit(url)
    page.emulate_media(reduced_motion="reduce")
    answered(page)
    moving = page.evaluate(
        """() => [...document.querySelectorAll(".gradio-container *")].filter((part) =>
          ["", "::before", "::after"].some((pseudo) => {
            const style = getComputedStyle(part, pseudo || undefined);
            const lasts = style.transitionProperty !== "none" && style.transitionDuration !== "0s";
            return lasts || style.animationName !== "none" || style.scrollBehavior === "smooth";
          })).map((part) => part.outerHTML.slice(0, 80))"""
    )
    assert moving == []


def test_what_narrows_the_papers_down_stands_in_one_line(visit: Visit, launch: Launch) -> None:
    venues = [
        paper(
            f"v{n}",
            f"A paper {n}",
            "It is short.",
            "Ada Example",
            2020 + n,
            n,
            venue=venue,
            category=code,
        )
        for n, (code, venue) in enumerate((("LG", "Nature"), ("NE", "eLife"), ("AI", "Neuron")))
    ]
    page = visit(launch(lambda: FakeAssistant(FakeCorpus((*PAPERS, *venues)))))
    open_tab(page, "Papers")
    expect(page.locator("#papers select[name=venue]")).to_be_visible()
    tops = page.locator("#papers .look > :visible").evaluate_all(
        "parts => parts.map((part) => part.getBoundingClientRect()).map((box) => box.top + box.height / 2)"
    )
    assert max(tops) - min(tops) < 10
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function(
        """() => [...document.querySelectorAll("#papers .look > :is(select, input)")]
          .filter((field) => field.offsetParent).every((field) => field.offsetWidth >= 100)"""
    )


def test_what_is_chosen_is_seen_in_the_systems_colours(visit: Visit, url: str) -> None:
    page = visit(url)
    page.emulate_media(forced_colors="active")
    expect(page.locator(".example").first).to_be_visible()
    grounds = page.locator("#scope label").evaluate_all(
        "labels => labels.map((label) => getComputedStyle(label).backgroundColor)"
    )
    assert len(set(grounds)) == 2
    expect(page.locator("#send")).to_have_css("border-top-width", "1px")
