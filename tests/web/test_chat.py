"""What one can do with an answer, a question and a conversation, in a real browser."""

from __future__ import annotations

import json
import re
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import Launch, Visit, meanwhile
from fake_assistant import HOSTILE, FakeAssistant
from fakes import make_paper
from playwright.sync_api import Page, expect
from waiting import PATIENCE, free_port

from assistant.datamodels import Filters
from assistant.web.chat.feedback import Feedback
from assistant.web.chat.parts import filters_html
from assistant.web.server import gate
from assistant.web.server.rates import Rate
from assistant.web.server.server import Guard

MAIN_QUESTION = "what has this group done on continual learning"
ANSWERED = ".reply.answered"

both_widths = pytest.mark.parametrize("width", [1440, 390])


def ask(page: Page, question: str) -> None:
    """Ask in the box, and wait until the answer is complete and kept.

    The browser gets and keeps an answer twice: as soon as it is written, and with what to ask next.
    """
    before = page.locator(".answer-tools").count()
    box = page.get_by_label("Your question")
    box.fill(question)
    box.press("Enter")
    expect(page.locator(".answer-tools")).to_have_count(before + 1)
    expect(page.locator(".bot-row").last.locator(".follow-ups, .reply.failed")).to_be_visible()


def expect_questions(page: Page, *questions: str) -> None:
    expect(page.locator(".user-row .md")).to_have_text(list(questions))


def note_copied(page: Page, part: str) -> None:
    """Let the page note in `window.noted` what a button says in its turn, however short the time."""
    page.evaluate(
        """part => {
          window.noted = [];
          const note = () => {
            for (const button of document.querySelectorAll(`${part} button`))
              window.noted.push(button.textContent);
          };
          new MutationObserver(note).observe(document.body, { childList: true, subtree: true });
        }""",
        part,
    )


def expect_copied(page: Page) -> None:
    page.wait_for_function("window.noted.includes('Copied')")


# Retry, edit, copy, suggestions


def test_copied_references_are_the_list_alone_for_a_word_processor(visit: Visit, url: str) -> None:
    page = visit(url)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "Their papers in APA style")
    note_copied(page, "#transcript")
    page.get_by_role("button", name="Copy", exact=True).click()
    expect_copied(page)
    assert page.evaluate("navigator.clipboard.readText()").splitlines() == [
        "Lanzillotta, G., et al. (2024). Local vs Global. https://example.org/a_b",
        "Nobody.",
    ]
    html = page.evaluate(
        "async () => (await (await navigator.clipboard.read())[0].getType('text/html')).text()"
    )
    assert re.sub(r"<(/?\w+)[^>]*>", r"<\1>", html).startswith("<ul>")
    assert "<strong>Lanzillotta, G.</strong>, et al. (2024). <em>Local vs Global</em>." in html


@both_widths
def test_retry_asks_the_last_question_again(
    visit: Visit, url: str, assistant: FakeAssistant, width: int
) -> None:
    page = visit(url, width=width)
    ask(page, MAIN_QUESTION)
    assistant.may_end.clear()
    page.get_by_role("button", name="Retry").click()
    expect(page.locator(".reply.draft")).to_be_visible()
    assistant.may_end.set()
    expect(page.locator(".answer-tools")).to_have_count(1)
    expect_questions(page, MAIN_QUESTION)
    assert [(question, history) for question, history, _ in assistant.asked] == [(MAIN_QUESTION, ())] * 2


@both_widths
def test_an_edited_question_is_asked_anew_from_there(
    visit: Visit, url: str, assistant: FakeAssistant, width: int
) -> None:
    page = visit(url, width=width)
    ask(page, MAIN_QUESTION)
    ask(page, "the h-index?")
    page.get_by_role("button", name="Edit this question").first.click()
    box = page.get_by_label("Your question")
    expect(box).to_have_value(MAIN_QUESTION)
    expect(box).to_be_focused()
    expect(page.get_by_text("Editing an earlier question")).to_be_visible()
    box.fill("and on hostile ground?")
    box.press("Enter")
    expect(page.locator(".user-row")).to_have_count(1)
    expect(page.locator(".answer-tools")).to_have_count(1)
    assert assistant.asked[-1][:2] == ("and on hostile ground?", ())
    expect(page.get_by_text("Editing an earlier question")).to_be_hidden()


