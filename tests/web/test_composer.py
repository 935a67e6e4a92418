"""The message box and what stands around it: tasks, limit, earlier questions, chips, sheet, colours."""

from __future__ import annotations

import json
import threading

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import Launch, Visit, fits, question_body
from fake_assistant import FakeAssistant
from playwright.sync_api import Page, expect
from waiting import PATIENCE

from assistant.errors import UsageError
from assistant.understanding.length import LONGEST_QUESTION
from assistant.web.chat.events import read_asked

MAIN_QUESTION = "what has this group done on continual learning"


def ask(page: Page, question: str) -> None:
    """Ask in the box, and wait until the answer has come with what to ask next."""
    before = page.locator(".answer-tools").count()
    box = page.get_by_label("Your question")
    box.fill(question)
    box.press("Enter")
    expect(page.locator(".answer-tools")).to_have_count(before + 1)
    expect(page.locator(".bot-row").last.locator(".follow-ups")).to_be_visible()


def selected(page: Page) -> str:
    return str(page.evaluate("getSelection().toString()"))


def assert_no_violation(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(v["id"], node["target"]) for v in found for node in v["nodes"]] == []


# Tasks


def test_a_task_is_chosen_with_the_keyboard_and_filled_in(
    visit: Visit, url: str, assistant: FakeAssistant
) -> None:
    page = visit(url)
    box = page.get_by_label("Your question")
    menu, options = page.get_by_role("listbox", name="Tasks"), page.get_by_role("option")
    box.press("/")
    expect(options).to_have_count(8)
    expect(box).to_have_attribute("aria-activedescendant", "task-overview")
    box.press("ArrowUp")
    expect(box).to_have_attribute("aria-activedescendant", "task-related")
    box.press("Escape")
    expect(menu).to_be_hidden()
    expect(box).to_have_value("/")

    box.press_sequentially("comp")
    expect(options).to_have_count(1)
    assert_no_violation(page)
    box.press("Enter")
    expect(menu).to_be_hidden()
    expect(box).to_have_value("Compare [one topic] and [another topic]")
    assert selected(page) == "[one topic]"
    page.keyboard.insert_text("hypernetworks")
    box.press("Enter")  # there is a part to fill in
    assert selected(page) == "[another topic]"
    page.keyboard.insert_text("replay")
    box.press("Enter")
    expect(page.locator(".user-row .md")).to_have_text("Compare hypernetworks and replay")
    assert [question for question, *_ in assistant.asked] == ["Compare hypernetworks and replay"]


def test_the_tasks_stay_open_when_the_papers_come(visit: Visit, launch: Launch) -> None:
    opened = threading.Event()

    def open_slowly() -> FakeAssistant:
        assert opened.wait(PATIENCE)
        return FakeAssistant()

    page = visit(launch(open_slowly))
    box = page.get_by_label("Your question")
    box.press("/")
    box.press("ArrowDown")
    chosen = box.get_attribute("aria-activedescendant")
    assert chosen
    assert chosen != "task-overview"
    opened.set()
    expect(page.locator("#filter-author option").nth(1)).to_be_attached()  # so do the authors to filter by
    expect(page.locator("#tasks")).to_be_visible()
    expect(box).to_have_attribute("aria-activedescendant", chosen)
    expect(page.locator(f"#{chosen}")).to_have_attribute("aria-selected", "true")


def test_the_tasks_have_a_button_and_take_no_draft_for_good(visit: Visit, url: str) -> None:
    page = visit(url, width=390)
    box, button = page.get_by_label("Your question"), page.get_by_role("button", name="Tasks")
    box.fill("A draft")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(box).to_be_focused()
    fits(page, 390)
    assert_no_violation(page)
    page.get_by_role("option", name="What is new").click()
    expect(box).to_have_value("What is new since 2023?")
    assert selected(page) == "2023"  # of papers up to 2024
    box.press("Control+z")
    expect(box).to_have_value("A draft")
    button.click()
    button.click()
    expect(page.get_by_role("listbox")).to_be_hidden()


# The limit


def test_a_question_that_is_too_long_stays_in_the_box(
    visit: Visit, url: str, assistant: FakeAssistant
) -> None:
    page = visit(url)
    box, length = page.get_by_label("Your question"), page.locator("#length")
    box.fill("w" * 3100)
    expect(length).to_be_hidden()
    box.fill("w" * 3600)
    expect(length).to_have_text("3,600 of 4,000 characters.")
    box.fill("w" * 4500)
    expect(length).to_have_text("4,500 of 4,000 characters. Too long to be sent; nothing is cut.")
    assert_no_violation(page)
    box.press("Enter")
    page.get_by_role("button", name="Send").click()
    expect(box).to_have_value("w" * 4500)
    box.fill("the h-index?")
    expect(length).to_be_hidden()
    box.press("Enter")
    expect(page.locator(".user-row .md")).to_have_text("the h-index?")
    assert [question for question, *_ in assistant.asked] == ["the h-index?"]


@pytest.mark.parametrize("by_button", [False, True])
def test_the_server_cuts_no_question(by_button: bool) -> None:
    longest, longer = "w" * LONGEST_QUESTION, "w" * (LONGEST_QUESTION + 500)

    def read(question: str) -> str:
        if by_button:
            return read_asked(json.dumps({"question": question, "by_button": True}), "").question
        return read_asked("", question).question

    assert read(f" {longest} ") == longest
    with pytest.raises(UsageError, match=r"The question has 4,500 characters; ask one of at most 4,000\."):
        read(longer)


