"""The profile's facts at the head of the page."""

from __future__ import annotations

import pytest
from conftest import Launch, Visit, fits
from fake_assistant import FakeAssistant, FakeCorpus
from playwright.sync_api import expect


@pytest.mark.parametrize("width", [1440, 390])
def test_the_profiles_facts_come_with_their_source_and_date(visit: Visit, url: str, width: int) -> None:
    page = visit(url, width=width)
    facts = page.locator(".masthead .profile")
    expect(facts.locator("summary")).to_contain_text("h-index 11")
    expect(facts.locator("summary")).to_contain_text("as of 20 Nov 2026", use_inner_text=width > 1000)
    facts.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(facts.locator(".sheet")).to_be_in_viewport(ratio=1)
    expect(facts.locator(".document")).to_have_text("000_researcher.txt, saved 20 Nov 2026")
    expect(facts.get_by_role("definition")).to_have_text("11 line 4")
    fits(page, width)
    page.keyboard.press("Escape")
    expect(facts.locator(".sheet")).to_be_hidden()
    expect(facts.locator("summary")).to_be_focused()


def test_without_a_profile_there_are_no_facts(visit: Visit, launch: Launch) -> None:
    page = visit(launch(lambda: FakeAssistant(corpus=FakeCorpus(profiles=()))))
    expect(page.locator(".counts")).to_contain_text("4 papers")
    expect(page.locator(".profile")).to_have_count(0)