def test_escape_leaves_the_earlier_question_as_it_is(
    visit: Visit, url: str, assistant: FakeAssistant
) -> None:
    page = visit(url)
    ask(page, MAIN_QUESTION)
    page.get_by_role("button", name="Edit this question").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Your question")).to_have_value("")
    ask(page, "the h-index?")
    expect_questions(page, MAIN_QUESTION, "the h-index?")


def test_a_copied_answer_has_its_sources(visit: Visit, url: str) -> None:
    page = visit(url)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, MAIN_QUESTION)
    note_copied(page, "#transcript")
    page.get_by_role("button", name="Copy", exact=True).click()
    expect_copied(page)
    lines = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert lines[0] == "The group has three papers on continual learning."
    assert lines[1].startswith("- Local vs Global continual learning (2024): “In this work,")
    assert lines[1].endswith("[1]")
    assert lines[-1] == (
        "[3] Johannes von Oswald, Christian Henning, João Sacramento et al.. Continual learning with "
        "hypernetworks. 2019. https://arxiv.org/abs/1906.00695"
    )

    note_copied(page, "#sources")
    page.locator("#sources .source .context summary").nth(2).click()
    page.locator("#sources").get_by_role("button", name="Copy BibTeX").click()
    expect_copied(page)
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("@misc{oswald2019continual,") or copied.startswith(
        "@misc{vonoswald2019continual,"
    )


@both_widths
def test_a_suggestion_is_one_click(visit: Visit, url: str, assistant: FakeAssistant, width: int) -> None:
    page = visit(url, width=width)
    ask(page, MAIN_QUESTION)
    suggested = page.get_by_role("list", name="Ask next").get_by_role("button")
    expect(suggested).to_have_count(3)
    text = suggested.first.inner_text()
    page.get_by_label("Your question").fill("a thought half written")
    suggested.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".answer-tools")).to_have_count(2)
    assert assistant.asked[-1][0] == text
    expect(page.get_by_role("list", name="Ask next")).to_have_count(1)  # those of the last answer
    expect(page.get_by_label("Your question")).to_have_value("a thought half written")


def test_an_answer_on_its_way_has_no_tools_and_a_stopped_one_can_be_asked_again(
    visit: Visit, url: str, assistant: FakeAssistant
) -> None:
    page = visit(url)
    page.get_by_label("Your question").fill("an endless story")
    page.keyboard.press("Enter")
    expect(page.locator(".reply.draft")).to_be_visible()
    expect(page.locator(".answer-tools, .edit")).to_have_count(0)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Retry")).to_be_visible()
    assistant.released.set()


# Conversations


@both_widths
def test_conversations_are_kept_named_reopened_and_deleted(visit: Visit, url: str, width: int) -> None:
    page = visit(url, width=width, own_browser=True)
    ask(page, MAIN_QUESTION)
    page.get_by_role("button", name="New chat").click()
    expect(page.locator("#welcome")).to_be_visible()
    ask(page, "the h-index?")

    page.get_by_role("button", name="History").click()
    history = page.get_by_role("dialog", name="History")
    names = history.locator(".open .name")
    expect(names).to_have_text(["the h-index?", MAIN_QUESTION])
    assert history.bounding_box()["width"] <= width  # type: ignore[index]

    history.get_by_role("button", name=f"Rename “{MAIN_QUESTION}”").click()
    name = history.get_by_label("Name of the conversation")
    expect(name).to_be_focused()
    name.fill("What I need for chapter 2")
    name.press("Enter")
    expect(history.locator(".open .name").filter(has_text="chapter 2")).to_be_visible()

    history.get_by_role("button", name="What I need for chapter 2").first.click()
    expect(history).to_be_hidden()
    expect(page.locator(ANSWERED)).to_contain_text("The group has three papers")
    expect_questions(page, MAIN_QUESTION)
    expect(page.locator("#sources .source")).to_have_count(3)
    expect(page.get_by_role("list", name="Ask next").get_by_role("button")).to_have_count(3)
    page.locator(ANSWERED).get_by_role("link", name="[2]").click()
    expect(page.locator("#sources mark.cited")).to_contain_text("parameter isolation")
    page.keyboard.press("Escape")  # the sheet of a phone

    page.get_by_role("button", name="History").click()
    history.get_by_role("button", name="Delete “the h-index?”").click()
    history.get_by_role("button", name="Keep “the h-index?”").click()
    expect(names).to_have_count(2)
    history.get_by_role("button", name="Delete “the h-index?”").click()
    history.get_by_role("button", name="Delete “What I need for chapter 2”").click()
    page.keyboard.press("Escape")
    expect(history).to_be_hidden()
    expect(page.locator("#welcome")).to_be_visible()  # the one that was open is gone
    page.reload()
    page.get_by_role("button", name="History").click()
    expect(history).to_contain_text("No conversations yet")


