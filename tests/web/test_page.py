"""The page in a real browser, over a fake assistant."""

from __future__ import annotations

import re
import threading

import pytest
from conftest import Launch, Visit, fits, look_different
from fake_assistant import HOSTILE, FakeAssistant
from playwright.sync_api import Page, expect
from waiting import PATIENCE

from assistant.errors import SnapshotError

MAIN_QUESTION = "what has this group done on continual learning"


def ask(page: Page, question: str) -> None:
    box = page.get_by_label("Your question")
    box.fill(question)
    box.press("Enter")


def test_an_example_is_streamed_and_answered_with_its_sources(
    visit: Visit, url: str, assistant: FakeAssistant
) -> None:
    page = visit(url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Benjamin F. Grewe")
    expect(page.get_by_text("4 papers of the group · 1 related by others")).to_be_visible()
    expect(page.get_by_text("Answers are verbatim sentences from the papers")).to_be_visible()
    expect(page.locator(".example")).to_have_text(
        [
            "What are the main themes of this group?",
            "What has this group done on continual learning?",
            "Who works on continual learning?",
            "What is new?",
        ]
    )

    assistant.may_end.clear()
    page.get_by_role("button", name=MAIN_QUESTION).click()

    expect(page.locator(".reply.draft")).to_be_visible()
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    assistant.may_end.set()
    expect(page.locator(".reply.answered")).to_contain_text("The group has three papers")
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    expect(page.locator("#sources .source:visible h3")).to_have_text(
        [
            "Local vs Global continual learning",
            "Towards guarantees for parameter isolation in continual learning",
            "Continual learning with hypernetworks",
        ]
    )
    page.get_by_text("What I searched").click()
    searched = page.locator(".searched dl")
    expect(searched).to_contain_text("Topic“continual learning”")
    expect(searched).to_contain_text("ScopeThis group's papers")
    expect(searched).to_contain_text("Papers4 of 5 papers searched, 3 cited")
    expect(page.locator(".reply-facts")).to_have_text("3 sources · 0.4 s")


@pytest.mark.parametrize("width", [1440, 390])
def test_the_first_screen_introduces_the_group(visit: Visit, url: str, width: int) -> None:
    page = visit(url, width=width)
    group = page.get_by_role("region", name="The group’s papers")
    expect(page.get_by_role("heading", level=2).first).to_have_text(
        "Ask about Benjamin F. Grewe's group: 4 papers, 2019–2024"
    )
    expect(page.locator("#panel-head")).to_be_hidden()
    expect(group.get_by_role("img")).to_have_attribute(
        "aria-label", "Papers per year. 2019: 1, 2020: 1, 2023: 1, 2024: 1"
    )
    expect(group.locator(".newest")).to_have_text("Local vs Global continual learning")
    expect(group.get_by_role("link", name="Search arXiv for this title")).to_be_visible()
    expect(page.get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)
    fits(page, width)
    group.get_by_role("button", name="Continual learning 3 papers").click()
    expect(page.locator(".user-row")).to_contain_text("What has this group done on continual learning?")
    expect(page.locator("#sources .source").first).to_be_visible(visible=width > 900)  # a sheet on a phone
    expect(group).to_be_hidden()
    expect(page.locator(".answer-tools")).to_have_count(1)
    page.get_by_role("button", name="New chat").click()
    expect(group).to_be_visible()


def test_a_source_card_says_what_was_read_and_where(visit: Visit, url: str) -> None:
    page = visit(url)
    ask(page, MAIN_QUESTION)
    cards = page.locator("#sources .source")
    first, third = cards.nth(0), cards.nth(2)

    expect(first.locator("mark")).to_be_hidden()  # the answer prints it already
    expect(first).to_contain_text(
        "Giulia Lanzillotta, Sidak Pal Singh, Benjamin F. Grewe (of this group) et al."
    )
    expect(first).to_contain_text("2024")
    expect(first.locator(".badge")).to_have_text("this group")
    read = first.get_by_text("Read in 000_researcher.txt, line 45")
    expect(read).to_be_hidden()
    first.get_by_label("Where this was read").press("Enter")
    expect(read).to_be_visible()
    first.get_by_text("In its abstract").click()
    expect(first.locator("mark")).to_contain_text("we compare two alternative strategies")
    search = first.get_by_role("link", name="Search arXiv for this title")
    address = "https://arxiv.org/search/?query=Local+vs+Global+continual+learning&searchtype=title"
    expect(search).to_have_attribute("href", address)
    expect(first.locator(".when")).to_contain_text("2024 · Machine learning")
    expect(third.get_by_role("link", name="Continual learning with hypernetworks")).to_have_attribute(
        "href", "https://arxiv.org/abs/1906.00695"
    )
    third.get_by_text("In its abstract").click()
    expect(third.locator("mark")).to_be_visible()
    expect(first.locator("mark")).to_be_hidden()  # one card is open at a time


def test_a_citation_leads_to_its_card_and_back_with_the_keyboard(visit: Visit, url: str) -> None:
    page = visit(url)
    ask(page, MAIN_QUESTION)
    link = page.locator(".reply.answered").get_by_role("link", name="[3]")
    link.focus()
    page.keyboard.press("Enter")
    card = page.locator("#sources .source.cited")
    expect(card.locator("h3")).to_have_text("Continual learning with hypernetworks")
    expect(card).to_be_focused()
    mark = card.locator("details[open] mark.cited")
    expect(mark).to_contain_text("we present a novel approach based on task-conditioned hypernetworks")
    expect(mark).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(link).to_be_focused()


def test_an_earlier_answer_shows_its_own_sources_again(visit: Visit, url: str) -> None:
    page = visit(url)
    ask(page, MAIN_QUESTION)
    expect(page.locator(".reply.answered")).to_have_count(1)
    ask(page, "the h-index?")
    expect(page.locator(".reply.answered")).to_have_count(2)
    expect(page.locator("#sources .source:visible")).to_contain_text(["h-index11"])  # and nothing else
    page.locator(".reply.answered").first.get_by_role("link", name="[1]").click()
    expect(page.locator("#sources .source:visible")).to_have_count(3)
    expect(page.locator("#sources .source.cited")).to_contain_text("Local vs Global")


def test_a_follow_up_carries_the_conversation_and_the_scope(
    visit: Visit, url: str, assistant: FakeAssistant
) -> None:
    page = visit(url)
    ask(page, MAIN_QUESTION)
    expect(page.locator(".reply.answered")).to_have_count(1)
    page.get_by_label("Related work").check()
    ask(page, "and the h-index?")
    expect(page.locator(".reply.answered")).to_have_count(2)
    (_, none, default), (_, history, scope) = assistant.asked
    assert (none, default, scope) == ((), None, "related")
    assert [message.role for message in history] == ["user", "assistant"]
    assert history[0].content == MAIN_QUESTION
    assert history[1].citations == ("local", "guarantees", "hypernetworks")


def test_an_abstention_looks_unlike_an_answer_and_an_error(visit: Visit, url: str) -> None:
    page = visit(url)
    ask(page, "will it rain?")
    abstention = page.locator(".reply.abstained")
    expect(abstention).to_contain_text("Outside these papers")
    expect(abstention).to_contain_text("Nearest papers, not sources")
    expect(abstention).to_contain_text("A survey of memory replay related work")
    expect(page.locator("#sources .source")).to_have_count(0)

    ask(page, "the unreachable model")
    error = page.locator(".reply.failed")
    expect(error).to_contain_text("This question was not answered")
    expect(error).to_contain_text("The model at localhost:11434 did not answer")
    look_different(page, ".reply.abstained", ".reply.failed", "backgroundColor")

    ask(page, MAIN_QUESTION)
    expect(page.locator(".reply.answered")).to_be_visible()


def test_a_bug_is_an_error_without_details_and_the_box_stays_usable(
    visit: Visit, url: str, assistant: FakeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    page = visit(url)
    ask(page, "please crash")
    expect(page.locator(".reply.failed")).to_contain_text("Something went wrong")
    expect(page.locator("#transcript")).not_to_contain_text("secret detail")
    assert "a secret detail" in caplog.text  # the log has the traceback
    ask(page, MAIN_QUESTION)
    expect(page.locator(".reply.answered")).to_be_visible()
    assert assistant.asked[-1][1] == ()  # a failure is no part of the conversation


def test_stop_keeps_the_draft_and_frees_the_box(visit: Visit, url: str, assistant: FakeAssistant) -> None:
    page = visit(url)
    ask(page, "an endless story")
    expect(page.locator(".reply.draft")).to_contain_text("and so on, and so on")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped. What stands here is unfinished")).to_be_visible()
    expect(page.locator(".reply.draft")).to_contain_text("and so on")
    assistant.released.set()
    ask(page, MAIN_QUESTION)
    expect(page.locator(".reply.answered")).to_be_visible()


def test_hostile_text_is_shown_and_does_nothing(visit: Visit, url: str) -> None:
    page = visit(url)
    ask(page, f"a hostile question {HOSTILE}")
    expect(page.locator(".reply.answered")).to_contain_text('<img src="http://evil.test/pixel.png"')
    expect(page.locator("#sources .source h3")).to_contain_text("<script>alert(1)</script>")
    page.locator("#sources .context summary").click()
    expect(page.locator("#sources .context")).to_contain_text("${7*7} {{7*7}}")
    for parent in ("#transcript .message", "#sources"):
        shown = page.locator(parent)
        expect(
            shown.locator("img, form, script, iframe, button:not(.copy-bibtex), [style*=fixed]")
        ).to_have_count(0)
        expect(shown.locator('a[href*="evil.test"]:not([href^="https://arxiv.org/search/"])')).to_have_count(
            0
        )
    expect(page).to_have_title(re.compile("Benjamin F. Grewe's group$"))


def test_the_page_is_up_before_the_assistant_and_a_question_waits(visit: Visit, launch: Launch) -> None:
    opened = threading.Event()

    def open_slowly() -> FakeAssistant:
        assert opened.wait(PATIENCE)
        return FakeAssistant()

    page = visit(launch(open_slowly))
    expect(page.get_by_role("heading", name="Ask what these papers say")).to_be_visible()
    expect(page.locator("#mode")).to_contain_text("Reading the documents…")
    ask(page, MAIN_QUESTION)
    expect(page.locator(".reply.waiting")).to_contain_text("Reading the documents…")
    opened.set()
    expect(page.locator(".reply.answered")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Benjamin F. Grewe")


def test_an_assistant_that_cannot_be_opened_says_why(visit: Visit, launch: Launch) -> None:
    def fail() -> FakeAssistant:
        raise SnapshotError("data/ was made by a newer version; run python -m ingest.")

    page = visit(launch(fail))
    expect(page.locator("#mode")).to_contain_text("data/ was made by a newer version")
    ask(page, MAIN_QUESTION)
    expect(page.locator(".reply.failed")).to_contain_text("data/ was made by a newer version")


def test_a_new_conversation_starts_empty(visit: Visit, url: str, assistant: FakeAssistant) -> None:
    page = visit(url)
    ask(page, MAIN_QUESTION)
    expect(page.locator(".reply.answered")).to_be_visible()
    page.get_by_role("button", name="New chat").click()
    expect(page.locator(".example").first).to_be_visible()
    expect(page.locator("#sources .source")).to_have_count(0)
    ask(page, "the h-index?")
    expect(page.locator(".reply.answered")).to_have_count(1)
    assert assistant.asked[-1][1] == ()


def test_a_question_that_is_taken_away_before_it_is_drawn_is_not_looked_for(visit: Visit, url: str) -> None:
    page = visit(url)
    expect(page.locator("#transcript")).to_be_attached()
    page.evaluate(
        """() => new Promise((drawn) => {
            const row = document.createElement("div");
            row.className = "user-row";
            document.querySelector("#transcript").append(row);
            setTimeout(() => row.remove());  // the page has seen it by then, and has not drawn it
            requestAnimationFrame(() => requestAnimationFrame(drawn));
        })"""
    )  # and the page met no error, as `visit` sees


def test_visitors_do_not_see_each_other(visit: Visit, url: str, assistant: FakeAssistant) -> None:
    one, other = visit(url), visit(url, own_browser=True)
    ask(one, MAIN_QUESTION)
    expect(one.locator(".reply.answered")).to_be_visible()
    ask(other, "the h-index?")
    expect(other.locator(".reply.answered")).to_have_count(1)
    expect(other.locator("#transcript")).not_to_contain_text("continual learning")
    assert assistant.asked[-1][1] == ()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_cut_off_at_any_width(visit: Visit, url: str, width: int, scheme: str) -> None:
    page = visit(url, width=width, scheme=scheme)
    for count, question in enumerate((MAIN_QUESTION, "hostile"), start=1):
        ask(page, question)
        expect(page.locator(".reply.answered")).to_have_count(count)
        expect(page.get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)
        fits(page, width)
    page.wait_for_function(
        "[...document.querySelectorAll('.reply, .source')].every(e => e.scrollWidth <= e.clientWidth)"
    )
    luminance = sum(
        map(int, re.findall(r"\d+", page.evaluate("getComputedStyle(document.body).backgroundColor")))
    )
    assert (luminance > 600) == (scheme == "light")


def test_focus_is_always_visible(visit: Visit, url: str) -> None:
    page = visit(url)
    page.locator(".example").first.focus()
    page.keyboard.press("Tab")
    expect(page.locator(".example").nth(1)).to_be_focused()
    expect(page.locator(".example").nth(1)).to_have_css("outline-style", "solid")
    page.keyboard.press("Enter")
    expect(page.locator(".user-row")).to_contain_text("What has this group done on continual learning?")
