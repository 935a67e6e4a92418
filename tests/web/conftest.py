"""A real Chromium, the page over a small fake assistant, and a visitor whom nothing may lead elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx
import pytest
from fake_assistant import FakeAssistant
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from waiting import PATIENCE

from assistant.config import quiet_libraries

quiet_libraries()

from assistant.web.chat.feedback import Feedback  # noqa: E402
from assistant.web.server.server import Guard, end, serve  # noqa: E402
from assistant.web.service import Answering, Service  # noqa: E402
from bench.browser import start_chromium  # noqa: E402

Scheme = Literal["light", "dark"]
Visit = Callable[..., Page]
Launch = Callable[[Callable[[], Answering]], str]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = start_chromium(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def _context(browser: Browser) -> BrowserContext:
    """Shared, since a browser's cache makes every later visit twice as fast."""
    return browser.new_context()


@pytest.fixture
def visit(browser: Browser, _context: BrowserContext, launch: object) -> Iterator[Visit]:
    """Opens an address as a new visitor; no visitor may ask another host, meet a script error or have a
    script of the page refused by its policy.

    Needs `launch` so that the visitors leave before their servers end, which would wait 5 seconds for them.
    """
    expect.set_options(timeout=1000 * PATIENCE)
    outside: list[str] = []
    errors: list[str] = []
    pages: list[Page] = []

    def note(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            outside.append(url)

    def open_page(
        url: str,
        *,
        width: int = 1440,
        height: int = 900,
        scheme: Scheme = "light",
        own_browser: bool = False,
        locale: str = "",
    ) -> Page:
        own = own_browser or locale
        page = browser.new_page(locale=locale or None) if own else _context.new_page()
        pages.append(page)
        page.set_default_timeout(1000 * PATIENCE)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        page.on("request", lambda sent: note(sent.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: "script-src" in said.text and errors.append(said.text))
        page.goto(url)
        return page

    yield open_page
    for page in pages:
        page.close()
    assert outside == []
    assert errors == []


@pytest.fixture
def launch() -> Iterator[Callable[..., str]]:
    """Serves the page over what an opener returns, on a free port; gives its address."""
    pages: list[tuple[Any, Guard]] = []

    def start(open_assistant: Callable[[], Answering], *, guard: Guard | None = None, **options: Any) -> str:
        guard = guard or Guard()
        page = serve(Service(open_assistant).start(), guard=guard, **options)
        pages.append((page, guard))
        return str(page.local_url)

    def end_all(*, seconds: float = PATIENCE) -> list[bool]:
        """End every page as a restart does; whether all answers were finished."""
        return [end(*pages.pop(), seconds=seconds) for _ in list(pages)]

    start.end_all = end_all  # type: ignore[attr-defined]
    yield start
    for page, _ in pages:
        page.close(verbose=False)


@pytest.fixture(scope="session")
def feedback_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the page at `url` keeps its feedback."""
    return tmp_path_factory.mktemp("feedback") / "feedback.jsonl"


@pytest.fixture(scope="session")
def _served(feedback_file: Path) -> Iterator[tuple[str, FakeAssistant]]:
    fake = FakeAssistant()
    page = serve(Service(lambda: fake).start(), feedback=Feedback(feedback_file))
    yield str(page.local_url), fake
    page.close(verbose=False)


@pytest.fixture
def assistant(_served: tuple[str, FakeAssistant]) -> FakeAssistant:
    """The fake behind `url`."""
    fake = _served[1]
    fake.asked.clear()
    fake.filters.clear()
    fake.released.clear()
    fake.may_end.set()
    return fake


@pytest.fixture
def url(_served: tuple[str, FakeAssistant], assistant: FakeAssistant) -> str:
    """The page over the fake assistant."""
    return _served[0]


def meanwhile(page: Page, condition: Callable[[], object]) -> None:
    """Wait for a condition outside of the browser, which goes on with its own work meanwhile."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        page.wait_for_timeout(50)


def fits(page: Page, width: int) -> None:
    """Wait until the page is as wide as its window, with nothing to scroll to at the side."""
    page.wait_for_function("width => document.documentElement.scrollWidth === width", arg=width)


def look_different(page: Page, one: str, other: str, style: str) -> None:
    """Wait until the first elements that two selectors find have unlike values of a style.

    Found and compared in one step: an element that the page has replaced meanwhile has no style at all.
    """
    page.wait_for_function(
        """([style, ...selectors]) => {
          const [a, b] = selectors.map((selector) => document.querySelector(selector));
          return a && b && getComputedStyle(a)[style] !== getComputedStyle(b)[style];
        }""",
        arg=[style, one, other],
    )


def question_body(client: httpx.Client, question: str, session: str) -> dict[str, Any]:
    """What the page sends when a visitor asks."""
    config = client.get("/config").raise_for_status().json()
    ids = {c["props"].get("elem_id"): c["id"] for c in config["components"]}
    asking = next(d for d in config["dependencies"] if {ids["question"], ids["scope"]} <= set(d["inputs"]))
    values = {c["id"]: c["props"].get("value") for c in config["components"]} | {ids["question"]: question}
    data = [values[id] for id in asking["inputs"]]
    return {"fn_index": asking["id"], "session_hash": session, "data": data}
