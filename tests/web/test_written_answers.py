"""An answer that a model writes, in a real browser: its progress, its support, and the verbatim answer."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import Visit, fits, look_different
from fake_assistant import FakeAssistant
from playwright.sync_api import Page, expect

IN_PROSE = "What has the group done on continual learning, in prose?"
CLAIM = "Methods that isolate parameters get guarantees on forgetting, for every such algorithm."


def ask(page: Page, question: str = IN_PROSE) -> None:
    box = page.get_by_label("Your question")
    box.fill(question)
    box.press("Enter")


def answered(page: Page) -> None:
    expect(page.locator(".answer-tools .follow-ups")).to_be_visible()


def test_the_steps_so_far_stay_in_sight_while_the_text_is_checked(
    visit: Visit, url: str, assistant: FakeAssistant
) -> None:
    assistant.may_end.clear()
    page = visit(url, height=420)
    ask(page)
    draft = page.locator(".reply.draft")
    expect(draft.locator(".progress li")).to_have_text(
        [
            "Found 26 papers",
            "Read 24 abstracts, 7 on the topic",
            "Chose 9 quotes from 5 papers",
            "Checking 6 sentences…",
        ]
    )
    expect(draft.get_by_role("group", name="Not checked yet")).to_contain_text("compares local with global")
    expect(draft.locator(".unchecked table")).to_contain_text("Hypernetworks")
    look_different(page, ".user-row .md", "div.unchecked td", "color")
    expect(draft.locator(".progress")).to_be_in_viewport(ratio=1)
    expect(draft.get_by_role("link")).to_have_count(0)
    assistant.may_end.set()
    answered(page)
    expect(page.locator(".progress")).to_have_count(0)


def test_what_it_thinks_is_folded_and_stays_open_as_it_grows(
    visit: Visit, url: str, assistant: FakeAssistant
) -> None:
    assistant.may_write.clear()
    page = visit(url)
    ask(page)
    thinking = page.locator(".reply.waiting .thinking")
    expect(thinking.locator(".thought")).to_be_hidden()
    thinking.get_by_text("What the model is thinking").click()
    expect(thinking.locator(".thought")).to_contain_text("<b>compares</b> http://evil.test")
    expect(thinking.locator(".thought")).to_be_visible()
    assistant.may_write.set()
    answered(page)
    thought = page.locator(".reply.answered .thought")
    expect(thought).to_be_visible()
    expect(thought.locator("a, b")).to_have_count(0)


@pytest.mark.parametrize("width", [1440, 390])
def test_what_is_not_borne_out_is_told_where_it_stands_and_why(visit: Visit, url: str, width: int) -> None:
    page = visit(url, width=width)
    ask(page)
    answered(page)
    fits(page, width)
    told = page.locator(".reply.answered .told")
    expect(told).to_have_text(
        [
            CLAIM.replace("forgetting,", "forgetting,\u00a0[2]"),
            "old examples are kept for ever",
            "Hypernetworks made forgetting disappear in robots.",
        ],
        use_inner_text=True,
    )
    expect(page.locator(".standing")).to_have_text(
        ["only partly borne out", "not checked", "not borne out by the papers"]
    )
    expect(told.first).to_have_attribute("title", "the guarantees hold for some of the algorithms")
    expect(told.last).to_have_attribute("title", 'no “robots” | <b>"there"</b>')
    expect(page.locator(".reply-facts").first).to_contain_text(
        "2 of 5 sentences are backed, 1 partly, 1 not, 1 not checked"
    )
    why = page.locator(".objections li")
    expect(why.first).to_be_hidden()
    page.get_by_text("What is not borne out").click()
    expect(why).to_have_text(
        [
            f"“{CLAIM}” only partly borne out: the guarantees hold for some of the algorithms",
            "“Hypernetworks made forgetting disappear in robots.” "
            'not borne out by the papers: no “robots” | <b>"there"</b>',
        ]
    )


def test_the_verbatim_answer_is_one_click_away_with_its_own_sources(visit: Visit, url: str) -> None:
    page = visit(url)
    ask(page)
    answered(page)
    own, theirs = page.locator("#source-1-verbatim"), page.locator("#source-1")
    expect(theirs).to_be_visible()
    expect(own).to_be_hidden()
    page.get_by_text("In the papers’ own words", exact=True).click()
    expect(own).to_be_visible()
    expect(theirs).to_be_hidden()
    verbatim = page.locator(".reply .verbatim")
    expect(verbatim).to_contain_text("The group has three papers on continual learning.")
    verbatim.get_by_role("link", name="[2]").click()
    expect(own.locator(".source.cited")).to_contain_text("Towards guarantees")
    expect(own.locator("mark.cited")).to_contain_text("unifying perspective")
    page.keyboard.press("Escape")
    expect(verbatim.get_by_role("link", name="[2]")).to_be_focused()
    page.locator(".reply > p").first.get_by_role("link", name="[1]").click()
    expect(theirs).to_be_visible()
    expect(own).to_be_hidden()


def test_on_a_phone_the_sheet_has_the_sources_of_what_was_clicked(visit: Visit, url: str) -> None:
    page = visit(url, width=390)
    ask(page)
    answered(page)
    page.get_by_text("In the papers’ own words", exact=True).click()
    for link, shown, hidden in (
        (page.locator(".reply .verbatim").get_by_role("link", name="[2]"), "-verbatim", ""),
        (page.locator(".reply > p").first.get_by_role("link", name="[1]"), "", "-verbatim"),
    ):
        link.click()
        expect(page.locator(f"#source-1{shown}")).to_be_visible()
        expect(page.locator(f"#source-1{hidden}")).to_be_hidden()
        page.keyboard.press("Escape")
        expect(link).to_be_focused()
    assert page.evaluate(
        "() => { const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);"
        " return ids.filter((id, at) => id.startsWith('source-') && ids.indexOf(id) !== at) }"
    ) == []  # fmt: skip


def test_closing_the_verbatim_answer_brings_the_sources_of_the_models_back(visit: Visit, url: str) -> None:
    page = visit(url)
    ask(page)
    answered(page)
    fold = page.get_by_text("In the papers’ own words", exact=True)
    fold.click()
    expect(page.locator("#source-1-verbatim")).to_be_visible()
    fold.click()
    expect(page.locator("#source-1")).to_be_visible()
    expect(page.locator("#source-1-verbatim")).to_be_hidden()


def test_a_kept_answer_is_shown_as_it_was(visit: Visit, url: str) -> None:
    page = visit(url, own_browser=True)
    ask(page)
    answered(page)
    before = page.locator(".reply.answered").inner_html()
    page.reload()
    answered(page)
    assert page.locator(".reply.answered").inner_html() == before
    page.get_by_text("In the papers’ own words", exact=True).click()
    expect(page.locator("#source-1-verbatim .source")).to_have_count(3)


def test_a_copy_says_what_is_not_borne_out(visit: Visit, url: str) -> None:
    page = visit(url)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page)
    answered(page)
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    lines = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert lines[0].endswith("for every such algorithm. [2] (only partly borne out)")
    assert lines[1:7] == [
        "Generating weights",
        "Paper | How",
        "Hypernetworks | networks generate the weights of a target model [3]",
        "Replay | old examples are kept for ever (not checked)",
        "Hypernetworks made forgetting disappear in robots. [3] (not borne out by the papers)",
        "",
    ]
    assert lines[7] == "Sources"


def test_the_whole_conversation_is_printed_and_nothing_else(visit: Visit, url: str) -> None:
    page = visit(url, height=300)
    ask(page)
    answered(page)
    page.emulate_media(media="print")
    expect(page.locator("#composer")).to_be_hidden()
    expect(page.locator("#sources .source").first).to_be_visible()
    expect(page.locator(".reply .verbatim")).to_be_hidden()
    page.wait_for_function(
        "() => { const box = document.querySelector('#transcript .panel-wrap');"
        " return box.scrollHeight > 300 && box.scrollHeight === box.clientHeight }"
    )


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_axe_finds_nothing_serious(
    visit: Visit, url: str, assistant: FakeAssistant, width: int, scheme: str
) -> None:
    page = visit(url, width=width, scheme=scheme, own_browser=True)

    def check() -> None:
        found = Axe().run(page).response["violations"]
        assert [
            (v["id"], node["target"], node.get("failureSummary"))
            for v in found
            if v["impact"] in ("serious", "critical")
            for node in v["nodes"]
        ] == []

    assistant.may_end.clear()
    ask(page)
    expect(page.get_by_text("Checking 6 sentences…")).to_be_visible()
    check()
    assistant.may_end.set()
    answered(page)
    for fold in page.locator(".fold summary").all():
        fold.click()
    check()