def test_a_question_for_a_server_that_gets_ready_follows_what_was_asked_of_the_one_before(
    visit: Visit, launch: Launch
) -> None:
    port = free_port()  # which nobody takes between the two
    page = visit(launch(FakeAssistant, port=port), own_browser=True)
    ask(page, MAIN_QUESTION)
    assert launch.end_all() == [True]  # type: ignore[attr-defined]
    second, opened = FakeAssistant(), threading.Event()

    def open_slowly() -> FakeAssistant:
        assert opened.wait(PATIENCE)
        return second

    launch(open_slowly, port=port)
    expect(page.locator("#notice")).to_contain_text("Reading the documents…")
    box = page.get_by_label("Your question")
    box.fill("and the h-index?")
    box.press("Enter")
    opened.set()
    expect(page.locator(".answer-tools")).to_have_count(2)
    expect_questions(page, MAIN_QUESTION, "and the h-index?")
    assert second.asked[-1][1][0].content == MAIN_QUESTION
    assert second.asked[-1][1][1].citations == ("local", "guarantees", "hypernetworks")


def test_after_a_restart_answers_are_exported_and_rated(visit: Visit, launch: Launch, tmp_path: Path) -> None:
    port, feedback = free_port(), Feedback(tmp_path / "feedback.jsonl")
    page = visit(launch(FakeAssistant, port=port, feedback=feedback), own_browser=True)
    ask(page, "the h-index?")
    assert launch.end_all() == [True]  # type: ignore[attr-defined]
    expect(page.locator("#connection")).to_contain_text("The server is away")
    launch(FakeAssistant, port=port, feedback=feedback)
    expect(page.locator("html:not(.away) .answer-tools")).to_have_count(1)
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Markdown with references").click()
    assert "is 11 [1]." in Path(download.value.path()).read_text(encoding="utf-8")
    page.get_by_role("button", name="Helpful", exact=True).click()
    expect(page.get_by_role("button", name="Helpful", exact=True)).to_have_attribute("aria-pressed", "true")
    assert json.loads(feedback.path.read_text(encoding="utf-8"))["question"] == "the h-index?"


def leave_to_change_what_is_kept(page: Page, url: str) -> None:
    """Go to an address of the same server that has no scripts: nobody but the test changes what is kept."""
    page.goto(f"{url}health")


def test_what_the_browser_kept_is_data_and_never_markup(visit: Visit, url: str) -> None:
    page = visit(url, own_browser=True)
    ask(page, MAIN_QUESTION)
    leave_to_change_what_is_kept(page, url)
    page.evaluate(
        """hostile => {
          const key = Object.keys(localStorage).find(k => k.includes("conversation"));
          const kept = JSON.parse(localStorage[key]);
          const record = JSON.parse(kept.record);
          const [turn] = record.turns;
          turn.question = turn.answer.text = turn.answer.note = hostile;
          turn.searched = [[hostile, hostile]];
          turn.follow_ups = [hostile];
          for (const c of turn.answer.citations) c.title = c.authors = c.quote = hostile;
          turn.answer.citations[0].url = "javascript:alert(1)";
          kept.record = JSON.stringify(record);
          kept.name = hostile;
          localStorage[key] = JSON.stringify(kept);
        }""",
        HOSTILE,
    )
    page.goto(url)
    expect(page.locator(ANSWERED)).to_contain_text("<script>alert(1)</script>")
    expect(page.locator(".reply-note")).to_contain_text("3 of these sources can no longer be found")
    page.get_by_role("button", name="History").click()
    expect(page.locator("#history .name")).to_contain_text("<img src=")
    shown = page.locator("#transcript, #sources, #history")
    expect(shown.locator("img, form[action], script, iframe, [style*=fixed]")).to_have_count(0)
    expect(shown.locator('a[href*="javascript:"], a[href^="http://evil"]')).to_have_count(0)
    expect(page).to_have_title(re.compile("Benjamin F. Grewe's group$"))


