"""The server is started anew, or can't be reached for a while: nothing is lost, and nothing asked twice."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Callable, Iterator

import pytest
from conftest import Visit
from playwright.sync_api import Browser, Locator, Page, expect
from restarting import START, Server
from waiting import PATIENCE

TWO = (
    "@article{z, title={Zebra stripes confuse biting flies}, author={Lovelace, Ada}, year=2021}\n"
    "@article{t, title={Tigers sleep at noon in the shade}, author={Lovelace, Ada}, year=2020}\n"
)
NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def _server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("restarts")
    (folder / "index").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(sys.path))  # of what the servers are copies of
        START.set_forkserver_preload(["restarting"])
        server = Server(folder)
        server.start()
    yield server
    server.kill()


@pytest.fixture
def server(_server: Server) -> Iterator[Server]:
    """A server whose assistant is ready and answers at once, until a test takes a sign back."""
    for sign in ("ready", "speak", "finish"):
        _server.signs.give(sign)
    yield _server
    for sign in ("ready", "speak", "finish"):  # so that nobody waits for what does not come
        _server.signs.give(sign)


@pytest.fixture
def page(visit: Visit, server: Server) -> Page:
    page = visit(server.url, own_browser=True)
    expect(page.locator("#mode")).to_contain_text("no language model")  # it is whole
    return page


@pytest.fixture
def question() -> str:
    """One that no other test asks."""
    return f"What of rain, number {next(NUMBERS)}?"


def line(page: Page) -> Locator:
    return page.locator("#connection")


def ask(page: Page, question: str) -> None:
    box = page.get_by_label("Your question")
    box.fill(question)
    box.press("Enter")


def restart(page: Page, server: Server, leave: Callable[[], None], **options: int) -> None:
    """End the server, see that the page says so, and start it again."""
    leave()
    expect(line(page)).to_contain_text("The server is away")
    expect(page.locator(".toast-wrap")).to_be_hidden()
    server.start(**options)
    expect(page.locator("html:not(.away) #question")).to_be_attached()


def expect_answered_once(page: Page, *questions: str) -> None:
    """The conversation has these questions, each with its one answer, and waits for the next."""
    expect(page.locator("#transcript .answer-tools")).to_have_count(len(questions))
    expect(page.locator("#transcript .user-row .md")).to_have_text(list(questions))
    expect(page.locator("#transcript .reply:is(.answered, .abstained)")).to_have_count(len(questions))
    assert page.evaluate("sessionStorage.getItem('research-assistant:question')") is None


def test_before_the_first_question(page: Page, server: Server, question: str) -> None:
    restart(page, server, server.kill)
    ask(page, question)
    expect_answered_once(page, question)
    assert server.signs.asked(question) == 1


def test_while_it_gets_ready(page: Page, server: Server, question: str) -> None:
    server.signs.take_back("ready")
    restart(page, server, server.end)
    expect(page.locator("#mode")).to_contain_text("You can ask already")
    ask(page, question)
    expect(page.locator(".reply.waiting")).to_be_visible()
    restart(page, server, server.kill)
    expect(page.locator(".reply.waiting")).to_be_visible()
    server.signs.give("ready")
    expect_answered_once(page, question)
    assert server.signs.asked(question) == 1


def test_with_a_draft_in_the_box(page: Page, server: Server, question: str) -> None:
    box = page.get_by_label("Your question")
    box.fill(question)
    restart(page, server, server.kill)
    expect(box).to_have_value(question)
    assert server.signs.asked(question) == 0
    box.press("Enter")
    expect_answered_once(page, question)
    expect(box).to_have_value("")
    page.reload()
    expect_answered_once(page, question)
    expect(box).to_have_value("")


def test_a_question_in_the_queue_and_one_that_is_answered_in_another_tab(
    browser: Browser, page: Page, server: Server, question: str
) -> None:
    restart(page, server, server.end, answers_at_a_time=1)
    server.signs.take_back("speak")
    other, first = browser.new_page(), f"{question} And of snow?"
    other.goto(server.url)
    ask(other, first)
    expect(other.locator(".reply.waiting")).to_be_visible()
    ask(page, question)
    page.wait_for_function("fetch('health').then((r) => r.json()).then((h) => h.waiting === 1)")
    restart(page, server, server.kill)
    expect(other.locator(".reply.waiting")).to_be_visible()
    expect(page.locator(".reply.waiting")).to_be_visible()
    server.signs.give("speak")
    expect_answered_once(page, question)
    expect_answered_once(other, first)
    assert server.signs.asked(question) == 1
    assert server.signs.asked(first) == 2  # the first server was asked, and gone before it answered
    other.close()


@pytest.mark.parametrize("leave", ["kill", "end"])
@pytest.mark.parametrize(("sign", "shown"), [("speak", ".reply.waiting"), ("finish", ".reply.draft")])
def test_while_it_is_waited_for_and_while_a_draft_streams(
    page: Page, server: Server, question: str, sign: str, shown: str, leave: str
) -> None:
    ask(page, f"{question} First?")
    expect_answered_once(page, f"{question} First?")
    server.signs.take_back(sign)
    ask(page, question)
    expect(page.locator(shown)).to_be_visible()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    restart(page, server, getattr(server, leave))
    expect(page.locator(shown)).to_be_visible()
    server.signs.give(sign)
    expect_answered_once(page, f"{question} First?", question)
    assert (
        sum('\\"again\\":true' in data for data in sent) == 1
    )  # of two, what the first one shows may arrive last
    assert server.signs.asked(question) == 2  # once each of the two servers
    assert server.signs.asked(f"{question} First?") == 1


def test_right_after_the_answer(page: Page, server: Server, question: str) -> None:
    ask(page, question)
    expect_answered_once(page, question)
    restart(page, server, server.end)
    expect_answered_once(page, question)
    assert server.signs.asked(question) == 1


def test_what_was_stopped_stays_stopped(page: Page, server: Server, question: str) -> None:
    server.signs.take_back("finish")
    ask(page, question)
    expect(page.locator(".reply.draft")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped. What stands here is unfinished")).to_be_visible()
    restart(page, server, server.kill)
    expect(page.get_by_text("Stopped. What stands here is unfinished")).to_be_visible()
    expect(page.get_by_role("button", name="Retry")).to_be_visible()
    assert server.signs.asked(question) == 1


def test_while_papers_are_searched(page: Page, server: Server) -> None:
    page.get_by_role("tab", name="Papers", exact=True).click()
    rows = page.locator("#papers tr.paper")
    expect(rows).to_have_count(4)
    page.get_by_label("Search titles").fill("local vs global")
    expect(rows).to_have_count(1)
    server.kill()
    expect(line(page)).to_contain_text("The server is away")
    page.get_by_label("Search titles").fill("hypernetworks")  # nobody answers this
    server.start()
    expect(page.locator("html:not(.away) #papers")).to_be_attached()
    expect(page.get_by_label("Search titles")).to_have_value("hypernetworks")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Continual learning with hypernetworks")


def test_while_a_preview_is_shown(page: Page, server: Server) -> None:
    page.get_by_role("tab", name="Papers in").click()
    text = page.get_by_label("What is to come in?")
    text.fill(TWO)
    page.get_by_role("button", name="Preview").click()
    found = page.locator("#adding .found")
    expect(found).to_contain_text("Zebras")
    restart(page, server, server.end)
    expect(text).to_have_value(TWO)
    expect(found).to_contain_text("Zebras")
    expect(page.locator("#adding .add")).to_be_visible()


# Without a restart


def test_a_lost_connection(page: Page, server: Server, question: str) -> None:
    server.signs.take_back("finish")
    ask(page, question)
    expect(page.locator(".reply.draft")).to_be_visible()
    page.context.set_offline(True)
    expect(line(page)).to_contain_text("The server is away")
    expect(line(page)).to_contain_text("Your question waits")
    page.context.set_offline(False)
    expect(page.locator("html:not(.away) .reply.draft")).to_be_visible()
    server.signs.give("finish")
    expect_answered_once(page, question)


def test_a_question_that_is_asked_without_a_connection(page: Page, server: Server, question: str) -> None:
    page.context.set_offline(True)
    expect(line(page)).to_contain_text("The server is away")
    ask(page, question)
    expect(line(page)).to_contain_text("Your question waits")
    page.context.set_offline(False)
    expect_answered_once(page, question)
    expect(page.get_by_label("Your question")).to_have_value("")
    assert server.signs.asked(question) == 1


def test_an_answer_goes_on_in_a_page_that_is_loaded_again(page: Page, server: Server, question: str) -> None:
    server.signs.take_back("finish")
    ask(page, question)
    expect(page.locator(".reply.draft")).to_be_visible()
    page.reload()
    expect(page.locator(".reply.draft")).to_be_visible()
    server.signs.give("finish")
    expect_answered_once(page, question)
    assert server.signs.asked(question) == 1


def test_a_copy_of_the_tab_asks_nothing(page: Page, server: Server, question: str) -> None:
    server.signs.take_back("finish")
    ask(page, question)
    expect(page.locator(".reply.draft")).to_be_visible()
    with page.expect_popup() as opened:
        page.evaluate("open(location.href)")  # begins with a copy of what the tab keeps
    copy = opened.value
    expect(copy.get_by_label("Your question")).to_have_value(question, timeout=1000 * PATIENCE)
    expect(page.locator(".reply.draft")).to_be_visible()
    server.signs.give("finish")
    expect_answered_once(page, question)
    assert server.signs.asked(question) == 1
    copy.close()


def test_a_new_chat_forgets_the_question_that_was_not_answered(
    page: Page, server: Server, question: str
) -> None:
    server.signs.take_back("finish")
    ask(page, question)
    expect(page.locator(".reply.draft")).to_be_visible()
    page.get_by_role("button", name="New chat").click()
    expect(page.locator("#welcome")).to_be_visible()
    page.reload()
    expect(page.locator("#welcome")).to_be_visible()
    ask(page, f"{question} Else?")
    server.signs.give("finish")
    expect_answered_once(page, f"{question} Else?")
    assert server.signs.asked(question) == 1
