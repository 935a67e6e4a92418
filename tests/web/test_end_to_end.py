"""The whole house, as a newcomer meets it: `python app.py` on an empty index, asked in a real browser."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Visit
from known import CONTINUAL_LEARNING
from playwright.sync_api import expect
from waiting import PATIENCE, free_port

REPOSITORY = Path(__file__).resolve().parents[2]
FIRST_START = 600_000
"""Milliseconds that reading the seeds may take, on a slow machine."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`app.py` as a process of its own, which ingests the seeds first."""
    index = tmp_path_factory.mktemp("end-to-end") / "index"
    command = [sys.executable, "app.py", "--port", str(free_port()), "--index", str(index)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            address = next(line for line in process.stdout if line.startswith("Chat:"))
            yield address.split()[1], process
        finally:
            process.kill()


@pytest.mark.timeout(900)
def test_the_main_question_is_answered_from_the_very_first_start(
    visit: Visit, app: tuple[str, subprocess.Popen[str]]
) -> None:
    page = visit(app[0])
    # The index is still being made: the page is there, and the question waits.
    box = page.get_by_label("Your question")
    box.fill("what has this group done on continual learning")
    box.press("Enter")
    expect(page.locator(".reply.waiting")).to_be_visible()
    expect(page.locator(".reply.answered")).to_be_visible(timeout=FIRST_START)

    cards = page.locator("#sources .source")
    expect(cards).to_have_count(len(CONTINUAL_LEARNING))
    assert set(cards.locator("h3").all_text_contents()) == CONTINUAL_LEARNING
    assert set(cards.locator(".badge").all_text_contents()) == {"this group"}
    for card in cards.all():
        card.locator(".context summary").click()
        assert card.locator("details mark").first.inner_text() in page.locator(".reply.answered").inner_text()
    expect(page.get_by_role("heading", level=1)).to_have_text("Benjamin F. Grewe")
    expect(page.get_by_text("26 papers of the group · 146 related by others")).to_be_visible()

    expect(page.locator(".examples [data-ask]")).to_have_count(4)  # they are tried first
    examples = [button.get_attribute("data-ask") for button in page.locator(".examples [data-ask]").all()]
    for count, question in enumerate(examples, start=2):
        box.fill(question or "")
        box.press("Enter")
        expect(page.locator(".reply.answered")).to_have_count(count)
    box.fill("How do I bake sourdough bread?")
    box.press("Enter")
    expect(page.locator(".reply.abstained")).to_be_visible()


def test_the_app_ends_cleanly_when_it_is_told_to(app: tuple[str, subprocess.Popen[str]]) -> None:
    process = app[1]
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0