def test_a_damaged_conversation_is_refused_in_one_sentence(visit: Visit, url: str) -> None:
    page = visit(url, own_browser=True)
    ask(page, MAIN_QUESTION)
    leave_to_change_what_is_kept(page, url)
    page.evaluate(
        """() => {
          const key = Object.keys(localStorage).find(k => k.includes("conversation"));
          localStorage[key] = JSON.stringify({ name: "damaged", updated: 1, record: '{"turns": 7}' });
        }"""
    )
    page.goto(url)
    expect(page.locator("#notice")).to_contain_text("can't be read; delete it")
    ask(page, "the h-index?")
    expect_questions(page, "the h-index?")


def test_two_browsers_keep_their_own_conversations(visit: Visit, url: str) -> None:
    one, other = visit(url, own_browser=True), visit(url, own_browser=True)
    ask(one, MAIN_QUESTION)
    other.get_by_role("button", name="History").click()
    expect(other.get_by_role("dialog", name="History")).to_contain_text("No conversations yet")
    other.reload()
    expect(other.locator("#welcome")).to_be_visible()
    expect(other.locator("body")).not_to_contain_text("The group has three papers")


# Filters


@both_widths
def test_filters_narrow_the_question_and_are_cleared_in_one_click(
    visit: Visit, url: str, assistant: FakeAssistant, width: int
) -> None:
    page = visit(url, width=width)
    expect(page.locator('#filters [name="category"] option')).to_have_count(2)  # any, and LG
    switch = page.get_by_role("button", name="Filters")
    switch.click()
    page.get_by_label("From", exact=True).select_option("2020")
    page.get_by_label("To", exact=True).select_option("2024")
    page.get_by_label("Author").select_option("Sidak Pal Singh")
    page.get_by_label("Category").select_option("LG")
    chips = page.locator("#filters-set").get_by_role("button")
    expect(chips).to_have_text(["2020–2024", "Sidak Pal Singh", "Machine learning"])
    page.get_by_label("Everything").check()
    ask(page, MAIN_QUESTION)
    assert assistant.filters == [Filters(2020, 2024, "Sidak Pal Singh", "LG")]
    assert assistant.asked[-1][2] == "all"

    if width == 390:  # all of it is one chip now
        page.get_by_role("button", name="Everything · 2020–2024 · Sidak Pal Singh · Machine learning").click()
    page.get_by_role("button", name="Remove the filter Machine learning").click()
    expect(chips).to_have_text(["2020–2024", "Sidak Pal Singh"])
    page.get_by_role("button", name="Clear").click()
    expect(chips).to_have_count(0)
    expect(page.get_by_role("button", name="Clear")).to_be_hidden()
    ask(page, "the h-index?")
    assert assistant.filters[-1] == Filters()
    # The first question is remembered as it was narrowed.
    assert assistant.asked[-1][1][0].filters.category == "LG"
    assert assistant.asked[-1][1][0].scope == "all"


def test_venues_can_be_chosen_where_papers_print_several() -> None:
    one, other = make_paper("Lions", venue="ICML 2021"), make_paper("Tigers", venue="NIPS")
    assert '<option value="NIPS">' in filters_html([one, other])
    assert "Venue" not in filters_html([one, replace(one, id="o")])


def test_filters_need_no_mouse(visit: Visit, url: str) -> None:
    page = visit(url)
    switch = page.get_by_role("button", name="Filters")
    switch.focus()
    page.keyboard.press("Enter")
    expect(switch).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_label("From", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(switch).to_be_focused()
    expect(page.get_by_label("From", exact=True)).to_be_hidden()


# Export


@both_widths
def test_a_conversation_is_exported(visit: Visit, url: str, width: int) -> None:
    page = visit(url, width=width)
    ask(page, "the h-index?")
    ask(page, MAIN_QUESTION)
    files = {}
    for form in ("Markdown with references", "BibTeX of what is cited"):
        page.get_by_role("button", name="Export").click()
        with page.expect_download() as download:
            page.get_by_role("button", name=form).click()
        files[form] = download.value
    markdown, bibtex = files.values()
    assert markdown.suggested_filename == "the-h-index.md"
    text = Path(markdown.path()).read_text(encoding="utf-8")
    assert "The h-index of Benjamin F. Grewe is 11 [1]." in text
    assert "identity.” [4]" in text
    assert re.findall(r"(?m)^(\d)\. ", text) == ["1", "2", "3", "4"]
    assert bibtex.suggested_filename == "the-h-index.bib"
    assert Path(bibtex.path()).read_text(encoding="utf-8").count("@misc{") == 3


def test_the_export_menu_closes_with_escape(visit: Visit, url: str) -> None:
    page = visit(url)
    ask(page, "the h-index?")
    control = page.get_by_role("button", name="Export")
    control.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Markdown with references")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Markdown with references")).to_be_hidden()
    expect(control).to_be_focused()


