"""A visitor in a real Chromium who opens everything that the page has over hostile documents.

A script that runs calls `owned()`; what is loaded or opened from elsewhere is seen as a request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from bench.attack.documents import dropped
from bench.attack.outputs import QUESTIONS
from bench.attack.payloads import PAYLOADS
from bench.attack.servers import PATIENCE
from bench.browser import start_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, FilePayload, Page

ROWS = 12
"""Rows of the table, and points of the map, that are opened."""

# What a payload waits for, said to every element at once.
_POKE = """() => {
  for (const element of document.querySelectorAll("body *"))
    for (const event of ["mouseover", "mouseenter", "focus", "toggle", "load", "error", "begin"])
      element.dispatchEvent(new Event(event));
  for (const fold of document.querySelectorAll("details")) fold.open = true;
}"""
_LINKS = """() => [...document.querySelectorAll("[href], [src], [action], [*|href]")].map((element) =>
  element.href?.baseVal ?? element.getAttribute("href") ?? element.getAttribute("src") ?? "")"""


def visit(url: str) -> list[str]:
    """What ran or was asked of other hosts while a visitor opened everything, one line each."""
    with ThreadPoolExecutor(1) as thread:  # Playwright wants a thread without an event loop
        return thread.submit(_visit, url).result()


def _visit(url: str) -> list[str]:
    from playwright.sync_api import sync_playwright

    ran: list[str] = []

    def note(address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            ran.append(f"a request to {address[:100]}")

    def dismiss(dialog: Dialog) -> None:
        ran.append("a dialog")
        dialog.dismiss()

    with sync_playwright() as playwright:
        browser = start_chromium(playwright)
        context = browser.new_context()
        context.expose_function("owned", lambda *_: ran.append("a script"))
        context.on("request", lambda request: note(request.url))
        page = context.new_page()
        page.on("dialog", dismiss)
        page.on("popup", lambda popup: ran.append(f"a window of {popup.url[:100]}"))
        page.set_default_timeout(1000 * PATIENCE)
        page.goto(url)
        for step in (_chat, _papers, _map, _papers_in, _review, _come_back, *_addresses(url)):
            step(page)
            page.evaluate(_POKE)
            page.wait_for_timeout(300)
            links = page.evaluate(_LINKS)
            ran += [f"a link {link[:100]}" for link in links if _runs(link)]
        browser.close()
    return ran


def _runs(link: str) -> bool:
    return urlsplit(link.strip()).scheme.lower() in ("javascript", "vbscript") or link.startswith("data:text")


def _chat(page: Page) -> None:
    box = page.get_by_label("Your question")
    for count, question in enumerate(QUESTIONS, start=1):
        box.fill(question)
        box.press("Enter")
        page.wait_for_function(_ANSWERED, arg=count)
        page.evaluate(_POKE)
    page.get_by_role("button", name="Helpful", exact=True).last.click()


_ANSWERED = """count =>
  document.querySelectorAll("#transcript .reply:not(.waiting):not(.draft)").length === count"""


def _papers(page: Page) -> None:
    page.get_by_role("tab", name="Papers", exact=True).click()
    rows = page.locator("tr.paper td.title button")
    rows.first.wait_for()
    for place in range(min(ROWS, rows.count())):
        rows.nth(place).click()
        page.locator("tr.opened .paper-card").wait_for()
        page.evaluate(_POKE)
        page.keyboard.press("Escape")
    page.get_by_label("Search titles, authors and abstracts").fill(PAYLOADS[0])


def _map(page: Page) -> None:
    page.get_by_role("tab", name="Map").click()
    points = page.locator("#map circle[data-id]")
    points.first.wait_for()
    for place in range(min(ROWS, points.count())):
        points.nth(place).focus()
        page.keyboard.press("Enter")
        page.get_by_role("dialog").wait_for()
        page.evaluate(_POKE)
        page.keyboard.press("Escape")
    page.evaluate(_POKE)


def _papers_in(page: Page) -> None:
    """An editor drops hostile documents, looks at what would come in, adds it, and takes it out again."""
    page.get_by_role("tab", name="Papers in").click()
    tab = page.locator("#adding")
    files: list[FilePayload] = [
        {"name": f"{payload}.jsonl", "mimeType": "text/plain", "buffer": dropped(payload)}
        for payload in PAYLOADS
    ]
    tab.locator("input[type=file]").set_input_files(files)
    add, undo = (tab.get_by_role("button", name=name) for name in ("Add", "Undo"))
    tab.get_by_role("button", name="Preview").click()
    add.wait_for()
    page.evaluate(_POKE)
    add.click()
    undo.wait_for()
    page.evaluate(_POKE)
    undo.click()
    undo.wait_for(state="hidden")


def _review(page: Page) -> None:
    """Every list of papers and of decisions, some papers decided on, and that undone."""
    page.get_by_role("tab", name="Review").click()
    page.locator("#review article").first.wait_for()
    for done in range(1, ROWS + 1):
        page.locator("#review [data-do=leave_out]").first.click()
        page.wait_for_function(_COUNTED, arg=["#review article.settled", done])
    show = page.get_by_label("Show", exact=True)
    for value in show.evaluate("select => [...select.options].map((option) => option.value)")[::-1]:
        show.select_option(value)
        page.evaluate(_POKE)
    show.select_option("decided")
    page.wait_for_function(_ALL_DECIDED)
    for left in reversed(range(page.locator("#review article").count())):
        page.locator("#review [data-do=undo]").first.click()
        page.wait_for_function(_COUNTED, arg=["#review article", left])


_ALL_DECIDED = """() => document.querySelector("#review article")
  && !document.querySelector("#review article:not(:has([data-do=undo]))")"""
_COUNTED = "([selector, count]) => document.querySelectorAll(selector).length === count"


def _addresses(url: str) -> Iterator[Callable[[Page], None]]:
    """Links that a visitor follows to each view, with markup, too much, and ways out of the view in them."""
    hostile = [quote(payload, safe="") for payload in (*PAYLOADS[:8], "../../etc/passwd", "x" * 5000)]
    for said in hostile:
        yield partial(_follow, f"{url}?q={said}&scope={said}&author={said}", "#notice, #transcript .reply")
    for said in hostile[::3]:
        yield partial(
            _follow, f"{url}papers?text={said}&scope={said}&order={said}&page={said}", "#papers .count"
        )
        yield partial(_follow, f"{url}papers/{said[:180]}?venue={said}", "#papers .alone, body > pre")
        yield partial(_follow, f"{url}review?text={said}&show={said}", "#review .nothing")
        yield partial(_follow, f"{url}map?paper={said}&years={said}", "#map dialog[open]")


def _follow(address: str, shown: str, page: Page) -> None:
    page.goto(address)
    page.locator(shown).first.wait_for(state="attached")


def _come_back(page: Page) -> None:
    """The browser has kept the conversation, and shows it again."""
    page.reload()
    page.wait_for_function(_ANSWERED, arg=len(QUESTIONS))