def test_a_visitor_is_told_that_a_question_is_too_long(url: str, assistant: FakeAssistant) -> None:
    with httpx.Client(base_url=url, timeout=PATIENCE) as client:
        client.post(
            "/gradio_api/queue/join", json=question_body(client, "w" * 4500, "long")
        ).raise_for_status()
        told = client.get("/gradio_api/queue/data?session_hash=long").text
    assert "The question has 4,500 characters; ask one of at most 4,000." in told
    assert assistant.asked == []


# Earlier questions


def test_the_arrow_keys_bring_the_questions_of_this_browser(visit: Visit, url: str) -> None:
    page = visit(url, own_browser=True)
    box = page.get_by_label("Your question")
    box.press("ArrowUp")
    expect(box).to_have_value("")
    ask(page, MAIN_QUESTION)
    page.get_by_role("button", name="New chat").click()
    expect(page.locator(".user-row")).to_have_count(0)
    ask(page, "the h-index?")
    for key, question in (
        ("ArrowUp", "the h-index?"),
        ("ArrowUp", MAIN_QUESTION),
        ("ArrowUp", MAIN_QUESTION),
        ("ArrowDown", "the h-index?"),
        ("ArrowDown", ""),
    ):
        box.press(key)
        expect(box).to_have_value(question)
    box.fill("A draft")
    box.press("ArrowUp")
    expect(box).to_have_value("A draft")


# On a phone


def test_on_a_phone_an_answer_has_the_room(visit: Visit, url: str) -> None:
    page = visit(url, width=390, height=844)
    expect(page.get_by_label("Related work")).to_be_visible()
    ask(page, MAIN_QUESTION)
    switch = page.get_by_role("button", name="This group", exact=True)
    expect(switch).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("button", name="Filters")).to_be_hidden()
    assert page.locator("#composer").bounding_box()["height"] < 844 / 7  # type: ignore[index]
    switch.click()
    page.get_by_label("Related work").check()
    ask(page, "the h-index?")
    expect(page.get_by_role("button", name="Related work")).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("button", name="Edit this question").first).to_be_visible()


SWIPE = """distance => {
  const target = document.querySelector("#panel-head");
  const touch = (clientY) => new Touch({ identifier: 1, target, clientY });
  const send = (type, y, touches) =>
    target.dispatchEvent(
      new TouchEvent(type, { bubbles: true, cancelable: true, touches, changedTouches: [touch(y)] }),
    );
  send("touchstart", 300, [touch(300)]);
  send("touchmove", 300 + distance, [touch(300 + distance)]);
  send("touchend", 300 + distance, []);
}"""


def test_on_a_phone_the_sources_are_a_sheet(visit: Visit, url: str) -> None:
    page = visit(url, width=390, height=844)
    ask(page, MAIN_QUESTION)
    sheet = page.get_by_role("dialog", name="Sources")
    link = page.locator(".reply.answered").get_by_role("link", name="[3]")
    expect(page.locator("#panel")).to_be_hidden()

    def swipe(distance: int) -> None:
        page.evaluate(SWIPE, distance)

    for leave in (
        lambda: page.keyboard.press("Escape"),
        lambda: sheet.get_by_role("button", name="Close").click(),
        lambda: page.mouse.click(195, 20),
        lambda: swipe(200),
    ):
        link.click()
        expect(sheet.locator(".source.cited h3")).to_have_text("Continual learning with hypernetworks")
        expect(sheet.locator("mark.cited")).to_be_in_viewport()
        expect(page.locator("#chat")).to_have_attribute("inert", "")
        leave()
        expect(sheet).to_be_hidden()
        expect(link).to_be_focused()
    page.get_by_role("link", name="3 sources").click()
    expect(sheet).to_be_visible()
    swipe(20)  # too short for one
    expect(sheet).to_be_visible()
    assert_no_violation(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(page.locator("#panel")).to_be_visible()
    expect(page.locator("#chat")).not_to_have_attribute("inert", "")


# Colours


def test_the_colours_are_chosen_and_kept_from_the_first_paint_on(visit: Visit, url: str) -> None:
    page = visit(url, own_browser=True, scheme="dark")
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => (window.first = document.documentElement.className))"
    )
    switch = page.get_by_role("button", name="Colours")
    body = page.locator("body")
    expect(switch).to_have_accessible_name("Colours: System")
    expect(body).to_have_css("color-scheme", "dark")
    switch.click()
    expect(switch).to_have_accessible_name("Colours: Light")
    expect(body).to_have_css("color-scheme", "light")
    page.reload()
    expect(switch).to_have_accessible_name("Colours: Light")
    assert page.evaluate("window.first") == ""
    expect(body).to_have_css("color-scheme", "light")  # Gradio would follow the system
    expect(body).not_to_have_class("dark")
    switch.click()
    page.emulate_media(color_scheme="light")
    page.reload()
    expect(switch).to_have_accessible_name("Colours: Dark")
    assert page.evaluate("window.first") == "dark"
    switch.click()
    expect(body).to_have_css("color-scheme", "light")
    page.emulate_media(color_scheme="dark")
    expect(body).to_have_css("color-scheme", "dark")