# Feedback


@both_widths
def test_thumbs_and_a_word_are_kept_in_a_local_file(
    visit: Visit, url: str, feedback_file: Path, width: int
) -> None:
    feedback_file.unlink(missing_ok=True)
    page = visit(url, width=width)
    ask(page, MAIN_QUESTION)
    page.get_by_role("button", name="Not helpful").click()
    expect(page.get_by_role("button", name="Not helpful")).to_have_attribute("aria-pressed", "true")
    word = page.get_by_label("What was good or wrong")
    word.fill("It left out the one on sleep.")
    word.press("Enter")
    expect(page.locator(".answer-tools")).to_contain_text("Kept.")
    meanwhile(page, lambda: feedback_file.read_text(encoding="utf-8").count("\n") == 2)
    first, second = map(json.loads, feedback_file.read_text(encoding="utf-8").splitlines())
    assert (first["rating"], first["words"]) == ("down", "")
    assert (second["rating"], second["words"]) == ("down", "It left out the one on sleep.")
    assert (second["question"], second["snapshot"], second["writer"]) == (
        MAIN_QUESTION,
        "f00d",
        "extractive",
    )
    assert [source["paper"] for source in second["sources"]] == ["local", "guarantees", "hypernetworks"]
    assert first["conversation"] == second["conversation"]
    page.reload()
    expect(page.get_by_role("button", name="Not helpful")).to_have_attribute("aria-pressed", "true")


def test_a_host_may_go_without_feedback(visit: Visit, launch: Launch) -> None:
    page = visit(launch(FakeAssistant))
    ask(page, MAIN_QUESTION)
    expect(page.get_by_role("button", name="Copy", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="elpful")).to_have_count(0)


def test_much_feedback_in_a_short_time_is_refused(
    visit: Visit, launch: Launch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "FEEDBACK", Rate(burst=5, seconds=3600))  # as short as it may be
    path = tmp_path / "feedback.jsonl"
    page = visit(launch(FakeAssistant, feedback=Feedback(path), guard=Guard(questions=100)))
    ask(page, MAIN_QUESTION)
    refused = page.get_by_text("That was much feedback in a short time").first

    def is_refused() -> bool:
        page.get_by_role(
            "button", name="Helpful", exact=True
        ).click()  # while the last is on its way, it is none
        return refused.is_visible()

    meanwhile(page, is_refused)
    meanwhile(page, lambda: path.read_text(encoding="utf-8").count("\n") >= 5)
    assert path.read_text(encoding="utf-8").count("\n") == 5


# Everyone


IN_GRADIO: dict[str, str] = {}
"""Serious violations in markup that is not ours: the rule, and where. Today there are none."""


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_axe_finds_nothing_serious(visit: Visit, url: str, width: int, scheme: str) -> None:
    page = visit(url, width=width, scheme=scheme, own_browser=True)

    def check(what: str) -> None:
        found = Axe().run(page).response["violations"]
        serious = [
            (v["id"], node["target"], node.get("failureSummary"))
            for v in found
            if v["impact"] in ("serious", "critical") and v["id"] not in IN_GRADIO
            for node in v["nodes"]
        ]
        assert serious == [], what

    expect(page.locator('#filters [name="author"] option')).not_to_have_count(1)
    expect(page).to_have_title(re.compile("Benjamin F. Grewe's group$"))
    check("welcome")
    page.get_by_role("button", name="Filters").click()
    ask(page, MAIN_QUESTION)
    page.locator(".searched summary").click()
    page.get_by_role("button", name="Helpful", exact=True).click()
    expect(page.get_by_label("What was good or wrong")).to_be_visible()
    page.locator(ANSWERED).get_by_role("link", name="[2]").click()
    check("an answer, its sources and filters")
    page.keyboard.press("Escape")
    ask(page, "will it rain?")
    ask(page, "the unreachable model")
    page.get_by_role("button", name="Export").click()
    check("an abstention, an error, a menu")
    page.get_by_role("button", name="History").click()
    check("history")
