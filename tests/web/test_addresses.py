"""The addresses of the views, in a real browser: shared, reloaded, gone back to and forward."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from conftest import Visit, fits, meanwhile
from fake_assistant import FakeAssistant
from playwright.sync_api import Page, expect

WIDTHS = pytest.mark.parametrize("width", [1440, 390])
GROUP = "Benjamin F. Grewe's group"
QUESTION = "What has this group done on continual learning?"


def expect_view(page: Page, name: str, address: str) -> None:
    """The view whose tab is selected, and the address below that of the page."""
    expect(page.get_by_role("tab", selected=True)).to_have_text(name)
    expect(page).to_have_url(re.compile(r"^http://127\.0\.0\.1:\d+/" + re.escape(address) + "$"))


@WIDTHS
def test_each_tab_has_an_address_and_a_title(visit: Visit, url: str, width: int) -> None:
    page = visit(url, width=width)
    expect(page).to_have_title(f"Chat · {GROUP}")
    for name, address in (
        ("People", "people"),
        ("About", "about"),
        ("Papers", "papers"),
        ("Map", "map"),
        ("Chat", ""),
    ):
        page.get_by_role("tab", name=name).click()
        expect_view(page, name, address)
        expect(page).to_have_title(f"{name} · {GROUP}")
    page.go_back()
    expect_view(page, "Map", "map")
    page.go_back()
    expect_view(page, "Papers", "papers")
    expect(page.locator("tr.paper")).to_have_count(4)
    page.go_forward()
    expect_view(page, "Map", "map")
    page.reload()
    expect_view(page, "Map", "map")
    expect(page.locator("svg.landscape")).to_be_visible()
    expect(page).to_have_title(f"Map · {GROUP}")
    page.go_back()
    expect_view(page, "Papers", "papers")
    fits(page, width)


@WIDTHS
def test_a_search_is_shared_and_gone_back_to(visit: Visit, url: str, width: int) -> None:
    page = visit(url, width=width)
    page.get_by_role("tab", name="Papers").click()
    expect(page.locator("tr.paper")).to_have_count(4)
    page.locator("#papers .scopes").get_by_text("Both").click()
    expect_view(page, "Papers", "papers?scope=all")
    page.locator("#papers").get_by_label("From year").select_option("2020")
    page.get_by_label("Search titles, authors and abstracts").press_sequentially("continual")
    page.get_by_role("button", name="Title", exact=True).click()
    expect(page.locator("tr.paper")).to_have_count(2)
    address = "papers?text=continual&scope=all&year_from=2020&order=title"
    expect_view(page, "Papers", address)

    other = visit(url + address, width=width)
    expect(other.locator("tr.paper")).to_have_count(2)
    expect(other.locator("td.title button").first).to_have_text("Local vs Global continual learning")
    expect(other.get_by_label("Search titles, authors and abstracts")).to_have_value("continual")
    expect(other.locator("#papers").get_by_label("From year")).to_have_value("2020")
    expect(other.locator("th[aria-sort]")).to_have_attribute("aria-sort", "ascending")
    expect_view(other, "Papers", address)

    page.go_back()  # over what was typed at once
    expect(page.locator("th[aria-sort]")).to_have_attribute("aria-sort", "descending")
    expect_view(page, "Papers", "papers?text=continual&scope=all&year_from=2020")
    page.go_back()
    expect(page.locator("tr.paper")).to_have_count(5)
    expect_view(page, "Papers", "papers?scope=all")
    page.go_back()
    expect(page.locator("tr.paper")).to_have_count(4)
    page.go_forward()
    expect(page.locator("tr.paper")).to_have_count(5)
    page.get_by_role("button", name="Clear").click()
    expect_view(page, "Papers", "papers")


@WIDTHS
def test_an_opened_paper_has_an_address(visit: Visit, url: str, width: int) -> None:
    page = visit(f"{url}papers?scope=all", width=width)
    page.get_by_role("button", name="Local vs Global continual learning").click()
    card = page.locator(".paper-card:visible")
    expect(card).to_contain_text("we compare two alternative strategies")
    expect_view(page, "Papers", "papers/local?scope=all")
    expect(page).to_have_title(f"Local vs Global continual learning · Papers · {GROUP}")
    page.get_by_role("button", name="A survey of memory replay").click()
    expect(card).to_have_count(2)
    expect_view(page, "Papers", "papers/theirs?scope=all")
    page.reload()
    expect(card).to_have_count(1)
    expect(card).to_contain_text("We survey replay methods.")
    expect(page).to_have_title(f"A survey of memory replay · Papers · {GROUP}")
    page.go_back()
    expect(card).to_have_count(1)
    expect(card).to_contain_text("we compare two alternative strategies")
    page.go_back()
    expect(card).to_have_count(0)
    expect_view(page, "Papers", "papers?scope=all")
    page.go_forward()
    expect(card).to_contain_text("we compare two alternative strategies")
    page.get_by_role("button", name="Local vs Global continual learning").click()
    expect_view(page, "Papers", "papers?scope=all")
    fits(page, width)


@WIDTHS
def test_a_paper_that_is_not_in_the_list_stands_above_it(visit: Visit, url: str, width: int) -> None:
    page = visit(f"{url}papers/theirs", width=width)
    card = page.get_by_label("A paper", exact=True)
    expect(card).to_contain_text("We survey replay methods.")
    expect(card.get_by_role("heading", name="A survey of memory replay")).to_be_visible()
    expect(page.locator("tr.paper")).to_have_count(4)
    expect(page).to_have_title(f"A survey of memory replay · Papers · {GROUP}")
    fits(page, width)
    card.get_by_role("button", name="Close").click()
    expect(card).to_be_hidden()
    expect_view(page, "Papers", "papers")


@pytest.mark.parametrize("id", ["nobody", "<img src=x onerror=alert(1)>", "..%2F..", "%zz", "x" * 190])
def test_what_is_not_there_is_said_so(visit: Visit, url: str, id: str) -> None:
    page = visit(f"{url}papers/{id if '%' in id else quote(id)}")
    told = page.get_by_label("A paper", exact=True)
    if id == "..%2F..":
        expect(page.locator("body")).to_contain_text("There is nothing here.")
    else:
        expect(told).to_contain_text("There is no paper with the id")
        expect(page.locator("tr.paper")).to_have_count(4)
    expect(page.locator("img[src=x]")).to_have_count(0)


def test_a_view_that_a_page_does_not_have_is_said_so(visit: Visit, url: str) -> None:
    page = visit(f"{url}adding")
    expect(page.locator("#notice")).to_have_text("This page has no view “adding”.")
    expect_view(page, "Chat", "")


def test_the_map_has_an_address_for_what_is_chosen(visit: Visit, url: str) -> None:
    page = visit(f"{url}map")
    page.locator(".by-year .scopes").get_by_text("Related").click()
    expect_view(page, "Map", "map?years=related")
    page.locator("circle[data-id=local]").focus()
    page.keyboard.press("Enter")
    expect_view(page, "Map", "map?years=related&paper=local")
    page.reload()
    expect(page.get_by_role("dialog")).to_contain_text("we compare two alternative strategies")
    expect(page.locator(".view:visible")).to_have_attribute("data-view", "related")
    page.go_back()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.go_back()
    expect(page.locator(".view:visible")).to_have_attribute("data-view", "group")
    page.locator("[data-person=benjamin-f-grewe]").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".person .known")).to_be_visible()
    expect_view(page, "People", "people/benjamin-f-grewe")
    expect(page).to_have_title(f"Benjamin F. Grewe · People · {GROUP}")


def test_a_page_that_is_left_for_another_address_does_not_come_back(visit: Visit, url: str) -> None:
    page = visit(url)
    expect(page.locator("#masthead [data-snapshot]")).to_be_visible()
    for view in ("papers", "map", "papers"):  # as by a bookmark: the whole page anew
        page.goto(url + view)
        expect_view(page, view.capitalize(), view)


# Questions


@WIDTHS
def test_a_link_to_an_answer_asks_its_question_once(
    visit: Visit, url: str, assistant: FakeAssistant, width: int
) -> None:
    page = visit(url, width=width, own_browser=True)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    expect(page.get_by_text("Answers are verbatim sentences from the papers")).to_be_visible()
    page.get_by_label("Everything").check()
    box = page.get_by_label("Your question")
    box.fill(QUESTION)
    box.press("Enter")
    expect(page.locator(".answer-tools")).to_be_visible()
    address = "?q=What+has+this+group+done+on+continual+learning%3F&scope=all"
    expect_view(page, "Chat", address)
    expect(page).to_have_title(f"{QUESTION} · Chat · {GROUP}")
    page.get_by_role("button", name="Copy link to this answer").click()
    link = url + address
    page.wait_for_function("async (link) => (await navigator.clipboard.readText()) === link", arg=link)

    other = visit(link, width=width, own_browser=True)
    expect(other.locator(".reply.answered")).to_contain_text("The group has three papers")
    expect(other.get_by_label("Everything")).to_be_checked()
    expect(other.locator(".answer-tools")).to_be_visible()
    assert [(asked, history, scope) for asked, history, scope in assistant.asked] == [
        (QUESTION, (), "all")
    ] * 2
    other.reload()
    expect(other.locator(".reply.answered")).to_contain_text("The group has three papers")
    expect_view(other, "Chat", address)
    other.get_by_role("tab", name="Papers").click()
    expect_view(other, "Papers", "papers")
    other.go_back()
    expect(other.locator(".reply.answered")).to_be_visible()
    assert len(assistant.asked) == 2
    fits(other, width)


def test_a_link_brings_its_filters(visit: Visit, url: str, assistant: FakeAssistant) -> None:
    page = visit(f"{url}?q=h-index&author=Giulia%20Lanzillotta&year_from=2020&utm=1", own_browser=True)
    expect(page.locator(".reply.answered")).to_be_visible()
    assert assistant.filters[-1].author == "Giulia Lanzillotta"
    assert assistant.filters[-1].year_from == 2020
    expect_view(page, "Chat", "?q=h-index&scope=group&year_from=2020&author=Giulia+Lanzillotta")
    expect(page.locator("#filters-set button")).to_have_text(["since 2020", "Giulia Lanzillotta"])


def test_back_and_forward_lead_through_conversations(
    visit: Visit, url: str, assistant: FakeAssistant
) -> None:
    page = visit(url, own_browser=True)
    box = page.get_by_label("Your question")
    box.fill(QUESTION)
    box.press("Enter")
    expect(page.locator(".answer-tools")).to_be_visible()
    page.get_by_role("button", name="New chat").click()
    expect(page.locator(".reply")).to_have_count(0)
    expect_view(page, "Chat", "")
    box.fill("the h-index?")
    box.press("Enter")
    expect(page.locator(".answer-tools")).to_be_visible()
    expect_view(page, "Chat", "?q=the+h-index%3F&scope=group")
    page.go_back()
    expect(page.locator(".reply")).to_have_count(0)
    page.go_back()
    expect(page.locator(".reply.answered")).to_contain_text("The group has three papers")
    page.go_back()
    expect(page.locator(".reply")).to_have_count(0)
    page.go_forward()
    expect(page.locator(".reply.answered")).to_contain_text("The group has three papers")
    page.go_forward()
    expect(page.locator(".reply")).to_have_count(0)
    page.go_forward()
    expect(page.locator(".reply.answered")).to_contain_text("11")
    assert len(assistant.asked) == 2


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("q=" + "x" * 5000, "The question of this link has 5,000 characters; 4,000 can be asked."),
        ("q=x&author=Nobody", "There is no “Nobody” among these papers"),
    ],
)
def test_what_can_not_be_asked_is_said_so(
    visit: Visit, url: str, assistant: FakeAssistant, query: str, told: str
) -> None:
    page = visit(f"{url}?{query}", own_browser=True)
    expect(page.locator("#notice")).to_contain_text(told)
    assert assistant.asked == []


def test_markup_in_a_question_stays_text(visit: Visit, url: str, assistant: FakeAssistant) -> None:
    markup = "<img src=x onerror=alert(1)><script>alert(1)</script>"
    page = visit(f"{url}?q={quote(markup)}&scope=<b>", own_browser=True)
    meanwhile(page, lambda: assistant.asked)
    expect(page.locator(".user-row")).to_contain_text("<img src=x onerror=alert(1)>")
    expect(page.locator("img[src=x]")).to_have_count(0)
    assert assistant.asked[0][2] is None
